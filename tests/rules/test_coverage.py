"""Altering plain rules: what is altered, where it says it is, and that the altered copy is the whole with just that altered."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.rules.coverage import ALWAYS, NEVER, Alteration, alterations, labels
from app.rules.verdict import MET, NOT_MET
from tests.rules.small import SMALL, World, base, case_of, item

PERCENTAGES = {"project.share", "participant.ownShare"}
RESEARCH = {"fact": "project.program", "in": ["label", "other"]}


def made(**part: Any) -> list[Alteration]:
    """The alterations of a part."""
    return list(alterations(part, PERCENTAGES))


def told(*conditions: Mapping[str, Any], **aid: Any) -> list[tuple[str, str, Any]]:
    """Path, change and what stands there afterwards, for a part with these conditions and this aid."""
    part = {"conditions": list(conditions)} if conditions else {"aid": aid}
    return [(one.path, one.change, one.after) for one in alterations(part, PERCENTAGES)]


def of_condition(**expression: Any) -> list[tuple[str, str, Any]]:
    """What is told of a condition named c, but its own removal, without the beginning of its path."""
    first, *rest = told({"id": "c", **expression})
    assert first == ("conditions.c", "removed", None)
    return [(path.removeprefix("conditions.c."), change, after) for path, change, after in rest]


def at(whole: Any, where: tuple[str | int, ...]) -> Any:
    """What stands somewhere in plain data."""
    for key in where:
        whole = whole[key]
    return whole


def test_nothing_is_altered_where_there_is_nothing() -> None:
    assert made() == []
    assert made(conditions=None, aid=None) == []


def test_an_alteration_tells_where_it_is_by_ids_and_by_position() -> None:
    part = {"conditions": [{"id": "first", **RESEARCH}, {"id": "second", "fact": "project.months", "lte": 24}], "aid": {}}
    raised = next(one for one in alterations(part, PERCENTAGES) if one.change == "raised")
    assert raised.path == "conditions.second.lte"
    assert raised.where == ("conditions", 1, "lte")
    assert (raised.before, raised.after, at(raised.altered, raised.where)) == (24, 25, 25)


def test_all_but_the_altered_stays_and_the_original_is_left_alone() -> None:
    part = {"conditions": [{"id": "c", "fact": "project.months", "lte": 24, "note": {"nl": "n"}}], "names": "kept"}
    lowered = next(one for one in alterations(part, PERCENTAGES) if one.change == "lowered")
    assert lowered.altered == {
        "conditions": [{"id": "c", "fact": "project.months", "lte": 23, "note": {"nl": "n"}}],
        "names": "kept",
    }
    assert part["conditions"] == [{"id": "c", "fact": "project.months", "lte": 24, "note": {"nl": "n"}}]


def test_a_removed_condition_asks_nothing_under_its_own_id() -> None:
    (removed, *_) = made(conditions=[{"id": "c", "fact": "project.months", "lte": 24, "soft": True}])
    assert removed.altered["conditions"] == [{"id": "c", **ALWAYS}]


def test_the_use_of_a_shared_rule_is_removed_as_a_whole() -> None:
    (removed,) = made(conditions=[{"rule": "shared", "without": ["one"], "confidence": "derived"}])
    assert (removed.path, removed.change) == ("conditions.shared", "removed")
    assert removed.altered["conditions"] == [{"id": "shared", **ALWAYS}]


def test_what_is_always_met_is_met_and_what_never_is_is_not() -> None:
    world = World()
    assert world.verdict(ALWAYS, case_of()) == MET
    assert world.verdict(NEVER, case_of()) == NOT_MET


def test_whole_figures_move_by_one_and_fractions_by_a_hundredth() -> None:
    assert of_condition(fact="project.months", eq=24) == [("eq", "raised", 25), ("eq", "lowered", 23)]
    assert of_condition(fact="project.months", gt=0)[-1] == ("gt", "lowered", -1)
    assert [after for _, _, after in of_condition(fact="project.use", lte="0.1")] == ["0.11", "0.09"]
    assert [after for _, _, after in of_condition(fact="project.use", lte="2/3")] == ["203/300", "197/300"]


def test_percentages_move_by_a_point_and_stay_zero_or_more() -> None:
    assert [after for _, _, after in of_condition(fact="project.share", gte="7.5")] == ["8.5", "6.5"]
    assert [after for _, _, after in of_condition(fact="applicant.ownShare", gte="200/3")] == ["203/3", "197/3"]
    assert [after for _, _, after in of_condition(largestShare="costs", lte="0.5")] == ["1.5"]
    assert [after for _, _, after in of_condition(fact="project.share", gt=0)] == [1]
    assert [after for _, _, after in of_condition(fact="project.share", gt=1)] == [2, 0]


@pytest.mark.parametrize("word", ["plus", "minus", "least", "most"])
def test_what_is_reckoned_with_a_percentage_is_one_too(word: str) -> None:
    """A half beside a percentage is half a point, on either side of a test."""
    reckoned = {word: ["0.5", {"fact": "project.share"}]}
    assert [after for _, _, after in of_condition(fact="project.use", lte=reckoned)] == ["1.5"]
    assert [after for _, _, after in of_condition(**reckoned, lte="7.5")] == ["8.5", "6.5", "1.5", "-0.5"]


@pytest.mark.parametrize("word", ["times", "per"])
def test_a_factor_of_a_percentage_is_a_fraction(word: str) -> None:
    reckoned = {word: [{"fact": "project.months"}, "0.5"]}
    assert [after for _, _, after in of_condition(fact="project.share", lte=reckoned)] == ["0.51", "0.49"]


def test_dates_move_by_a_day() -> None:
    assert [after for _, _, after in of_condition(fact="project.startDate", gte="2024-03-01")] == ["2024-03-02", "2024-02-29"]


def test_yes_and_no_are_exchanged() -> None:
    assert of_condition(fact="project.secret", isTrue=True) == [("isTrue", "negated", "isFalse")]
    (negated,) = [one for one in made(conditions=[{"id": "c", "fact": "x", "isFalse": True}]) if one.change == "negated"]
    assert (negated.before, negated.after) == ("isFalse", "isTrue")
    assert negated.altered["conditions"] == [{"id": "c", "fact": "x", "isTrue": True}]


@pytest.mark.parametrize("operator", ["in", "notIn", "subsetOf", "intersects"])
def test_each_code_of_a_list_is_removed_but_the_only_one_stays(operator: str) -> None:
    assert of_condition(fact="f", **{operator: ["a", "b"]}) == [
        (f"{operator}.a", "codeRemoved", None),
        (f"{operator}.b", "codeRemoved", None),
    ]
    assert of_condition(fact="f", **{operator: ["a"]}) == []
    altered = [one.altered["conditions"][0] for one in made(conditions=[{"id": "c", "fact": "f", operator: ["a", "b"]}])]
    assert [one[operator] for one in altered[1:]] == [["b"], ["a"]]


def test_a_single_code_is_left_alone() -> None:
    assert of_condition(fact="participant.kind", eq="person") == []


def test_branches_are_named_by_what_they_ask_and_removed_in_turn() -> None:
    assert of_condition(
        any=[{"fact": "project.secret", "isTrue": True}, {"all": [{"fact": "project.months", "lte": 12}, RESEARCH]}]
    ) == [
        ("any.project.secret.isTrue", "negated", "isFalse"),
        ("any.project.secret", "removed", None),
        ("any.all.project.months.lte", "raised", 13),
        ("any.all.project.months.lte", "lowered", 11),
        ("any.all.project.months", "removed", None),
        ("any.all.project.program.in.label", "codeRemoved", None),
        ("any.all.project.program.in.other", "codeRemoved", None),
        ("any.all.project.program", "removed", None),
        ("any.all", "removed", None),
    ]


def test_the_only_branch_stays() -> None:
    assert of_condition(all=[{"fact": "participant.kind", "eq": "person"}]) == []


@pytest.mark.parametrize("word", ["all", "any"])
def test_the_other_branches_stay_when_one_is_removed(word: str) -> None:
    first, second, third = ({"fact": name, "eq": "x"} for name in ("a", "b", "c"))
    found = made(conditions=[{"id": "c", word: [first, second, third]}])[1:]
    assert [one.altered["conditions"] for one in found] == [
        [{"id": "c", word: [second, third]}],
        [{"id": "c", word: [first, third]}],
        [{"id": "c", word: [first, second]}],
    ]


@pytest.mark.parametrize("word", ["all", "any"])
def test_a_branch_with_branches_of_its_own_is_named_once(word: str) -> None:
    nested = {word: [{"fact": "a", "isTrue": True}]}
    assert [path for path, _, _ in of_condition(any=[nested, {"fact": "b", "eq": "x"}])] == [
        f"any.{word}.a.isTrue",
        f"any.{word}",
        "any.b",
    ]


def test_what_is_denied_is_altered_where_it_stands() -> None:
    (negated,) = made(conditions=[{"id": "c", "not": {"fact": "project.secret", "isTrue": True}}])[1:]
    assert (negated.path, negated.where) == ("conditions.c.not.isTrue", ("conditions", 0, "not", "isTrue"))
    assert negated.altered["conditions"][0]["not"] == {"fact": "project.secret", "isFalse": True}


def test_a_shared_rule_inside_an_expression_is_removed_but_not_altered() -> None:
    assert of_condition(any=[{"rule": "one"}, {"rule": "two"}]) == [("any.one", "removed", None), ("any.two", "removed", None)]


def test_labels_are_the_shortest_that_tell_apart() -> None:
    assert labels([{"fact": "a", "lte": 1}, {"fact": "b", "lte": 1}]) == ["a", "b"]
    assert labels([{"fact": "a", "lte": 1}, {"fact": "a", "gte": 1}]) == ["a(lte)", "a(gte)"]
    assert labels([{"fact": "a", "lte": 1}, {"fact": "a", "lte": 2}]) == ["a(lte 1)", "a(lte 2)"]
    assert labels([{"all": [{"fact": "a", "lte": 1}]}, {"all": [{"rule": "b"}, {"count": "participants", "lte": 1}]}]) == [
        "all(a)",
        "all(b+count.participants)",
    ]
    assert labels([{"not": {"fact": "a", "isTrue": True}}, {"fact": "a", "isTrue": True}]) == ["not.a", "a"]
    assert labels([24, {"fact": "a"}, {"times": [2, {"fact": "a"}]}]) == ["", "a", "times"]
    assert labels([24, 36]) == ["24", "36"]
    assert labels([{"plus": [1, 2]}, {"plus": [1, 3]}]) == ['plus({"plus": [1, 2]})', 'plus({"plus": [1, 3]})']
    assert labels([{"any": [{"fact": "a", "lte": 1}]}, {"any": [{"rule": "b"}]}]) == ["any(a)", "any(b)"]
    assert labels([{"law": "size.headcount"}, {"fact": "a"}]) == ["size.headcount", "a"]


def test_labels_of_what_is_the_same_tell_all_of_it() -> None:
    assert labels([RESEARCH, RESEARCH]) == ['project.program(in ["label", "other"])'] * 2


def test_labels_do_not_depend_on_the_order_of_what_narrows_a_sum() -> None:
    one = {"sum": "costs", "activity": ["a"], "heading": ["h"]}
    other = {"sum": "costs", "heading": ["h"], "activity": ["a"]}
    whole = {"sum": "costs"}
    assert labels([one, whole]) == labels([other, whole])


def test_figures_inside_a_quantity() -> None:
    expression = {"fact": "project.partB", "lte": {"plus": [{"fact": "project.months"}, 24]}}
    assert of_condition(**expression) == [("lte.plus", "raised", 25), ("lte.plus", "lowered", 23)]
    assert of_condition(fact="project.share", gte={"times": ["0.5", 10]}) == [
        ("gte.times.0.5", "raised", "0.51"),
        ("gte.times.0.5", "lowered", "0.49"),
        ("gte.times.10", "raised", 11),
        ("gte.times.10", "lowered", 9),
    ]
    assert of_condition(fact="project.startDate", gte={"firstOfNextMonth": "2024-03-01"}) == [
        ("gte.firstOfNextMonth", "raised", "2024-03-02"),
        ("gte.firstOfNextMonth", "lowered", "2024-02-29"),
    ]
    assert of_condition(fact="a", gte={"firstOfNextMonth": {"fact": "project.submissionDate"}}) == []


@pytest.mark.parametrize("word", ["plus", "minus", "least", "most", "times", "per"])
def test_every_part_of_what_is_reckoned_is_altered(word: str) -> None:
    assert of_condition(fact="a", gte={word: [{"fact": "b"}, 24]}) == [
        (f"gte.{word}", "raised", 25),
        (f"gte.{word}", "lowered", 23),
    ]


def test_the_left_side_of_a_test_may_fall_below_zero() -> None:
    assert [after for _, _, after in of_condition(plus=[{"fact": "a"}, 0], gte=24)] == [25, 23, 1, -1]


def test_the_left_side_of_a_test_is_altered_too() -> None:
    expression = {"plus": [{"fact": "a"}, 3], "gte": 1}
    assert [path for path, _, _ in of_condition(**expression)] == ["gte", "gte", "plus", "plus"]
    assert of_condition(sum="costs", activity=["a", "b"], heading=["h", "i"], where={"fact": "f", "isTrue": True}, gt=5) == [
        ("gt", "raised", 6),
        ("gt", "lowered", 4),
        ("where", "removed", None),
        ("where.isTrue", "negated", "isFalse"),
        ("activity.a", "codeRemoved", None),
        ("activity.b", "codeRemoved", None),
        ("heading.h", "codeRemoved", None),
        ("heading.i", "codeRemoved", None),
    ]


def test_thresholds_of_law_are_out_of_scope() -> None:
    assert of_condition(fact="a", gte={"law": "size.headcount"}) == []


def test_a_condition_with_a_when_can_lose_it() -> None:
    (_, dropped, *rest) = made(conditions=[{"id": "c", "fact": "f", "eq": "x", "when": {"fact": "g", "isTrue": True}}])
    assert (dropped.path, dropped.altered["conditions"]) == ("conditions.c.when", [{"id": "c", "fact": "f", "eq": "x"}])
    assert [one.path for one in rest] == ["conditions.c.when.isTrue"]


def test_items_of_the_aid_never_apply_or_move_by_a_point() -> None:
    bonus = item("small", 10, group="size", when=SMALL, activity=["a", "b"])
    assert told(bonus=[bonus]) == [
        ("aid.bonus.small", "removed", None),
        ("aid.bonus.small.points", "raised", 11),
        ("aid.bonus.small.points", "lowered", 9),
        ("aid.bonus.small.when", "removed", None),
        ("aid.bonus.small.when.in.micro", "codeRemoved", None),
        ("aid.bonus.small.when.in.small", "codeRemoved", None),
        ("aid.bonus.small.activity.a", "codeRemoved", None),
        ("aid.bonus.small.activity.b", "codeRemoved", None),
    ]
    (removed, *_) = made(aid={"bonus": [bonus]})
    assert removed.altered["aid"]["bonus"] == [{**bonus, "when": NEVER}]


def test_a_figure_of_the_aid_stays_zero_or_more_and_an_unknown_one_stays_unknown() -> None:
    assert told(base=[base(0)])[1:] == [("aid.base.base.points", "raised", 1)]
    assert told(base=[base(1)])[1:] == [("aid.base.base.points", "raised", 2), ("aid.base.base.points", "lowered", 0)]
    assert told(base=[base(None)])[1:] == []
    assert told(base=[base("92.5")])[1:] == [
        ("aid.base.base.points", "raised", "93.5"),
        ("aid.base.base.points", "lowered", "91.5"),
    ]


def test_a_figure_between_two_bounds_is_altered_at_both() -> None:
    points = {"fact": "project.resultPoints", "between": [0, 30]}
    assert told(bonus=[item("results", points, outcome=True)])[1:] == [
        ("aid.bonus.results.points.between.lowest", "raised", 1),
        ("aid.bonus.results.points.between.highest", "raised", 31),
        ("aid.bonus.results.points.between.highest", "lowered", 29),
    ]
    halves = told(bonus=[item("results", {"between": ["0.5", "7.5"]})])[1:]
    assert [after for _, _, after in halves] == ["1.5", "8.5", "6.5"]


def test_limits_move_by_a_euro_and_lose_what_was_received_before() -> None:
    limit = {"id": "yearly", "per": "participantYear", "min": 0, "max": 7500, "over": {"fact": "participant.receivedEur"}}
    assert told(limit=[limit])[1:] == [
        ("aid.limit.yearly.min", "raised", 1),
        ("aid.limit.yearly.max", "raised", 7501),
        ("aid.limit.yearly.max", "lowered", 7499),
        ("aid.limit.yearly.over", "removed", None),
    ]
    before = {"id": "before", "over": {"plus": [{"fact": "participant.receivedEur"}, 0, 100]}}
    assert told(limit=[before])[1:] == [
        ("aid.limit.before.over.plus.0", "raised", 1),
        ("aid.limit.before.over.plus.100", "raised", 101),
        ("aid.limit.before.over.plus.100", "lowered", 99),
        ("aid.limit.before.over", "removed", None),
    ]
    cost = {"id": "other", "heading": ["h", "i"], "max": {"times": [50000, {"fact": "project.years"}]}}
    assert [path for path, _, _ in told(cost=[cost])[1:]] == [
        "aid.cost.other.max.times",
        "aid.cost.other.max.times",
        "aid.cost.other.heading.h",
        "aid.cost.other.heading.i",
    ]


def test_whom_it_funds_and_who_carries_it() -> None:
    assert told(beneficiary=SMALL, carriedBy=["a", "b"]) == [
        ("aid.beneficiary", "removed", None),
        ("aid.beneficiary.in.micro", "codeRemoved", None),
        ("aid.beneficiary.in.small", "codeRemoved", None),
        ("aid.carriedBy.a", "codeRemoved", None),
        ("aid.carriedBy.b", "codeRemoved", None),
    ]
    (removed, *_) = made(aid={"beneficiary": SMALL})
    assert removed.altered["aid"]["beneficiary"] == ALWAYS
    assert told(carriedBy=["a"]) == []


def test_aid_computed_for_activities_is_narrowed() -> None:
    assert of_condition(aid=["a", "b"], lte=5)[2:] == [("aid.a", "codeRemoved", None), ("aid.b", "codeRemoved", None)]


def test_every_path_leads_to_what_is_altered() -> None:
    part = {
        "conditions": [
            {"id": "one", "any": [{"fact": "a", "lte": 1}, {"all": [{"fact": "a", "lte": 2}, {"fact": "b", "isTrue": True}]}]},
            {"rule": "shared"},
            {"id": "two", "count": "participants", "where": SMALL, "gte": {"most": [2, {"fact": "b"}]}, "when": RESEARCH},
        ],
        "aid": {
            "beneficiary": SMALL,
            "base": [base({"between": [40, 50]}, when=SMALL)],
            "limit": [item("band", min=10, max=20, when=RESEARCH)],
        },
    }
    found = list(alterations(part, PERCENTAGES))
    assert len({(one.path, one.change) for one in found}) == len(found)
    assert not any(character.isdigit() and name.isdigit() for one in found for name in one.names for character in name)
    for one in found:
        if one.change in ("raised", "lowered", "codeRemoved", "removed"):
            assert at(part, one.where) == one.before
        if one.change in ("raised", "lowered"):
            assert at(one.altered, one.where) == one.after
        assert one.altered != part

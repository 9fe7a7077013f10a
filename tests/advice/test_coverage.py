"""Rule coverage of small catalogues: a survivor is found, an example covers it, and what cannot be seen is not asked for."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.advice.coverage import cover, cover_seed
from app.advice.judging import Coverage, Finding
from app.catalogue.seed_files import SeedDocument
from app.catalogue.snapshot import Documents
from tests.fixtures.seeds import INSTRUMENT_FILE, SmallSeed

Plain = dict[str, Any]
SMALL = {"fact": "participant.size", "in": ["micro", "small"]}
LONGEST = {"id": "maximumDuration", "fact": "project.durationMonths", "lte": 24}
BASE = {"id": "base", "activity": ["industrialResearch"], "points": 40}
BONUS = {"id": "sizeSmall", "group": "size", "points": 20, "when": SMALL}


def example(on: str, *, size: str = "large", months: int = 24, **expect: Any) -> Plain:
    """A worked example: one enterprise with costs of 100 000 euro."""
    costs = [{"activity": "industrialResearch", "amountEur": 100000}]
    case = {
        "referenceDate": on,
        "participants": [{"id": "a", "role": "applicant", "kind": "enterprise", "size": size}],
        "project": {"durationMonths": months, "costs": costs},
    }
    return {"id": f"{size}{months}", "case": case, "expect": expect}


def period(name: str, start: str, end: str | None = None, **rules: Any) -> Plain:
    return {"id": name, "validFrom": start, "validTo": end, **rules}


def instrument(*examples: Plain, periods: list[Plain] | None = None, **common: Any) -> Plain:
    """An instrument; with one period that only has what is common unless others are given."""
    return {
        "id": "grant",
        "common": common,
        "periods": periods or [period("since2020", "2020-01-01")],
        "workedExamples": list(examples),
    }


@pytest.fixture
def covered(documents: Documents) -> Any:
    """Covers small instruments and rules of our own, with the facts and codes of the seed."""

    def run(*instruments: Plain, rules: Mapping[str, list[Plain]] | None = None, workers: int = 1) -> dict[str, Coverage]:
        made: Documents = {
            **documents,
            "instrument": {one["id"]: one for one in instruments},
            "rule": {name: {"id": name, "versions": versions} for name, versions in (rules or {}).items()},
        }
        return {one.document: one for one in cover(made, workers)}

    return run


def survivors(coverage: Coverage) -> list[str]:
    """What no example noticed: path and what was done."""
    return [f"{finding.path} {finding.change}" for finding in coverage.survivors]


UNDECIDED = example("2021-06-15", rate=40)
TOO_LONG = example("2021-06-15", months=25, notMet=["maximumDuration"])
JUST_RIGHT = example("2021-06-15", months=24, notMet=[])


def test_a_survivor_is_found_and_an_example_covers_it(covered: Any) -> None:
    aid = {"base": [BASE]}
    few = covered(instrument(UNDECIDED, TOO_LONG, conditions=[LONGEST], aid=aid))["grant"]
    assert survivors(few) == ["common.conditions.maximumDuration.lte lowered from 24 to 23"]
    assert (few.total, few.covered) == (6, 5)
    assert few.survivors[0].where == ("common", "conditions", 0, "lte")
    enough = covered(instrument(UNDECIDED, TOO_LONG, JUST_RIGHT, conditions=[LONGEST], aid=aid))["grant"]
    assert survivors(enough) == []
    assert (enough.total, enough.covered) == (6, 6)


def test_a_yes_turned_to_no_is_told(covered: Any) -> None:
    plan = {"id": "plan", "fact": "participant.climatePlanAttached", "isTrue": True, "soft": True}
    found = covered(instrument(UNDECIDED, conditions=[plan]))["grant"]
    assert survivors(found) == ["common.conditions.plan removed", "common.conditions.plan.isTrue isTrue made isFalse"]


def test_without_examples_everything_survives(covered: Any) -> None:
    found = covered(instrument(conditions=[LONGEST], aid={"base": [BASE]}))["grant"]
    assert (found.total, found.covered) == (6, 0)


def test_a_soft_condition_is_covered_by_what_is_not_met(covered: Any) -> None:
    soft = {**LONGEST, "soft": True}
    found = covered(instrument(TOO_LONG, JUST_RIGHT, conditions=[soft], aid={"base": [BASE]}))["grant"]
    assert [finding.path for finding in found.survivors] == ["common.aid.base.base.points"] * 2


def test_an_example_that_fails_already_covers_nothing(covered: Any) -> None:
    wrong = example("2021-06-15", rate=41)
    unreadable = {"id": "unreadable", "case": {"colour": "blue"}, "expect": {"rate": 40}}
    contradicted = example("2021-06-15", rate=40)
    contradicted["case"]["facts"] = {"consortium.enterprises": 0}
    found = covered(instrument(wrong, unreadable, contradicted, aid={"base": [BASE]}))["grant"]
    assert (found.total, found.covered) == (3, 0)


def test_a_cap_that_nothing_exceeds_counts_as_covered(covered: Any) -> None:
    caps = [{"id": "capSmall", "points": 60, "when": SMALL}, {"id": "cap", "points": 30}]
    examples = [
        example("2021-06-15", rate=30),
        example("2021-06-15", size="small", rate=60),
        example("2021-06-15", size="micro", rate=60),
    ]
    found = covered(instrument(*examples, aid={"base": [BASE], "bonus": [BONUS], "cap": caps}))["grant"]
    assert found.never_binds == ("common.aid.cap.capSmall",)
    assert [f"{finding.path} {finding.change}" for finding in found.idle] == [
        "common.aid.base.base.points raised from 40 to 41",
        "common.aid.bonus.sizeSmall.points raised from 20 to 21",
        "common.aid.bonus.sizeSmall.when removed",
        "common.aid.cap.capSmall.points raised from 60 to 61",
    ]
    assert survivors(found) == []


def test_a_common_cap_that_binds_in_one_period_binds(covered: Any) -> None:
    periods = [period("old", "2018-01-01", "2020-01-01", aid={"bonus": [BONUS]}), period("new", "2020-01-01")]
    found = covered(instrument(periods=periods, aid={"base": [BASE], "cap": [{"id": "cap", "points": 50}]}))["grant"]
    assert found.never_binds == ()
    replaced = [period("new", "2020-01-01", aid={"cap": [{"id": "cap", "points": 39}]})]
    found = covered(instrument(periods=replaced, aid={"base": [BASE], "cap": [{"id": "cap", "points": 50}]}))["grant"]
    assert found.never_binds == ()


def test_what_a_lower_cap_would_show_is_still_asked_for(covered: Any) -> None:
    aid = {"base": [BASE], "cap": [{"id": "cap", "points": 40}]}
    found = covered(instrument(example("2021-06-15"), aid=aid))["grant"]
    assert found.never_binds == ("common.aid.cap.cap",)
    assert [f"{finding.path} {finding.change}" for finding in found.idle] == [
        "common.aid.base.base.points raised from 40 to 41",
        "common.aid.cap.cap removed",
        "common.aid.cap.cap.points raised from 40 to 41",
    ]
    assert survivors(found) == [
        "common.aid.base.base removed",
        "common.aid.base.base.points lowered from 40 to 39",
        "common.aid.cap.cap.points lowered from 40 to 39",
    ]


def test_a_common_item_is_covered_in_any_period_and_an_own_one_in_its_own(covered: Any) -> None:
    own = {"base": [{**BASE, "id": "second", "activity": ["experimentalDevelopment"]}]}
    periods = [period("old", "2018-01-01", "2020-01-01", aid=own), period("new", "2020-01-01", aid=own)]
    development = {**example("2018-06-15", rate=40)}
    development["case"]["project"]["costs"][0]["activity"] = "experimentalDevelopment"
    found = covered(instrument(UNDECIDED, development, periods=periods, aid={"base": [BASE]}))["grant"]
    assert {finding.path for finding in found.survivors} == {"periods.new.aid.base.second", "periods.new.aid.base.second.points"}
    assert found.total == 9


def test_a_common_item_that_every_period_replaces_is_not_covered(covered: Any) -> None:
    periods = [period("new", "2020-01-01", aid={"base": [{**BASE, "points": 50}]})]
    found = covered(instrument(example("2021-06-15", rate=50), periods=periods, aid={"base": [BASE]}))["grant"]
    assert {finding.path for finding in found.survivors} == {"common.aid.base.base", "common.aid.base.base.points"}


def test_a_removed_item_does_not_bring_back_what_it_replaced(covered: Any) -> None:
    again = [period("new", "2020-01-01", conditions=[{**LONGEST, "confidence": "derived"}])]
    found = covered(instrument(TOO_LONG, JUST_RIGHT, UNDECIDED, periods=again, conditions=[LONGEST], aid={"base": [BASE]}))["grant"]
    assert {finding.path.split(".")[0] for finding in found.survivors} == {"common"}


def test_a_shared_rule_is_covered_once_in_any_instrument(covered: Any) -> None:
    rules = {"short": [{"validFrom": None, "validTo": None, "conditions": [LONGEST]}]}
    use: Plain = {"conditions": [{"rule": "short"}], "aid": {"base": [BASE]}}
    one, other = instrument(UNDECIDED, TOO_LONG, **use), {**instrument(UNDECIDED, JUST_RIGHT, **use), "id": "other"}
    found = covered(one, other, rules=rules)
    assert survivors(found["short"]) == []
    assert survivors(found["grant"]) == []
    # That the other instrument asks the rule is a condition of its own, which its own examples must show.
    assert survivors(found["other"]) == ["common.conditions.short removed"]
    alone = covered(one, rules=rules)
    assert survivors(alone["short"]) == ["versions.first.conditions.maximumDuration.lte lowered from 24 to 23"]


def test_a_version_of_a_rule_is_covered_on_its_own_days(covered: Any) -> None:
    versions = [
        {"validFrom": None, "validTo": "2021-01-01", "conditions": [LONGEST]},
        {"validFrom": "2021-01-01", "validTo": None, "conditions": [LONGEST]},
    ]
    found = covered(instrument(TOO_LONG, JUST_RIGHT, conditions=[{"rule": "short"}]), rules={"short": versions})["short"]
    assert {finding.path.rsplit(".conditions")[0] for finding in found.survivors} == {"versions.first"}
    assert found.total == 6


def test_a_rule_that_only_figures_use_may_make_no_difference(covered: Any) -> None:
    rules = {
        "large": [{"validFrom": None, "validTo": None, "conditions": [{"id": "large", "fact": "participant.size", "eq": "large"}]}]
    }
    lowest = {**BASE, "when": {"rule": "large"}}
    bases = [lowest, {**BASE, "id": "others", "points": 50, "when": {"not": {"fact": "participant.size", "eq": "large"}}}]
    examples = [UNDECIDED, example("2021-06-15", size="small", rate=50)]
    figures = covered(instrument(*examples, aid={"base": bases}), rules=rules)["large"]
    assert [finding.path for finding in figures.idle] == ["versions.first.conditions.large"]
    asked = covered(instrument(UNDECIDED, conditions=[{"rule": "large"}], aid={"base": bases}), rules=rules)["large"]
    assert survivors(asked) == ["versions.first.conditions.large removed"]


def test_the_rules_of_a_carrier_are_read_but_not_altered(covered: Any) -> None:
    carried = {**instrument(example("2021-06-15", rate=40), aid={"carriedBy": ["grant"]}), "id": "carried"}
    found = covered(instrument(aid={"base": [BASE]}), carried)
    assert found["carried"].total == 0
    assert found["grant"].covered == 0


def test_an_alteration_that_is_refused_is_noticed(covered: Any) -> None:
    twice = {"id": "sum", "fact": "project.durationMonths", "lte": 1000, "note": None}
    too_much = {**BASE, "points": 1000}
    found = covered(instrument(example("2021-06-15"), conditions=[twice], aid={"base": [too_much]}))["grant"]
    assert "common.aid.base.base.points raised from 1000 to 1001" not in survivors(found)
    assert "common.aid.base.base.points lowered from 1000 to 999" in survivors(found)


def test_a_period_without_a_beginning(covered: Any) -> None:
    aid = {"base": [BASE], "cap": [{"id": "cap", "points": 50}]}
    for end in (None, "2022-01-01"):
        whole = instrument(UNDECIDED, periods=[{"id": "ever", "validFrom": None, "validTo": end, "aid": aid}])
        assert covered(whole)["grant"].never_binds == ("periods.ever.aid.cap.cap",)


def test_other_processes_find_the_same(covered: Any) -> None:
    whole = instrument(UNDECIDED, TOO_LONG, conditions=[LONGEST], aid={"base": [BASE], "cap": [{"id": "cap", "points": 40}]})
    assert covered(whole, workers=2) == covered(whole, workers=1)


def test_it_tells_how_far_it_is(documents: Documents) -> None:
    told: list[tuple[int, int]] = []
    made: Documents = {**documents, "instrument": {"grant": instrument(UNDECIDED, aid={"base": [BASE]})}, "rule": {}}
    cover(made, 1, lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)


def test_survivors_are_told_where_they_stand_in_the_files(documents: Documents) -> None:
    caps = [{"id": "cap", "points": 70}, {"id": "capSmall", "points": 70, "when": SMALL}]
    data = instrument(TOO_LONG, UNDECIDED, conditions=[LONGEST], aid={"base": [BASE], "bonus": [BONUS], "cap": caps})
    place = ("common", "conditions", 0, "lte")
    kept = [SeedDocument(kind, name, one) for kind in ("fact", "codes", "law") for name, one in documents[kind].items()]
    lines, missed = cover_seed([*kept, SeedDocument("instrument", "grant", data, "instruments/grant.yaml", {place: 12})], 1)
    assert lines[0] == f"grant: {21 - missed} of 21 covered"
    assert lines[1] == "  neverBinds: common.aid.cap.cap, common.aid.cap.capSmall"
    assert lines[-1] == f"{21 - missed} of 21 figures and conditions covered"
    told = [line for line in lines if line.startswith("instruments/grant.yaml:")]
    assert len(told) == missed == len(lines) - 3
    assert (
        "instruments/grant.yaml:12: common.conditions.maximumDuration.lte: lowered from 24 to 23, and no worked example fails"
    ) in lines


@pytest.fixture
def told_of(monkeypatch: pytest.MonkeyPatch, small_seed: SmallSeed) -> Callable[[Coverage], Result]:
    """Runs the command on a seed that is covered so far."""

    def run(coverage: Coverage) -> Result:
        monkeypatch.setattr("app.advice.coverage.cover", lambda *_: [coverage])
        return CliRunner().invoke(cli, ["check", "--seed", str(small_seed.folder)])

    return run


def test_the_command_fails_for_what_is_not_covered(told_of: Callable[[Coverage], Result]) -> None:
    missed = Finding(("common", "conditions", 0), "common.conditions.applicantKind", "removed")
    idle = Finding(("common", "aid", "cap", 0, "points"), "common.aid.cap.cap.points", "raised from 50 to 51")
    done = told_of(Coverage("instrument", "developmentProject", 5, (missed,), (idle,)))
    assert done.exit_code == 1
    first, *_, second, third, fourth, last = done.stdout.splitlines()
    assert first.endswith("3 worked examples: all right")
    assert second == "developmentProject: 4 of 5 covered"
    assert third == "  common.aid.cap.cap.points: raised from 50 to 51, which no reachable combination shows"
    assert fourth.startswith(f"{INSTRUMENT_FILE}:")
    assert fourth.endswith(": common.conditions.applicantKind: removed, and no worked example fails")
    assert last == "4 of 5 figures and conditions covered"


def test_the_command_passes_when_all_is_covered(told_of: Callable[[Coverage], Result]) -> None:
    done = told_of(Coverage("instrument", "developmentProject", 5, never_binds=("periods.development2018.aid.cap.cap",)))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-3:] == [
        "developmentProject: 5 of 5 covered",
        "  neverBinds: periods.development2018.aid.cap.cap",
        "5 of 5 figures and conditions covered",
    ]


def test_the_command_can_leave_it_out(small_seed: SmallSeed) -> None:
    done = CliRunner().invoke(cli, ["check", "--no-coverage", "--seed", str(small_seed.folder)])
    assert done.exit_code == 0
    assert "covered" not in done.stdout

"""What the seed loader refuses of organizations and of successions, each told with file, line and path."""

from pathlib import Path
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED
from app.catalogue.seed_files import Problem, SeedRefused, read_seed
from app.catalogue.validation import validate
from tests.fixtures.seeds import INSTRUMENT, INSTRUMENT_FILE, SmallSeed, as_yaml
from tests.landscape.world import SAID, Plain, instrument, organization, relation, role

NAMES = {"nl": "Iets", "en": "Something", "fr": "Quelque chose"}


def activity(name: str, **more: Any) -> Plain:
    return {"id": name, "type": "event", "names": NAMES, "recurrence": "yearly", **more}


def problems(seed: SmallSeed, folder: Path, *documents: Plain) -> list[Problem]:
    """What is told of the small seed with these organizations and instruments in it; nothing where it is sound."""
    known = list(seed.read)
    for one in documents:
        file = f"{'instruments' if 'periods' in one else 'organizations'}/{one['id']}.yaml"
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(as_yaml(one), encoding="utf-8")
        known = [other for other in known if other.file != file]
    try:
        validate([*known, *read_seed(folder)], UNPUBLISHED)
    except SeedRefused as refused:
        return list(refused.problems)
    return []


def test_organizations_that_are_as_they_should_be(small_seed: SmallSeed, tmp_path: Path) -> None:
    """A chain, a house in a house, both ways of the same referral, and statements at the very edges of a life."""
    life = {"validFrom": "2010-01-01", "validTo": "2020-01-01"}
    made = [
        organization("a", relations=[relation("refersTo", "b"), relation("partOf", "b"), relation("successorOf", "b")]),
        organization("b", relations=[relation("refersTo", "a"), relation("memberOf", "c"), relation("successorOf", "c")]),
        organization("c", relations=[relation("partnerOf", "a")], activities=[activity("one"), activity("two")]),
        organization(
            "d",
            **life,
            roles=[role(INSTRUMENT, "informs", validTo="2010-01-02"), role(INSTRUMENT, "guides", validFrom="2019-12-31")],
            activities=[activity("one", validFrom="2005-01-01", validTo="2011-01-01")],
        ),
    ]
    assert problems(small_seed, tmp_path, *made) == []


LIFE = {"validFrom": "2010-01-01", "validTo": "2020-01-01"}
OUTSIDE = "lies wholly outside the life of the organization"
WRONG: list[tuple[str, Plain, str, str, str]] = [
    (
        "unknown target",
        {"relations": [relation("partnerOf", "nobody")]},
        "relations.0.target",
        "no organization 'nobody'",
        "target",
    ),
    (
        "unknown type",
        {"relations": [relation("likes", "b")]},
        "relations.0.type",
        "'likes' is no code of relationType",
        "type: likes",
    ),
    ("unknown instrument", {"roles": [role("nothing", "guides")]}, "roles.0.instrument", "no instrument 'nothing'", "nothing"),
    ("unknown role", {"roles": [role(INSTRUMENT, "plays")]}, "roles.0.role", "'plays' is no code of instrumentRole", "plays"),
    ("unknown variant", {"roles": [role(INSTRUMENT, "guides", variant="x")]}, "roles.0.variant", "no variant 'x'", "variant"),
    ("unknown service", {"services": ["magic"]}, "services.0.service", "'magic' is no code of serviceType", "magic"),
    ("unknown region", {"regions": ["BE99"]}, "regions", "'BE99' is no code of nuts", "regions:"),
    ("unknown kind", {"kind": "club"}, "kind", "'club' is no code of organizationKind", "kind: club"),
    ("itself", {"relations": [relation("refersTo", "a")]}, "relations.0.target", "does not relate to itself", "target: a"),
    (
        "own successor",
        {"relations": [relation("successorOf", "a")]},
        "relations.0.target",
        "does not relate to itself",
        "target: a",
    ),
    (
        "ends before it begins",
        {"relations": [relation("partnerOf", "b", validFrom="2012-01-01", validTo="2011-01-01")]},
        "relations.0",
        "the relation ends before it begins",
        "type: partnerOf",
    ),
    (
        "activity of no length",
        {"activities": [activity("one", validFrom="2012-01-01", validTo="2012-01-01")]},
        "activities.0",
        "the activity ends before it begins",
        "id: one",
    ),
    (
        "organization that ends before it begins",
        {"validFrom": "2020-01-01", "validTo": "2010-01-01"},
        "validTo",
        "the organization ends before it begins",
        "validTo",
    ),
    (
        "before",
        {**LIFE, "services": [{"service": "training", "validTo": "2010-01-01"}]},
        "services.0",
        f"service {OUTSIDE}",
        "training",
    ),
    ("after", {**LIFE, "roles": [role(INSTRUMENT, "guides", validFrom="2020-01-01")]}, "roles.0", f"role {OUTSIDE}", INSTRUMENT),
    ("relation", {**LIFE, "relations": [relation("partnerOf", "b", validFrom="2021-01-01")]}, "relations.0", OUTSIDE, "partnerOf"),
    (
        "activity",
        {**LIFE, "activities": [activity("late", validFrom="2021-01-01")]},
        "activities.0",
        f"activity {OUTSIDE}",
        "id: late",
    ),
    ("activity twice", {"activities": [activity("x"), activity("y"), activity("x")]}, "activities.2.id", "two activities have", ""),
]


@pytest.mark.parametrize(("change", "path", "reason", "at"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_what_is_wrong_with_an_organization(
    small_seed: SmallSeed, tmp_path: Path, change: Plain, path: str, reason: str, at: str
) -> None:
    (problem,) = problems(small_seed, tmp_path, organization("a", **change), organization("b"))
    assert (problem.file, problem.path) == ("organizations/a.yaml", path)
    assert reason in problem.reason
    line = (tmp_path / problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert at in line


@pytest.mark.parametrize(
    ("ties", "group"),
    [(("successorOf", "successorOf", "successorOf"), "succession"), (("partOf", "memberOf", "partOf"), "belonging")],
)
def test_what_turns_in_a_circle_is_told_at_each_tie_of_it(
    small_seed: SmallSeed, tmp_path: Path, ties: tuple[str, ...], group: str
) -> None:
    first, second, third = ties
    found = problems(
        small_seed,
        tmp_path,
        organization("a", relations=[relation("partnerOf", "c"), relation(first, "b")]),
        organization("b", relations=[relation(second, "c"), relation(second, "end")]),
        organization("c", relations=[relation(third, "a")]),
        organization("before", relations=[relation(first, "a")]),  # leads to the circle, and is none of it
        organization("end"),
    )
    assert [(one.file, one.path, one.reason) for one in found] == [
        ("organizations/a.yaml", "relations.1.target", f"the {group} turns in a circle: a, b, c, a"),
        ("organizations/b.yaml", "relations.0.target", f"the {group} turns in a circle: b, c, a, b"),
        ("organizations/c.yaml", "relations.0.target", f"the {group} turns in a circle: c, a, b, c"),
    ]


def test_two_circles_and_the_way_between_them(small_seed: SmallSeed, tmp_path: Path) -> None:
    found = problems(
        small_seed,
        tmp_path,
        organization("a", relations=[relation("partOf", "b")]),
        organization("b", relations=[relation("partOf", "a"), relation("partOf", "c")]),
        organization("c", relations=[relation("memberOf", "d")]),
        organization("d", relations=[relation("memberOf", "c")]),
    )
    assert [(one.file[14:15], one.path) for one in found] == [
        ("a", "relations.0.target"),
        ("b", "relations.0.target"),
        ("c", "relations.0.target"),
        ("d", "relations.0.target"),
    ]


def predecessors(*names: str) -> list[Plain]:
    return [{"instrument": name, "validFrom": "2020-01-01", **SAID} for name in names]


def test_instruments_that_follow_each_other_in_a_circle(small_seed: SmallSeed, tmp_path: Path) -> None:
    plain = small_seed.plain(INSTRUMENT_FILE)
    plain["predecessors"] = predecessors("other")
    found = problems(
        small_seed, tmp_path, plain, instrument("other", predecessors=predecessors("third", INSTRUMENT)), instrument("third")
    )
    assert [(one.file, one.path) for one in found] == [
        (INSTRUMENT_FILE, "predecessors.0.instrument"),
        ("instruments/other.yaml", "predecessors.1.instrument"),
    ]
    assert found[0].reason == f"the succession of instruments turns in a circle: {INSTRUMENT}, other, {INSTRUMENT}"


def test_an_instrument_that_follows_itself(small_seed: SmallSeed, tmp_path: Path) -> None:
    (problem,) = problems(small_seed, tmp_path, instrument("other", predecessors=predecessors("other")))
    assert (problem.file, problem.path) == ("instruments/other.yaml", "predecessors.0.instrument")
    assert problem.reason.endswith("turns in a circle: other, other")


def test_an_organization_and_an_instrument_of_the_same_name_do_not_make_a_circle(small_seed: SmallSeed, tmp_path: Path) -> None:
    made = [organization("x", relations=[relation("successorOf", "y")]), organization("y")]
    assert problems(small_seed, tmp_path, *made, instrument("x"), instrument("y", predecessors=predecessors("x"))) == []

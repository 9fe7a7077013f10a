"""What holds in any landscape: heirs, paths and regions, each against a definition that tries everything."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.landscape.landscape import BELONGS, REFERS, Landscape, covers, serves, touches
from app.landscape.referrals import Hop, paths_from
from tests.landscape.world import DAY, Plain, landscape_in, organization, relation

NAMES = tuple("abcdef")
REGIONS = ("EU", "BE", "BE2", "BE21", "BE22", "BE10", "BE3", "NL", "LU", "nonEu")
DATES: st.SearchStrategy[Plain] = st.sampled_from(
    [{}, {}, {}, {"validTo": "2020-01-01"}, {"validFrom": "2020-01-01"}, {"validFrom": "2030-01-01"}]
)
TIES = st.lists(
    st.tuples(
        st.sampled_from(["successorOf", "successorOf", "refersTo", "refersTo", "refersTo", "memberOf", "partOf", "partnerOf"]),
        st.sampled_from(NAMES),
        st.sampled_from(["documented", "recommended"]),
        DATES,
    ),
    max_size=5,
)
WORLDS = st.fixed_dictionaries({name: st.tuples(DATES, TIES) for name in NAMES})
World = dict[str, tuple[Plain, list[tuple[str, str, str, Plain]]]]


def built(bare: Snapshot, world: World) -> Landscape:
    return landscape_in(
        bare,
        [
            organization(
                name,
                **life,
                relations=[relation(kind, other, status=status, **dates) for kind, other, status, dates in ties if other != name],
            )
            for name, (life, ties) in world.items()
        ],
    )


def ancestors(known: Landscape, name: str, passed: frozenset[str]) -> Iterator[str]:
    """Who took over, also in a circle: those who exist, and beyond those who do not."""
    for one in known.organizations:
        if one in passed or not any(said.type == "successorOf" and said.target == name for said in known.out[one]):
            continue
        if known.exists(one, DAY):
            yield one
        else:
            yield from ancestors(known, one, passed | {one})


@given(WORLDS, st.sampled_from(NAMES))
def test_heirs(bare: Snapshot, world: World, name: str) -> None:
    known = built(bare, world)
    heirs = known.heirs(name, DAY)
    assert set(heirs) == set(ancestors(known, name, frozenset([name])))
    assert len(set(heirs)) == len(heirs)
    assert name not in heirs
    assert all(known.exists(one, DAY) for one in heirs)


def steps(known: Landscape) -> list[tuple[str, str, bool]]:
    """From whom one gets to whom, and whether that is only recommended, said in other words than the service says it."""
    found = []
    for said in known.relations:
        if said.holds(DAY) and known.exists(said.target, DAY):
            if said.type == REFERS:
                found.append((said.organization, said.target, said.status == "recommended"))
            elif said.type in BELONGS:
                found.append((said.target, said.organization, False))
    return found


def costs(ways: list[tuple[str, str, bool]], start: str) -> dict[str, tuple[int, int]]:
    """The least number of recommended steps to each, and of steps with no more of those, by trying all that could be better."""
    best = {start: (0, 0)}
    for _ in range(2 * len(NAMES)):
        for source, target, recommended in ways:
            if source in best:
                cost = best[source][0] + recommended, best[source][1] + 1
                best[target] = min(best.get(target, cost), cost)
    return best


@given(WORLDS, st.sampled_from(NAMES))
def test_paths(bare: Snapshot, world: World, start: str) -> None:
    known = built(bare, world)
    paths = paths_from(known, start, DAY)
    assert {name: cost_of(path) for name, path in paths.items()} == costs(steps(known), start)
    for name, path in paths.items():
        visited = [start, *(hop.target for hop in path)]
        assert [hop.source for hop in path] == visited[:-1]
        assert visited[-1] == name
        assert len(set(visited)) == len(visited)
        assert all(hop.said.holds(DAY) for hop in path)
        assert {hop.reaches for hop in path if hop.said.type == REFERS} <= {False}
    assert paths == paths_from(known, start, DAY)


def cost_of(path: tuple[Hop, ...]) -> tuple[int, int]:
    return sum(hop.recommended for hop in path), len(path)


@given(st.lists(st.sampled_from(REGIONS), max_size=4), st.sampled_from(REGIONS), st.sampled_from(REGIONS))
def test_regions(served: list[str], one: str, other: str) -> None:
    assert covers(one, one)
    if covers(one, other):
        assert all(covers(one, inner) for inner in REGIONS if covers(other, inner))
        assert not serves(served, one) or serves(served, other)
    if covers(one, other) and covers(other, one):
        assert one == other
    assert serves(served, one) == any(one in [inner for inner in REGIONS if covers(own, inner)] for own in served)
    assert touches([one], other) == touches([other], one) == (covers(one, other) or covers(other, one))
    assert not serves(served, one) or touches(served, one)

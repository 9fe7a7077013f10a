"""Overlaps and gaps, against a definition that looks at every pair and every combination."""

import random
from itertools import combinations

import pytest

from app.catalogue.snapshot import Snapshot
from app.landscape.landscape import Landscape, covers
from app.landscape.needs import overlaps, supplies
from tests.landscape.world import DAY, landscape_in, organization

SERVICES = ("information", "guidance", "training")
AUDIENCES = ("starter", "large", "farmer")
REGIONS = ("EU", "BE", "BE2", "BE21", "BE22", "NL")
NONE: frozenset[str] = frozenset()


def small(bare: Snapshot, seed: int) -> Landscape:
    draw = random.Random(seed)
    made = [
        organization(
            f"o{n}",
            kind=draw.choice(("network", "network", "network", "collective")),
            services=[
                {"service": one, **draw.choice(({}, {}, {"validTo": "2020-01-01"}))}
                for one in draw.sample(SERVICES, draw.randint(0, 3))
            ],
            audiences=draw.sample(AUDIENCES, draw.randint(0, 3)),
            regions=draw.sample(REGIONS, draw.randint(1, 3)),
            **draw.choice(({}, {}, {}, {"validTo": "2020-01-01"}, {"validFrom": "2022-01-01"})),
        )
        for n in range(12)
    ]
    return landscape_in(bare, made)


def served_by(known: Landscape, name: str, service: str, audience: str, region: str) -> bool:
    document = known.organizations[name]
    return (
        document["kind"] != "collective"
        and known.state(name, DAY) == "active"
        and service in [one["service"] for one in document["services"] if one.get("validTo") is None]
        and audience in document["audiences"]
        and any(covers(own, region) for own in document["regions"])
    )


@pytest.mark.parametrize("seed", range(8))
def test_supplies_are_those_of_every_combination(bare: Snapshot, seed: int) -> None:
    known = small(bare, seed)
    asked = ("BE2", "BE22")
    found = list(supplies(known, DAY, asked))
    codes = bare.codes
    assert [(one.audience, one.service, one.region) for one in found] == [
        (audience, service, region) for audience in codes("targetGroup") for service in codes("serviceType") for region in asked
    ]
    for one in found:
        serving = sorted(name for name in known.organizations if served_by(known, name, one.service, one.audience, one.region))
        assert list(one.by) == serving


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("region", [None, "BE21"])
def test_overlaps_are_those_of_every_pair(bare: Snapshot, seed: int, region: str | None) -> None:
    known = small(bare, seed)
    expected = {}
    for pair in combinations(sorted(known.organizations), 2):
        if region is not None and not all(any(covers(own, region) for own in known.organizations[one]["regions"]) for one in pair):
            continue
        places = sorted({own for one in pair for own in known.organizations[one]["regions"]})
        shared = [
            (service, audience, place)
            for service in SERVICES
            for audience in AUDIENCES
            for place in places
            if all(served_by(known, one, service, audience, place) for one in pair)
        ]
        if shared:
            expected[pair] = tuple(tuple(sorted(set(part))) for part in zip(*shared, strict=True))
    found = overlaps(known, DAY, NONE, NONE, region)
    assert {one.pair: (one.services, one.audiences, one.regions) for one in found} == expected
    weights = [len(one.services) * len(one.audiences) for one in found]
    assert weights == sorted(weights, reverse=True)


def test_each_argument_narrows_what_counts(bare: Snapshot) -> None:
    known = small(bare, 1)
    every = overlaps(known, DAY, NONE, NONE, None)
    for service in SERVICES:
        narrowed = overlaps(known, DAY, frozenset([service]), NONE, None)
        assert {one.pair for one in narrowed} == {one.pair for one in every if service in one.services}
        assert {one.services for one in narrowed} <= {(service,)}
    for audience in AUDIENCES:
        narrowed = overlaps(known, DAY, NONE, frozenset([audience]), None)
        assert {one.pair for one in narrowed} == {one.pair for one in every if audience in one.audiences}


def test_two_that_share_no_region_do_not_overlap(bare: Snapshot) -> None:
    offer = {"services": ["guidance"], "audiences": ["starter"]}
    apart = landscape_in(bare, [organization("a", **offer, regions=["BE21"]), organization("b", **offer, regions=["BE22"])])
    assert overlaps(apart, DAY, NONE, NONE, None) == []
    within = landscape_in(bare, [organization("a", **offer, regions=["BE2"]), organization("b", **offer, regions=["BE22"])])
    assert [one.regions for one in overlaps(within, DAY, NONE, NONE, None)] == [("BE22",)]

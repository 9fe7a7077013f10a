"""A snapshot with a few invented instruments and no organization, to put landscapes in."""

import pytest

from app.catalogue.snapshot import Documents, Snapshot
from tests.landscape.world import instrument, world

PERIODS = [
    {"id": "old", "validFrom": "2010-01-01", "validTo": "2016-01-01", "validToPrecision": "year"},
    {"id": "new", "validFrom": "2016-01-01", "validTo": "2023-01-01", "validToPrecision": "evidence"},
]
SUCCESSION = {"instrument": "forerunner", "sources": ["serv2013"], "confidence": "seed"}


@pytest.fixture(scope="session")
def bare(documents: Documents) -> Snapshot:
    """`always` has no dates; `forerunner` ended in 2016, `dated`, which followed it, only in the evidence."""
    dated = instrument("dated", predecessors=[SUCCESSION])
    dated["periods"] = [{**dated["periods"][0], **period} for period in PERIODS]
    return world(
        documents,
        [],
        [
            instrument("always"),
            instrument("forerunner", validFrom="2005-01-01", validTo="2016-01-01"),
            dated,
            instrument("future", validFrom="2030-01-01"),
        ],
    )

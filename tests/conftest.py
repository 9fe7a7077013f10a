"""Fixtures and profiles that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from pytest_socket import socket_allow_hosts

from app.advice.case import CaseReader, reader_for
from app.advice.quality import UNPUBLISHED
from app.catalogue.seed_files import read_seed
from app.catalogue.snapshot import Snapshot, build_snapshot
from app.catalogue.validation import as_documents
from app.settings import Settings

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.seeds", "tests.fixtures.service"]

SEED = Path(__file__).parent.parent / "seed"

# `suite` is the same on every run and tells the first failure it meets. HYPOTHESIS_PROFILE=deep searches on, each time elsewhere,
# and makes a failure as small as it can.
settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", settings.get_profile("suite"), derandomize=False, max_examples=1500, phases=list(Phase), print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

# A test says itself which settings it runs with; those of the shell are not for it.
for name in Settings.model_fields:
    os.environ.pop(f"STEUNWIJZER_{name.upper()}", None)


def pytest_runtest_setup() -> None:
    """No test reaches further than this machine; the restriction is lifted after each test."""
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The repository's seed, compiled. Whether its texts and examples are right is for the tests of the seed."""
    return build_snapshot(UNPUBLISHED, as_documents(read_seed(SEED)))


@pytest.fixture(scope="session")
def reader(snapshot: Snapshot) -> CaseReader:
    """A reader of cases for the seed."""
    return reader_for(snapshot)

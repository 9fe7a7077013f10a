"""Waiting for what another process or a background task does, without guessing how long it takes."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], object], within_seconds: float = 60.0) -> None:
    """Return as soon as something holds; fail when it does not within the time."""
    deadline = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)

"""The only place that knows what day and time it is."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(timezone.utc)


def today() -> date:
    """Today in Brussels."""
    return datetime.now(BRUSSELS).date()

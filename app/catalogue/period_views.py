"""The periods of an instrument as clients see them, each with what changed against the one before."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.differences import Change, differences
from app.catalogue.heads import Members, present
from app.catalogue.telling import tell_change
from app.catalogue.views import aid_view, condition_view, period_head
from app.common.languages import tell, told
from app.rules.scheme import SECTIONS

# Beside the figures of the aid, and what is only said about a rule.
_BESIDE_FIGURES = ("form", "beneficiary", "carriedBy")
_ABOUT = ("sources", "confidence", "text", "note")


def periods_view(edition: Edition, name: str, language: str) -> list[Members]:
    """Every period, newest first, each with its rules as written and what changed against the one before."""
    views: list[Members] = edition.keep(("periods", name, language), lambda: _periods_view(edition, name, language))
    return views


def _periods_view(edition: Edition, name: str, language: str) -> list[Members]:
    periods = edition.snapshot.periods[name]
    views = []
    for n, period in enumerate(periods):
        before = next((other for other in reversed(periods[:n]) if other.get("variant") == period.get("variant")), None)
        changes = [_change(edition, one, language) for one in _between(before, period)] if before is not None else None
        views.append(
            present(
                {
                    **period_head(period, language),
                    "stateAid": tell(period.get("stateAid"), language),
                    "conditions": [_period_condition(edition, item, language) for item in period["conditions"]],
                    "aid": aid_view(edition, period["aid"], language),
                    "changes": changes,
                }
            )
        )
    return views[::-1]


def _period_condition(edition: Edition, item: Mapping[str, Any], language: str) -> Members:
    if "id" in item:
        return condition_view(edition, item, None, language)
    rule = edition.snapshot.documents["rule"][item["rule"]]
    without = item.get("without") or None
    return present({"sharedRule": item["rule"], "name": told(rule["names"], language), "without": without})


def _between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    """The differences between the rules of two periods, but those in what is only said about them."""
    found = differences(_rules_of(before), _rules_of(after))
    return (one for one in found if one.steps[-1][1] is not None or one.steps[-1][0] not in _ABOUT)


def _rules_of(period: Mapping[str, Any]) -> Members:
    return {"conditions": period["conditions"], **{key: period["aid"].get(key) for key in (*SECTIONS, *_BESIDE_FIGURES)}}


def _change(edition: Edition, one: Change, language: str) -> Members:
    sides = {"old": _bare(one.old), "new": _bare(one.new)}
    text = tell_change(one, edition.voices, edition.voices)
    return present({"path": one.path, **tell({**sides, "text": text}, language)})


def _bare(value: Any) -> Any:
    """An item of a list without what is only said about it."""
    return {key: item for key, item in value.items() if key not in ("id", *_ABOUT)} if isinstance(value, Mapping) else value

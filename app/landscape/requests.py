"""Reading a request for a referral: codes are checked, free words are looked up, a starting point is found by id or by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from app.catalogue.current import Edition
from app.catalogue.fulltext import FullText, texts_by_part
from app.catalogue.snapshot import Snapshot
from app.catalogue.words import words_of
from app.common.fields import IsoDay, absent, model
from app.landscape.finding import fulltext_of
from app.landscape.landscape import landscape_of
from app.landscape.referrals import Need
from app.problems import InvalidInput, Issue

LONGEST, LONGEST_CODE, MOST_NEEDS = 500, 80, 20
# How well, against the best, a label or a profile must fit the words to be meant by them.
NEAR_SERVICE, NEAR_WORDS = 0.75, 0.4


Words = Annotated[str, Field(max_length=LONGEST)]
Code = Annotated[str, Field(max_length=LONGEST_CODE)]
REQUEST = model(
    "Referral",
    "A need and who has it. Everything is optional, but something must be asked.",
    {
        "need": absent(
            Words | Annotated[list[Words], Field(max_length=MOST_NEEDS)],
            description="Services by code (code list serviceType), or the question in your own words",
        ),
        "audience": absent(Code, description="Who asks: a code of targetGroup or audience"),
        "region": absent(Code, description="Where: a code of nuts or region"),
        "theme": absent(Code, description="A code of theme"),
        "language": absent(Code, description="A code of language"),
        "starts_at": absent(Words, description="The organization where the asker starts: its id, or words that find it"),
        "reference_date": absent(IsoDay, description="The day whose landscape counts; default today in Brussels"),
    },
)
# The lists that the code of a member may come from; the first is the one that the landscape itself uses.
CODED: Mapping[str, Sequence[str]] = {
    "audience": ("targetGroup", "audience"),
    "region": ("nuts", "region"),
    "theme": ("theme",),
    "language": ("language",),
}


def request_schema(snapshot: Snapshot) -> dict[str, Any]:
    """The schema of a request, with the codes that a snapshot has."""
    schema = REQUEST.model_json_schema(by_alias=True)
    for member, lists in CODED.items():
        schema["properties"][member]["enum"] = list(dict.fromkeys(code for name in lists for code in snapshot.codes(name)))
    return schema


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was read: the need, and the id of the organization where the asker starts."""

    need: Need
    start: str | None


def read_request(edition: Edition, body: Any, language: str) -> Asked:
    """Read a request; raises `InvalidInput` with an issue for each thing that is wrong."""
    snapshot, issues = edition.snapshot, list[Issue]()
    needs = [body.need] if isinstance(body.need, str) else list(body.need or ())
    services = snapshot.codes("serviceType")
    coded = {one for one in needs if one in services}
    words = " ".join(one for one in needs if one not in services)
    meant = {name: _meant(snapshot, name, getattr(body, name), lists, issues) for name, lists in CODED.items()}
    start = _start(edition, body.starts_at, language, issues)
    if not needs and not any(meant.values()) and not issues:
        issues.append(
            Issue("nothingAsked", "body", "/need", "say what is needed, or for whom, where, on what or in which language")
        )
    if issues:
        raise InvalidInput(issues)
    worded: Mapping[str, int] = {}
    named: frozenset[str] = frozenset()
    if words.strip():
        coded |= _services_meant(edition, words, language)
        named = frozenset(_instruments_named(snapshot, words))
        worded = {name: place for place, name in enumerate(_meant_by(fulltext_of(edition), words, language, NEAR_WORDS))}
    if body.need and not coded and not worded and not named:
        # The words say nothing that anybody offers; the need stays asked for, so that the nearest are told.
        worded = {"": 0}
    audiences, regions = frozenset(meant["audience"]), frozenset(meant["region"])
    return Asked(Need(frozenset(coded), worded, named, audiences, regions, body.theme, body.language), start)


def _meant(snapshot: Snapshot, name: str, value: str | None, lists: Sequence[str], issues: list[Issue]) -> list[str]:
    """The codes of the first list that a code of any of the lists stands for."""
    if value is None:
        return []
    for codes in lists:
        entry = next((one for one in snapshot.documents["codes"][codes]["codes"] if one["code"] == value), None)
        if entry is not None:
            return [value] if codes == lists[0] else list(entry.get("means", ()))
    known = [code for codes in lists for code in snapshot.codes(codes)]
    detail = f"{value!r} is no code of {' or '.join(lists)}; known: {', '.join(dict.fromkeys(known))}"
    issues.append(Issue("unknownCode", "body", f"/{name}", detail, value))
    return []


def _start(edition: Edition, asked: str | None, language: str, issues: list[Issue]) -> str | None:
    if asked is None:
        return None
    landscape = landscape_of(edition)
    if asked in landscape.organizations:
        return asked
    found = fulltext_of(edition).find(asked, language).ids
    if found:
        return found[0]
    detail = f"there is no organization {asked!r}; GET /v1/organizations lists them, and ?q= finds one by its words"
    issues.append(Issue("unknownOrganization", "body", "/startsAt", detail, asked))
    return None


def _services_meant(edition: Edition, words: str, language: str) -> set[str]:
    """The services whose labels fit the words about as well as the best does."""
    labels = edition.snapshot.codes("serviceType")
    index: FullText = edition.keep("services", lambda: FullText(_labels(labels), _synonyms(edition.snapshot)))
    return set(_meant_by(index, words, language, NEAR_SERVICE))


def _meant_by(index: FullText, words: str, language: str, near: float) -> list[str]:
    """What has all the words, best first; where nothing has, what fits them about as well as the best does."""
    hits = index.find(words, language)
    if hits.every:
        return list(hits.ids)
    return [name for name, score in zip(hits.ids, hits.scores, strict=True) if score >= hits.scores[0] * near]


def _labels(labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {code: texts_by_part({"name": [label]}) for code, label in labels.items()}


def _synonyms(snapshot: Snapshot) -> Iterable[Sequence[str]]:
    return (one["words"] for one in snapshot.documents["synonym"].values())


def _instruments_named(snapshot: Snapshot, words: str) -> Iterable[str]:
    """The instruments of which a name or alias stands in the words."""
    typed = f" {' '.join(words_of(words))} "
    for name, document in snapshot.instruments.items():
        for item in (document, *document.get("aliases", ()), *document.get("variants", ())):
            if any(f" {' '.join(words_of(label))} " in typed for label in item["names"].values()):
                yield name
                break

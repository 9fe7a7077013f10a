"""Landscapes to test with: an invented one that can be overseen, and generated ones of any size."""

import copy
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.advice.quality import UNPUBLISHED
from app.catalogue.current import Edition
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Documents, Snapshot, build_snapshot
from app.landscape.landscape import Landscape, build_landscape

Plain = dict[str, Any]
DAY = date(2021, 6, 15)
SAID: Plain = {"sources": ["serv2021"], "confidence": "seed"}
BASE_KINDS = ("fact", "codes", "law", "rule", "source")


def text(words: str) -> dict[str, str]:
    """A text that differs in each language."""
    return {"nl": words, "en": f"{words} (en)", "fr": f"{words} (fr)"}


def organization(name: str, **more: Any) -> Plain:
    """An organization; what is not given is as little as can be."""
    made = {
        "id": name,
        "names": text(name.capitalize()),
        "kind": "network",
        "profile": text(f"Profiel van {name}."),
        "services": [],
        "audiences": [],
        "regions": ["BE2"],
        "languages": ["nl"],
        **SAID,
        **more,
    }
    made["services"] = [one if isinstance(one, dict) else {"service": one} for one in made["services"]]
    return made


def relation(type_: str, target: str, **more: Any) -> Plain:
    """A relation to another organization."""
    return {"type": type_, "target": target, **more}


def role(instrument_: str, played: str, **more: Any) -> Plain:
    """A role in an instrument."""
    return {"instrument": instrument_, "role": played, **more}


def instrument(name: str, **more: Any) -> Plain:
    """An instrument that anybody can use at any time, unless told otherwise."""
    period = {"id": name, "validFrom": more.pop("validFrom", None), "validTo": more.pop("validTo", None), "openToAll": True}
    return {
        "id": name,
        "names": text(name.capitalize()),
        "category": "intermediary",
        "summary": text(f"Samenvatting van {name}."),
        "texts": {key: text(f"{key} {name}.") for key in ("description", "forWhom", "howToApply")},
        "audiences": [],
        "activities": [],
        "themes": [],
        "periods": [{**period, "aid": {"form": "service"}, **SAID}],
        **more,
    }


def world(
    base: Documents, organizations: Iterable[Plain], instruments: Iterable[Plain] = (), tables: Iterable[Plain] = ()
) -> Snapshot:
    """A snapshot of these; facts, code lists, law and sources are those of the repository's seed."""
    return build_snapshot(UNPUBLISHED, documents_of(base, organizations, instruments, tables))


def documents_of(
    base: Documents, organizations: Iterable[Plain], instruments: Iterable[Plain] = (), tables: Iterable[Plain] = ()
) -> dict[str, Any]:
    """The documents of a world, which may be changed as far as they are its own."""
    own = {"organization": organizations, "instrument": instruments, "table": tables}
    return {
        **{kind: base[kind] for kind in BASE_KINDS},
        "synonym": {},
        **{kind: {one["id"]: copy.deepcopy(one) for one in ones} for kind, ones in own.items()},
    }


def landscape_in(snapshot: Snapshot, organizations: Iterable[Plain]) -> Landscape:
    """The landscape of these organizations beside the instruments of a snapshot; cheap enough to be made for every example."""
    return build_landscape(
        replace(snapshot, documents={**snapshot.documents, "organization": {one["id"]: one for one in organizations}})
    )


def edition_of(snapshot: Snapshot) -> Edition:
    """An edition to look things up in; nothing of it reads cases."""
    return Edition(snapshot, Voices(snapshot), None, (snapshot.revision,), {})


def generated(size: int, relations: int, instruments: Sequence[str], seed: int = 1) -> Iterator[Plain]:
    """So many organizations with so many relations between them, half as many roles, and services; the same on every run.

    Successions go from younger to older and members belong to what comes before them, so that neither turns in a circle.
    """
    draw = random.Random(seed)
    kinds = ("network", "university", "universityCollege", "sectorFederation", "publicAgency", "collectiveCentre")
    services = ("information", "guidance", "referral", "matchmaking", "training", "appliedResearch", "finance", "incubation")
    audiences = ("starter", "smeSmall", "smeMedium", "large", "farmer", "researcher")
    regions = ("BE2", "BE21", "BE22", "BE23", "BE24", "BE25", "BE", "EU")
    names = [f"organization{n}" for n in range(size)]
    for n, name in enumerate(names):
        made: Plain = {
            "kind": draw.choice(kinds),
            "services": draw.sample(services, 3),
            "audiences": draw.sample(audiences, 2),
            "regions": draw.sample(regions, 2),
            "roles": [
                role(draw.choice(instruments), draw.choice(("operates", "informs", "guides", "refersTo")), **SAID)
                for _ in range(round(relations / size / 2))
            ],
        }
        if n % 10 == 9:
            made["validTo"] = (date(2015, 1, 1) + timedelta(days=n % 3000)).isoformat()
        yield organization(name, **made, relations=list(_ties(draw, names, n, round(relations / size))))


def _ties(draw: random.Random, names: Sequence[str], n: int, number: int) -> Iterator[Plain]:
    downward = ("successorOf", "memberOf", "partOf")
    for _ in range(number):
        kind = draw.choice(("refersTo", "refersTo", "partnerOf", "fundedBy", *downward))
        other = draw.randrange(n) if kind in downward and n else draw.randrange(len(names))
        if other != n and (n or kind not in downward):
            status = draw.choice(("documented", "documented", "recommended"))
            yield relation(kind, names[other], status=status, **SAID)

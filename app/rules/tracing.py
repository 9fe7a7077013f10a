"""What facts follow from, and what changes with them."""

from collections.abc import Mapping

from app.rules.case import COSTS_ID
from app.rules.vocabulary import Fact, Vocabulary

Read = tuple[str, str]
Reads = frozenset[Read]


class Tracing:
    """Traces facts back to those that can be asked, and forward to those that may change with them.

    `changing` holds the latter, by id; a fact that nothing follows from is not in it.
    """

    def __init__(
        self, vocabulary: Vocabulary, behind: Mapping[str, Reads], presumed: Mapping[str, Reads], beside: Mapping[str, str | None]
    ) -> None:
        """`behind` tells what a fact is derived from, `presumed` what it is presumed from, `beside` what changes without either."""
        self.vocabulary = vocabulary
        self._behind = behind
        self._asked: dict[tuple[Reads, bool], tuple[tuple[Fact | None, str], ...]] = {}
        follow: dict[str, set[str]] = {fact_id: set() for fact_id in (*behind, *beside)}
        for reading in (behind, presumed):
            for fact_id, reads in reading.items():
                for read, _ in reads:
                    follow.setdefault(read, set()).add(fact_id)
        for fact_id, other in beside.items():
            follow[fact_id] |= {other} if other is not None else set()
        self.changing = {fact_id: _reached(follow, fact_id) for fact_id in follow}

    def behind(self, read: Read) -> list[Read]:
        """A fact and all that it is derived from, each with whose: own, lead, all or case."""
        found: dict[Read, None] = {}
        todo = [read]
        while todo:
            fact_id, whose = todo.pop()
            if (fact_id, whose) in found:
                continue
            found[fact_id, whose] = None
            for inner, inner_whose in sorted(self._behind.get(fact_id, ())):
                todo.append((inner, whose if inner_whose == "own" and whose != "case" else inner_whose))
        return list(found)

    def asked(self, reads: Reads, *, computed: bool = True) -> tuple[tuple[Fact | None, str], ...]:
        """What can be asked to settle what reads these facts, each with whose; `None` stands for the costs.

        What a scheme computes is not asked, unless there is none that does (not `computed`).
        """
        asked = self._asked.get((reads, computed))
        if asked is None:
            found: dict[Read, None] = {}
            for read in sorted(reads):
                found.update(dict.fromkeys(self.behind(read)))
            facts = [(self.vocabulary.facts.get(fact_id), fact_id, whose) for fact_id, whose in found]
            asked = self._asked[reads, computed] = tuple(
                (fact, whose)
                for fact, fact_id, whose in facts
                if fact_id == COSTS_ID or (fact is not None and fact.asked and not (computed and fact.derived == "scheme"))
            )
        return asked


def _reached(follow: Mapping[str, set[str]], fact_id: str) -> frozenset[str]:
    """All that may change with a fact, directly or through others."""
    reached: set[str] = set()
    todo = [fact_id]
    while todo:
        for other in follow.get(todo.pop(), ()):
            if other not in reached:
                reached.add(other)
                todo.append(other)
    return frozenset(reached)

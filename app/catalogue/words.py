"""Words as the search sees them: folded to plain letters, stemmed per language, compounds taken apart, slips of the pen mended."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from Stemmer import Stemmer

from app.common.languages import LANGUAGES

STEMMERS: Mapping[str, str] = {"nl": "dutch", "en": "english", "fr": "french"}
# A number with its decimals, or letters and digits with an ampersand between them (R&D); all else parts words.
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+|[^\W_]+(?:&[^\W_]+)*")
_GENITIVE = re.compile(r"['’]s\b")
SHORTEST_PART, SHORTEST_PREFIX, SHORTEST_MENDED = 4, 3, 4
LONG = 8
LINKS = ("", "s", "en", "e", "er", "n")
MOST_COMPLETIONS = 12


def folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(_GENITIVE.sub("", folded(text)))


class Lexicon:
    """The words of a body of texts, and how a word that somebody types relates to them.

    Not for use by several threads at once: the stemmers keep a state of their own.
    """

    def __init__(self) -> None:
        self._stemmers = {language: Stemmer(STEMMERS[language]) for language in LANGUAGES}
        self._counts: Counter[str] = Counter()
        self._stems: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        self._sorted: list[str] = []

    def add(self, words: Iterable[str], language: str) -> None:
        """Take in the words of a text."""
        for word in words:
            self._counts[word] += 1
            self._stems[language].add(self.stem(word, language))
        self._sorted = []

    def stem(self, word: str, language: str) -> str:
        """What the forms of a word in a language have in common."""
        stem: str = self._stemmers[language].stemWord(word)
        return stem

    def knows(self, word: str) -> bool:
        """Whether the texts have the word in some form."""
        return word in self._counts or any(self.stem(word, language) in self._stems[language] for language in LANGUAGES)

    def read(self, word: str) -> list[str]:
        """The known words that a word stands for: itself, words with it, or the nearest; nothing where none is near."""
        return self.completed(word) or self._nearest(word)

    def completed(self, word: str) -> list[str]:
        """The word where it is known, else the known words that begin with it, or are compounds that end in it."""
        if self.knows(word):
            return [word]
        if len(word) < SHORTEST_PREFIX:
            return []
        tail = word if len(word) >= SHORTEST_PART else " "
        found = [known for known in self._counts if known.startswith(word) or known.endswith(tail)]
        return sorted(found, key=lambda known: (-self._counts[known], known))[:MOST_COMPLETIONS]

    def parts(self, word: str) -> list[str]:
        """The known words that a compound is made of, or nothing; the first part as long as can be."""
        if len(word) < 2 * SHORTEST_PART:
            return []
        return self._parts(word, whole=True) or []

    def _parts(self, word: str, *, whole: bool = False) -> list[str] | None:
        if not whole and len(word) >= SHORTEST_PART and word in self._counts:
            return [word]
        for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            head = word[:end]
            first = next((head[: end - len(link)] for link in LINKS if head.endswith(link) and self._is_part(head, link)), None)
            if first is not None:
                rest = self._parts(word[end:])
                if rest:
                    return [first, *rest]
        return None

    def _is_part(self, head: str, link: str) -> bool:
        stem = head[: len(head) - len(link)]
        return len(stem) >= SHORTEST_PART and stem in self._counts

    def _nearest(self, word: str) -> list[str]:
        if len(word) < SHORTEST_MENDED or word.isdigit():
            return []
        from rapidfuzz import process  # loaded on first use
        from rapidfuzz.distance import OSA

        if not self._sorted:
            self._sorted = sorted(self._counts)
        slips = 1 if len(word) < LONG else 2
        near = process.extract(word, self._sorted, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not near:
            return []
        least = min(distance for _, distance, _ in near)
        best = [known for known, distance, _ in near if distance == least and known[0] == word[0]]
        best = best or [known for known, distance, _ in near if distance == least]
        return [max(best, key=lambda known: (self._counts[known], known))]

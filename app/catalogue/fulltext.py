"""Full text search over the documents of a revision, in three languages at once; the language asked for weighs more.

An index in memory, made once when a revision is loaded. Names weigh more than labels and summaries, and these more than texts.
Every word must be found, unless none of the documents has them all; then some are enough. A document of which a whole name is
typed is found whatever stands beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import tantivy

from app.catalogue.words import STEMMERS, Lexicon, words_of
from app.common.languages import LANGUAGES

# The parts of a document and what finding a word there weighs.
WEIGHTS: Mapping[str, float] = {"name": 10.0, "label": 3.0, "text": 1.0}
OWN_LANGUAGE, SYNONYM, EXACT = 1.5, 0.5, 100.0
HEAP = 15_000_000
LONGEST_QUERY_WORDS = 20

Texts = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids that were found, best first, how well each fits, and the words that were looked for where others were typed.

    `every` tells that each of them has all the words, or a whole name among these; else none had all, and some were enough.
    """

    ids: tuple[str, ...]
    scores: tuple[float, ...] = ()
    read_as: str | None = None
    every: bool = True


class FullText:
    """An index of documents of one kind, by id."""

    def __init__(self, documents: Mapping[str, Texts], synonyms: Iterable[Sequence[str]]) -> None:
        """`documents` hold the texts of each part by language; a synonym is a list of words or phrases that mean the same."""
        self._lexicon = Lexicon()
        self._ids = list(documents)
        self._names: set[tuple[str, ...]] = set()
        builder = tantivy.SchemaBuilder().add_text_field("exact", tokenizer_name="raw").add_integer_field("place", stored=True)
        for part in WEIGHTS:
            for language in LANGUAGES:
                builder.add_text_field(f"{part}_{language}", tokenizer_name="whitespace")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        split = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("whitespace", split)
        self._fill(index, documents)
        index.reload()
        self._searcher = index.searcher()
        self._phrases: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for group in synonyms:
            phrases = [tuple(telling(words_of(phrase))) for phrase in group]
            for phrase in phrases:
                for form in self._forms(phrase):
                    self._phrases.setdefault(form, []).extend(phrases)
        self._longest = max(map(len, self._phrases), default=1)

    def _fill(self, index: Any, documents: Mapping[str, Texts]) -> None:
        words_by_document = {
            name: {
                (part, language): [word for text in texts for word in words_of(text)]
                for part, by_language in parts.items()
                for language, texts in by_language.items()
            }
            for name, parts in documents.items()
        }
        for fields in words_by_document.values():
            for (_, language), found in fields.items():
                self._lexicon.add(found, language)
        apart: dict[str, list[str]] = {}
        writer = index.writer(HEAP, 1)
        for place, name in enumerate(self._ids):
            document = tantivy.Document(place=place)
            named = [tuple(words_of(text)) for texts in documents[name].get("name", {}).values() for text in texts]
            forms = {form for words in named for form in self._forms(words)}
            self._names |= forms
            for form in forms:
                document.add_text("exact", " ".join(form))
            for (part, language), found in words_by_document[name].items():
                stems = [self._lexicon.stem(word, language) for word in found]
                if language == "nl":
                    for word in found:
                        if word not in apart:
                            apart[word] = self._lexicon.parts(word)
                        stems += [self._lexicon.stem(inner, language) for inner in apart[word]]
                document.add_text(f"{part}_{language}", " ".join(stems))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def _forms(self, phrase: Sequence[str]) -> set[tuple[str, ...]]:
        """A phrase as it stands and as stems, so that any form of its words finds it."""
        return {tuple(phrase), *(tuple(self._lexicon.stem(word, language) for word in phrase) for language in LANGUAGES)}

    def find(self, query: str, language: str) -> Hits:
        """The documents with these words, best first. Words that no text has are read as the nearest that one has."""
        words = words_of(query)[:LONGEST_QUERY_WORDS]
        typed = telling(words)
        if not typed:
            return Hits(())
        read: list[str] = []
        units: list[tuple[bool, tantivy.Query | None]] = []
        meant = [self._lexicon.read(word) for word in typed]
        settled = [known[0] if len(known) == 1 else word for word, known in zip(typed, meant, strict=True)]
        n = 0
        while n < len(typed):
            length, phrases = self._synonyms(settled, n)
            if phrases:
                units.append((True, self._any([self._phrase(phrase, language, own=k == 0) for k, phrase in enumerate(phrases)])))
                read += settled[n : n + length]
            else:
                length, parts = 1, [] if meant[n] else self._lexicon.parts(typed[n])
                asked = self._word(meant[n], language) if meant[n] else self._all([self._word([part], language) for part in parts])
                # A single letter is too little to refuse a document for.
                units.append((len(typed[n]) > 1, asked))
                read += parts or [settled[n]]
            n += length
        some = [(tantivy.Occur.Should, unit) for _, unit in units if unit is not None]
        all_of = [(tantivy.Occur.Must if must else tantivy.Occur.Should, unit) for must, unit in units]
        whole, named = self._whole(words), self._named(words, dict(zip(typed, settled, strict=True)), some)
        found = self._search(all_of, whole)
        every = bool(found)
        if named is not None or not found:
            found = self._search(all_of if every else some, whole, named)
        ids, scores = tuple(name for _, name in found), tuple(-score for score, _ in found)
        return Hits(ids, scores, None if read == typed else " ".join(key for key, _ in groupby(read)), every)

    def _whole(self, typed: Sequence[str]) -> tantivy.Query | None:
        """A name that is all that was typed."""
        name = self._name(self._forms(typed))
        return name if name is None else tantivy.Query.boost_query(name, EXACT)

    def _name(self, forms: Iterable[tuple[str, ...]]) -> tantivy.Query | None:
        """One of these as a whole name."""
        known = sorted(form for form in forms if form in self._names)
        return self._any([tantivy.Query.term_query(self._schema, "exact", " ".join(form)) for form in known])

    def _named(
        self, words: Sequence[str], settled: Mapping[str, str], units: Sequence[tuple[Any, tantivy.Query]]
    ) -> tantivy.Query | None:
        """A whole name among the words; the others then only tell how well a document fits.

        `settled` are the words that tell something, each with what it is read as; a name of other words alone, such as EEN in
        Dutch, is none here.
        """
        spans = [words[start:end] for end in range(1, len(words) + 1) for start in range(end)]
        meant = [[settled.get(word, word) for word in span] for span in spans if not settled.keys().isdisjoint(span)]
        name = self._name({form for span in meant for form in self._forms(span)})
        return name if name is None else tantivy.Query.boolean_query([(tantivy.Occur.Must, name), *units])

    def _synonyms(self, typed: Sequence[str], start: int) -> tuple[int, list[tuple[str, ...]]]:
        """How many words from here are a phrase with synonyms, and these."""
        for length in range(min(self._longest, len(typed) - start), 0, -1):
            phrase = typed[start : start + length]
            forms = self._forms(phrase)
            found = [other for form in forms for other in self._phrases.get(form, ())]
            if found:
                # Another form of what was typed says nothing that it does not say itself.
                return length, list(dict.fromkeys([tuple(phrase), *(other for other in found if not forms & self._forms(other))]))
        return 0, []

    def _phrase(self, phrase: Sequence[str], language: str, *, own: bool) -> tantivy.Query | None:
        """All words of a phrase; what was typed itself weighs more than what means the same."""
        asked = self._all([self._word(self._lexicon.completed(word), language) for word in phrase])
        return asked if own or asked is None else tantivy.Query.boost_query(asked, SYNONYM)

    def _word(self, words: Sequence[str], language: str) -> tantivy.Query | None:
        """One of these words in any part and language."""
        found = []
        for word in words:
            for one in LANGUAGES:
                stem = self._lexicon.stem(word, one)
                for part, weight in WEIGHTS.items():
                    term = tantivy.Query.term_query(self._schema, f"{part}_{one}", stem, "freq")
                    found.append(tantivy.Query.boost_query(term, weight * (OWN_LANGUAGE if one == language else 1.0)))
        return self._any(found)

    @staticmethod
    def _any(queries: Sequence[tantivy.Query | None]) -> tantivy.Query | None:
        known = [query for query in queries if query is not None]
        return tantivy.Query.disjunction_max_query(known, 0.1) if known else None

    @staticmethod
    def _all(queries: Sequence[tantivy.Query | None]) -> tantivy.Query | None:
        known = [(tantivy.Occur.Must, query) for query in queries if query is not None]
        return tantivy.Query.boolean_query(known) if known and len(known) == len(queries) else None

    def _search(self, units: Sequence[tuple[Any, tantivy.Query | None]], *besides: tantivy.Query | None) -> list[tuple[float, str]]:
        """How well documents fit these units, or one of the queries besides, and their ids, best first.

        Only the latter where a unit that must hold stands for nothing.
        """
        known = [(occur, unit) for occur, unit in units if unit is not None]
        if len(known) < len(units) and any(unit is None and occur == tantivy.Occur.Must for occur, unit in units):
            known = []
        whole = tantivy.Query.boolean_query(known) if known else None
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in (whole, *besides) if one is not None])
        hits = self._searcher.search(query, len(self._ids)).hits
        return sorted((-float(score), self._ids[self._searcher.doc(address)["place"][0]]) for score, address in hits)


@cache
def _sieves() -> tuple[Any, ...]:
    """What lets through the words of a language that tell something."""
    return tuple(
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stopword(language)).build()
        for language in STEMMERS.values()
    )


def telling(words: Sequence[str]) -> list[str]:
    """The words without articles, prepositions and the like in any of the languages; all of them when nothing else is left."""
    kept = list(words)
    for sieve in _sieves():
        through = set(sieve.analyze(" ".join(kept)))
        kept = [word for word in kept if word in through]
    return kept or list(words)


def texts_by_part(parts: Mapping[str, Iterable[Mapping[str, str]]]) -> Texts:
    """Texts, each with what it says in some languages, sorted by part and language."""
    kept = {part: list(texts) for part, texts in parts.items()}
    return {
        part: {language: [text[language] for text in texts if language in text] for language in LANGUAGES}
        for part, texts in kept.items()
    }

"""Changes as an Atom feed (RFC 4287): an entry for each revision."""

from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import Atom1Feed

from app.catalogue.history import Difference, Record
from app.catalogue.reading import Reading, base_url, own_address
from app.catalogue.texts import en, fr, nl
from app.common.languages import ALL

_TEXTS = {"nl": nl.FEED, "en": en.FEED, "fr": fr.FEED}
MOST_SENTENCES = 100


class _Feed(Atom1Feed):  # type: ignore[misc]
    """A feed that is as new as the newest revision, whether or not that has an entry."""

    def latest_post_date(self) -> datetime:
        published: datetime = self.feed["published"]
        return published


def feed_of(read: Reading, entries: list[tuple[Record, list[Difference]]]) -> bytes:
    """The feed; in Dutch when all languages are asked for, as an entry has one."""
    language = "nl" if read.language == ALL else read.language
    texts, base = _TEXTS[language], base_url(read.request)
    feed = _Feed(
        title=texts["title"],
        link=f"{base}/v1/changes",
        description=texts["description"],
        language=language,
        author_name="Steunwijzer",
        feed_url=own_address(read.request),
        feed_guid=_id("changes"),
        published=read.edition.snapshot.revision.published_at,
    )
    for record, differences in entries:
        one = record.revision
        sentences = [difference.text[language] for difference in differences]
        feed.add_item(
            title=texts["entry"].format(number=one.number, note=one.note),
            link=f"{base}/v1/revisions/{one.number}",
            description=_listed(sentences, texts["more"]),
            unique_id=_id(f"revision:{one.number}:{one.digest}"),
            updateddate=one.published_at,
        )
    text: str = feed.writeString("utf-8")
    return text.encode()


def _id(name: str) -> str:
    """The same identifier for the same thing, wherever the service runs."""
    return uuid5(NAMESPACE_URL, f"urn:steunwijzer:{name}").urn


def _listed(sentences: list[str], more: str) -> str:
    """The sentences as a list in HTML; of very many the first."""
    items = [escape(sentence) for sentence in sentences[:MOST_SENTENCES]]
    if len(sentences) > MOST_SENTENCES:
        items.append(escape(more.format(count=len(sentences) - MOST_SENTENCES)))
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"

"""News as an Atom feed (RFC 4287), with stable bytes: nothing in it depends on when it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `id` is the same in every edition of the feed, and unlike any other.

    `updated` is when it was published, where it has a time of its own.
    """

    id: str
    title: str
    link: str
    lines: tuple[str, ...]
    updated: datetime | None = None


def feed_of(
    title: str, subtitle: str, language: str, link: str, address: str, entries: Iterable[Entry], updated: datetime
) -> bytes:
    """The feed at an address about what is at a link; `updated` is when what it tells was published."""
    from feedgenerator import Atom1Feed  # loaded on first use

    feed = Atom1Feed(
        title=title,
        link=link,
        description=subtitle,
        language=language,
        author_name="Steunwijzer",
        feed_url=address,
        feed_guid=name_of(address),
        updated=updated,
    )
    # When the feed changed; without entries the library would give the present.
    feed.latest_post_date = lambda: updated
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description="".join(f"<p>{escape(line)}</p>" for line in entry.lines),
            unique_id=name_of(entry.id),
            updateddate=entry.updated or updated,
        )
    content: bytes = feed.writeString("utf-8").encode()
    return content


def name_of(subject: str) -> str:
    """A URN that always names this subject."""
    return uuid5(NAMESPACE_URL, subject).urn

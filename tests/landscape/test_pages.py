"""The pages put in nothing that a browser would run, and tell it in one language."""

from datetime import date

import pytest

from app.catalogue.snapshot import Snapshot
from app.landscape.graph import graph_of
from app.landscape.landscape import Landscape
from app.landscape.pages import graph_page, report_page
from tests.landscape.world import DAY, landscape_in, organization, relation, role

EVIL = "<script>alert(1)</script>\"'&{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def hostile(bare: Snapshot) -> Landscape:
    names = {language: f"{EVIL} {language}" for language in ("nl", "en", "fr")}
    roles = [role("always", "operates", confidence="unverified"), role("always", "guides")]
    evil = organization("evil", roles=roles, relations=[relation("refersTo", "b", status="recommended")], confidence="unverified")
    return landscape_in(bare, [evil | {"names": names}, organization("b")])


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_names_are_escaped(hostile: Landscape, language: str) -> None:
    for page in (report_page(hostile, DAY, language), graph_page(hostile, graph_of(hostile, DAY), DAY, language)):
        body = page.decode()
        assert "<script" not in body
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;{{ 7 * 7 }} " + language in body
        assert f'<html lang="{language}">' in body


def test_what_is_only_recommended_or_unverified_is_marked(hostile: Landscape) -> None:
    assert "alleen aanbevolen" in graph_page(hostile, graph_of(hostile, DAY), DAY, "nl").decode()
    # One role says so itself; the other rests on the organization, which nobody confirmed either.
    assert report_page(hostile, DAY, "nl").decode().count('class="mark"') == 2


def test_all_languages_at_once_are_told_in_dutch(hostile: Landscape) -> None:
    assert report_page(hostile, DAY, "all") == report_page(hostile, DAY, "nl")
    graph = graph_of(hostile, DAY)
    assert graph_page(hostile, graph, DAY, "all") == graph_page(hostile, graph, DAY, "nl")


def test_an_empty_landscape_has_a_report_too(bare: Snapshot) -> None:
    empty = landscape_in(bare, [])
    assert "2021-06-15" in report_page(empty, date(2021, 6, 15), "nl").decode()

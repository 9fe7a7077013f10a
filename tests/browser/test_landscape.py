"""The pages of the landscape in a browser: by keyboard, without scrolling sideways, on paper; and the picture's labels measured."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

REPORT, GRAPH = "/v1/landscape/report", "/v1/landscape/graph"
# Boxes, and the text in each, as the browser lays them out; what sticks out by more than half a pixel.
STICKING_OUT = """() => [...document.querySelectorAll('a')].flatMap(link => {
    const box = link.querySelector('rect').getBBox();
    return [...link.querySelectorAll('text')].map(text => text.getBBox())
        .filter(text => text.x < box.x - .5 || text.x + text.width > box.x + box.width + .5
            || text.y < box.y - .5 || text.y + text.height > box.y + box.height + .5)
        .map(() => link.textContent);
})"""
TOO_WIDE = """() => [...document.querySelectorAll('main > *:not(.scroll), main > div > *:not(.scroll)')]
    .filter(one => !one.closest('.scroll') && !one.classList.contains('skip') && one.getBoundingClientRect().right > innerWidth)
    .map(one => one.outerHTML.slice(0, 80))"""


def opened(visit: Visit, path: str, query: str = "?lang=nl") -> Visit:
    """A page of the service, when it is there."""
    answer = visit.page.goto(f"{visit.base}{path}{query}")
    assert answer is not None
    assert answer.status == 200
    return visit


@pytest.mark.parametrize("path", [REPORT, GRAPH])
def test_links_are_reached_by_keyboard_in_the_order_of_the_page(visit: Visit, path: str) -> None:
    page = opened(visit, path).page
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.getAttribute('role')"))
    assert None not in reached
    written = page.eval_on_selector_all(
        "a, [tabindex='0']", "all => all.map(one => one.getAttribute('href') || one.getAttribute('role'))"
    )
    assert reached == written[:12]
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == reached[-1])


def test_the_words_of_the_graph_are_one_key_away(visit: Visit) -> None:
    page = opened(visit, GRAPH).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#words"


@pytest.mark.parametrize("width", [1280, 640])
@pytest.mark.parametrize("path", [REPORT, GRAPH])
def test_nothing_but_a_wide_table_scrolls_sideways(visit: Visit, path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = opened(visit, path).page
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(one => one.tabIndex === 0)")


@pytest.mark.parametrize("path", [REPORT, GRAPH])
def test_it_prints(visit: Visit, path: str) -> None:
    page = opened(visit, path).page
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 20_000


@pytest.mark.parametrize("path", [REPORT, GRAPH])
def test_nothing_is_asked_of_anybody_else_and_nothing_goes_wrong(visit: Visit, path: str) -> None:
    opened(visit, path).page.wait_for_load_state("networkidle")
    hosts = {urlsplit(url).hostname for url in visit.asked if urlsplit(url).scheme != "data"}
    assert hosts == {"127.0.0.1"}
    assert visit.errors == []


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_every_label_of_the_picture_stays_in_its_box(visit: Visit, language: str) -> None:
    page = opened(visit, f"{GRAPH}.svg", f"?lang={language}").page
    assert page.evaluate("document.querySelectorAll('a').length") > 200
    assert page.evaluate(STICKING_OUT) == []


@pytest.mark.parametrize("columns", ["organizations", "modalities"])
def test_every_word_of_a_matrix_stays_in_its_cell(visit: Visit, columns: str) -> None:
    page = opened(visit, "/v1/landscape/matrix.svg", f"?columns={columns}&referenceDate=2013-11-12").page
    outside = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('rect')].slice(1).map(one => one.getBBox());
            const within = (text, box) => text.x >= box.x && text.x + text.width <= box.x + box.width
                && text.y >= box.y - .5 && text.y + text.height <= box.y + box.height + .5;
            return [...document.querySelectorAll('text')].slice(1)
                .filter(text => !boxes.some(box => within(text.getBBox(), box))).map(text => text.textContent);
        }"""
    )
    assert outside == []

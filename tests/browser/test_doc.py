"""The API explorer at /doc: whole, by keyboard too, and without a request to anywhere else."""

import json
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

OPERATION = ".opblock"
SUMMARY = ".opblock-summary-control"


def opened(visit: Visit) -> Visit:
    """The explorer, when its operations are there."""
    answer = visit.page.goto(f"{visit.base}/doc")
    assert answer is not None
    assert answer.status == 200
    visit.page.wait_for_selector(OPERATION)
    return visit


def test_every_operation_is_shown(visit: Visit) -> None:
    with urlopen(f"{visit.base}/doc/openapi.json") as answer:
        document = json.load(answer)
    paths = [path for path, item in document["paths"].items() for _ in item]
    page = opened(visit).page
    expect(page.locator(OPERATION)).to_have_count(len(paths))
    shown = {text.replace("\u200b", "") for text in page.locator(".opblock-summary-path").all_inner_texts()}
    assert shown == set(paths)
    expect(page.locator(".info .title")).to_contain_text("Steunwijzer")


def test_it_says_its_title_and_language(visit: Visit) -> None:
    page = opened(visit).page
    assert "Steunwijzer" in page.title()
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_is_asked_of_anybody_else_and_nothing_goes_wrong(visit: Visit) -> None:
    page = opened(visit).page
    page.locator(SUMMARY).first.click()
    page.wait_for_load_state("networkidle")
    hosts = {urlsplit(url).hostname for url in visit.asked if urlsplit(url).scheme not in ("data", "blob")}
    assert hosts == {"127.0.0.1"}
    assert len(visit.asked) >= 4
    assert visit.errors == []


def test_an_operation_opens_by_keyboard(visit: Visit) -> None:
    page = opened(visit).page
    expect(page.locator(f"{OPERATION}.is-open")).to_have_count(0)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{SUMMARY}')"):
            break
    else:
        pytest.fail("no operation can be reached with the tab key")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"
    page.keyboard.press("Enter")
    expect(page.locator(f"{OPERATION}.is-open")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(f"{OPERATION}.is-open")).to_have_count(0)


def test_the_example_can_be_sent_and_is_answered(visit: Visit) -> None:
    page = opened(visit).page
    advices = page.locator(OPERATION).filter(has=page.locator(".opblock-summary-path", has_text="/v1/advices"))
    advices.locator(SUMMARY).click()
    advices.get_by_role("button", name="Execute").click()
    told = advices.locator(".live-responses-table .response-col_description pre").first
    expect(told).to_contain_text('"eligibility": "eligible"', timeout=20_000)
    expect(told).to_contain_text('"min": "240000.00"')
    assert visit.errors == []
    assert {urlsplit(url).hostname for url in visit.asked if urlsplit(url).scheme not in ("data", "blob")} == {"127.0.0.1"}


def test_a_narrow_window_needs_no_sideways_scrolling(visit: Visit) -> None:
    """What 200 % zoom on a small screen leaves: 640 pixels."""
    visit.page.set_viewport_size({"width": 640, "height": 800})
    page = opened(visit).page
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

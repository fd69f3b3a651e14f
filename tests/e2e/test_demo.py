"""The demo as a newcomer meets it: pages full of data, and an answer that arrives at once."""

import re

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

SIZES = (360, 768, 1280)


def address(house, words: str) -> str:
    """What the start printed after these words."""
    found = re.search(rf"{words}[^\n]*: (http\S+)", house.output.read_text())
    assert found, house.output.read_text()
    return found.group(1)


@pytest.fixture(scope="module")
def owner(browser: Browser, demo) -> str:
    return signed_in(browser, address(demo, "Sign in as the owner"))


@pytest.fixture(scope="module")
def manager(browser: Browser, demo) -> str:
    return signed_in(browser, address(demo, "Sign in as the manager"))


def signed_in(browser: Browser, link: str) -> str:
    """Spend a sign-in link and return the session, to be used by several windows."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_pages_fit_and_break_no_rule_of_accessibility(
    browser: Browser, demo, owner, accessible, width, scheme
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, storage_state=owner
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    today = address(demo, "Today at")
    for path in (
        today,
        f"{demo.url}/locations/",
        f"{demo.url}/drivers/",
        f"{demo.url}/imports/",
        f"{demo.url}/jobs/",
        address(demo, "The survey of"),
    ):
        assert page.goto(path).status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        accessible(page)
    assert complaints == []
    context.close()


def test_a_new_answer_appears_on_an_open_today(browser: Browser, demo, manager):
    watching = browser.new_context(storage_state=manager)
    today = watching.new_page()
    today.goto(address(demo, "Today at"))
    customer = browser.new_context(java_script_enabled=False)
    survey = customer.new_page()
    survey.goto(address(demo, "The survey of"))
    survey.get_by_role("group", name=re.compile("recommend")).get_by_label("4", exact=True).check()
    words = "Waited 25 minutes, and the staff looked stressed."
    survey.locator("textarea").fill(words)

    survey.get_by_role("button", name="Send").click()

    expect(survey.get_by_role("heading", level=1)).to_contain_text("Thank you")
    expect(today.get_by_text(words)).to_be_visible(timeout=10_000)
    expect(today.get_by_text("4 of 10").first).to_be_visible()
    customer.close()
    watching.close()


def test_every_score_opens_its_method_card(browser: Browser, demo, manager):
    context = browser.new_context(storage_state=manager)
    page = context.new_page()
    page.goto(address(demo, "Today at"))

    page.locator("a[href^='/method/']").first.click()

    expect(page.locator("main")).to_contain_text("interval")
    expect(page.locator("main")).to_contain_text("0.1.0")
    context.close()

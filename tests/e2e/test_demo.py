"""The demo as a newcomer meets it: pages full of data, and an answer that arrives at once."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect

pytestmark = pytest.mark.browser

SIZES = (360, 768, 1280)
# Kinds of address that lead to a file or out of the session.
FILES = re.compile(r"csv|xlsx|export|file|chart|logout|download")


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


@pytest.fixture(scope="module")
def pages(browser: Browser, demo, owner) -> list[str]:
    """One page of every kind that links lead to, beginning with the navigation."""
    context = browser.new_context(storage_state=owner)
    page = context.new_page()
    found = {"": address(demo, "Today at"), "survey": address(demo, "The survey of")}
    waiting = [found[""], f"{demo.url}/"]
    while waiting:
        here = waiting.pop(0)
        if not is_page(page, here):
            found = {kind: href for kind, href in found.items() if href != here}
            continue
        hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for href in hrefs:
            kind = kind_of(href, demo.url)
            if kind and kind not in found:
                found[kind] = href
                waiting.append(href)
    context.close()
    return list(found.values())


def is_page(page: Page, href: str) -> bool:
    """Go there, and say whether it is for a person to look at: not a file, not for programs."""
    try:
        answer = page.goto(href)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    return answer.headers["content-type"].startswith("text/html")


def kind_of(href: str, home: str) -> str:
    """The name of a page of ours; nothing for files, for other sites and for leaving."""
    if not href.startswith(f"{home}/"):
        return ""
    try:
        name = resolve(urlsplit(href).path).url_name or ""
    except Resolver404:
        return ""
    return "" if FILES.search(name) else name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_pages_fit_and_break_no_rule_of_accessibility(
    browser: Browser, pages, owner, accessible, width, scheme
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, storage_state=owner
    )
    page = context.new_page()
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        # A hint, as on two passwords of one account, is told as "debug".
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", complain)
    for address_of_page in pages:
        status = page.goto(address_of_page).status
        width_needed = page.evaluate("document.documentElement.scrollWidth")
        if (status, width_needed) != (200, width):
            complaints.append(f"{address_of_page}: {status}, {width_needed} pixels wide")
        complaints += accessible(page)
    assert complaints == []
    context.close()


def test_the_pages_of_every_phase_are_among_those_looked_at(pages):
    seen = {resolve(urlsplit(page).path).url_name for page in pages}
    assert {"today", "locations", "drivers", "imports", "jobs", "method", "survey"} <= seen


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
    expect(today.get_by_text(words)).to_be_visible()
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


def test_cases_are_worked_by_keyboard_and_open_lists_follow(browser: Browser, demo, owner):
    context = browser.new_context(storage_state=owner)
    page, other = context.new_page(), context.new_page()
    page.goto(f"{demo.url}/cases/")
    names = page.locator("[data-case-row] .name")
    first, second = names.nth(0).inner_text(), names.nth(1).inner_text()

    for key, name in (("j", first), ("j", second), ("k", first)):
        page.keyboard.press(key)
        expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("input[name=case]:checked")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")

    # Somebody pauses the second case; the open list learns of it and keeps what is chosen.
    other.goto(str(names.nth(1).evaluate("link => link.href")))
    other.get_by_text("Stop the clock").click()
    other.get_by_label("Why").fill("Guest is on a plane")
    other.get_by_role("button", name="Stop", exact=True).click()
    expect(other.get_by_text("The clock stands: Guest is on a plane")).to_be_visible()
    page.bring_to_front()
    expect(page.locator("#bulk").get_by_text("Paused")).to_be_visible()
    expect(page.locator("input[name=case]:checked")).to_have_count(1)

    page.get_by_role("button", name="Put aside for a day").click()
    expect(page.get_by_role("link", name=first, exact=True)).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("link", name=first, exact=True)).to_be_visible()
    page.get_by_role("link", name=first, exact=True).focus()
    page.keyboard.press("c")
    page.wait_for_url("**/cases/*-*/#talk")
    page.keyboard.press("c")
    expect(page.locator("[data-words]").first).to_be_focused()
    context.close()


def test_an_answer_given_without_a_connection_arrives_later_and_once(browser: Browser, demo):
    customer = browser.new_context(viewport={"width": 360, "height": 780})
    survey = customer.new_page()
    survey.goto(address(demo, "The survey of"))
    recommend = survey.get_by_role("group", name=re.compile("recommend"))
    recommend.get_by_label("7", exact=True).check()
    survey.reload()
    expect(recommend.get_by_label("7", exact=True)).to_be_checked()
    customer.set_offline(True)
    survey.get_by_role("button", name="Send").click()
    expect(survey.get_by_text("Your answers cannot be sent at the moment.")).to_be_visible()
    waiting = "JSON.parse(localStorage.getItem('heedful:waiting')).length"
    assert survey.evaluate(waiting) == 1

    with survey.expect_response(lambda response: response.request.method == "POST") as sent:
        customer.set_offline(False)
        survey.evaluate("window.dispatchEvent(new Event('online'))")
    assert sent.value.status == 302
    expect(survey.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert survey.evaluate(waiting) == 0
    customer.close()


def test_a_survey_is_answered_with_keys_alone(browser: Browser, demo):
    customer = browser.new_context()
    survey = customer.new_page()
    survey.goto(address(demo, "The survey of"))
    survey.keyboard.press("Tab")
    expect(survey.locator(":focus")).to_have_text("Skip to the content")
    survey.keyboard.press("Tab")
    survey.keyboard.press("Space")
    survey.keyboard.press("ArrowRight")
    expect(survey.locator(":focus")).to_have_value("1")
    survey.keyboard.press("Enter")
    expect(survey.get_by_role("heading", level=1)).to_contain_text("Thank you")
    customer.close()

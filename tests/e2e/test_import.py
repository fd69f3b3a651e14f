"""A file of the real SFO survey comes in through the pages and leads to what to do first."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from heedful.base.accounts.domain import FIRST_OWNER
from tests.e2e.conftest import OWNER, PASSWORD, first_steps

pytestmark = pytest.mark.browser

# Wide and narrow; each brings the file of another year into the same series.
STORIES = [(2018, 1280), (2017, 360)]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, house) -> Iterator[BrowserContext]:
    """The first person, in an organisation of their own."""
    context = browser.new_context()
    page = context.new_page()
    first_steps(page, house, organisation="San Francisco airport", time_zone="America/Los_Angeles")
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize(("year", "width"), STORIES)
def test_from_a_real_file_to_what_moves_a_boarding_area(
    signed_in, house, real_data, examples, accessible, year, width
):
    file = real_data / f"sfo_customer_survey/{year}_SFO_Customer_Survey_20250817.csv.gz"
    mapping = (examples / f"sfo/{year}.toml").read_text()
    page = signed_in.new_page()
    page.set_viewport_size({"width": width, "height": 800})

    bring(page, house.url, file, mapping, accessible)
    page.goto(f"{house.url}/locations/")
    assert accessible(page) == []
    page.get_by_role("link", name="Boarding area A", exact=True).click()

    expect(page.get_by_role("heading", name="Boarding area A")).to_be_visible()
    status = page.locator("main").inner_text()
    assert re.search(r"\d\.\d\d to \d\.\d\d from [\d,]+ answers", status), status
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert accessible(page) == []
    wait_for_the_one_thing(page)
    page.get_by_role("link", name="Why this?").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("What goes with")
    expect(page.get_by_text("Restaurants").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert accessible(page) == []
    page.close()


def wait_for_the_one_thing(page: Page) -> None:
    """Priorities are found by a job that follows the import."""
    for _ in range(120):
        if page.get_by_role("link", name="Why this?").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(page.locator("main").inner_text())


def bring(page: Page, url: str, file, mapping: str, accessible) -> None:
    """Upload, correct the guess by a mapping of our own, start, and wait until it is done."""
    page.goto(f"{url}/imports/")
    assert accessible(page) == []
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Bring").click()
    assert accessible(page) == []
    page.get_by_role("link", name="As text (TOML)").click()
    page.locator("textarea").fill(mapping)
    page.get_by_role("button", name="Save and look").click()
    assert accessible(page) == []
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_text("Done").first).to_be_visible(timeout=60_000)
    assert accessible(page) == []


def test_the_password_lets_the_owner_in_and_the_first_link_no_longer(
    browser: Browser, house, signed_in
):
    context = browser.new_context()
    page = context.new_page()
    page.goto(house.sign_in_link())
    page.get_by_role("button", name="Sign me in").click()
    expect(page.locator("main")).to_contain_text("used")

    page.goto(f"{house.url}/")
    page.locator("input[name=login]").fill(OWNER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="San Francisco airport")).to_be_visible()
    assert FIRST_OWNER not in page.content()
    context.close()

"""Ten minutes to the first alert: every step is a sentence of the user guide."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.setting_up import STEPS, Clicks, Newcomer

pytestmark = pytest.mark.browser

GUIDE = Path(__file__).parents[2] / "docs/user-guide.md"
CLICKS, MOST_SECONDS = 20, 600
ANSWERS = (
    "Scan the code, or open its address, and answer as an unhappy guest would; at the end, leave a"
    " number."
)
ALERT = (
    "*Every day → Alerts*: it is there within seconds. Press it: the rule has opened a case"
    " already, and *Open the case* shows what was said, and whom to call."
)


def test_from_an_empty_organisation_to_the_first_alert(browser: Browser, house, accessible):
    guide = re.sub(r"\s+", " ", GUIDE.read_text())
    began = time.monotonic()
    page = browser.new_context(viewport=DESK).new_page()
    ann = Newcomer(Clicks(page), house.sign_in_link())

    for sentence, step in STEPS:
        assert sentence in guide
        step(ann)
        assert accessible(page) == []
    assert ANSWERS in guide
    guest = answer_unhappily(browser, ann.address)
    assert ALERT in guide
    ann.press.go("Alerts")
    expect(page.get_by_role("link", name="Harbour Street: 3 of 10")).to_be_visible()
    ann.press.on("link", "Harbour Street: 3 of 10")
    ann.press.on("link", "Open the case")

    expect(page.get_by_text("We waited 40 minutes.")).to_be_visible()
    expect(page.get_by_role("link", name="Call +442079460958")).to_be_visible()
    assert f"in {CLICKS} presses" in guide
    assert ann.press.count + guest.count == CLICKS
    assert time.monotonic() - began <= MOST_SECONDS
    page.context.close()


def answer_unhappily(browser: Browser, address: str) -> Clicks:
    page = browser.new_context(viewport=PHONE).new_page()
    press = Clicks(page)
    page.goto(address)
    page.get_by_role("group", name=re.compile("recommend")).get_by_label("3", exact=True).check()
    press.count += 1
    page.locator("textarea").fill("We waited 40 minutes.")
    page.get_by_label("Telephone").fill("+44 20 7946 0958")
    press.on("button", "Send")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    page.context.close()
    return press

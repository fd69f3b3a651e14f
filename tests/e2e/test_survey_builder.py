"""A new survey is live in at most ten clicks and three minutes; the builder as a person sees it."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK
from tests.e2e.setting_up import Clicks

pytestmark = pytest.mark.browser

MOST_CLICKS = 10
MOST_SECONDS = 180


@pytest.fixture
def page(browser: Browser, demo) -> Page:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(demo.sign_in_link("owner@example.org"))
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_load_state()
    page.goto(f"{demo.url}/surveys/")
    yield page
    context.close()


def test_a_new_survey_is_live_in_ten_clicks_and_three_minutes(page, browser):
    began, press = time.monotonic(), Clicks(page)

    press.on("link", "New survey")
    press.on("button", "Start from this.*Restaurant")
    press.on("link", "Publish")
    press.on("button", "Publish now")
    press.on("button", "Make them")

    address = page.locator("[data-copy]").first.input_value()
    assert page.locator(".code-of svg").count() > 1
    assert press.count <= MOST_CLICKS
    assert time.monotonic() - began <= MOST_SECONDS
    customer = browser.new_context().new_page()
    customer.goto(address)
    expect(customer.get_by_text("How likely are you to recommend us")).to_be_visible()
    customer.context.close()


def test_what_is_written_is_saved_by_itself_and_shown_on_the_phone(page):
    press = Clicks(page)
    press.on("link", "New survey")
    press.on("button", "Start from this.*Shop")
    press.on("link", "How tidy was the shop")

    page.get_by_role("textbox", name="Question", exact=True).fill("How tidy was our shop today?")
    page.get_by_label("Help below the question").focus()
    expect(page.locator("#state")).to_contain_text("Saved at")
    phone = page.frame_locator("#preview")
    expect(phone.get_by_text("How tidy was our shop today?")).to_be_visible()
    expect(phone.get_by_text("Test: nothing is kept")).to_be_visible()

    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#outline")).to_contain_text("How tidy was the shop?")

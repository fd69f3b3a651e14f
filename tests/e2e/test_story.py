"""The story of docs/user-guide.md: 4 of 10, and the manager calls before anybody else hears of it.

By code, by text message and by telephone: the alert arrives on the manager's open page, the promise
is kept, the customer says so, the case is closed with its cause, and nobody else asks her anything.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import DESK, PHONE, running
from tests.e2e.network import OUR_NUMBER, TOKEN, Network, network
from tests.e2e.setting_up import CODE, PLACE, Clicks, Newcomer, set_up

pytestmark = pytest.mark.browser

WORDS = "Waited 25 minutes, staff looked stressed."
CAUSE, ACTION = "Too few people at a busy time", "Called and said sorry"
# The survey: a short pulse asks two of five ratings, then for words and how to reach the guest.
NUMBERS = {
    "code": "+442079460011",
    "text": "+442079460012",
    "telephone": "+442079460013",
}


@dataclass
class Story:
    """One organisation, its owner at a desk and its manager on the floor."""

    browser: Browser
    url: str
    net: Network
    owner: Newcomer
    manager: Page
    told: list[str] = field(default_factory=list)  # channels whose case is closed

    def guest_at(self, address: str) -> Page:
        page = self.browser.new_context(viewport=PHONE).new_page()
        page.goto(address)
        return page


@pytest.fixture(scope="module")
def story(browser: Browser) -> Iterator[Story]:
    with (
        network() as net,
        running("up", patience=240, HEEDFUL_ALLOW_PRIVATE_ADDRESSES="1") as house,
    ):
        page = browser.new_context(viewport=DESK).new_page()
        ann = Newcomer(Clicks(page), house.sign_in_link(), start="Short pulse")
        set_up(ann)
        connect(ann, net)
        ann.press.go("Cases")
        ann.press.on("link", "Set up cases")
        ann.press.on("button", "Begin with usual ones")
        begin_programme(ann)
        yield Story(browser, house.url, net, ann, bring_in_manager(browser, ann))


def connect(ann: Newcomer, net: Network) -> None:
    """An account for text messages and calls, and what customers write and dial."""
    page, press = ann.page, ann.press
    press.go("Channels")
    press.on("link", "Add Twilio")
    for label, value in (
        ("Name", "Network"), ("Account SID", "AC1"), ("Auth token", TOKEN),
        ("Number that it is sent from", OUR_NUMBER), ("Address of the service", net.url),
    ):  # fmt: skip
        page.get_by_label(re.compile(f"^{label}")).fill(value)
    page.get_by_label("Text messages").check()
    page.get_by_label("Calls").check()
    press.on("button", "Keep the account")
    told = page.locator("section[aria-labelledby=addresses] code").all_inner_texts()
    net.message_at, net.call_at, _over = told
    for way, word in (("sms", "HARBOUR"), ("phone", "")):
        press.go("Channels")
        press.on("link", "Add a word or a number")
        page.get_by_label("By", exact=True).select_option(way)
        page.get_by_label("Word, or number dialled").fill(word)
        page.get_by_label("Survey").select_option(label="Short pulse")
        page.get_by_label("Location").fill(CODE)
        press.on("button", "Keep it")


def begin_programme(ann: Newcomer) -> None:
    page, press = ann.page, ann.press
    press.go("Invitations")
    press.on("link", "New programme")
    page.get_by_label("Name", exact=True).fill("After visits")
    page.get_by_label("Survey").select_option(label="Short pulse")
    press.on("button", "Make the draft")
    press.on("button", "^Start$")


def bring_in_manager(browser: Browser, ann: Newcomer) -> Page:
    page, press = ann.page, ann.press
    press.go("People")
    press.on("link", "Add a person")
    page.get_by_label("Name", exact=True).fill("Mia")
    page.get_by_label("E-mail").fill("mia@example.org")
    page.get_by_label("Role").select_option("location_manager")
    page.get_by_label("Where").fill(CODE)
    press.on("button", "^Add$")
    link = page.get_by_label("Sign-in link").input_value()
    mia = browser.new_context(viewport=PHONE).new_page()
    mia.goto(link)
    mia.get_by_role("button", name="Sign me in").click()
    expect(mia.get_by_role("heading", level=1)).to_have_text(PLACE)
    return mia


def by_code(story: Story) -> None:
    page = story.guest_at(story.owner.address)
    page.get_by_role("group", name=re.compile("recommend")).get_by_label("4", exact=True).check()
    page.locator("textarea").fill(WORDS)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Telephone").fill("+44 20 7946 0011")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    page.context.close()


def by_text(story: Story) -> None:
    said = story.net.write(NUMBERS["text"], "Harbour")
    for answer in ("4", "1", "skip", WORDS):
        assert said.count("?") >= 1, said
        said = story.net.write(NUMBERS["text"], answer)
    assert said.startswith("Thank you")


def by_telephone(story: Story) -> None:
    (said,) = story.net.calls(NUMBERS["telephone"], ["4", "1", "9"])
    assert said.startswith("Thank you")


WAYS = {"code": by_code, "text": by_text, "telephone": by_telephone}


@pytest.mark.parametrize("channel", WAYS)
def test_an_unhappy_guest_is_called_before_anybody_else_hears_of_it(story, channel, accessible):
    recover(story, channel)

    assert accessible(story.manager) == []
    assert story.manager.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    story.manager.goto(f"{story.url}/cases/report/")
    row = story.manager.get_by_role("row", name=re.compile(CAUSE))
    expect(row).to_contain_text(f"{len(story.told)} of {len(story.told)}")
    page = story.owner.page
    page.goto(f"{story.url}/customers/?q={NUMBERS[channel].lstrip('+')}")
    page.locator("main ul.rows a").click()
    expect(page.get_by_role("row").filter(has_text="Answered unasked")).to_have_count(1)


def test_nobody_else_asks_the_guest_for_thirty_days(story):
    """Her visit was told when she might be asked; the programme that runs leaves her in peace."""
    recover(story, "code")
    page, press = story.owner.page, story.owner.press
    press.go("Invitations")
    press.on("link", "After visits")
    for _ in range(150):  # Visits are looked at every minute.
        if page.get_by_text("Who was not asked, and why").count():
            break
        time.sleep(1)
        page.reload()
    press.on("link", "Was asked enough lately")
    expect(page.get_by_role("row").filter(has_text="R1")).to_have_count(1)


def recover(story: Story, channel: str) -> None:
    """From the answer to the closed case, once for each channel."""
    if channel in story.told:
        return
    mia = story.manager
    mia.goto(f"{story.url}/{'today' if channel == 'text' else 'alerts'}/")
    mia.evaluate("window.openSince = 1")

    WAYS[channel](story)
    go_to_case(mia, channel)
    if channel != "telephone":  # There her words are a sound.
        expect(mia.get_by_text(WORDS)).to_be_visible()
    call(mia, NUMBERS[channel])
    answer_yes(story, promise(story, mia, NUMBERS[channel]))
    close(mia)
    story.told.append(channel)
    if channel == "code":
        tell_visit(story)


def go_to_case(mia: Page, channel: str) -> None:
    """From what came by itself on the page that was open: the list of alerts, or Today."""
    came = mia.get_by_text("1 person waits for a call")
    if channel != "text":
        came = mia.get_by_role("link", name=f"{PLACE}: 4 of 10")
    expect(came).to_be_visible()
    assert mia.evaluate("window.openSince") == 1
    if channel == "text":
        mia.get_by_role("link", name=re.compile(r"^Case \d+$")).click()
        return
    came.click()
    mia.get_by_role("button", name="I look after it").click()
    mia.get_by_role("link", name="Open the case").click()


def tell_visit(story: Story) -> None:
    """The till tells of her visit, three hours ago, and that she may be asked by text message."""
    page, press = story.owner.page, story.owner.press
    visited = datetime.now(ZoneInfo(story.owner.zone)) - timedelta(hours=3)
    line = f"{CODE},{visited:%Y-%m-%d %H:%M},R1,{NUMBERS['code']},sms"
    content = f"location_code,visited_at,visit_key,phone,agreed_to\n{line}\n".encode()
    press.go("Invitations")
    press.on("link", "Bring visits")
    page.locator("input[type=file]").set_input_files(
        {"name": "visits.csv", "mimeType": "text/csv", "buffer": content}
    )
    press.on("button", "Look at it")
    press.on("button", "Take 1 visit in")


def call(mia: Page, number: str) -> None:
    expect(mia.get_by_role("link", name=f"Call {number}")).to_be_visible()
    mia.get_by_role("button", name="Take it").click()
    note = opened(mia, "Note a call")
    note.get_by_label("What was said").fill("Listened, and said sorry.")
    note.get_by_role("button", name="Keep").click()
    expect(mia.get_by_text("The call is noted.")).to_be_visible()


def promise(story: Story, mia: Page, number: str) -> str:
    """Promise something, say that it is done, and return the address that the guest is sent."""
    made = opened(mia, "Promise something")
    made.get_by_label("What you promised").fill("A table by the window on Sunday")
    in_two_days = datetime.now(ZoneInfo(story.owner.zone)) + timedelta(days=2)
    made.get_by_label("By which day").fill(f"{in_two_days:%Y-%m-%d}")
    made.get_by_role("button", name="Keep the promise here").click()
    before = len(story.net.texts)
    mia.get_by_role("button", name="It is done: ask the customer").click()
    expect(mia.get_by_text("It is done, and the customer is asked")).to_be_visible()
    asked = story.net.next_text(number, after=before)
    return asked[asked.index("http") :]


def answer_yes(story: Story, address: str) -> None:
    guest = story.guest_at(address)
    expect(guest.get_by_text("A table by the window on Sunday")).to_be_visible()
    guest.get_by_label("Yes").check()
    guest.get_by_role("button", name="Send").click()
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Thank you")
    guest.context.close()


def close(mia: Page) -> None:
    mia.reload()
    expect(mia.get_by_text("Kept", exact=True)).to_be_visible()
    closing = opened(mia, "Close")
    closing.get_by_label("Root cause").select_option(label=CAUSE)
    closing.get_by_label("What was done").select_option(label=ACTION)
    closing.get_by_role("button", name="Close").click()
    expect(mia.get_by_text("The case is closed.")).to_be_visible()


def opened(page: Page, summary: str) -> Locator:
    """A part of the page that folds, unfolded."""
    part = page.locator("details").filter(has=page.get_by_text(summary, exact=True))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part

"""From an empty organisation to the first alert, as the user guide tells it, press by press."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

PLACE, CODE = "Harbour Street", "HS"
OWNER, PASSWORD = "ann@example.org", "three plain words"
ZONES = (
    "Europe/Lisbon", "Asia/Karachi", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu",
    "America/Denver", "America/Sao_Paulo",
)  # fmt: skip


class Clicks:
    """A hand that counts what it presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, name: str, *, inside: str = "main") -> None:
        self.count += 1
        self.page.locator(inside).get_by_role(role, name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def go(self, name: str) -> None:
        """Press an entry of the navigation, as it stands on a desk."""
        self.on("link", f"^{name}$", inside="nav.rail")


def zone_by_day() -> str:
    """A place where people may be asked at this hour."""
    return next(one for one in ZONES if 11 <= datetime.now(ZoneInfo(one)).hour < 18)


@dataclass
class Newcomer:
    """Somebody who sets up an organisation, and what they come to hold."""

    press: Clicks
    link: str
    start: str = "Restaurant"
    zone: str = field(default_factory=zone_by_day)
    address: str = ""  # of the survey

    @property
    def page(self) -> Page:
        return self.press.page


def come_in(person: Newcomer) -> None:
    person.page.goto(person.link)
    person.press.on("button", "Sign me in")


def found(person: Newcomer) -> None:
    page = person.page
    page.get_by_label("Name of your organisation").fill("Harbour Table")
    page.get_by_label("Time zone").select_option(person.zone)
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Your e-mail address").fill(OWNER)
    page.get_by_label("A password").fill(PASSWORD)
    person.press.on("button", "Start")


def add_location(person: Newcomer) -> None:
    person.press.go("Tree")
    person.press.on("link", "Add a location")
    person.page.get_by_label("Name", exact=True).fill(PLACE)
    person.page.get_by_label("Code", exact=True).fill(CODE)
    person.press.on("button", "^Add$")


def choose_survey(person: Newcomer) -> None:
    person.press.go("Surveys")
    person.press.on("link", "New survey")
    person.press.on("button", f"Start from this.*{person.start}")


def publish(person: Newcomer) -> None:
    person.press.on("link", "^Publish$")
    person.press.on("button", "Publish now")


def hand_out(person: Newcomer) -> None:
    person.press.on("button", "Make them")
    person.address = person.page.locator("[data-copy]").first.input_value()


def make_rule(person: Newcomer) -> None:
    person.press.go("Alerts")
    person.press.on("link", "^Rules$")
    person.press.on("link", "Make a rule")
    person.press.on("button", "Keep the rule")
    expect(person.page.get_by_text("The rule is kept.")).to_be_visible()


Step = Callable[[Newcomer], None]
# What the guide says, and what is done about it.
STEPS: tuple[tuple[str, Step], ...] = (
    ("Open the link that `make up` printed and press *Sign me in*.", come_in),
    (
        (
            "Name your organisation, its time zone, yourself and your e-mail address, choose a"
            " password, and press *Start*."
        ),
        found,
    ),
    (
        (
            "*Organisation → Tree → Add a location*: give it a name and a code, such as Harbour"
            " Street and HS, and press *Add*."
        ),
        add_location,
    ),
    (
        "*Listen → Surveys → New survey*: press *Start from this* beside what is nearest to you.",
        choose_survey,
    ),
    ("Press *Publish*, then *Publish now*.", publish),
    ("*Make them* makes an address and a code for each location, ready to print.", hand_out),
    (
        (
            "*Every day → Alerts → Rules → Make a rule*: it is filled in for an unhappy answer to"
            " the main question, and opens a case. Press *Keep the rule*."
        ),
        make_rule,
    ),
)


def set_up(person: Newcomer) -> None:
    for _sentence, step in STEPS:
        step(person)

"""What lives on a device: a kiosk that starts without a connection, answers that wait, a notice."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from heedful.base.notify import push
from tests.base.notify.browsers import Subscriber
from tests.e2e.conftest import PHONE, first_steps

pytestmark = pytest.mark.browser

WAITING = "JSON.parse(localStorage.getItem('heedful:waiting') ?? '[]').length"
KEPT = (
    "caches.open('heedful:' + location.pathname).then((one) => one.keys())"
    ".then((all) => all.length)"
)
# What shows a notice runs beside the page, where the click of a person cannot be made by a driver.
CLICK = """async () => {
    const [shown] = await registration.getNotifications();
    return new Promise((resolve) => {
        clients.openWindow = async (address) => resolve(address);
        dispatchEvent(new NotificationEvent("notificationclick", { notification: shown }));
    });
}"""


@pytest.fixture(scope="module")
def owner(browser: Browser, house) -> Iterator[BrowserContext]:
    """An organisation with one location and one survey that is live."""
    context = browser.new_context()
    page = context.new_page()
    first_steps(page, house, organisation="Harbour", time_zone="Europe/Berlin")
    page.goto(f"{house.url}/organisation/tree/")
    page.get_by_role("link", name="Add a location").click()
    page.get_by_label("Name", exact=True).fill("Pier")
    page.get_by_label("Code", exact=True).fill("p1")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_load_state()
    page.goto(f"{house.url}/surveys/new/")
    page.get_by_role("button", name=re.compile("Start from this.*Restaurant")).click()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish now").click()
    page.close()
    yield context
    context.close()


@pytest.fixture
def address(owner: BrowserContext, house):
    """Make an address of the survey for a channel."""

    def made(channel: str) -> str:
        page = owner.new_page()
        page.goto(f"{house.url}/surveys/")
        page.get_by_role("link", name="Hand out").first.click()
        page.get_by_label("For", exact=True).select_option(channel)
        page.get_by_role("button", name="Make them").click()
        found = page.locator("[data-copy]").first.input_value()
        page.close()
        return found

    return made


@pytest.fixture
def answers(owner: BrowserContext, house):
    """Read how many answers the survey has."""

    def read() -> int:
        page = owner.new_page()
        page.goto(f"{house.url}/surveys/")
        found = page.locator("td[data-label='Answers given here']").inner_text()
        page.close()
        return int(found)

    return read


def wait_for(page: Page, script: str, wanted: object) -> None:
    """The page lets nobody wait inside it by a string."""
    wait_until(page, lambda: page.evaluate(script) == wanted)
    assert page.evaluate(script) == wanted


def wait_until(page: Page, done: Callable[[], bool]) -> None:
    for _ in range(300):
        if done():
            return
        page.wait_for_timeout(100)


def recommend(page: Page, score: int) -> None:
    page.get_by_role("group", name=re.compile("recommend")).get_by_label(
        str(score), exact=True
    ).check()
    page.get_by_role("button", name="Send").click()


def test_a_kiosk_is_switched_on_without_a_connection(browser: Browser, address, answers):
    before = answers()
    kiosk = browser.new_context()
    page = kiosk.new_page()
    page.goto(address("kiosk"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(page, KEPT, 6)
    page.close()

    kiosk.set_offline(True)
    page = kiosk.new_page()
    page.goto(kiosk.service_workers[0].evaluate("registration.scope"))
    for score in (3, 9):
        recommend(page, score)
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_role("heading", name="Thank you")).to_be_hidden()
    page.reload()
    recommend(page, 5)
    wait_for(page, WAITING, 3)

    kiosk.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(page, WAITING, 0)
    kiosk.close()
    assert answers() == before + 3


def test_a_server_that_does_not_answer_loses_nothing(browser: Browser, address):
    customer = browser.new_context(viewport=PHONE)
    page = customer.new_page()
    page.goto(address("web"))
    page.route(
        "**/f/**",
        lambda route: route.fulfill(status=503, body="") if route.request.method == "POST"
        else route.continue_(),
    )  # fmt: skip
    recommend(page, 8)
    expect(page.get_by_text("Your answers cannot be sent at the moment.")).to_be_visible()
    wait_for(page, WAITING, 1)

    page.unroute("**/f/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.evaluate(WAITING) == 0
    customer.close()


def test_what_is_pushed_is_shown_and_leads_to_its_page(owner: BrowserContext, house):
    page = owner.new_page()
    owner.grant_permissions(["notifications"], origin=house.url)
    page.goto(f"{house.url}/notices/ways/")
    session = owner.new_cdp_session(page)
    known: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(
            one["registrationId"]
            for one in told["registrations"]
            if one["scopeURL"] == f"{house.url}/"
        ),
    )
    session.send("ServiceWorker.enable")
    page.evaluate(
        "navigator.serviceWorker.register('/push-worker.js')"
        ".then(() => navigator.serviceWorker.ready).then(() => true)"
    )
    told = {"title": "4 of 10 at Pier", "text": "Waited long", "path": "/alerts/"}
    data = as_a_browser_reads_it(told)
    wait_until(page, lambda: bool(known))

    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": house.url, "registrationId": known[-1], "data": data},
    )

    shown = (
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => all.map((one) => [one.title, one.body, one.data.path]))"
    )
    wait_for(page, shown, [list(told.values())])
    opened = owner.service_workers[0].evaluate(CLICK)
    page.goto(opened)
    expect(page.get_by_role("heading", level=1, name="Alerts")).to_be_visible()
    page.close()


def as_a_browser_reads_it(told: dict[str, str]) -> str:
    """What our sender makes of a message for a browser, opened with that browser's own key."""
    subscriber = Subscriber("https://push.example.org/1")
    body, _headers = push.encrypted(subscriber.subscription, told)
    return json.dumps(subscriber.opened(body))

"""A running Heedful and a real browser, shared by the stories."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ports import free_ports

CHROMIUM = Path("/usr/bin/chromium")
LINK = re.compile(r"http://\S+/welcome/\S+")
CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OWNER, PASSWORD = "ann@example.org", "three plain words"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class House:
    """One Heedful with a data folder of its own."""

    url: str
    home: Path
    environ: dict[str, str]
    output: Path

    def run(self, *arguments: str) -> str:
        """Run a `heedful` command on the same data folder and return what it printed."""
        ran = subprocess.run(
            [sys.executable, "-m", "heedful", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip()

    def sign_in_link(self, email: str = "") -> str:
        """The link that the first start printed, or a new one for a person."""
        if email:
            return LINK.findall(self.run("sign-in-link", email))[-1]
        return LINK.findall(self.output.read_text())[-1]

    def state(self) -> dict[str, str]:
        return json.loads((self.home / "state.json").read_text())


@contextmanager
def running(command: str, *, patience: float, **settings: str) -> Iterator[House]:
    """Start `heedful up` or `heedful demo`, with these settings, and wait until it is ready."""
    folder = Path(tempfile.mkdtemp(prefix="heedful-e2e-"))
    folder.chmod(0o755)
    port, live_port = free_ports(2)
    environ = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "HEEDFUL_HOME": str(folder),
        "HEEDFUL_PORT": str(port),
        "HEEDFUL_LIVE_PORT": str(live_port),
        "DJANGO_SETTINGS_MODULE": "heedful.settings",
        **settings,
    }
    output = folder / "output.txt"
    home = folder / "demo" if command == "demo" else folder
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "heedful", command],
            env=environ,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            house = House(
                f"http://127.0.0.1:{port}", home, {**environ, "HEEDFUL_HOME": str(home)}, output
            )
            wait_until_ready(house, process, patience)
            yield house
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(house: House, process: "subprocess.Popen[bytes]", patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{house.url}/readyz", timeout=5):
                if "Data lies in" in house.output.read_text():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"Heedful did not become ready:\n{house.output.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """An empty Heedful, as `make up` starts it."""
    with running("up", patience=240) as started:
        yield started


@pytest.fixture(scope="module")
def demo() -> Iterator[House]:
    """A Heedful full of data, as `make demo` starts it."""
    with running("demo", patience=480) as started:
        yield started


def first_steps(page: Page, house: House, *, organisation: str, time_zone: str) -> None:
    """The first person comes in by the printed link and names organisation and password."""
    page.goto(house.sign_in_link())
    page.get_by_role("button", name="Sign me in").click()
    page.get_by_label("Name of your organisation").fill(organisation)
    page.get_by_label("Time zone").select_option(time_zone)
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Your e-mail address").fill(OWNER)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Locations")).to_be_visible()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the module: while it runs, Django takes this thread for an asynchronous one."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CALM)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def patience() -> None:
    """Waiting longer than this for a button means that it is not there."""
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def examples() -> Path:
    return Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def accessible():
    """Tell which rules that axe knows a page breaks, and where."""
    axe = Axe()

    def broken(page: Page) -> list[str]:
        violations = axe.run(page).response["violations"]
        return [
            f"{page.url}: {rule['id']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
            for rule in violations
        ]

    return broken

"""How soon a manager sees Today on a slow phone.

Run `python -m benchmarks.first_paint [--loads N] [--json]`.

Starts the demo on a data folder of its own and opens pages in headless Chromium with nothing
cached, on slow 4G (1.6 Mbit/s, 150 ms round trip) with the processor slowed four times. The
baseline is `/livez`, a page of two letters, under the same conditions: what is left of the time is
the network's and the browser's own.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import machine

CHROMIUM = "/usr/bin/chromium"
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PORT = 8761
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
WEIGHT = (
    "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
    ".reduce((sum, entry) => sum + entry.transferSize, 0)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--loads", type=int, default=9, help="loads of each page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with demo() as told, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        link = re.findall(r"manager[^\n]*: (http\S+)", told)[-1]
        today = re.findall(r"Today at[^\n]*: (http\S+)", told)[-1]
        survey = re.findall(r"The survey of[^\n]*: (http\S+)", told)[-1]
        session = signed_in(browser, link)
        result = {"machine": machine()}
        for name, url in (
            ("baseline", f"http://127.0.0.1:{PORT}/livez"),
            ("today", today),
            ("survey", survey),
        ):
            result[name] = measure(browser, url, session=session, loads=asked.loads)
    if asked.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        print(name, figures)


def measure(browser: Browser, url: str, *, session: object, loads: int) -> dict[str, object]:
    """Milliseconds until something is painted, and bytes over the wire, cold each time."""
    painted, weights = [], []
    for _ in range(loads):
        context = browser.new_context(
            viewport={"width": 360, "height": 780},
            storage_state=session,  # type: ignore[arg-type]  # as storage_state() gave it
        )
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW_4G)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(url, wait_until="load")
        page.wait_for_timeout(300)
        painted.append(page.evaluate(PAINTED))
        weights.append(page.evaluate(WEIGHT))
        context.close()
    return {
        "first_paint_ms_median": round(median(painted)),
        "first_paint_ms_slowest": round(max(painted)),
        "bytes": max(weights),
    }


def signed_in(browser: Browser, link: str) -> object:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def demo() -> Iterator[str]:
    """What the demo printed when it was ready."""
    with tempfile.TemporaryDirectory(prefix="heedful-paint-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        output = folder / "output.txt"
        environ = {**os.environ, "HEEDFUL_HOME": name, "HEEDFUL_PORT": str(PORT)}
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "heedful", "demo"], env=environ, stdout=file
            )
            try:
                while "Data lies in" not in output.read_text():
                    assert process.poll() is None, output.read_text()
                    time.sleep(0.2)
                yield output.read_text()
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()


if __name__ == "__main__":
    main()

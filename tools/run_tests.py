"""Run all tests, after fetching what they need beyond Python packages.

Where this may install (root on Debian), it does. Under CI whatever is missing is a failure;
elsewhere the tests that need it are skipped and the closing summary says why.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tools.peers import fetch_asterisk, missing_packages

CHROMIUM = Path("/usr/bin/chromium")
LME4 = Path("/usr/lib/R/site-library/lme4")
JAVA = Path("/usr/bin/java")
OLDEST_POSTGRES = Path("/usr/lib/postgresql/15/bin")
# Rooms whose behaviour hangs on the database; the statistics have no reason to run twice.
ON_BOTH_SERVERS = ["tests/base", "tests/listen", "tests/understand", "tests/flows"]


def main() -> int:
    # A shell lets what it starts in the background ignore Ctrl-C, and others a lost terminal;
    # tests send both.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    install_missing()
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra", "--numprocesses", "2"]
    failures = subprocess.call([*pytest, "--dist", "loadfile", *sys.argv[1:]])
    if failures or sys.argv[1:]:
        return failures
    if not OLDEST_POSTGRES.is_dir():
        print("PostgreSQL 15 is not on this machine: its tests were skipped.")
        return 1 if os.environ.get("CI") else 0
    print("\nThe same on PostgreSQL 15:", flush=True)
    oldest = ["--postgres", str(OLDEST_POSTGRES), "-m", "not browser and not slow and not peer"]
    return subprocess.call([*pytest, "--dist", "loadfile", *oldest, *ON_BOTH_SERVERS])


def install_missing() -> None:
    packages = missing_packages()
    if not CHROMIUM.exists():
        packages.append("chromium")
    if not OLDEST_POSTGRES.is_dir():
        packages.append("postgresql-15")
    if not JAVA.exists():
        packages.append("openjdk-17-jre-headless")
    if not LME4.is_dir():
        packages.append("r-cran-lme4")
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    if packages:
        install(packages)
    fetch_asterisk()


def install(packages: list[str]) -> None:
    # Debian's package would start a server of its own; only its programs are wanted.
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=quiet)
    subprocess.call(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], env=quiet
    )


if __name__ == "__main__":
    sys.exit(main())

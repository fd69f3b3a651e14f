import os
import socket
import subprocess
import sys

import pytest

from heedful.ops import lock
from heedful.ops.database import own
from heedful.ops.doctor import examine
from heedful.ops.findings import Finding, table
from heedful.ops.home import Home
from heedful.ops.postgres import running

pytestmark = pytest.mark.peer


def found(home, **environ):
    return {f.name: f for f in examine(home, {"HEEDFUL_HOME": str(home.path)} | environ)}


def test_an_untouched_machine_is_not_called_wrong(tmp_path):
    findings = found(Home(tmp_path / "none"))

    assert list(findings) == ["version", "time", "data folder"]
    assert findings["data folder"].says.endswith("(not there yet; heedful up makes it)")
    assert not (tmp_path / "none").exists()


def test_looking_at_an_empty_folder_makes_no_database(home):
    before = sorted(home.path.iterdir())

    findings = found(home)

    assert findings["database"].says == "none here yet; heedful up makes it"
    assert sorted(home.path.iterdir()) == before


def test_a_stopped_house_is_started_for_the_look_and_ended_again(home):
    with running(home, os.environ):
        pass
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        findings = found(home, HEEDFUL_PORT=str(port), HEEDFUL_LIVE_PORT="1024")

    assert findings["migrations"].says.endswith(" are missing")
    assert findings["migrations"].advice == "Apply them: heedful migrate, or heedful up."
    assert findings["role"].is_well
    assert not lock.is_held(home.path)
    assert not (home.path / "run" / ".s.PGSQL.5432").exists()


def test_a_house_at_work_is_looked_at_as_it_is(home):
    home.remember(serving={"host": "127.0.0.1", "port": 9, "live_port": 10})
    with lock.held(home.path), running(home, os.environ):
        findings = found(home)

    assert findings["pages"].says == "http://127.0.0.1:9 does not answer"
    assert "database" in findings


def test_a_given_database_that_is_away_is_wrong_and_says_what_to_do(home):
    findings = found(home, DATABASE_URL="postgresql://x@127.0.0.1:1/x")

    assert findings["database"].says.startswith("The database does not answer: ")
    assert findings["database"].advice.startswith("Check DATABASE_URL and that the server runs")


def test_the_command_ends_with_one_when_something_is_wrong(home):
    said = subprocess.run(
        [sys.executable, "-m", "heedful", "--data", str(home.path), "doctor"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {"HEEDFUL_PG_BINDIR": "/nowhere", "DJANGO_SETTINGS_MODULE": "heedful.settings"},
    )

    assert said.returncode == 1
    assert "WRONG programs" in said.stdout
    assert "→ HEEDFUL_PG_BINDIR is /nowhere, but no postgres can be run there." in said.stdout
    assert own(home).own


def test_what_to_do_stands_below_what_is_wrong():
    assert table([Finding("a", "is well"), Finding("b", "is not", "Mend it.")]) == (
        "ok    a              is well\nWRONG b              is not\n                     → Mend it."
    )

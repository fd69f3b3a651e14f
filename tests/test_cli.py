import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from heedful.cli import cli


def heedful(*arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "heedful", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environ,
    )


def test_help_lists_what_a_person_may_want_and_nothing_else():
    said = CliRunner().invoke(cli, ["--help"]).output

    commands = said.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands] == [
        "audit",
        "backup",
        "brief",
        "cells",
        "close-survey",
        "customers",
        "demo",
        "doctor",
        "import",
        "lake",
        "manage",
        "mcp",
        "migrate",
        "query",
        "restore",
        "roster",
        "scorecard",
        "sign-in-link",
        "simulate",
        "survey",
        "token",
        "traffic",
        "up",
        "voice-bridge",
    ]


def test_help_loads_neither_django_nor_the_database_driver():
    code = (
        "import heedful.cli, sys; print(sorted({'django', 'psycopg', 'numpy'} & set(sys.modules)))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"


@pytest.mark.parametrize("place", [("--data", "{}", "up"), ("up", "--data", "{}")])
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path, place):
    folder = tmp_path / "home"

    said = heedful(*(word.format(folder) for word in place), HEEDFUL_PORT="eighty")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "heedful: HEEDFUL_PORT is 'eighty'; write a whole number from 1 to 65535, or leave it out"
        " for 8000.\n"
    )
    assert not folder.exists()


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    said = heedful("--data", str(tmp_path / "file" / "home"), "migrate")

    assert said.returncode == 1
    assert said.stderr.startswith(f"heedful: The data folder {tmp_path}/file/home cannot be used (")


def test_a_link_is_made_for_somebody():
    said = CliRunner().invoke(cli, ["sign-in-link"])

    assert said.exit_code == 2
    assert "Name the person: heedful sign-in-link EMAIL" in said.output

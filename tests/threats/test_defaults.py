"""Threat 15: secrets that everybody has, and a database that anybody reaches."""

import os
import re
from pathlib import Path

import pytest
from django.db import connection

from heedful.environment import read
from heedful.ops.home import Home, kept_secret

ROOT = Path(__file__).parents[2]


def test_no_secret_is_the_same_in_two_houses(tmp_path):
    secrets = []
    for name in ("one", "two"):
        home = Home(tmp_path / name)
        home.prepare()
        secrets.append(kept_secret(tmp_path / name))
    assert len(set(secrets)) == 2
    assert min(map(len, secrets)) >= 40


def test_the_repository_holds_no_secret():
    assert read({"HEEDFUL_HOME": "/nowhere"}).secret_key == ""
    settings = (ROOT / "heedful" / "settings.py").read_text("utf-8")
    assert re.findall(r"SECRET_KEY\s*=\s*[\"']", settings) == []


def test_the_database_listens_on_no_network(db):
    """The server of the tests is started as Heedful's own is: a socket in a closed folder."""
    if os.environ.get("HEEDFUL_TEST_DATABASE_URL"):
        pytest.skip("the server of these tests is somebody's own")
    with connection.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)


def test_pages_are_for_this_machine_until_somebody_says_otherwise():
    told = read({"HEEDFUL_HOME": "/nowhere"})
    assert (told.host, told.debug, told.allow_private_addresses) == ("127.0.0.1", False, False)

import os
import stat
from pathlib import Path

import pytest

from heedful.ops import home
from heedful.ops.home import Home, OperatorError, home_folder, kept_secret, socket_folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_the_one_given_else_the_accounts_own(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert home_folder({"HEEDFUL_HOME": "/srv/heedful"}) == Path("/srv/heedful")
    assert home_folder({"HEEDFUL_HOME": "~/data"}) == Path("/home/ana/data")
    assert home_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/heedful")
    assert home_folder({}) == Path("/home/ana/.local/share/heedful")


def test_root_keeps_data_where_the_database_account_can_reach_it(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert home_folder({}) == Path("/var/lib/heedful")


def test_everything_in_the_folder_is_closed_to_others(tmp_path):
    place = Home(tmp_path / "heedful")
    place.prepare()

    assert {part.name: oct(mode(part)) for part in place.path.iterdir()} == {
        "logs": "0o700",
        "run": "0o700",
        "secret.key": "0o600",
        "uploads": "0o700",
    }
    assert mode(place.path) == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_folder_that_was_there_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o750)

    Home(tmp_path).prepare()

    assert mode(tmp_path) == 0o750


def test_the_secret_is_made_once_and_reading_it_writes_nothing(tmp_path):
    place = Home(tmp_path)
    before = kept_secret(tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert kept_secret(tmp_path) != before

    place.prepare()
    made = kept_secret(tmp_path)
    place.prepare()

    assert kept_secret(tmp_path) == made
    assert len(made) == 64


def test_what_is_remembered_adds_up_and_none_forgets(tmp_path):
    place = Home(tmp_path)
    assert place.state() == {}

    place.remember(a=1, b=[2])
    place.remember(b=None, c="3")

    assert place.state() == {"a": 1, "c": "3"}
    assert [part.name for part in tmp_path.iterdir()] == ["state.json"]


def test_a_socket_path_too_long_for_the_kernel_gets_a_short_folder_that_is_remembered(tmp_path):
    deep = Home(tmp_path / ("d" * 60) / ("e" * 60))
    deep.prepare()

    short = deep.prepare_socket()
    try:
        assert len(f"{short}{home.SOCKET_NAME}") <= home.LONGEST_SOCKET_PATH
        assert mode(short) == 0o700
        assert deep.prepare_socket() == short
        assert socket_folder(deep.path) == short
    finally:
        short.rmdir()
    again = deep.prepare_socket()
    again.rmdir()
    assert again != short


def test_a_short_path_keeps_the_socket_in_the_folder(tmp_path):
    place = Home(Path("/srv/heedful"))

    assert socket_folder(place.path) == Path("/srv/heedful/run")


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OperatorError, match=r"cannot be used \(File exists\)\. Choose another"):
        Home(tmp_path / "file" / "heedful").prepare()

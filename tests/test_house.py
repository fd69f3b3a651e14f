"""What the repository promises about itself."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from heedful import __version__
from heedful.environment import WrongSetting, read

ROOT = Path(__file__).parents[1]
SETTING = re.compile(r'"(HEEDFUL_[A-Z_]+|DATABASE_URL)"')
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_every_setting_is_in_the_operator_guide_and_the_other_way_round():
    read_somewhere = {
        name
        for path in (ROOT / "heedful").rglob("*.py")
        for name in SETTING.findall(path.read_text())
    }

    assert set(ROW.findall((ROOT / "docs/operator-guide.md").read_text())) == read_somewhere


def test_nothing_is_required_to_start(tmp_path):
    environment = read({"HEEDFUL_HOME": str(tmp_path)})

    assert (environment.host, environment.port, environment.live_port) == ("127.0.0.1", 8000, 8001)
    assert environment.home == tmp_path
    assert environment.database_url == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HEEDFUL_PORT", "eighty", "HEEDFUL_PORT is 'eighty'; write a whole number"),
        ("HEEDFUL_PORT", "70000", "HEEDFUL_PORT is '70000'; write a whole number"),
        ("HEEDFUL_HTTPS", "maybe", "HEEDFUL_HTTPS is 'maybe'; write 1 for yes or 0 for no"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with postgres://"),
        ("HEEDFUL_LOG_LEVEL", "LOUD", "HEEDFUL_LOG_LEVEL is 'LOUD'; write one of INFO"),
    ],
)
def test_a_wrong_setting_says_what_to_write(name, value, sentence):
    with pytest.raises(WrongSetting) as refusal:
        read({"HEEDFUL_HOME": "/nowhere", name: value})

    assert str(refusal.value).startswith(sentence)


def test_the_locks_name_no_host_and_hash_every_package():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        pinned = re.findall(r"^[A-Za-z0-9_.-]+==", text, re.MULTILINE)
        hashed = re.findall(r"^[A-Za-z0-9_.-]+==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)

        assert "://" not in text, lock.name
        assert len(pinned) == len(hashed) > 0, lock.name


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"])
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text())

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_every_decision_is_listed():
    listed = re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (ROOT / "docs/adr/README.md").read_text())

    assert sorted(listed) == sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

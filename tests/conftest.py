"""Set-up that all tests share: a PostgreSQL server of their own, and makers of rows."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import HealthCheck
from hypothesis import settings as inventing

from heedful.ops.postgres import temporary
from heedful.settings import database

# A busy machine is slow to invent examples; that is no fault of what is tested.
inventing.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
inventing.load_profile("patient")

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        help="folder of PostgreSQL's programs to test against, instead of the embedded ones",
    )


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty server on which tests may make databases."""
    if given := os.environ.get("HEEDFUL_TEST_DATABASE_URL"):
        yield given
        return
    folder = request.config.getoption("--postgres")
    with temporary(bindir=Path(folder) if folder else None) as url:
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, postgres: str
) -> None:
    """Point Django at the server; pytest-django then makes the test database there."""
    told: dict[str, Any] = database(postgres, Path())
    for place in (settings.DATABASES["default"], connections["default"].settings_dict):
        place.update({key: told[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
        place["OPTIONS"] = told["OPTIONS"]


@pytest.fixture(params=[None, 0], ids=["planned anew", "planned once"])
def plans(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    """Let statements be planned as behind a pooler, and as on Heedful's own server."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = request.param
    yield
    connection.connection.prepare_threshold = None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real, openly licensed data; only some machines have it."""
    if not REAL_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the real data sets are missing: ../shared/data")
        pytest.skip("the real data sets are not on this machine")
    return REAL_DATA

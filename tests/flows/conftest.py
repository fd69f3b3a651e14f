import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _no_job_is_left(django_db_setup, django_db_blocker):
    """Django does not empty tables that it does not manage after a test that commits."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")

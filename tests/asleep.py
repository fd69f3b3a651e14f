"""Questions that never end by themselves."""

from dataclasses import replace

from django.db import connection

from heedful.understand.asking import planner
from heedful.understand.lake.raw import RawOnPostgres

TOLD = (
    "This took longer than 0.001 seconds and was broken off. Take fewer days, fewer places or"
    " longer steps, or cut by fewer things."
)


class Asleep(RawOnPostgres):
    """A path whose statement sleeps."""

    def count(self, count):
        sleep()
        return super().count(count)


def sleep() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(3600)")


def fall_asleep(monkeypatch, settings) -> None:
    """From now on every question sleeps, and has a thousandth of a second."""
    monkeypatch.setattr(planner, "PATHS", (Asleep(),))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, longest_question=0.001)

"""Whether this installation can serve: what `/readyz` asks, each answer a sentence or nothing."""

from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from heedful.base.outbox.models import Heartbeat

# Both beat every five seconds; a batch or a slow disk may hold them up.
SILENT_TOO_LONG = timedelta(seconds=30)

_migrated: set[str] = set()


def problems(*, now: datetime) -> list[str]:
    """What keeps this installation from working, most basic first; empty when it is ready."""
    # Without database or tables the other questions cannot be asked.
    if basic := database_reachable() or migrations_applied():
        return [basic]
    answers = (heartbeat(name, now=now) for name in ("dispatcher", "worker"))
    return [answer for answer in answers if answer]


def database_reachable() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return _("The database does not answer.")
    return None


def migrations_applied() -> str | None:
    """Asked until the answer is yes: this process's code does not change after that."""
    if connection.settings_dict["NAME"] in _migrated:
        return None
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _("The database is not up to date. Run: heedful migrate")
    _migrated.add(connection.settings_dict["NAME"])
    return None


def heartbeat(name: str, *, now: datetime) -> str | None:
    """Ask whether the process `name` gave a sign of life of late."""
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    if at is None:
        return _("The %(name)s has not started yet.") % {"name": name}
    if now - at > SILENT_TOO_LONG:
        return _("The %(name)s has been silent for %(seconds)d seconds.") % {
            "name": name,
            "seconds": (now - at).total_seconds(),
        }
    return None

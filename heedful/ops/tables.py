"""What the doctor reads from the database: versions, fences, what waits and what failed."""

import time
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, errors

from heedful.ops.findings import Finding
from heedful.ops.migrate import known_migrations

WAITS_TOO_LONG = 60  # Seconds; the dispatcher usually needs a tenth of one.
SILENT_TOO_LONG = 60
CLOCK_APART = 5
LAKE_TOO_LATE = 1800  # It is written every three minutes; a long import takes longer.
PAGE_OF_JOBS = (
    "Read why on the page of jobs (Organisation, Jobs; each organisation has its own), mend it,"
    " and try again there."
)


def examine(connection: Connection, *, is_running: bool) -> Iterator[Finding]:
    """Look at the database as the role that Heedful works as."""
    yield server(connection)
    yield role(connection)
    known, fenced = known_migrations()
    yield migrations(connection, known)
    if not _is_there(connection, "base_outbox"):
        return
    yield fences(connection, fenced)
    yield outbox(connection, is_running=is_running)
    yield jobs(connection)
    yield lake(connection, is_running=is_running)
    if is_running:
        yield from heartbeats(connection)


def server(connection: Connection) -> Finding:
    version, checksums, failures, apart = _row(
        connection,
        """
        select current_setting('server_version'), current_setting('data_checksums'),
               coalesce((select sum(checksum_failures) from pg_stat_database), 0),
               abs(extract(epoch from clock_timestamp()) - %s)
        """,
        [time.time()],
    )
    says = f"PostgreSQL {version}, checksums {checksums}"
    if failures:
        return Finding(
            "database",
            f"{says}, {failures} damaged pages found",
            "The disk returns wrong data. Restore the last backup onto another disk.",
        )
    if apart > CLOCK_APART:
        return Finding("database", f"{says}, its clock is {apart:.0f} s off", "Set both clocks.")
    return Finding("database", says)


def role(connection: Connection) -> Finding:
    name, past = _row(
        connection,
        "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user",
    )
    if past:
        return Finding(
            "role",
            f"{name} passes the fences between organisations",
            f"Make it an ordinary role: alter role {name} nosuperuser nobypassrls",
        )
    return Finding("role", f"{name} is no superuser; the fences hold for it")


def migrations(connection: Connection, known: set[tuple[str, str]]) -> Finding:
    applied: set[tuple[str, str]] = set()
    if _is_there(connection, "django_migrations"):
        applied = set(connection.execute("select app, name from django_migrations").fetchall())
    missing, newer = known - applied, applied - known
    if missing:
        return Finding(
            "migrations",
            f"{len(missing)} are missing",
            "Apply them: heedful migrate, or heedful up.",
        )
    if newer:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in newer)[:3])
        return Finding(
            "migrations",
            f"the database is newer than this version ({names})",
            "Install the newer version of Heedful again.",
        )
    return Finding("migrations", f"{len(applied)} applied, none missing")


def fences(connection: Connection, fenced: set[str]) -> Finding:
    """Every table that a migration fences must still be fenced, for its owner too."""
    rows = connection.execute(
        """
        select relname from pg_class
        where relname = any(%s) and relkind in ('r', 'p')
          and relnamespace = current_schema()::regnamespace
          and relrowsecurity and relforcerowsecurity
          and exists (select from pg_policy where polrelid = pg_class.oid)
        """,
        [sorted(fenced)],
    ).fetchall()
    open_tables = sorted(fenced - {name for (name,) in rows})
    if open_tables:
        return Finding(
            "fences",
            f"open between organisations: {', '.join(open_tables)}",
            "Stop Heedful and restore the last backup, or enable and force row level security.",
        )
    return Finding("fences", f"row-level security is in force on {len(fenced)} tables")


def outbox(connection: Connection, *, is_running: bool) -> Finding:
    waiting, lag, parked = _row(
        connection,
        """
        select count(*) filter (where parked_at is null),
               coalesce(extract(epoch from now() - min(created_at)
                   filter (where parked_at is null and due_at <= now())), 0),
               count(*) filter (where parked_at is not null)
        from base_outbox
        """,
    )
    says = f"{waiting} waiting, the oldest for {lag:.0f} s, {parked} given up"
    if parked:
        return Finding("outbox", says, PAGE_OF_JOBS)
    if is_running and lag > WAITS_TOO_LONG:
        return Finding("outbox", says, "Look into logs/dispatcher.log of the data folder.")
    return Finding("outbox", says)


def jobs(connection: Connection) -> Finding:
    waiting, failed, house, stalled = _row(
        connection,
        """
        select count(*) filter (where status = 'todo'),
               count(*) filter (where status = 'failed' and args ? 'tenant_id'),
               count(*) filter (where status = 'failed' and not args ? 'tenant_id' and exists (
                   select from procrastinate_events
                   where job_id = procrastinate_jobs.id and type = 'failed'
                     and at > now() - interval '1 day')),
               count(*) filter (where status = 'doing' and not exists (
                   select from procrastinate_workers
                   where id = worker_id and last_heartbeat > now() - make_interval(secs => %s)))
        from procrastinate_jobs
        """,
        [SILENT_TOO_LONG],
    )
    says = f"{waiting} waiting, {failed + house} failed, {stalled} stalled"
    if failed:
        return Finding("jobs", says, PAGE_OF_JOBS)
    if house:
        # They belong to no organisation, so no page shows them, and their time comes again.
        return Finding("jobs", says, "Look into logs/worker.log of the data folder.")
    if stalled:
        return Finding(
            "jobs", says, "They start again by themselves within a minute of heedful up."
        )
    return Finding("jobs", says)


def lake(connection: Connection, *, is_running: bool) -> Finding:
    """Up to when the rows for questions that no cell answers are written, of all organisations."""
    waiting, longest = 0, 0.0
    for (tenant,) in connection.execute("select id from base_tenant").fetchall():
        with connection.transaction():
            connection.execute("select set_config('app.tenant', %s, true)", [str(tenant)])
            days, age = _row(
                connection,
                """
                select count(distinct (questionnaire_id, day)),
                       coalesce(extract(epoch from now() - min(marked_at)), 0)
                from understand_lake_mark
                """,
            )
        waiting, longest = waiting + days, max(longest, float(age))
    if not waiting:
        return Finding("lake", "holds all feedback")
    says = f"{waiting} days wait to be written, for {longest / 60:.0f} min"
    late = is_running and longest > LAKE_TOO_LATE
    advice = "Look into logs/worker.log of the data folder; heedful lake sync writes them now."
    return Finding("lake", says, advice if late else "")


def heartbeats(connection: Connection) -> Iterator[Finding]:
    """Whether the processes that nobody looks at are alive."""
    ages: dict[str, Any] = dict(
        connection.execute(
            "select name, extract(epoch from now() - at) from base_heartbeat"
        ).fetchall()
    )
    for name in ("dispatcher", "worker"):
        age = ages.get(name)
        says = "has given no sign yet" if age is None else f"alive {max(age, 0):.0f} s ago"
        well = age is not None and age < SILENT_TOO_LONG
        advice = "" if well else f"Look into logs/{name}.log of the data folder."
        yield Finding(name, says, advice)


def _is_there(connection: Connection, name: str) -> bool:
    return bool(_row(connection, "select to_regclass(%s) is not null", [name])[0])


def _row(connection: Connection, query: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), values).fetchone()
    if row is None:
        raise errors.NoDataFound
    return row

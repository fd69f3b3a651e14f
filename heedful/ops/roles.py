"""The role Heedful works as: owner of its database, but no superuser, so the fences hold for it."""

from psycopg import Connection, connect, sql


def make_database(superuser_url: str, *, may_create: bool = False) -> None:
    """Make the role and the database `heedful` unless they are there."""
    with connect(superuser_url, autocommit=True) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = 'heedful'"):
            rights = sql.SQL("CREATEDB" if may_create else "NOCREATEDB")
            connection.execute(
                sql.SQL("CREATE ROLE heedful LOGIN NOSUPERUSER NOBYPASSRLS {}").format(rights)
            )
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = 'heedful'"):
            connection.execute("CREATE DATABASE heedful OWNER heedful")


def _exists(connection: Connection, question: str) -> bool:
    return connection.execute(question).fetchone() is not None

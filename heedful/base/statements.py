"""Statements that come hundreds of times a second: planning them anew each time costs the most."""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


def planned() -> CursorWrapper:
    """Return a cursor whose statements the server plans once for each connection.

    Their values travel beside them. Where a pooler may stand between, which forgets what was
    planned (`prepare_threshold` in the settings), each is planned anew. A plan is kept for long: it
    must be a good one too when its tables have grown.
    """
    connection.ensure_connection()
    # Django wraps psycopg's cursors; its types say that it wraps its own.
    cursor: Any = Cursor(connection.connection)
    return (
        connection.make_debug_cursor(cursor)
        if connection.queries_logged
        else connection.make_cursor(cursor)
    )

"""How tests reach a process of its own that reads the tests' database."""

import os
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """Where the tests' database is."""
    known = connection.settings_dict
    host = quote(known["HOST"], safe="/")
    at = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}@/{known['NAME']}"
    return f"postgresql://{at}?host={host}&port={known['PORT']}"


def environ(home, **more: str) -> dict[str, str]:
    """The environment of such a process."""
    # The same key, so that what one process has signed the other one takes.
    known = {"DATABASE_URL": database_url(), "HEEDFUL_SECRET_KEY": settings.SECRET_KEY}
    return known | {"HEEDFUL_HOME": str(home), "PATH": os.environ["PATH"]} | more

"""What commands need before they can do anything: the data folder, Django, the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from heedful.ops.home import Home, home_folder


def home() -> Home:
    return Home(home_folder(os.environ))


def django_ready() -> None:
    import django  # noqa: PLC0415 - loading it takes a second.

    django.setup()


@contextmanager
def database() -> Iterator[str]:
    """The database, started for this while when Heedful is stopped; gives its address."""
    from heedful.ops.database import available  # noqa: PLC0415 - only some commands need it.

    with available(home(), os.environ) as found:
        yield found.url

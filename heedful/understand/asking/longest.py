"""How long a question may take, wherever it is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from django.db import OperationalError, connection, transaction

from heedful.understand.asking.rules import NotAQuestion
from heedful.understand.lake.stopping import Stopped, stopped_when
from heedful.understand.wording import gettext_noop

LIMIT = "select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)"


class TooLong(NotAQuestion):
    """A question was broken off; the sentence says what to do."""

    def __init__(self, longest: timedelta) -> None:
        super().__init__(
            gettext_noop(
                "This took longer than %(seconds)s seconds and was broken off. Take fewer days,"
                " fewer places or longer steps, or cut by fewer things."
            ),
            seconds=f"{longest.total_seconds():g}",
        )


@contextmanager
def at_most(longest: timedelta) -> Iterator[None]:
    """Break off what is asked within after a while. Raises TooLong.

    PostgreSQL ends a statement by itself, other engines are interrupted as when somebody cancels.
    What was broken off is rolled back, so that the page around it can go on asking.
    """
    ends = monotonic() + longest.total_seconds()

    def is_late() -> bool:
        return monotonic() >= ends

    try:
        with stopped_when(is_late), transaction.atomic():
            before = _limited(f"{max(longest // timedelta(milliseconds=1), 1)}ms")
            yield
            _limited(before)
    except (Stopped, OperationalError) as reason:
        # Somebody may have cancelled before that, or the database may have gone.
        if isinstance(reason, OperationalError) and not _is_cancelled(reason):
            raise
        if not is_late():
            raise
        raise TooLong(longest) from reason


def _limited(to: str) -> str:
    """Limit each statement of this transaction; return the limit before."""
    with connection.cursor() as cursor:
        cursor.execute(LIMIT, [to])
        before, _now = cursor.fetchone()
        return str(before)


def _is_cancelled(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == "57014"

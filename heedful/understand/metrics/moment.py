"""Reading many things of one and the same moment."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from heedful.base.tenancy.domain import within

# What is changed meanwhile by somebody else is begun again so often.
TRIES = 10
Made = TypeVar("Made")


@contextmanager
def snapshot(tenant_id: uuid.UUID) -> Iterator[None]:
    """A transaction in which all that is read is of one moment; within another one, of that one's.

    Raises OperationalError when a row that it changes was changed since that moment.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        with within(tenant_id):
            yield


def at_one_moment(tenant_id: uuid.UUID, work: Callable[[], Made]) -> Made:
    """Do something in a snapshot, and again while others change what it changes.

    Raises OperationalError when that does not end.
    """
    for left in reversed(range(TRIES)):
        try:
            with snapshot(tenant_id):
                return work()
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
    raise AssertionError

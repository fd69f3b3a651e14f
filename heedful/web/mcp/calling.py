"""One call of an assistant: who asks, within which fence, and what it is told when it fails."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.db import connection
from django.utils import timezone
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import note_use
from heedful.base.tokens.queries import Caller, caller_of
from heedful.base.tokens.rules import Scope
from heedful.web.api.door import in_scope, spend
from heedful.web.api.problems import Problem

log = structlog.get_logger(__name__)
# The token of whoever asks: of the whole process over stdio, of one request over HTTP.
SECRET: ContextVar[str] = ContextVar("SECRET", default="")


@contextmanager
def called(scope: Scope | None = None) -> Iterator[Caller]:
    """Let a caller in for one call. Raises ToolError with a sentence, whatever goes wrong.

    The token is looked up each time, so that one that was ended opens nothing from then on.
    """
    try:
        caller = let_in()
        spend(caller)
        if scope is not None:
            in_scope(caller, scope)
        with within(caller.member.tenant_id):
            note_use(token=caller.token, now=timezone.now())
            yield caller
    except Problem as problem:
        raise ToolError(problem.sentence) from problem
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(one) for one in first["loc"])
        raise ToolError(f"“{name}”: {first['msg']}.") from error
    except ToolError:
        raise
    except Exception as error:
        known = uuid.uuid4().hex[:12]
        log.exception("mcp.failed", id=known)
        sentence = f"{Problem('failed').sentence} ({known})"
        raise ToolError(sentence) from error
    finally:
        # Calls run in threads that may never run another one.
        connection.close()


def let_in() -> Caller:
    """Whose token it is. Raises Problem."""
    secret = SECRET.get()
    caller = caller_of(secret=secret, now=timezone.now()) if secret else None
    if caller is None:
        raise Problem("wrong-token" if secret else "no-token")
    return caller

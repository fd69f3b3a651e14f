"""Pages, and what programs bring."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")


class ForPrograms(WSGIHandler):
    """Answers programs, without what only browsers need: it costs a tenth of a short request."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's.
        del is_async
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        answer: Any = self._get_response  # type: ignore[attr-defined]  # The stubs leave it out.
        chain = convert_exception_to_response(answer)
        for name in reversed(settings.MIDDLEWARE_FOR_PROGRAMS):
            chain = convert_exception_to_response(import_string(name)(chain))
        self._middleware_chain = chain


pages, programs = get_wsgi_application(), ForPrograms()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request."""
    brings = environ["PATH_INFO"] == settings.BROUGHT_AT
    return (programs if brings else pages)(environ, start_response)


def begun() -> None:
    """What the process that serves does once it is up."""
    from heedful.web.warming import warm_soon  # noqa: PLC0415 - whoever only loads pages does not.

    warm_soon()

"""What a person meets when something went wrong: a sentence, a next step and an id."""

import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

log = structlog.get_logger(__name__)


TEXTS = {
    400: (
        gettext_lazy("This could not be understood"),
        gettext_lazy(
            "What your browser sent is not what this page expects. Go back and try again."
        ),
    ),
    403: (
        gettext_lazy("This is not open to you"),
        gettext_lazy(
            "Your role does not include this page. The owner of your organisation can change that."
        ),
    ),
    404: (
        gettext_lazy("There is nothing here for you"),
        gettext_lazy("The address is wrong, what it led to is gone, or it lies outside your part."),
    ),
    500: (
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("Nothing of what you just did was saved. Try again in a moment."),
    ),
}


def handler(status: int) -> Callable[..., HttpResponse]:
    """The page for a status, as Django calls it: with the exception, or without for 500."""

    def page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
        return _page(request, status)

    return page


bad_request, forbidden, not_found, server_error = map(handler, TEXTS)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Render without the request, whose transaction may be broken, and log the id.

    The route is logged, not the address: that may hold the secret of a link.
    """
    title, sentence = TEXTS[status]
    known = uuid.uuid4().hex[:12]
    route = request.resolver_match.route if request.resolver_match else None
    log.warning("page.failed", id=known, status=status, route=route)
    content = render_to_string(
        "web/error.html", {"title": title, "sentence": sentence, "id": known}
    )
    return HttpResponse(content, status=status)

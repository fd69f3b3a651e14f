"""What a person meets when something went wrong: a sentence, a next step and an id."""

import uuid

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return _page(
        request,
        400,
        _("This could not be understood"),
        _("What your browser sent is not what this page expects. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return _page(
        request,
        403,
        _("This is not open to you"),
        _("Your role does not include this page. The owner of your organisation can change that."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return _page(
        request,
        404,
        _("There is nothing here for you"),
        _("The address is wrong, what it led to is gone, or it lies outside your part."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing of what you just did was saved. Try again in a moment."),
    )


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """Render without the request, whose transaction may be broken, and log the id.

    The route is logged, not the address: that may hold the secret of a link.
    """
    known = uuid.uuid4().hex[:12]
    route = request.resolver_match.route if request.resolver_match else None
    log.warning("page.failed", id=known, status=status, route=route)
    content = render_to_string(
        "web/error.html", {"title": title, "sentence": sentence, "id": known}
    )
    return HttpResponse(content, status=status)

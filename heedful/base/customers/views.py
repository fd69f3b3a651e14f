"""Where a customer ends further asks. Open to whoever has the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.base.customers.leaving import come_back, find, leave
from heedful.base.customers.wording import wordings
from heedful.base.languages import accepted, first_of


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would end, and end it; a mail program may post here by itself (RFC 8058).

    Opening the address changes nothing, since scanners of mail open all of them. The address is
    the secret, and no cookie counts.
    """
    leaving = find(token=token)
    if leaving is None:
        return _page(request, "no_address", status=404)
    if request.method == "POST":
        if "back" in request.POST:
            come_back(leaving=leaving, now=timezone.now())
        else:
            leave(leaving=leaving, everywhere="everywhere" in request.POST, now=timezone.now())
        # Mail programs do not follow where they are sent.
        leaving = find(token=token)
    return _page(request, "unsubscribe", leaving=leaving)


def _page(request: HttpRequest, name: str, *, status: int = 200, **more: object) -> HttpResponse:
    """Draw a page in the language of the customer's browser."""
    wanted = accepted(request.headers.get("Accept-Language", ""))
    language = first_of(wanted, wordings())
    with translation.override(language):
        shown = {"say": wordings()[language], **more}
        return render(request, f"customers/{name}.html", shown, status=status)

"""Where a customer ends further asks. Open to whoever has the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.base.customers.leaving import come_back, find, leave


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
        return render(request, "customers/no_address.html", status=404)
    if request.method == "POST":
        if "back" in request.POST:
            come_back(leaving=leaving, now=timezone.now())
        else:
            leave(leaving=leaving, everywhere="everywhere" in request.POST, now=timezone.now())
        # Mail programs do not follow where they are sent.
        leaving = find(token=token)
    return render(request, "customers/unsubscribe.html", {"leaving": leaving})

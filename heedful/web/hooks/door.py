"""The door of the addresses that networks call: a secret in the address, and a signature."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.accounts.queries import account_behind
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.secrets import SecretLost, unseal
from heedful.base.connectors.twilio.signature import is_signed

P = ParamSpec("P")
Behind = Callable[Concatenate[HttpRequest, ChannelAccount, P], HttpResponse]
Hook = Callable[Concatenate[HttpRequest, str, P], HttpResponse]


def of_account(kind: str) -> Callable[[Behind[P]], Hook[P]]:
    """Give the view the account that the secret names; whoever guesses finds nothing here.

    A view that hands out further addresses of the account asks `secret_of`.
    """

    def decorate(view: Behind[P]) -> Hook[P]:
        @csrf_exempt  # Networks have no session; the secret, and the signature, are theirs.
        @wraps(view)
        def guarded(
            request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            account = account_behind(secret=secret)
            if account is None or account.kind != kind:
                raise Http404
            if kind == AccountKind.TWILIO and not _is_signed(request, account):
                return HttpResponse("The signature does not fit.", status=403)
            return view(request, account, *args, **kwargs)

        return guarded  # type: ignore[return-value]  # `wraps` keeps the view's own arguments

    return decorate


def secret_of(request: HttpRequest) -> str:
    """The secret by which this request found its account."""
    match = request.resolver_match
    return str(match.kwargs["secret"]) if match else ""


def _is_signed(request: HttpRequest, account: ChannelAccount) -> bool:
    """The service signs the address as it was told; a proxy may call us by another name."""
    try:
        token = unseal(account.sealed)["token"]
    except (SecretLost, KeyError):
        return False
    path = request.get_full_path()
    fields = {name: request.POST.getlist(name) for name in request.POST}
    return is_signed(
        (f"{own_address()}{path}", request.build_absolute_uri()),
        fields,
        token=token,
        given=request.headers.get("X-Twilio-Signature", ""),
    )

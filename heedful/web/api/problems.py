"""What a program is told when something does not work: problem details (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from heedful.understand.translation import say
from heedful.understand.wording import Said, gettext_noop

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be wrong, and what to do about it."""

    status: int
    title: str
    do: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "no-token": Kind(
            401,
            gettext_noop("A token is needed"),
            gettext_noop(
                "Send “Authorization: Bearer …”. A person makes tokens under “Your profile”."
            ),
        ),
        "wrong-token": Kind(
            401,
            gettext_noop("This token opens nothing"),
            gettext_noop("It is mistyped, expired, ended, or its person's role changed. Make one."),
        ),
        "not-in-scope": Kind(
            403,
            gettext_noop("The token does not reach this"),
            gettext_noop("Make a token that may read it, as a person who may."),
        ),
        "nothing-here": Kind(
            404,
            gettext_noop("There is nothing here for you"),
            gettext_noop("Check the address and the keys in it: /api/v1/ lists what there is."),
        ),
        "wrong-method": Kind(
            405,
            gettext_noop("This address is not asked that way"),
            gettext_noop("The header “Allow” says how: everything here is read, nothing changed."),
        ),
        "too-large": Kind(
            413,
            gettext_noop("This question is too long"),
            gettext_noop("Ask for less at once: 64 kB are enough for every question there is."),
        ),
        "not-a-question": Kind(
            422,
            gettext_noop("This cannot be answered as it was asked"),
            gettext_noop("Change what the sentence names; /api/v1/dimensions lists what fits."),
        ),
        "cannot-be-counted": Kind(
            422,
            gettext_noop("Nothing here can count this"),
            gettext_noop("Leave out the cut or filter that the sentence names."),
        ),
        "took-too-long": Kind(
            422,
            gettext_noop("This question takes too long"),
            gettext_noop("Ask for less at once, as the sentence says; asking again takes as long."),
        ),
        "too-often": Kind(
            429,
            gettext_noop("Too many questions at once"),
            gettext_noop("Wait as many seconds as the header “Retry-After” says."),
        ),
        "failed": Kind(
            500,
            gettext_noop("Something went wrong on our side"),
            gettext_noop("Try again in a moment; give the id to whoever runs Heedful."),
        ),
    }
)


class Problem(Exception):
    """Something that a program is told instead of an answer; `kind` is one of KINDS."""

    def __init__(
        self, kind: str, detail: Said | None = None, *, headers: Mapping[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}
        super().__init__(kind)

    @property
    def told(self) -> str:
        """What is wrong."""
        return say(self.detail) if self.detail else gettext(KINDS[self.kind].title)

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do, in one breath."""
        return f"{self.told} {gettext(KINDS[self.kind].do)}"


def problem_response(problem: Problem, **more: str) -> HttpResponse:
    """The answer that tells of a problem."""
    kind = KINDS[problem.kind]
    body = {
        "type": f"{reverse('api-reference')}#{problem.kind}",
        "title": gettext(kind.title),
        "status": kind.status,
        "detail": problem.told,
        "do": gettext(kind.do),
        **more,
    }
    headers = {"Cache-Control": "no-store", **problem.headers}
    if kind.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Heedful"'
    return HttpResponse(
        msgspec.json.encode(body), status=kind.status, content_type=MEDIA_TYPE, headers=headers
    )

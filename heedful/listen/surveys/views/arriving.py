"""Somebody opens an address: what it leads to, and in which language it is shown."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.base.callers import client_of
from heedful.base.languages import accepted, direction
from heedful.listen.surveys.definition import pick_language
from heedful.listen.surveys.pace import seconds_to_wait
from heedful.listen.surveys.phrases import Phrases, first_known, own_name, phrases_of
from heedful.listen.surveys.queries import Form, State, form_of, link_of, state_of, state_of_series
from heedful.listen.surveys.rules import LONGEST_WAY
from heedful.listen.surveys.tickets import again_id, new_ticket, opened_at, read_ticket
from heedful.listen.surveys.uploading import allow_pictures

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request at an open address: the form, its id, and how it is shown."""

    form: Form
    token: str
    ticket: str
    form_id: uuid.UUID
    at: datetime
    now: datetime
    shown_in: str  # a language of the survey
    reads: str  # the customer's own language, as far as it is known
    say: Phrases

    @property
    def at_once(self) -> bool:
        """A kiosk shows everything at once: it has to go on without a connection."""
        return self.form.definition.one_page or self.is_kiosk

    @property
    def is_kiosk(self) -> bool:
        return self.form.link.channel == "kiosk"

    @property
    def known(self) -> Mapping[str, str]:
        """What words may name."""
        place, house = self.form.location.name, self.form.tenant.name
        return {**self.form.link.facts, "location": place, "place": place, "organisation": house}


View = Callable[[HttpRequest, Arrival], HttpResponse]


def at_address(
    *methods: str, when: tuple[State, ...] = ("open",)
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view answer at addresses in these states, and say why where it is another one."""

    def decorated(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt  # It acts for nobody who is signed in, and its ticket is signed (see tickets).
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            link, now = link_of(token=token), timezone.now()
            if link is None:
                return gone(request, "closed")
            state = state_of(link=link, now=now)
            if state not in when:
                return gone(request, state)
            form = form_of(link=link)
            if state == "open":
                state = state_of_series(form=form, now=now)
            if state not in when:
                return gone(request, state)
            allow_pictures(request, form.definition)
            if request.method == "POST" and (wait := _wait(request, token)):
                return too_fast(request, form, wait)
            return framed(view(request, arrive(request, form, token, now)), form)

        return opened

    return decorated


def _wait(request: HttpRequest, token: str) -> int:
    """Seconds until this client may send here again; its form is not read yet."""
    has_file = request.content_type == "multipart/form-data"
    return seconds_to_wait(token=token, client=client_of(request), has_file=has_file)


def too_fast(request: HttpRequest, form: Form, wait: int) -> HttpResponse:
    """Ask for patience; what was sent is kept by the page, or by going back."""
    say = phrases_of(_languages(request, form)[0], form.definition)
    context = {
        "say": say,
        "language": say.language,
        "direction": direction(say.language),
        "title": say["too_fast"],
        "why": say["too_fast_why"],
        "do": "",
    }
    answer = render(request, "surveys/closed.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def arrive(request: HttpRequest, form: Form, token: str, now: datetime) -> Arrival:
    """Read who comes: a ticket of ours that comes back keeps its id, anything else gets one."""
    sent = request.POST.get("ticket") or request.GET.get("form") or ""
    ticket = sent
    found = read_ticket(ticket=ticket, token=token, now=now)
    if found is None:
        ticket = new_ticket(token=token)
        found = read_ticket(ticket=ticket, token=token, now=now)
        assert found is not None  # noqa: S101  # it was signed just now
    shown_in, reads = _languages(request, form)
    form_id, at = found
    if "later" in request.POST:
        at = _given_at(request, form_id, now)
    if form.link.channel == "kiosk":
        form_id = again_id(form_id, request.POST.get("again", ""))
    return Arrival(
        form=form,
        token=token,
        ticket=ticket,
        form_id=form_id,
        at=at,
        now=now,
        shown_in=shown_in,
        reads=reads,
        say=phrases_of(shown_in, form.definition),
    )


def _given_at(request: HttpRequest, form_id: uuid.UUID, now: datetime) -> datetime:
    """A device without a connection says how long ago an answer was given, after it was opened."""
    ago = request.POST.get("ago", "")
    seconds = int(ago) if ago.isdecimal() and len(ago) <= 7 else 0
    return max(opened_at(form_id), now - min(timedelta(seconds=seconds), LONGEST_WAY))


def _languages(request: HttpRequest, form: Form) -> tuple[str, str]:
    """The language a survey is shown in, and the one that its customer probably writes in."""
    asked, accepted = request.GET.get("lang", ""), _accepted(request)
    shown_in = pick_language(form.definition, asked, *accepted)
    reads = next((one for one in (asked, *accepted[:1]) if LANGUAGE.fullmatch(one)), "")
    return shown_in, reads


def _accepted(request: HttpRequest) -> list[str]:
    return accepted(request.headers.get("Accept-Language", ""))


def frame(arrival: Arrival) -> dict[str, Any]:
    """Return what every page of a survey is drawn with."""
    form = arrival.form
    theme = form.definition.theme
    look = "-".join(
        str(one).lstrip("#") if one not in {"", None} else "x"
        for one in (theme.accent, theme.background, theme.radius, theme.font_size)
    )
    return {
        "arrival": arrival,
        "form": form,
        "say": arrival.say,
        "language": arrival.shown_in,
        "direction": direction(arrival.shown_in),
        "look": "" if look == "x-x-x-x" else look.lower(),
        "kiosk": arrival.is_kiosk,
        "languages": [(code, own_name(code)) for code in form.definition.languages],
    }


def framed(response: HttpResponse, form: Form) -> HttpResponse:
    """Let the sites that a link names, and no others, show the survey in a frame."""
    if form.link.sites:
        # Read by django-csp and by Django's own middleware.
        response._csp_replace = {"frame-ancestors": list(form.link.sites)}  # type: ignore[attr-defined]  # noqa: SLF001  # its contract
        response.xframe_options_exempt = True
    return response


def gone(request: HttpRequest, state: State) -> HttpResponse:
    """Say that no answer is taken here, and why."""
    say = phrases_of(first_known([request.GET.get("lang", ""), *_accepted(request)]))
    context = {
        "say": say,
        "language": say.language,
        "direction": direction(say.language),
        "title": say[state],
        "why": say[f"{state}_why"],
        "do": say["closed_do"] if state == "closed" else "",
    }
    status = 404 if state == "closed" else 410
    return render(request, "surveys/closed.html", context, status=status)

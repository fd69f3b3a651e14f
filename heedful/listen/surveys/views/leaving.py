"""Leaving: half-way, or with thanks."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heedful.base.tenancy.domain import within
from heedful.listen.responses.sittings import (
    BROWSER_WAIT,
    KIOSK_WAIT,
    Begun,
    begun_of,
    is_kept,
    keep_begun,
)
from heedful.listen.surveys.definition import Value, is_blank, words
from heedful.listen.surveys.filling import fill
from heedful.listen.surveys.screens import screen_at, screens
from heedful.listen.surveys.views.arriving import Arrival, at_address, frame


def begin(arrival: Arrival, answers: Mapping[str, Value], page: str) -> None:
    """Keep how far somebody has come."""
    form = arrival.form
    begun = Begun(
        id=arrival.form_id,
        version=form.version,
        location=form.location,
        channel=form.link.channel,
        language=arrival.reads,
        answers=answers,
        page=page,
        wait=KIOSK_WAIT if arrival.is_kiosk else BROWSER_WAIT,
        customer_id=form.link.customer_id,
        visit_id=form.link.visit_id,
    )
    with within(form.tenant.pk):
        keep_begun(tenant_id=form.tenant.pk, begun=begun, now=arrival.now)


@at_address("POST")
def left(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Keep what stands on a page that somebody leaves; sent by the page itself."""
    if request.POST.get("ticket") != arrival.ticket:
        return HttpResponse(status=422)
    form = arrival.form
    with within(form.tenant.pk):
        begun = begun_of(tenant_id=form.tenant.pk, form_id=arrival.form_id)
        sent = begun is None and is_kept(tenant_id=form.tenant.pk, form_id=arrival.form_id)
    if sent:
        return HttpResponse(status=204)
    before: dict[str, Value] = dict(begun.answers) if begun else {}
    way = screens(form.definition, before, arrival.form_id, at_once=arrival.at_once)
    screen = screen_at(way, request.GET.get("page", ""))
    filled = fill(screen.questions, request.POST, arrival.shown_in)
    said = {code: value for code, value in filled.answers.items() if value not in (None, False)}
    if any(not is_blank(value) for value in said.values()):
        begin(arrival, before | said, screen.code)
    return HttpResponse(status=204)


@at_address("GET", "HEAD", when=("open", "used", "expired"))
def thanks(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Thank a customer in the words of the survey; everybody gets the same link."""
    context = thanked(arrival, request.GET.get("end", ""))
    return render(request, "surveys/thanks.html", context)


def thanked(arrival: Arrival, code: str) -> dict[str, Any]:
    """Return what a thank-you is drawn with; without one of its own, a survey has the usual."""
    definition = arrival.form.definition
    last = next((one for one in definition.endings if one.code == code), None)
    return {
        **frame(arrival),
        "title": arrival.say["thanks"],
        "text": words(last.text, arrival.shown_in, known=arrival.known, definition=definition)
        if last
        else "",
        "link": last.link if last else "",
    }

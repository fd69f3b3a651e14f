"""Answering: a page is shown, what is sent is read, and the whole is kept at the end."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from heedful.base.tenancy.domain import within
from heedful.listen.responses.domain import LinkUsed, Submission, SurveyFull
from heedful.listen.responses.knowing import submit_as
from heedful.listen.responses.sittings import begun_of
from heedful.listen.surveys.definition import (
    Refusal,
    Value,
    all_singles,
    ending,
    is_item,
    record,
    singles,
    take,
    words,
)
from heedful.listen.surveys.filling import Filled, fill
from heedful.listen.surveys.screens import (
    Screen,
    filled_by_name,
    hidden_answers,
    screen_after,
    screen_at,
    screen_missing,
    screens,
)
from heedful.listen.surveys.uploading import has_pictures
from heedful.listen.surveys.views.arriving import Arrival, at_address, frame, gone
from heedful.listen.surveys.views.drawing import Turn, draw
from heedful.listen.surveys.views.leaving import begin
from heedful.listen.surveys.views.pictures import take_pictures

NOTHING = Filled({}, {}, {})
# What the address says to the page and not to a question.
OWN_NAMES = ("lang", "form", "page", "a")


@at_address("GET", "HEAD", "POST")
def survey(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Show a page of the survey; take what is sent, and say thank you at the end."""
    turn = _turn(request, arrival, request.GET.get("page", ""))
    if request.method == "POST":
        return _take(request, turn)
    return _page(request, turn, NOTHING)


def _turn(request: HttpRequest, arrival: Arrival, page: str) -> Turn:
    answers = dict(_before(request, arrival))
    way = screens(arrival.form.definition, answers, arrival.form_id, at_once=arrival.at_once)
    return Turn(arrival, answers, way, screen_at(way, page))


def _before(request: HttpRequest, arrival: Arrival) -> Mapping[str, Value]:
    """What is known before this page: hidden fields, and the pages that were answered."""
    definition, link = arrival.form.definition, arrival.form.link
    names = {**_names(request.GET), **{str(k): str(v) for k, v in link.facts.items()}}
    known = hidden_answers(definition, names, arrival.shown_in)
    comes_back = request.method == "POST" or "form" in request.GET
    if not comes_back:
        return known | _preselected(request, arrival, names)
    if arrival.at_once:
        return known
    with within(arrival.form.tenant.pk):
        begun = begun_of(tenant_id=arrival.form.tenant.pk, form_id=arrival.form_id)
    return known | (begun.answers if begun else {})


def _names(query: QueryDict) -> dict[str, str]:
    return {name: query.get(name) or "" for name in query if name not in OWN_NAMES}


def _preselected(
    request: HttpRequest, arrival: Arrival, names: Mapping[str, str]
) -> dict[str, Value]:
    """What an address fills in for the customer to send: by name, and the first item by `a`."""
    asked = list(all_singles(arrival.form.definition))
    found = filled_by_name(asked, names, arrival.shown_in)
    first = next((one for one in asked if is_item(one)), None)
    if first is not None and (raw := request.GET.get("a", "")):
        taken = take(first, raw, arrival.shown_in)
        if not isinstance(taken, Refusal):
            found[first.code] = taken
    return found


def _take(request: HttpRequest, turn: Turn) -> HttpResponse:
    before = turn.screen
    turn, filled = _read(request, turn)
    if "later" in request.POST:  # sent by a device that had no connection: nobody is asked again
        return _finish(request, turn)
    if "back" in request.POST:
        return _go(request, turn, screen_at(turn.way, before.previous))
    if filled.problems or request.POST.get("ticket") != turn.arrival.ticket:
        return _page(request, turn, filled, status=422)
    seen = before.codes | frozenset(request.POST.getlist("shown"))
    if turn.screen.code == before.code and not turn.screen.codes <= seen:
        return _more(request, turn, filled)
    following = None if turn.arrival.at_once else _following(turn, before)
    return _go(request, turn, following) if following else _finish(request, turn)


def _read(request: HttpRequest, turn: Turn) -> tuple[Turn, Filled]:
    """Read what stood on the page, and see where that leads."""
    arrival, definition = turn.arrival, turn.arrival.form.definition
    # What was answered on this page may have added questions to it, which stand in it then.
    shown = frozenset(request.POST.getlist("shown")) - turn.screen.codes
    added = [one for page in definition.pages for one in page.questions if one.code in shown]
    asked = [*turn.screen.questions, *(one for one in added if not one.hidden)]
    filled = take_pictures(request, arrival, asked, fill(asked, request.POST, arrival.shown_in))
    kept = {code: one for code, one in turn.answers.items() if code not in filled.problems}
    answers = {**kept, **filled.answers}
    way = screens(definition, answers, arrival.form_id, at_once=arrival.at_once)
    here = screen_at(way, turn.screen.code)
    on_it = {one.code for question in here.questions for one in singles(question)}
    problems = {code: one for code, one in filled.problems.items() if code in on_it}
    return Turn(arrival, answers, way, here), replace(filled, problems=problems)


def _following(turn: Turn, before: Screen) -> Screen | None:
    after = screen_after(turn.arrival.form.definition, turn.way, before.code)
    return after or screen_missing(turn.way, turn.answers)


def _more(request: HttpRequest, turn: Turn, filled: Filled) -> HttpResponse:
    """Show the same page with the questions that its answers have added."""
    if turn.arrival.at_once:
        return _page(request, turn, filled, added=True)
    return _go(request, turn, turn.screen)


def _go(request: HttpRequest, turn: Turn, screen: Screen) -> HttpResponse:
    """Keep what was answered and lead to another page, whose address can be opened again."""
    arrival = turn.arrival
    begin(arrival, turn.answers, screen.code)
    query = {**request.GET.dict(), "form": arrival.ticket, "page": screen.code}
    query.pop("a", None)
    return redirect(f"{reverse('survey', args=[arrival.token])}?{urlencode(query)}")


def _finish(request: HttpRequest, turn: Turn) -> HttpResponse:
    arrival, form = turn.arrival, turn.arrival.form
    kept = record(form.definition, turn.answers, arrival.form_id)
    try:
        submit_as(
            tenant=form.tenant,
            version=form.version,
            location=form.location,
            submission=Submission(
                id=arrival.form_id,
                at=arrival.at,
                channel=form.link.channel,
                language=arrival.reads,
                scores=kept.scores,
                comment=kept.comment,
                answers=kept.answers,
                # A form that was open for longer counts from when it was sent: no time is known.
                seconds=_seconds(request, arrival),
                customer_id=form.link.customer_id,
                visit_id=form.link.visit_id,
                link=bytes(form.link.token_hash) if form.link.once else None,
                now=arrival.now,
            ),
        )
    except LinkUsed:
        return gone(request, "used")
    except SurveyFull:
        return gone(request, "expired")
    last = ending(form.definition, kept.answers)
    query = {"lang": request.GET.get("lang", ""), "end": last.code if last else ""}
    told = urlencode({name: value for name, value in query.items() if value})
    address = reverse("survey-thanks", args=[arrival.token])
    return redirect(f"{address}?{told}" if told else address)


def _seconds(request: HttpRequest, arrival: Arrival) -> float | None:
    """How long somebody took, where that is known: what comes later was on its way as well."""
    if "later" in request.POST:
        return None
    return (arrival.now - arrival.at).total_seconds() or None


def _page(
    request: HttpRequest, turn: Turn, filled: Filled, *, status: int = 200, added: bool = False
) -> HttpResponse:
    context = shown(request, turn, filled, again=status != 200, added=added)
    return render(request, "surveys/survey.html", context, status=status)


def shown(
    request: HttpRequest, turn: Turn, filled: Filled, *, again: bool = False, added: bool = False
) -> dict[str, Any]:
    """Return what a page of a survey is drawn with."""
    arrival, screen = turn.arrival, turn.screen
    say = arrival.say
    asked = draw(turn, filled)
    is_last = arrival.at_once or screen.number == screen.of
    return {
        **frame(arrival),
        "title": words(arrival.form.definition.title, arrival.shown_in, known=arrival.known)
        or say.fill("question", place=arrival.form.location.name),
        "intro": _intro(turn),
        "asked": asked,
        "screen": screen,
        "action": f"?{request.GET.urlencode()}" if request.GET else "",
        "again": again,
        "added": added,
        "has_pictures": has_pictures(screen.questions),
        "page_of": say.fill("page_of", n=screen.number, all=screen.of),
        "then_again": say.fill("then_again", button=say["send" if is_last else "next"]),
        "is_last": is_last,
    }


def _intro(turn: Turn) -> str:
    definition, arrival = turn.arrival.form.definition, turn.arrival
    if turn.screen.number > 1:
        return ""
    if not definition.title:
        return arrival.say["intro"]
    return words(definition.intro, arrival.shown_in, known=arrival.known)

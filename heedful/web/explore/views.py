"""Explore: any question about the scores, its answer, and where that comes from."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may
from heedful.flows.saved import count_soon
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.saved.pending import begin, cancel, reads_much
from heedful.web.about import what_it_is_about
from heedful.web.charts.drawing import FILE_TYPES, Caption, as_file
from heedful.web.charts.figure import WIDE
from heedful.web.explore.asked import CannotAnswer, address_of, asked_of, params_of, why_not
from heedful.web.explore.behind import words_page
from heedful.web.explore.card import card_of
from heedful.web.explore.chart import drawing_of, figure_of
from heedful.web.explore.files import FILES, file_of
from heedful.web.explore.page import Page, Waits, answer_to, explore_page
from heedful.web.explore.telling import (
    beside_of,
    counted_words,
    days_of,
    filters_of,
    title_of,
)
from heedful.web.explore.words import ABOVE, BELOW, SORT_WORDS
from heedful.web.method.card import card_page

LONGEST_ADDRESS = 4000
P = ParamSpec("P")


def answering(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse | None],
) -> Callable[Concatenate[MemberRequest, P], HttpResponse]:
    """Say what cannot be answered, send to the page what is still counted; None is no feedback."""

    @wraps(view)
    def answer(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except CannotAnswer as error:
            return render(request, "explore/problem.html", {"problem": str(error)})
        except Waits:
            return redirect(f"{reverse('explore')}?{request.GET.urlencode()}")
        return response or render(request, "explore/empty.html")

    return answer  # type: ignore[return-value]  # `wraps` tells the name of the request, too


@require_safe
@needs(Permission.SEE_FINDINGS)
@answering
def explore(request: MemberRequest) -> HttpResponse | None:
    """Ask a question and show its answer; the address holds the whole of it."""
    page = explore_page(member=request.member, query=request.GET)
    if page is None:
        return None
    response = render(request, "explore/explore.html", _context(request, page))
    if request.headers.get("HX-Request"):
        # The fields that were left empty are no part of what is shared.
        response["HX-Push-Url"] = f"{reverse('explore')}?{page.address}"
    return response


def _context(request: MemberRequest, page: Page) -> dict[str, object]:
    shown = page.shown
    return {
        "page": page,
        "shown": shown,
        "title": title_of(shown) if shown else "",
        "figure": figure_of(shown, page.address) if shown else None,
        "counted": counted_words(shown.told) if shown else [],
        "days": days_of(page.asked.question.window),
        "beside": beside_of(page.asked.question),
        "filters": filters_of(page.asked.question),
        "sorts": SORT_WORDS.items(),
        "above": ABOVE[page.asked.question.is_pooled],
        "below": BELOW[page.asked.question.is_pooled],
        "files": FILES,
        "sees_words": may(role=request.member.role, permission=Permission.SEE_COMMENTS),
    }


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
@answering
def file(request: MemberRequest, kind: str) -> HttpResponse | None:
    """Send the answer as a table or a chart; the figures are those of the page."""
    if kind not in {*FILES, *FILE_TYPES}:
        raise Http404
    answered = answer_to(member=request.member, query=request.GET)
    if answered is None:
        return None
    _asked, shown = answered
    if kind in FILES:
        return file_of(shown, kind=kind)
    draw = drawing_of(shown)
    if draw is None:
        raise Http404
    caption = Caption(title_of(shown), shown.told.place, shown.question.window)
    return as_file(draw(WIDE), kind=kind, name="explore", caption=caption)


@require_safe
@needs(Permission.SEE_FINDINGS)
@answering
def card(request: MemberRequest) -> HttpResponse | None:
    """Tell how the figures of an answer came to be."""
    answered = answer_to(member=request.member, query=request.GET)
    if answered is None:
        return None
    asked, shown = answered
    return card_page(request, card_of(shown, address_of(asked, shown.looking)))


@require_safe
@needs(Permission.SEE_COMMENTS)
@answering
def words(request: MemberRequest) -> HttpResponse | None:
    """Show what customers wrote behind an answer."""
    page = words_page(member=request.member, query=request.GET)
    if page is None:
        return None
    may_work = may(role=request.member.role, permission=Permission.WORK_CASES)
    context = {"page": page, "back": address_of(page.asked), "may_work": may_work}
    return render(request, "explore/words.html", context)


@require_POST
@needs(Permission.SEE_FINDINGS)
@answering
def count(request: MemberRequest) -> HttpResponse | None:
    """Have a question that reads much counted by a job, or no longer."""
    address = request.POST.get("address", "")[:LONGEST_ADDRESS]
    about = what_it_is_about(member=request.member)
    if about is None:
        return None
    asked = asked_of(member=request.member, about=about, params=params_of(QueryDict(address)))
    try:
        _count(request.member, asked.question, is_cancelled=request.POST.get("do") == "cancel")
    except (NotAQuestion, NoPath) as error:
        raise CannotAnswer(why_not(error, asked.question)) from error
    return redirect(f"{reverse('explore')}?{address_of(asked)}")


def _count(member: Member, question: Question, *, is_cancelled: bool) -> None:
    """Begin or cancel. Raises NotAQuestion, NoPath."""
    now = timezone.now()
    if is_cancelled:
        cancel(member=member, question=question, now=now)
    elif reads := reads_much(member=member, question=question):
        pending = begin(member=member, question=question, reads=reads, now=now)
        if pending is not None:
            count_soon(pending=pending)

"""The page where a customer answers. It works without JavaScript and without cookies."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from heedful.base.tenancy.domain import within
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.surveys.answers import LONGEST_COMMENT, Given, Problem, read_form
from heedful.listen.surveys.queries import Form, form_of, open_link
from heedful.listen.surveys.tickets import new_ticket, read_ticket

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@csrf_exempt  # It acts for nobody who is signed in, and its ticket is signed (see tickets).
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an address; keep what is sent and say thank you."""
    link = open_link(token=token)
    if link is None:
        return _closed(request)
    with within(link.tenant_id):
        form = form_of(link=link)
    if request.method != "POST":
        return _page(request, form, token)
    given = read_form(request.POST.dict(), form.questions)
    now = timezone.now()
    ticket = read_ticket(ticket=request.POST.get("ticket", ""), token=token, now=now)
    if given.problems or ticket is None:
        return _page(request, form, token, given)
    form_id, at = ticket
    submit(
        tenant=form.tenant,
        version=form.version,
        location=form.location,
        submission=Submission(
            id=form_id,
            at=at,
            channel=form.channel,
            language=_language(request),
            scores=given.scores,
            comment=given.comment,
            answers=_as_given(form, request.POST.dict()),
            # A form that was open for longer counts from when it was sent: no time is known.
            seconds=(now - at).total_seconds() or None,
        ),
    )
    return redirect("survey-thanks", token=token)


@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    link = open_link(token=token)
    if link is None:
        return _closed(request)
    return render(request, "surveys/thanks.html", {"tenant": link.tenant})


def _page(request: HttpRequest, form: Form, token: str, given: Given | None = None) -> HttpResponse:
    values = request.POST.dict() if given else {}
    with _in_language(request):
        problems = given.problems if given else {}
        questions = [
            {
                "asked": question,
                "choices": [str(n) for n in range(question.low, question.high + 1)],
                "chosen": values.get(question.name, ""),
                "problem": _sentence(problems.get(question.name)),
            }
            for question in form.questions
        ]
        context: dict[str, Any] = {
            "form": form,
            "questions": questions,
            "comment": values.get("comment", ""),
            "comment_problem": _sentence(problems.get("comment")),
            "longest_comment": LONGEST_COMMENT,
            "again": given is not None,
            # A form that comes back keeps its id: sending it once more is still one response.
            "ticket": _kept_ticket(values, token) or new_ticket(token=token),
        }
        return render(request, "surveys/survey.html", context, status=422 if given else 200)


def _kept_ticket(values: Mapping[str, str], token: str) -> str | None:
    ticket = values.get("ticket", "")
    return ticket if read_ticket(ticket=ticket, token=token, now=timezone.now()) else None


def _sentence(problem: Problem | None) -> str:
    if problem is None:
        return ""
    return {
        "missing": _("Please choose one answer."),
        "not_a_choice": _("Please choose one of the answers shown."),
        "too_long": _("Please use %(n)d characters at most.") % {"n": LONGEST_COMMENT},
    }[problem]


def _as_given(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """The answers by the items' codes, untouched but for what PostgreSQL cannot keep."""
    given = {question.code: values.get(question.name, "") for question in form.questions}
    return {"comment": values.get("comment", "").replace("\0", ""), **given}


def _in_language(request: HttpRequest) -> AbstractContextManager[None]:
    asked = request.GET.get("lang", "")
    return translation.override(asked) if asked in dict(settings.LANGUAGES) else nullcontext()


def _language(request: HttpRequest) -> str:
    """The language a customer reads: as the address says, else the first one of the browser."""
    accepted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    for code in (request.GET.get("lang", ""), accepted):
        if LANGUAGE.fullmatch(code):
            return code
    return ""


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/closed.html", status=404)

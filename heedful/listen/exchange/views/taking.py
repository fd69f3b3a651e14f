"""Taking out what customers answered, and the survey itself."""

import tempfile
import uuid
from datetime import date
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, person
from heedful.base.org.models import Node
from heedful.base.org.queries import nodes_visible_to
from heedful.base.org.rules import Permission
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import surveys_visible_to
from heedful.listen.exchange import keeping
from heedful.listen.exchange.answers import Answers, TooMany
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.exchange.queries import files_visible_to, reach_of, usual_days, wanted_by
from heedful.listen.exchange.writing import WRITERS
from heedful.listen.surveys.definition import encode

MOST_PLACES = 500


@require_safe
@needs(Permission.MAKE_SURVEYS)
def take_out(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Say which answers are wanted, and as what kind of file."""
    survey = _survey(request, key)
    first, last = usual_days(today=timezone.localdate())
    context = {
        "first": first,
        "last": last,
        "places": nodes_visible_to(member=request.member).order_by("name")[:MOST_PLACES],
        "contact": reach_of(member=request.member).contact,
    }
    return render(request, "exchange/take_out.html", context | _files(request, survey))


@require_POST
@needs(Permission.MAKE_SURVEYS)
def answers(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """Send the answers as a file; where they are many, have the file written by a job."""
    survey = _survey(request, key)
    member, series = request.member, survey.series
    if series is None:
        raise Http404
    posted = request.POST.get("kind", "")
    kind = posted if posted in WRITERS else "csv"
    under, days = _under(request), _days(request)
    wanted = wanted_by(
        member=member,
        series=series,
        under=under,
        days=days,
        reach=reach_of(member=member),
        today=timezone.localdate(),
    )
    found = Answers(wanted)
    total = found.count()
    if total > keeping.AT_ONCE:
        keeping.ask_for_file(
            member=member,
            survey=survey,
            under=under,
            days=days,
            kind=kind,
            total=total,
            now=timezone.now(),
        )
        messages.success(request, _("These are many. The file is being written and will be below."))
        return redirect("survey-take-out", survey.pk)
    # The file loses its name once it is open, so nothing is left when the sending breaks off.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{kind}"
        try:
            count = WRITERS[kind](found, path)
        except TooMany as error:
            messages.error(request, str(error))
            return redirect("survey-take-out", survey.pk)
        return _sent(request, survey, path, count)


@require_safe
@needs(Permission.MAKE_SURVEYS)
def files(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that is fetched again while a file is being written."""
    return render(request, "exchange/_files.html", _files(request, _survey(request, key)))


@require_POST
@needs(Permission.MAKE_SURVEYS)
def file(request: MemberRequest, key: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """Send a file that was written before."""
    survey = _survey(request, key)
    found = _file(request, survey, file_id)
    if found.done_at is None:
        raise Http404
    try:
        return _sent(request, survey, keeping.path_of(found), found.written)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@needs(Permission.MAKE_SURVEYS)
def forget(request: MemberRequest, key: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Delete a file, or end its writing."""
    survey = _survey(request, key)
    keeping.forget_file(file=_file(request, survey, file_id))
    return redirect("survey-take-out", survey.pk)


@require_safe
@needs(Permission.MAKE_SURVEYS)
def definition(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the survey as JSON, which “Bring a questionnaire” reads again."""
    _step, draft = present(survey=_survey(request, key))
    response = HttpResponse(encode(draft), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="survey.json"'
    return response


def _survey(request: MemberRequest, key: uuid.UUID) -> Survey:
    return get_object_or_404(surveys_visible_to(member=request.member), pk=key)


def _file(request: MemberRequest, survey: Survey, file_id: uuid.UUID) -> AnswerFile:
    return get_object_or_404(files_visible_to(member=request.member, survey=survey), pk=file_id)


def _files(request: MemberRequest, survey: Survey) -> dict[str, object]:
    found = list(files_visible_to(member=request.member, survey=survey))
    under_way = any(one.done_at is None for one in found)
    return {"survey": survey, "files": found, "under_way": under_way}


def _sent(request: MemberRequest, survey: Survey, path: Path, count: int) -> FileResponse:
    """Send a file, and write down that answers were taken out."""
    opened = path.open("rb")
    kind = path.suffix.removeprefix(".")
    record(
        tenant_id=request.member.tenant_id,
        actor=person(request.member.user_id),
        action=Action.EXPORTED,
        about=f"survey:{survey.pk}",
        details={"kind": kind, "rows": count},
        now=timezone.now(),
    )
    name = slugify(survey.name)[:60] or "answers"
    return FileResponse(opened, as_attachment=True, filename=f"{name}.{kind}")


def _under(request: MemberRequest) -> Node | None:
    text = request.POST.get("under", "")
    try:
        key = uuid.UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(nodes_visible_to(member=request.member), pk=key) if key else None


def _days(request: MemberRequest) -> tuple[date, date]:
    """Return the first and the last trading day, in this order."""
    usual = usual_days(today=timezone.localdate())
    first = _day(request.POST.get("first", "")) or usual[0]
    last = _day(request.POST.get("last", "")) or usual[1]
    return min(first, last), max(first, last)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None

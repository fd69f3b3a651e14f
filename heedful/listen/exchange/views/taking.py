"""Taking out what customers answered, and the survey itself."""

import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, person
from heedful.base.org.models import Node
from heedful.base.org.queries import locations_under, locations_visible_to, nodes_visible_to
from heedful.base.org.rules import Permission, may
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import surveys_visible_to
from heedful.listen.exchange.answers import Answers, Wanted
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.writing import WRITERS, TooMany
from heedful.listen.surveys.definition import encode

USUAL_DAYS = 90
MOST_PLACES = 500


@require_safe
@needs(Permission.MAKE_SURVEYS)
def take_out(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Say which answers are wanted, and as what kind of file."""
    survey = get_object_or_404(surveys_visible_to(member=request.member), pk=key)
    today = timezone.localdate()
    context = {
        "survey": survey,
        "first": today - timedelta(days=USUAL_DAYS),
        "last": today,
        "places": nodes_visible_to(member=request.member).order_by("name")[:MOST_PLACES],
        "contact": may(role=request.member.role, permission=Permission.SEE_CUSTOMERS),
    }
    return render(request, "exchange/take_out.html", context)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def answers(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """Send the answers as a file, and write down that they were taken out."""
    survey = get_object_or_404(surveys_visible_to(member=request.member), pk=key)
    wanted = request.POST.get("kind", "")
    kind = wanted if wanted in WRITERS else "csv"
    # The file loses its name once it is open, so nothing is left when the sending breaks off.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{kind}"
        try:
            count = WRITERS[kind](Answers(_wanted(request, survey)), path)
        except TooMany as error:
            messages.error(request, str(error))
            return redirect("survey-take-out", survey.pk)
        file = path.open("rb")
    record(
        tenant_id=request.member.tenant_id,
        actor=person(request.member.user_id),
        action=Action.EXPORTED,
        about=f"survey:{survey.pk}",
        details={"kind": kind, "rows": count},
        now=timezone.now(),
    )
    name = slugify(survey.name)[:60] or "answers"
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}")


@require_safe
@needs(Permission.MAKE_SURVEYS)
def definition(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Send the survey as JSON, which “Bring a questionnaire” reads again."""
    survey = get_object_or_404(surveys_visible_to(member=request.member), pk=key)
    _step, draft = present(survey=survey)
    response = HttpResponse(encode(draft), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="survey.json"'
    return response


def _wanted(request: MemberRequest, survey: Survey) -> Wanted:
    member = request.member
    places = locations_visible_to(member=member)
    under = request.POST.get("under", "")
    if under:
        node = get_object_or_404(nodes_visible_to(member=member), pk=_key(under))
        places = places.filter(pk__in=_under(node))
    today = timezone.localdate()
    series = survey.series
    if series is None:
        raise Http404
    return Wanted(
        series=series,
        places=list(places.values_list("pk", flat=True)),
        first=_day(request.POST.get("first", "")) or today - timedelta(days=USUAL_DAYS),
        last=_day(request.POST.get("last", "")) or today,
        reach=Reach(
            words=may(role=member.role, permission=Permission.SEE_COMMENTS),
            contact=may(role=member.role, permission=Permission.SEE_CUSTOMERS),
        ),
    )


def _under(node: Node) -> list[uuid.UUID]:
    found = locations_under(node=node, on=timezone.localdate())
    return list(found.values_list("pk", flat=True))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error

"""Photos in answers, and the logo on a survey's pages."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from heedful.base.tenancy.domain import within
from heedful.listen.responses.models import Picture
from heedful.listen.responses.pictures import (
    NotAPicture,
    Upload,
    belongs,
    forget_picture,
    keep_picture,
    path_of,
)
from heedful.listen.surveys.definition import Question, Refusal
from heedful.listen.surveys.filling import Filled, field_of
from heedful.listen.surveys.views.arriving import Arrival, at_address


def take_pictures(
    request: HttpRequest, arrival: Arrival, questions: Iterable[Question], filled: Filled
) -> Filled:
    """Keep the photos of a form, and let it name no others than its own."""
    answers, problems = dict(filled.answers), dict(filled.problems)
    for question in questions:
        if question.kind != "file":
            continue
        sent = request.FILES.get(field_of(question.code, "new"))
        if sent is not None:
            problems.pop(question.code, None)
            try:
                answers[question.code] = _keep(arrival, sent, str(answers.get(question.code) or ""))
            except NotAPicture:
                problems[question.code] = Refusal("not_a_file")
        elif answers.get(question.code) and not _is_own(arrival, str(answers[question.code])):
            answers[question.code] = None
    return Filled(answers, problems, {**filled.raw, **_as_raw(answers, questions)})


def _keep(arrival: Arrival, sent: Upload, before: str) -> str:
    """Keep a photo in place of the one that the form had before; return its key."""
    of_form = {"tenant_id": arrival.form.tenant.pk, "form_id": arrival.form_id}
    with within(arrival.form.tenant.pk):
        kept = keep_picture(file=sent, now=arrival.now, location=arrival.form.location, **of_form)
        if before:
            forget_picture(key=before, **of_form)
    return kept.pk.hex


def _as_raw(answers: dict[str, Any], questions: Iterable[Question]) -> dict[str, str]:
    return {one.code: answers.get(one.code) or "" for one in questions if one.kind == "file"}


def _is_own(arrival: Arrival, key: str) -> bool:
    with within(arrival.form.tenant.pk):
        return belongs(tenant_id=arrival.form.tenant.pk, form_id=arrival.form_id, key=key)


@at_address("GET", "HEAD", when=("open", "used", "expired"))
def logo(_request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Show the logo of a survey, which is a picture that we drew anew."""
    key = arrival.form.definition.theme.logo
    if not key:
        raise Http404
    with within(arrival.form.tenant.pk):
        found = Picture.objects.filter(tenant=arrival.form.tenant, form_id=None, id=key)
        picture = found.first()
    if picture is None or not path_of(picture).exists():
        raise Http404
    return HttpResponse(path_of(picture).read_bytes(), content_type="image/jpeg")

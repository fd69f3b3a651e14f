"""Where a customer says whether a promise was kept, by a link that works once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.act.cases.asking import LinkUsed, answer, find_question, phrases_for
from heedful.act.cases.models import Case
from heedful.base.languages import accepted, direction
from heedful.base.tenancy.domain import within
from heedful.listen.surveys.phrases import Phrases, first_known, phrases_of
from heedful.web.cases.forms import AnswerForm

ANSWERED = {"yes": "glad", "partly": "some_missing", "no": "sorry"}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and take the answer. Opening the page changes nothing; the link is the secret."""
    now = timezone.now()
    try:
        asked = find_question(token=token, now=now)
        with within(asked.tenant_id):
            case = Case.objects.select_related("location", "tenant").get(pk=asked.case_id)
            say, promise = phrases_for(case), asked.promise
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            answer(token=token, now=now, **form.cleaned_data)
            told = say[ANSWERED[form.cleaned_data["said"]]]
            return _page(request, "answered", say, title=say["thanks"], told=told)
    except LinkUsed:
        say = phrases_of(first_known(accepted(request.headers.get("Accept-Language", ""))))
        return _page(request, "link_used", say, status=410, title=say["link_used"])
    options = [(one, say[one]) for one in ANSWERED]
    return _page(
        request,
        "question",
        say,
        status=422 if form.errors else 200,
        title=say.fill("title", place=case.location.name),
        case=case,
        promise=promise,
        form=form,
        options=options,
    )


def _page(
    request: HttpRequest, name: str, say: Phrases, *, status: int = 200, **more: object
) -> HttpResponse:
    shown = {"say": say, "language": say.language, "direction": direction(say.language), **more}
    return render(request, f"cases/{name}.html", shown, status=status)

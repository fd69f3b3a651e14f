"""Where a customer says whether a promise was kept, by a link that works once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.act.cases.asking import LinkUsed, answer, find_question
from heedful.act.cases.models import Case
from heedful.base.tenancy.domain import within
from heedful.web.cases.forms import AnswerForm


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and take the answer. Opening the page changes nothing; the link is the secret."""
    now = timezone.now()
    try:
        asked = find_question(token=token, now=now)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            answer(token=token, now=now, **form.cleaned_data)
            return render(request, "cases/answered.html", {"said": form.cleaned_data["said"]})
    except LinkUsed:
        return render(request, "cases/link_used.html", status=410)
    with within(asked.tenant_id):
        case = Case.objects.select_related("location", "tenant").get(pk=asked.case_id)
        promise = asked.promise
        context = {"case": case, "promise": promise, "form": form}
        return render(request, "cases/question.html", context, status=422 if form.errors else 200)

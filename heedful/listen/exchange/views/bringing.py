"""Bringing a questionnaire from another tool: look at what became of it, then keep it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.queries import free_name
from heedful.listen.exchange.bringing import LONGEST_FILE, read_questionnaire
from heedful.listen.exchange.origin import encode_origin, origin_of_json
from heedful.listen.exchange.report import NotBrought
from heedful.listen.surveys.definition import Unreadable, check, decode, encode, words


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def bring(request: MemberRequest) -> HttpResponse:
    """Read a file and tell what would become of it; nothing is kept yet."""
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return render(request, "exchange/bring.html")
    try:
        brought = read_questionnaire(file.read(LONGEST_FILE + 1))
    except NotBrought as error:
        messages.error(request, str(error))
        return render(request, "exchange/bring.html", status=422)
    definition = brought.definition
    context = {
        "brought": brought,
        "title": words(definition.title, definition.default_language)[:150],
        "questions": sum(len(page.questions) for page in definition.pages),
        "taken": brought.of("taken"),
        "changed": brought.of("changed"),
        "left": brought.of("left"),
        "problems": check(definition),
        "draft": encode(definition).decode(),
        "origin": encode_origin(brought.origin),
    }
    return render(request, "exchange/brought.html", context)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def keep(request: MemberRequest) -> HttpResponse:
    """Begin a survey from what was looked at."""
    try:
        definition = decode(request.POST.get("draft", "").replace("\0", ""))
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect("survey-bring")
    typed = request.POST.get("name", "").replace("\0", "").strip()[:150]
    base = typed or words(definition.title, definition.default_language)[:150] or _("New survey")
    name = free_name(member=request.member, base=base)
    survey = begin(
        by=request.member,
        name=name,
        definition=definition,
        now=timezone.now(),
        origin=origin_of_json(request.POST.get("origin", "")),
    )
    messages.success(
        request,
        _(
            "This is the draft. Nothing is asked of customers yet. Once it is published, you can"
            " bring the answers that it had before."
        ),
    )
    return redirect("survey-edit", survey.pk)

"""Bringing the answers that a survey had in another tool."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.models import NodeKind
from heedful.base.org.queries import find_place, locations_visible_to
from heedful.base.org.rules import Permission
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import surveys_visible_to
from heedful.listen.exchange.domain import NotAsked, bring_answers
from heedful.listen.exchange.reading import Asking
from heedful.listen.exchange.report import NotBrought
from heedful.listen.imports.storage import TooLarge

MOST_PLACES = 500
MOST_NAMED = 20


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def answers(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Take a file, and show on the page of imports how it is understood; nothing goes in yet."""
    survey = get_object_or_404(surveys_visible_to(member=request.member), pk=key)
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return _page(request, survey)
    try:
        entry, rest = bring_answers(
            survey=survey,
            by_id=request.member.user_id,
            file_name=file.name or "",
            chunks=file.chunks(),
            asking=_asking(request),
        )
    except NotAsked:
        messages.error(request, _("Publish the survey first."))
    except TooLarge:
        told = _("A file may have %(limit)s MB at most. Pack it with gzip, or split it.")
        messages.error(request, told % {"limit": settings.ENVIRONMENT.max_upload_mb})
    except NotBrought as error:
        messages.error(request, str(error))
    else:
        _tell_rest(request, rest)
        return redirect("import-mapping", entry.pk)
    return _page(request, survey, status=422)


def _asking(request: MemberRequest) -> Asking:
    """Read what was said of the file. Raises NotBrought."""
    said = {name: " ".join(request.POST.get(name, "").replace("\0", "").split())
            for name in ("place", "place_column", "time_zone", "day")}  # fmt: skip
    code = ""
    if not said["place_column"]:
        found = find_place(member=request.member, text=said["place"])
        if found is None or found.kind != NodeKind.LOCATION:
            raise NotBrought(_("Say of which location the answers are, or which column names it."))
        code = found.code
    return Asking(
        place=code,
        place_column=said["place_column"],
        time_zone=said["time_zone"],
        day=said["day"],
        partial="partial" in request.POST,
    )


def _tell_rest(request: MemberRequest, rest: tuple[str, ...]) -> None:
    if rest:
        told = _("Columns that belong to no question of the survey stay out: %(names)s")
        names = ", ".join(name[:60] for name in rest[:MOST_NAMED])
        more = " …" if len(rest) > MOST_NAMED else ""
        messages.warning(request, told % {"names": names + more})


def _page(request: MemberRequest, survey: Survey, *, status: int = 200) -> HttpResponse:
    places = locations_visible_to(member=request.member).order_by("name")
    context = {
        "survey": survey,
        "places": places.values_list("name", "code")[:MOST_PLACES],
        "typed": request.POST,
        "limit": settings.ENVIRONMENT.max_upload_mb,
    }
    return render(request, "exchange/bring_answers.html", context, status=status)

"""Spoken answers, for the ears of those who may read customers' words."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.conversations.queries import recordings_visible_to
from heedful.listen.conversations.rules import kind_of_sound

PER_PAGE = 20


@require_safe
@needs(Permission.SEE_COMMENTS)
def recordings(request: MemberRequest) -> HttpResponse:
    found = recordings_visible_to(member=request.member).select_related("location")
    page = Paginator(found.defer("content"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "channels/recordings.html", {"page": page})


@never_cache
@require_safe
@needs(Permission.SEE_COMMENTS)
def sound(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """The sound itself; only what is surely one is ever given out."""
    recording = get_object_or_404(recordings_visible_to(member=request.member), pk=key)
    content = bytes(recording.content)
    kind = kind_of_sound(content)
    if not kind:
        raise Http404
    return HttpResponse(content, content_type=kind)

"""A picture that a customer sent."""

import uuid

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.responses.pictures import path_of
from heedful.listen.responses.queries import pictures_visible_to


@needs(Permission.SEE_COMMENTS)
@never_cache
@require_safe
def picture(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """Show a picture as nothing but a picture: we drew it, so it can hold nothing else."""
    found = get_object_or_404(pictures_visible_to(member=request.member), pk=key)
    path = path_of(found)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/jpeg", filename="photo.jpg")

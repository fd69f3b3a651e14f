"""What the pages of this room have in common."""

import uuid

from django.shortcuts import get_object_or_404

from heedful.base.accounts.access import MemberRequest
from heedful.listen.imports import domain
from heedful.listen.imports.models import Import
from heedful.listen.imports.queries import imports_visible_to


def import_or_404(request: MemberRequest, import_id: uuid.UUID) -> Import:
    """Find an import that the person may see; one that was cut off shows it and can go on."""
    found = get_object_or_404(imports_visible_to(member=request.member), pk=import_id)
    return domain.settle(entry=found)

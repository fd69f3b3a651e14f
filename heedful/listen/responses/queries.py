"""The door to what came with answers."""

from django.db.models import QuerySet

from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to
from heedful.listen.responses.models import Picture


def pictures_visible_to(*, member: Member) -> QuerySet[Picture]:
    """Pictures that customers sent from places that a person may see."""
    return Picture.objects.filter(
        tenant=member.tenant_id,
        form_id__isnull=False,
        location__in=locations_visible_to(member=member),
    )

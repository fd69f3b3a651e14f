"""The doors to answers that are taken out, and to files of them."""

from datetime import date, timedelta

from django.db.models import QuerySet

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under, locations_visible_to
from heedful.base.org.rules import Permission, may
from heedful.listen.authoring.models import Survey
from heedful.listen.exchange.answers import Wanted
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.surveys.models import Questionnaire


def reach_of(*, member: Member) -> Reach:
    return Reach(
        words=may(role=member.role, permission=Permission.SEE_COMMENTS),
        contact=may(role=member.role, permission=Permission.SEE_CUSTOMERS),
    )


def wanted_by(
    *,
    member: Member,
    series: Questionnaire,
    under: Node | None,
    days: tuple[date, date],
    reach: Reach,
    today: date,
) -> Wanted:
    """Return which answers a person gets: those of places that are the person's today."""
    places = locations_visible_to(member=member, on=today)
    if under is not None:
        places = places.filter(pk__in=locations_under(node=under, on=today).values("pk"))
    first, last = days
    keys = list(places.values_list("pk", flat=True))
    return Wanted(series=series, places=keys, first=first, last=last, reach=reach)


def files_visible_to(*, member: Member, survey: Survey) -> QuerySet[AnswerFile]:
    """A person sees the own files only, while role and part still let them be seen."""
    found = AnswerFile.objects.filter(
        tenant=member.tenant_id, survey=survey, member=member, scope=member.scope_id
    )
    reach = reach_of(member=member)
    if not reach.words:
        found = found.filter(words=False)
    if not reach.contact:
        found = found.filter(contact=False)
    return found.select_related("under").order_by("-asked_at")


def usual_days(*, today: date) -> tuple[date, date]:
    return today - timedelta(days=90), today

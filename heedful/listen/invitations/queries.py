"""Programmes and what became of visits, as far as a person may see them."""

import uuid

import msgspec
from django.db.models import QuerySet

from heedful.base.customers.models import Customer
from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to, nodes_visible_to
from heedful.listen.invitations.models import Invitation, Programme, Visit
from heedful.listen.invitations.rules import Plan
from heedful.listen.surveys.models import QuestionnaireVersion


def plan_of(programme: Programme) -> Plan:
    return msgspec.convert(programme.plan, Plan)


def newest_version(questionnaire_id: uuid.UUID) -> QuestionnaireVersion:
    """What is asked now. Raises QuestionnaireVersion.DoesNotExist."""
    versions = QuestionnaireVersion.objects.filter(questionnaire=questionnaire_id)
    return versions.order_by("created_at", "pk").reverse()[:1].get()


def programmes_visible_to(*, member: Member) -> QuerySet[Programme]:
    """Programmes of a place that lies within the person's own part."""
    places = nodes_visible_to(member=member).values("pk")
    found = Programme.objects.filter(tenant=member.tenant_id, place__in=places)
    return found.select_related("questionnaire", "place").order_by("name")


def invitations_visible_to(*, member: Member) -> QuerySet[Invitation]:
    places = locations_visible_to(member=member).values("pk")
    return Invitation.objects.filter(tenant=member.tenant_id, location__in=places)


def visits_visible_to(*, member: Member) -> QuerySet[Visit]:
    places = locations_visible_to(member=member).values("pk")
    return Visit.objects.filter(tenant=member.tenant_id, location__in=places)


def customers_visible_to(*, member: Member) -> QuerySet[Customer]:
    """Customers who visited a location of the person's; who was erased is nobody's any more."""
    visits = visits_visible_to(member=member).exclude(customer=None)
    return Customer.objects.filter(
        tenant=member.tenant_id, pk__in=visits.values("customer"), erased_at=None
    )

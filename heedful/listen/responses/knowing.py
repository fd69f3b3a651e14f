"""Keeping the answers of somebody who said how to be reached, or answered by their own number."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from django.db import transaction

from heedful.base.customers.domain import NotAnIdentity, answered, find_or_make
from heedful.base.customers.identities import normal
from heedful.base.customers.models import Customer
from heedful.base.org.countries import country_at
from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.responses.models import Response
from heedful.listen.surveys.models import QuestionnaireVersion

WAYS = ("email", "phone")


def submit_as(
    *,
    tenant: Tenant,
    version: QuestionnaireVersion,
    location: Node,
    submission: Submission,
    number: str = "",
) -> bool:
    """Keep a form as `submit` does, with whose it is when that is told with the answers.

    `number` is the telephone that it was answered by. Whoever answers unasked is then left in
    peace as long as whoever was asked. Raises LinkUsed.
    """
    keep = partial(submit, tenant=tenant, version=version, location=location)
    told = contact_in(submission.answers) | ({"phone": number} if number else {})
    if submission.customer_id is not None or not told:
        return keep(submission=submission)
    with within(tenant.pk), transaction.atomic():
        customer = _customer(told, tenant, location, submission.language)
        if customer is None:
            return keep(submission=submission)
        kept = keep(submission=replace(submission, customer_id=customer.pk))
        if kept:
            answered(
                tenant_id=tenant.pk,
                customer_id=customer.pk,
                channel=submission.channel,
                about=f"feedback:{submission.id}",
                now=submission.now or submission.at,
            )
        return kept


def contact_in(answers: Mapping[str, object]) -> dict[str, str]:
    """Name, address and number as given; of all answers only these are kept as a mapping."""
    return next((dict(one) for one in answers.values() if isinstance(one, dict)), {})


def contact_with(*, feedback: Feedback) -> dict[str, str]:
    """Name, address and number that came with an utterance. Call it inside the fence."""
    given = Response.objects.filter(
        tenant_id=feedback.tenant_id, received_at=feedback.occurred_at, id=feedback.id
    )
    return contact_in(given.values_list("answers", flat=True).first() or {})


def _customer(
    told: Mapping[str, str], tenant: Tenant, location: Node, language: str
) -> Customer | None:
    known = list(_identities(told, country_at(location)))
    if not known:
        return None
    return find_or_make(tenant_id=tenant.pk, identities=known, language=language)


def _identities(told: Mapping[str, str], country: str) -> Iterator[tuple[str, str]]:
    """What can be written to or called; a number that nobody can dial stays with the answers."""
    for kind in WAYS:
        with suppress(NotAnIdentity):
            if kind in told:
                yield kind, normal(kind, told[kind], country=country)

"""Keeping the answers of somebody who said how to be reached, or answered by their own number."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from heedful.base.customers.domain import NotAnIdentity, answered, find_or_make
from heedful.base.customers.identities import normal
from heedful.base.customers.models import Customer
from heedful.base.customers.queries import current, identities_of
from heedful.base.org.countries import country_at
from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.domain import correct, moments
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
        customer = _customer(told, location, submission.language)
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
        tenant_id=feedback.tenant_id, received_at__in=moments([feedback]), id=feedback.id
    )
    # A form that was left and completed later was kept twice; the whole one tells more.
    newest = given.order_by("-received_at").values_list("answers", flat=True)
    return contact_in(newest.first() or {})


def learn(*, feedback: Feedback, location: Node, now: datetime) -> UUID | None:
    """Read anew by what a customer can be reached, and return whose utterance it is, if known.

    A number without a country's code can be read once the country of the place is known. Whom a
    link named stays. Safe to repeat. Call it inside the fence.
    """
    told = contact_with(feedback=feedback)
    if feedback.customer_id is not None:
        _learn_more(told, location, feedback.customer_id)
        return feedback.customer_id
    customer = _customer(told, location, feedback.language)
    if customer is None:
        return None
    tenant_id, about = feedback.tenant_id, f"feedback:{feedback.id}"
    correct(tenant_id=tenant_id, feedback_id=feedback.id, customer_id=customer.pk, now=now)
    answered(
        tenant_id=tenant_id,
        customer_id=customer.pk,
        channel=feedback.channel,
        about=about,
        now=feedback.occurred_at,
    )
    return customer.pk


def _learn_more(told: Mapping[str, str], location: Node, customer_id: UUID) -> None:
    """What came with an address that is the customer's is theirs as well."""
    customer = current(tenant_id=location.tenant_id, customer_id=customer_id)
    pairs = set(_identities(told, country_at(location)))
    known = set(identities_of(customer=customer).values_list("kind", "value"))
    if pairs & known and pairs - known:
        find_or_make(tenant_id=location.tenant_id, identities=pairs)


def _customer(told: Mapping[str, str], location: Node, language: str) -> Customer | None:
    known = list(_identities(told, country_at(location)))
    if not known:
        return None
    return find_or_make(tenant_id=location.tenant_id, identities=known, language=language)


def _identities(told: Mapping[str, str], country: str) -> Iterator[tuple[str, str]]:
    """What can be written to or called; a number that nobody can dial stays with the answers."""
    for kind in WAYS:
        with suppress(NotAnIdentity):
            if kind in told:
                yield kind, normal(kind, told[kind], country=country)

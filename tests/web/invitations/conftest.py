"""A chain whose guests' visits are told, and a programme over it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.flows.invitations import round_of_all
from heedful.listen.invitations import domain
from heedful.listen.invitations.queries import plan_of
from heedful.listen.invitations.visits.reading import read_visit
from heedful.listen.invitations.visits.taking import house_of, take
from tests.makers import make_member


@pytest.fixture
def programme(chain):
    with within(chain.tenant.pk):
        by = make_member(chain.root)
        made = domain.make_programme(
            by=by,
            name="After visits",
            questionnaire=chain.version.questionnaire,
            place=chain.root,
            now=timezone.now(),
        )
        plan = replace(plan_of(made), even_out=False)
        domain.change_plan(programme=made, plan=plan, by=by, now=timezone.now())
        made.refresh_from_db()
        return made


@pytest.fixture
def tell(chain):
    """Tell of visits as a till does, three hours ago."""

    def told(*keys, place=None, **given):
        now = timezone.now()
        with within(chain.tenant.pk):
            house = house_of(member=make_member(chain.root), now=now)
            lines = [
                read_visit(
                    {
                        "location_code": (place or chain.pier).code,
                        "visited_at": (now - timedelta(hours=3)).isoformat(),
                        "visit_key": key,
                        "email": f"{key}@example.org",
                        **given,
                    },
                    house,
                )
                for key in keys
            ]
            take(tenant_id=chain.tenant.pk, lines=lines, source="api", now=now)

    return told


@pytest.fixture
def ran(chain, programme, tell):
    """Three guests drawn, one of them without an address; and what a round made of them."""
    now = timezone.now()
    with within(chain.tenant.pk):
        by = make_member(chain.root)
        domain.start(programme=programme, by=by, now=now - timedelta(days=1))
    tell("g1", "g2")
    tell("g3", email="")
    # Whatever time it is, one of these is between nine and eight.
    for hours in (0, 6, 12, 18):
        round_of_all(now=now + timedelta(hours=hours), tenants=[chain.tenant])
    programme.refresh_from_db()
    return programme

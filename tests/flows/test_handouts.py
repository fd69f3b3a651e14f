"""Many addresses are made by a job, and their secrets are forgotten by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.flows import handouts
from heedful.listen.authoring import handing
from heedful.listen.authoring.domain import begin, present
from heedful.listen.authoring.models import Handout
from heedful.listen.authoring.publishing import publish
from heedful.listen.authoring.starts import build
from heedful.listen.surveys.models import SurveyLink
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db


def test_a_job_makes_all_of_many_and_their_secrets_go_after_an_hour(monkeypatch):
    monkeypatch.setattr(handing, "AT_ONCE", 2)
    tenant, root = make_tenant()
    now = timezone.now()
    with within(tenant.pk):
        for _ in range(3):
            make_node(root)
        by = make_member(root)
        survey = begin(by=by, name="Guests", definition=build("one"), now=now)
        publish(survey=survey, seen=present(survey=survey)[0].pk, by=by, now=now)
        survey.refresh_from_db()
        made = handing.hand_out(survey=survey, node=root, channel="qr", by=by, now=now)

    handouts.make(str(tenant.pk), str(made.pk))

    with within(tenant.pk):
        made.refresh_from_db()
        assert (made.state, made.made, SurveyLink.objects.count()) == ("ready", 3, 3)
        assert len(handing.addresses_of(handout=made, now=now)) == 3
        Handout.objects.update(forget_at=now - timedelta(seconds=1))
    handouts.forget(0)
    with within(tenant.pk):
        made.refresh_from_db()
        assert (made.state, made.sealed) == ("gone", None)

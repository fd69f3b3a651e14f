"""Runs that are killed, as a machine that loses its power would."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.listen.feedback.domain import erase
from heedful.listen.feedback.models import Feedback
from heedful.understand.lake.domain import sync
from heedful.understand.lake.models import LakeMark
from heedful.understand.lake.verifying import verify
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

FIRST = date(2026, 1, 5)
KILLS = 4
# Says when it starts to write, so that it is killed while it does.
RUN = """
import sys, uuid, django
django.setup()
from django.utils import timezone
from heedful.understand.lake.domain import sync
print("ready", flush=True)
while True:
    sync(tenant_id=uuid.UUID(sys.argv[1]), now=timezone.now())
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_whatever_is_killed_the_next_run_makes_the_lake_whole():
    tenant, root = make_tenant()
    chance = random.Random(11)
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        node = make_node(root, "A")
    process = start(tenant.pk)
    for _ in range(KILLS):
        with within(tenant.pk):
            days = [FIRST + timedelta(days=chance.randrange(120)) for _ in range(60)]
            make_feedback(version, [(node, day, [chance.randrange(11), 3, 3]) for day in days])
            for one in Feedback.objects.order_by("id")[:3]:
                erase(tenant_id=tenant.pk, feedback_id=one.id)
        count_all()
        time.sleep(chance.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = start(tenant.pk)
    process.send_signal(signal.SIGKILL)
    process.wait()

    sync(tenant_id=tenant.pk, now=timezone.now())

    with within(tenant.pk):
        found = list(verify(tenant_id=tenant.pk))
        assert sum(one.lake for one in found) == Feedback.objects.count()
        assert [one.is_well for one in found] == [True] * len(found)
        assert LakeMark.objects.count() == 0


def start(tenant) -> subprocess.Popen:
    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tenant)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
            "DATABASE_URL": url.removesuffix("&port="),
            "HEEDFUL_LAKE": settings.LAKE,
            "HEEDFUL_SECRET_KEY": settings.SECRET_KEY,
        },
    )
    assert process.stdout.readline() == b"ready\n"
    return process

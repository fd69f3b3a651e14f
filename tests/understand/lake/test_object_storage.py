"""The lake in object storage: a server of moto's stands for S3.

It is a process of its own: where the writer of Delta waits, no other thread of Python goes on.
"""

import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import fsspec
import pytest

from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.listen.feedback.domain import erase
from heedful.understand.lake import duck
from heedful.understand.lake.domain import sync
from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.lake.verifying import verify
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from tests.makers import (
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
)
from tests.ports import free_ports

NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAY = date(2026, 3, 10)
PATIENCE = 60


@pytest.fixture
def bucket(monkeypatch, settings):
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port)
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("guests")
    settings.LAKE = "s3://guests/heedful"
    duck._connection.cache_clear()
    yield
    duck._connection.cache_clear()
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.terminate()
    server.wait(30)


def wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.1)
        else:
            return


def hand_out(tenant):
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    count_all()
    sync(tenant_id=tenant.pk, now=NOW)


@pytest.mark.peer
def test_the_lake_may_lie_in_object_storage(db, bucket):
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        node = make_node(root, "A")
        keys = make_feedback(version, [(node, DAY, [9, 4, 5]), (node, DAY, [2, 1, 1])])
        hand_out(tenant)
        make_item(version.questionnaire, "parking")
        erase(tenant_id=tenant.pk, feedback_id=keys[0])
        hand_out(tenant)
        of = subject(tenant_id=tenant.pk, questionnaire_id=version.questionnaire_id)
        count = Count(of, Need.ANSWERS, (Window(DAY, DAY),), (root.pk,), are_locations=False)

        counted = LakeOnDuckDB().count(count)

        assert counted.keys == ((0, root.pk),)
        assert counted.sums.histogram.tolist() == [[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]]
        assert [(one.lake, one.is_well) for one in verify(tenant_id=tenant.pk)] == [(1, True)]
    files = fsspec.filesystem("s3").find("guests")
    assert sum(name.endswith(".parquet") and "_delta_log" not in name for name in files) == 1


@pytest.mark.peer
@pytest.mark.slow
def test_a_cluster_counts_what_lies_there(db, bucket, spark):
    tenant, root = make_tenant()
    with within(tenant.pk):
        questionnaire, version = make_questionnaire(tenant)
        node = make_node(root, "A")
        make_feedback(version, [(node, date(2026, 2, 10), [8, 5, 5])])
        hand_out(tenant)
        # The file of February has no column for it.
        make_item(questionnaire, "parking")
        newer = make_version(questionnaire, "with parking", [0, 3])
        make_feedback(newer, [(node, DAY, [9, 4]), (node, DAY, [2, 1])])
        hand_out(tenant)
        of = subject(tenant_id=tenant.pk, questionnaire_id=questionnaire.pk, item="parking")
        days = Window(date(2026, 2, 1), DAY)

        counted = spark.count(Count(of, Need.PAIRS, (days,), (root.pk,), are_locations=False))

        assert counted.keys == ((0, root.pk),)
        assert (counted.sums.n.tolist(), counted.sums.products.tolist()) == ([2], [38])

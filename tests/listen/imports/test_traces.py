"""Time, receipt and device come in with the rows, and only hashes of the last two are kept."""

from datetime import date

import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.traces import read_traces, trace
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.listen.imports import domain
from heedful.listen.imports.mapping import guess_mapping, read_mapping, to_toml
from heedful.understand.metrics.domain import apply, verify
from tests.listen.imports.test_domain import MAPPING, NOW, bring, tenant  # noqa: F401

pytestmark = pytest.mark.django_db

TRACED = MAPPING + '[traces]\nseconds = ["s1", "s2"]\nreceipt = "receipt"\ndevice = "device"\n'
HEADER = "id,region,place,at,nps,wait,weight,said,s1,s2,receipt,device\n"
ROWS = [
    "1,North,Mill Road,2026-03-01 19:30,9,2,1,,12.5,8,R1,tablet",
    "2,North,Pier,2026-03-02 12:30,4,1,1,,soon,-3,R1,",
]


def run(tenant, rows):  # noqa: F811
    entry = bring(tenant, rows, header=HEADER, mapping=TRACED)
    return domain.run_import(tenant_id=tenant.pk, import_id=entry.pk, now=NOW), entry


def test_traces_are_kept_with_the_rows(tenant):  # noqa: F811
    run(tenant, ROWS)
    first, second = Feedback.objects.order_by("occurred_at")
    assert (first.seconds, second.seconds) == ([12.5, 8.0], [0.0, 0.0])
    assert first.receipt == second.receipt == trace(tenant_id=tenant.pk, text="R1")
    assert (first.device, second.device) == (trace(tenant_id=tenant.pk, text="tablet"), None)

    found = read_traces(
        tenant_id=tenant.pk,
        questionnaire_id=first.questionnaire_id,
        first=date(2026, 3, 1),
        last=date(2026, 3, 2),
        ids=[second.id, first.id],
    )
    assert found.receipts.tolist() == [0, 0]
    assert found.devices.tolist() == [-1, 0]
    assert str(found.seconds.tolist()) == "[[nan, nan], [12.5, 8.0]]"


def test_the_same_receipt_of_another_organisation_has_another_hash(tenant):  # noqa: F811
    other = tenant.pk.__class__(int=1)
    assert trace(tenant_id=tenant.pk, text="R1") != trace(tenant_id=other, text="R1")


def test_a_mapping_with_traces_is_written_and_read_back():
    mapping = read_mapping(TRACED)
    assert read_mapping(to_toml(mapping)) == mapping


def test_traces_are_guessed_by_name_and_are_no_questions():
    columns = ["id", "place", "day", "score", "seconds", "receipt", "device"]
    rows = [[str(i), "A", "2026-03-01", str(1 + i % 5), "61", f"9{i}", f"d{i}"] for i in range(40)]
    mapping = guess_mapping(columns, rows, title="x").mapping
    assert mapping.traces.seconds == ("seconds",)
    assert mapping.traces.receipt == "receipt"
    assert [item.column for item in mapping.items] == ["score"]


def test_factors_follow_rows_that_are_replaced_and_go_with_rows_that_are_taken_out(tenant):  # noqa: F811
    run(tenant, ROWS)
    keys = list(Feedback.objects.order_by("occurred_at").values_list("id", flat=True))
    factors = Factors(keys, [500_000, 300_000], [["fast"], ["fast"]])
    set_factors(tenant_id=tenant.pk, kind="quality", factors=factors, now=NOW)
    _, entry = run(tenant, [ROWS[0].replace(",9,2,", ",3,2,"), ROWS[1]])
    assert Feedback.objects.filter(revision=1).count() == 1
    hand_out()
    assert not verify(tenant.pk)

    undo(tenant, entry)
    hand_out()
    assert (Feedback.objects.count(), RowFactor.objects.count()) == (2, 2)
    assert not verify(tenant.pk)


def undo(tenant, entry) -> None:  # noqa: F811
    domain.queue_undo(entry=entry, by_id=None, now=NOW)
    domain.undo_import(tenant_id=tenant.pk, import_id=entry.pk)


def hand_out() -> None:
    OutboxEntry.objects.update(due_at=NOW.replace(year=2000))
    while dispatch(handlers={CHANGED: apply}, now=NOW.replace(year=2100)):
        pass

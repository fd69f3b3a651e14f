"""`heedful audit verify`."""

import pytest
from django.utils import timezone

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action
from heedful.base.tenancy.domain import within
from heedful.flows.audit import verify_main
from tests.base.audit.test_audit import seal, tamper
from tests.makers import make_tenant


@pytest.fixture
def tenant(db):
    tenant, _root = make_tenant()
    with within(tenant.pk):
        for n in range(2):
            told = {"actor": OPERATOR, "action": Action.FILE_IMPORTED, "details": {"new": n}}
            record(tenant_id=tenant.pk, now=timezone.now(), **told)
        seal()
        yield tenant


def test_a_whole_record_and_the_seal_to_be_noted(tenant, capsys):
    assert verify_main(expect=None, tenant=None) == 0
    first, noted = capsys.readouterr().out.splitlines()
    assert first == "Whole: 2 entries, the last is"
    assert verify_main(expect=noted, tenant=None) == 0
    assert verify_main(expect="2:" + "0" * 64, tenant=None) == 1
    assert capsys.readouterr().out.splitlines()[2:4] == [
        "the seal of entry 2 is not the one that was noted",
        "Not whole: 2 entries, the last is",
    ]


def test_what_was_changed_is_named(tenant, capsys):
    tamper("update base_audit_entry set actor = 'heedful'")
    assert verify_main(expect=None, tenant=None) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "entry 1 was changed",
        "entry 2 was changed",
    ]


def test_a_note_that_is_none_is_refused(tenant, capsys):
    assert verify_main(expect="two", tenant=None) == 2
    assert verify_main(expect=None, tenant="nobody") == 2
    assert capsys.readouterr().out == ""

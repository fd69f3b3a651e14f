from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from rich.console import Console

from heedful.base.tenancy.domain import within
from heedful.flows.cells import rebuild, verify_main
from heedful.understand.blocks.domain import fold_all
from heedful.understand.blocks.models import Block, BlockState
from heedful.understand.metrics.models import DayCell, Waiting
from tests.understand.blocks.conftest import FIRST, make_chain
from tests.understand.blocks.test_running import assert_same

# Naming the apps lets the test's flush reach the tables that Django does not manage.
database = pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
WELL = "Cells hold what feedback says, and running sums what cells say.\n"


@pytest.fixture
def chain(transactional_db):
    made = make_chain()
    with within(made.tenant.pk):
        made.hear(120, share_weighted=0.2)
    fold_all(tenant_id=made.tenant.pk)
    return made


@database
def test_all_is_well_folded_or_not(chain, capsys):
    assert verify_main(tenant=None) == 0
    with within(chain.tenant.pk):
        chain.hear(20)
        waiting = Waiting.objects.count()

    assert verify_main(tenant=None) == 0
    assert capsys.readouterr().out == 2 * WELL
    with within(chain.tenant.pk):
        assert Waiting.objects.count() == waiting


@database
def test_what_somebody_changed_is_named_and_set_right(chain, capsys):
    with within(chain.tenant.pk):
        first = DayCell.objects.order_by("day").first()
        second = Block.objects.filter(slot=1, is_base=False).order_by("-day").first()
        with connection.cursor() as cursor:
            cursor.execute(
                "update understand_day_cell set rows = 77, sums[1] = 5 where location_id = %s"
                " and day = %s",
                [first.location_id, first.day],
            )
            cursor.execute(
                "update understand_block set plain = set_byte(plain, 1, 9)"
                " where slot = 1 and day = %s and not is_base",
                [second.day],
            )
    assert verify_main(tenant=None) == 1
    said = capsys.readouterr().out
    assert said.count("differs from its feedback") == 1
    assert f"running sums of {second.day} differ from the cells" in said

    rebuild(tenant_id=chain.tenant.pk, console=Console(quiet=True))

    assert verify_main(tenant=None) == 0
    with within(chain.tenant.pk):
        assert_same(chain, 11, 15)
        chain.hear(20, first=FIRST + timedelta(days=3))
        assert_same(chain, 12, 15)


@database
def test_blocks_that_were_cut_off_are_taken_up_again(chain):
    with within(chain.tenant.pk):
        BlockState.objects.update(ready=False)
        late = Block.objects.filter(day__gte=FIRST + timedelta(days=30))
        late.delete()
        chain.hear(10)

    fold_all(tenant_id=chain.tenant.pk)

    with within(chain.tenant.pk):
        assert BlockState.objects.get().ready
        assert_same(chain, 13, 15)
    assert verify_main(tenant=None) == 0

"""What Today says of the week, and a roster that is taken out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from heedful.base.org.dayparts import DAYPARTS
from heedful.base.org.models import RosterShift
from heedful.base.tenancy.domain import within
from heedful.understand.drivers.domain import compute
from heedful.understand.drivers.models import Priority
from heedful.understand.drivers.queries import latest_run
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import keep
from heedful.understand.week.rules import Cell, PlaceWeek, WholeWeek
from tests.web.conftest import LAST

WEAK = Cell(6, 3, 80, 7.1, 6.8, 7.4, distance=-0.9, distance_low=-1.2, distance_high=-0.5)
PLAIN = Cell(6, 3, 80, 8.0, 7.8, 8.2)
WAITING = {"item": "waiting", "gain": 5.2, "low": 3.0, "high": 8.1, "probability": 0.81}


def words(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def studied(chain):
    """Pier has a first step and a weak Sunday evening, Mill only a first step, Cove only a week."""
    about = {"tenant_id": chain.tenant.pk, "questionnaire_id": chain.version.questionnaire_id}
    with within(chain.tenant.pk):
        compute(**about, now=timezone.now())
        run = latest_run(**about)
        Priority.objects.filter(run=run).delete()
        for place, reason in ((chain.pier, ""), (chain.mill, ""), (chain.cove, "too_few_answers")):
            Priority.objects.create(
                tenant=chain.tenant, run=run, location=place, n=90, choices=[WAITING], reason=reason
            )
        keep(
            **about,
            kind="week",
            window=Window.ending(LAST, days=365),
            now=timezone.now(),
            whole=WholeWeek("recommend", DAYPARTS, 543, 3, 0.05, ()),
            places={
                chain.pier.pk: PlaceWeek(83, 8.0, 7.8, 8.2, (WEAK,)),
                chain.mill.pk: PlaceWeek(90, 8.0, 7.8, 8.2, (PLAIN,)),
                chain.cove.pk: PlaceWeek(83, 8.0, 7.8, 8.2, (WEAK,)),
            },
        )
    return chain


def test_beside_the_first_step_stands_when_the_week_is_weakest(studied, enter):
    page = words(enter(studied.pier, "location_manager").get(f"/today/{studied.pier.pk}/"))

    assert "Weakest part of the week here: Sunday evening." in page
    assert "as a whole, not of “Waiting” alone." in page
    assert f'href="/week/{studied.pier.pk}/">See the week</a>' in page


def test_without_a_mark_or_a_first_step_no_part_of_the_week_is_named(studied, enter):
    for place in (studied.mill, studied.cove):
        page = words(enter(place, "location_manager").get(f"/today/{place.pk}/"))
        assert "Weakest part of the week" not in page


def test_a_roster_is_taken_in_and_out_again_on_its_page(chain, enter):
    client = enter(chain.root, "owner")
    with within(chain.tenant.pk):
        code = chain.pier.code
    text = f"location_code,trading_day,daypart,senior\n{code},2026-11-01,lunch,yes\n"
    file = SimpleUploadedFile("roster.csv", text.encode())
    check = client.post("/organisation/roster/", {"file": file})["Location"]

    taken = client.post(check, follow=True)
    assert "Take this shift out again" in words(taken)
    with within(chain.tenant.pk):
        assert RosterShift.objects.count() == 1

    assert "1 shift taken out again." in words(client.post(check, {"undo": "1"}, follow=True))
    with within(chain.tenant.pk):
        assert RosterShift.objects.count() == 0
    assert client.get(check).status_code == 404

"""Parts of the day: the form, what follows, and that all pages use the same ones."""

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.org.dayparts import DAYPARTS, Daypart
from heedful.base.org.files.roster import preview_roster
from heedful.base.org.own_dayparts import keep_dayparts
from heedful.base.org.queries import dayparts_of
from heedful.base.tenancy.domain import within
from heedful.flows.priorities import REFRESH
from heedful.understand.week import domain as week
from heedful.web.week.page import week_page
from heedful.web.who.page import who_page
from tests.makers import make_member
from tests.web.who.test_views import study_now

ADDRESS = "/organisation/dayparts/"
OWN = (Daypart("Day", 240), Daypart("Night", 1020))
WRITTEN = {
    "name_0": "Night", "from_0": "17:00", "to_0": "04:00",
    "name_1": "Day", "from_1": "04:00", "to_1": "17:00",
}  # fmt: skip
VISITS = (
    b"location_code,trading_day,visits,hours\nPier,2026-11-21,40,12:00-14:00\n"
    b"Pier,2026-11-21,10,17:00-23:00\nPier,2026-11-21,10,14:00-17:00\n"
)


def words(page):
    return " ".join(page.content.decode().split())


def parts(chain):
    with within(chain.tenant.pk):
        return dayparts_of(tenant_id=chain.tenant.pk)


def studies_asked_for():
    return ProcrastinateJob.objects.filter(task_name=REFRESH).count()


def test_the_form_shows_what_holds_and_keeps_what_is_written(chain, enter):
    owner = enter(chain.root, "owner")
    page = owner.get(ADDRESS)
    assert page.context["form"]["from_0"].value().strftime("%H:%M") == "04:00"
    assert "Back to the standard" not in words(page)

    kept = owner.post(ADDRESS, WRITTEN, follow=True)
    assert "Saved. The trading week and who answers follow in a minute or two." in words(kept)
    assert parts(chain) == OWN
    assert studies_asked_for() == 1

    back = owner.post(ADDRESS, {"standard": "1"}, follow=True)
    assert "The standard parts of the day hold again." in words(back)
    assert parts(chain) == DAYPARTS


def test_what_is_no_trading_day_is_said_and_not_kept(chain, enter):
    owner = enter(chain.root, "owner")
    gap = owner.post(ADDRESS, WRITTEN | {"to_1": "16:30"})
    assert gap.status_code == 422
    assert "Between 16:30 and 17:00 there is no part of the day." in words(gap)
    half = owner.post(ADDRESS, WRITTEN | {"name_2": "Tea"})
    assert half.status_code == 422
    assert "Each part has a name and both hours" in words(half)
    assert parts(chain) == DAYPARTS
    assert studies_asked_for() == 0


def test_only_an_owner_of_the_whole_cuts_the_day(chain, enter):
    assert enter(chain.root, "analyst").get(ADDRESS).status_code == 403
    part = enter(chain.north, "owner")
    page = words(part.get(ADDRESS))
    assert "<li>breakfast, from 04:00</li>" in page
    assert "An owner of the whole organisation changes them." in page
    assert 'name="from_0"' not in page
    assert part.post(ADDRESS, {"standard": "1"}).status_code == 403


def test_the_week_who_answers_and_rosters_use_the_same_parts(chain):
    with within(chain.tenant.pk):
        keep_dayparts(tenant_id=chain.tenant.pk, dayparts=OWN)
        key = chain.version.questionnaire_id
        week.study(tenant_id=chain.tenant.pk, questionnaire_id=key, now=timezone.now())
        member = make_member(chain.root, "executive")
    study_now(chain, visits=VISITS)
    roster = f"location_code,trading_day,daypart,senior\n{chain.pier.code},2026-11-01,NIGHT,1\n"
    with within(chain.tenant.pk):
        columns = week_page(member=member, key=str(chain.root.pk)).columns
        rates = who_page(member=member, key=str(chain.root.pk)).dayparts
        plan = preview_roster(tenant=chain.tenant, data=roster.encode())

    assert columns == [("Day", "04:00"), ("Night", "17:00")]
    assert [(one.name, one.visits) for one in rates] == [
        ("Day 04:00-17:00", 50),
        ("Night 17:00-04:00", 10),
    ]
    assert (plan.added, plan.faults) == (1, [])

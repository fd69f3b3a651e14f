from datetime import UTC, datetime, timedelta

import pytest

from heedful.base.live.models import LiveEvent
from heedful.base.notify.domain import Message, read, tell, tell_all
from heedful.base.notify.models import Delivery, Notice, WishesOf
from heedful.base.notify.queries import notices_visible_to
from heedful.base.notify.rules import State, Way

NOW = datetime(2026, 11, 25, 23, tzinfo=UTC)


def say(team, key="alert:1", *, now=NOW, urgent=False, kind="alert"):
    return tell(
        tenant_id=team.tenant.pk,
        members=[team.boss, team.manager],
        kind=kind,
        title="4 of 10 at Harbour Street",
        text="Waited long",
        path="/alerts/1/",
        urgent=urgent,
        key=key,
        now=now,
    )


def test_each_person_is_told_once_however_often_it_is_said(team):
    first = say(team)
    again = say(team, now=NOW + timedelta(hours=1))

    assert [one.member_id for one in first] == [team.boss.pk, team.manager.pk]
    assert again == []
    assert Notice.objects.count() == 2
    deliveries = Delivery.objects.values_list("way", "state", "due_at", "gathered_for")
    assert list(deliveries) == [(Way.EMAIL, State.HANDED, NOW, None)] * 2
    assert sorted(LiveEvent.objects.values_list("topic", flat=True)) == sorted(
        f"member:{one.pk}" for one in (team.boss, team.manager)
    )


def test_who_gathers_mail_gets_it_later_and_what_is_urgent_at_once(team):
    WishesOf.objects.create(tenant=team.tenant, member=team.boss, digest="daily")

    say(team, "a")
    say(team, "b", urgent=True)

    of_boss = Notice.objects.filter(member=team.boss).values_list("pk", flat=True)
    told = Delivery.objects.filter(about_id__in=list(of_boss)).order_by("due_at")
    morning = datetime(2026, 11, 26, 7, tzinfo=UTC)
    assert list(told.values_list("due_at", "gathered_for")) == [
        (NOW, None),
        (morning, team.boss.pk),
    ]


def test_many_messages_cost_as_many_queries_as_one(team, django_assert_num_queries):
    people = [team.boss, team.manager]

    def messages(n):
        return [Message(people, "alert", "Look", "", "/", f"{n}:{i}") for i in range(n)]

    for n in (1, 60):
        with django_assert_num_queries(13):
            tell_all(tenant_id=team.tenant.pk, messages=messages(n), now=NOW)


def test_reading_marks_ones_own_only(team):
    say(team)

    assert read(member=team.boss, now=NOW) == 1
    assert read(member=team.boss, now=NOW) == 0
    assert [one.read_at for one in notices_visible_to(member=team.manager)] == [None]


def test_reading_may_be_about_some_pages(team):
    (notice, _other) = say(team)
    assert read(member=notice.member, paths=["/elsewhere/"], now=NOW) == 0
    assert read(member=notice.member, paths=["/elsewhere/", notice.path], now=NOW) == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_shows_what_was_told_and_what_became_of_it(
    team, client, django_assert_num_queries, n
):
    for i in range(n):
        say(team, f"alert:{i}")
    client.force_login(team.boss.user)

    with django_assert_num_queries(18):
        page = client.get("/notices/")

    assert page.content.decode().count("4 of 10 at Harbour Street") == n
    assert page.content.decode().count("E-mail: waiting") == n
    assert client.get("/notices/unread/").json() == {"unread": n}
    client.post("/notices/read/")
    assert client.get("/notices/unread/").json() == {"unread": 0}

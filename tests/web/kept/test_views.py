import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs

from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.understand.saved.domain import answer_due
from heedful.understand.saved.models import SavedQuestion

QUERIES = 15
ASKED = "measure=mean&by=location&compare=before&days=90"


def saved_of(chain):
    with within(chain.tenant.pk):
        return SavedQuestion.objects.get()


def keep(client, name="Weekly", address=ASKED):
    return client.post("/explore/keep/", {"name": name, "address": address}, follow=True)


def test_a_question_is_kept_and_asked_again(chain, enter):
    client = enter(chain.root)
    page = keep(client)

    assert parse_qs(page.context["one"].address) == parse_qs(ASKED)
    assert page.context["one"].about == "Average by location"
    saved = saved_of(chain)
    assert f'href="/explore/kept/{saved.pk}/"' in client.get("/explore/kept/").content.decode()


def test_what_is_no_question_is_not_kept(chain, enter):
    client = enter(chain.root)
    assert "There is no measure" in keep(client, address="measure=x").content.decode()
    assert "Give the question a name" in keep(client, name="").content.decode()
    with within(chain.tenant.pk):
        assert SavedQuestion.objects.count() == 0


def test_the_list_costs_the_same_with_one_and_with_three(chain, enter, django_assert_num_queries):
    client = enter(chain.root)
    for n in (1, 3):
        while len(client.get("/explore/kept/").context["page"].kept) < n:
            keep(client)
        with django_assert_num_queries(QUERIES):
            client.get("/explore/kept/")


def test_a_question_is_named_shared_deleted_and_taken_back(chain, enter):
    client, other = enter(chain.root), enter(chain.south)
    keep(client)
    address = f"/explore/kept/{saved_of(chain).pk}/"
    assert other.get(address).status_code == 404

    client.post(address, {"name": "Every place", "is_shared": "on"})
    assert "Every place" in other.get(address).content.decode()
    assert other.post(address, {"name": "Mine"}).status_code == 404
    assert other.post(f"{address}delete/").status_code == 404
    assert client.post(address, {"name": ""}).status_code == 422

    client.post(f"{address}delete/")
    assert client.get(address).status_code == 404
    assert [one.name for one in client.get("/explore/kept/").context["page"].deleted] == [
        "Every place"
    ]
    client.post(f"{address}back/")
    assert client.get(address).status_code == 200


def test_answers_at_set_times_are_kept_and_sent_as_files(chain, enter):
    client = enter(chain.root)
    keep(client)
    saved = saved_of(chain)
    address = f"/explore/kept/{saved.pk}/"

    page = client.post(
        f"{address}times/", {"every": "weekly", "weekday": "0", "hour": "7"}, follow=True
    )
    assert "Every week, Monday at 07:00" in page.content.decode()
    with within(chain.tenant.pk):
        answer = answer_due(saved_id=saved.pk, now=timezone.now() + timedelta(days=8))
    page = client.get(address).content.decode()
    assert f"/explore/answers/{answer.pk}.xlsx" in page

    sent = client.get(f"/explore/answers/{answer.pk}.csv").content
    asked = client.get(f"/explore/answer.csv?{ASKED}").content
    assert sent == asked
    assert [line[0] for line in csv.reader(io.StringIO(sent.decode("utf-8-sig")))] == [
        "location", "Cove", "Mill", "Pier", "Quay",
    ]  # fmt: skip
    assert client.get(f"/explore/answers/{answer.pk}.exe").status_code == 404
    assert enter(chain.root).get(f"/explore/answers/{answer.pk}.csv").status_code == 404


def test_times_can_be_paused_and_stopped(chain, enter):
    client = enter(chain.root)
    keep(client)
    address = f"/explore/kept/{saved_of(chain).pk}/"
    client.post(f"{address}times/", {"every": "daily", "hour": "7"})

    assert "Paused." in client.post(f"{address}pause/", follow=True).content.decode()
    assert "Next:" in client.post(f"{address}resume/", follow=True).content.decode()
    assert "Next:" not in client.post(f"{address}stop/", follow=True).content.decode()


def test_a_month_needs_its_day(chain, enter):
    client = enter(chain.root)
    keep(client)
    address = f"/explore/kept/{saved_of(chain).pk}/times/"

    page = client.post(address, {"every": "monthly", "hour": "7"})
    assert (page.status_code, "Say on which day" in page.content.decode()) == (422, True)
    assert (
        client.post(address, {"every": "monthly", "month_day": "31", "hour": "7"}).status_code
        == 422
    )
    assert client.post(address, {"every": "hourly", "hour": "7"}).status_code == 422
    assert (
        client.post(address, {"every": "monthly", "month_day": "3", "hour": "7"}).status_code == 302
    )

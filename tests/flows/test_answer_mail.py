"""Answers at set times are mailed to who wants it, once each, with a link that ends it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heedful.base.connectors.sending.models import Outgoing, State
from heedful.base.tenancy.domain import within
from heedful.flows import saved as flow
from heedful.understand.saved.domain import save, schedule
from heedful.understand.saved.models import SavedQuestion
from heedful.understand.saved.rules import Every
from tests.makers import make_member
from tests.web.conftest import chain  # noqa: F401


@pytest.fixture
def asked(chain):  # noqa: F811
    """A question of the owner that is due each day."""
    with within(chain.tenant.pk):
        return save(
            owner=make_member(chain.root),
            name="How is it",
            params={"measure": ["mean"], "item": ["food"], "by": ["group"], "days": ["90"]},
            is_shared=False,
            now=timezone.now(),
        )


def come(asked: SavedQuestion, *, by_mail: bool) -> None:
    """Let its time have come, once."""
    with within(asked.tenant_id):
        before = timezone.now() - timedelta(days=3)
        every = {"every": Every.DAILY, "on_day": 0, "hour": 7}
        schedule(saved=asked, **every, by_mail=by_mail, now=before)
    flow.answer_one(str(asked.tenant_id), str(asked.pk))
    flow.answer_one(str(asked.tenant_id), str(asked.pk))


def mails(asked: SavedQuestion) -> list[Outgoing]:
    with within(asked.tenant_id):
        return list(Outgoing.objects.all())


def test_nothing_is_mailed_unless_it_is_wished(asked):
    come(asked, by_mail=False)
    assert mails(asked) == []


def test_an_answer_is_mailed_once_with_its_table_and_the_way_to_the_page(asked):
    come(asked, by_mail=True)
    (mail,) = mails(asked)
    assert (mail.channel, mail.to, mail.subject) == ("email", asked.owner.user.email, "How is it")
    lines = mail.text.splitlines()
    assert lines[:2] == ["Average, Food", f"Harbour Table, {first_and_last(lines[1])}"]
    assert [line.split(":")[0] for line in lines[3:5]] == ["North", "South"]
    assert re.fullmatch(r"North: \d\.\d\d \(\d\.\d\d to \d\.\d\d\), answers: \d+", lines[3])
    assert lines[6].endswith(f"/explore/kept/{asked.pk}/")
    assert lines[9] == mail.unsubscribe


def first_and_last(line: str) -> str:
    return re.search(r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$", line)[0]


def test_the_link_ends_the_mails_and_opening_it_does_not(asked):
    come(asked, by_mail=True)
    (mail,) = mails(asked)
    path = "/explore/no-mail/" + mail.unsubscribe.partition("/explore/no-mail/")[2]
    client = Client(enforce_csrf_checks=True)

    assert "No more mails" in client.get(path).content.decode()
    with within(asked.tenant_id):
        assert SavedQuestion.objects.get().by_mail is True
    assert "You get no more mails" in client.post(path).content.decode()
    with within(asked.tenant_id):
        assert SavedQuestion.objects.get().by_mail is False
    assert client.post(path[:-3] + "x/").status_code == 404


def test_without_a_mail_account_the_page_says_so(asked, client):
    come(asked, by_mail=True)
    with within(asked.tenant_id):
        Outgoing.objects.update(state=State.KEPT)
    client.force_login(asked.owner.user)
    page = client.get(f"/explore/kept/{asked.pk}/").content.decode()
    assert "kept, not mailed: no mail account" in page

"""Threat 16: notes among colleagues that customers, or programs, get to read."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from heedful.act.cases.asking import ask
from heedful.act.cases.talking import note, write_to
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make
from heedful.base.notify.hooks import make_webhook
from heedful.base.notify.models import HookEvent
from heedful.base.tenancy.domain import within
from heedful.base.tokens.domain import make_token
from heedful.base.tokens.rules import Scope
from tests.act.cases.conftest import NOON, chain
from tests.web.api.conftest import Program

__all__ = ["chain"]
SECRET = "Kitchen secret"
SITE = "https://feedback.example.org"


def test_what_colleagues_say_reaches_no_customer_and_no_program(chain):
    owner, now = chain.people["owner"], timezone.now()
    make_webhook(by=owner, name="Till", url="https://x.example", kinds=[], now=NOON)
    guest = find_or_make(tenant_id=chain.tenant.pk, identities=[("email", "guest@example.org")])
    case = chain.case(customer_id=guest.pk, customer_name="Ada")
    agent = chain.people["agent"]
    note(case=case, text=f"{SECRET} @{owner.user.email}", by=agent, now=NOON)
    write_to(case=case, way="email", text="We are sorry.", by=agent, now=NOON)
    ask(case=case, by=agent, now=NOON + timedelta(hours=1), site=SITE)

    to_customers = list(Outgoing.objects.filter(about__startswith="case:").order_by("pk"))
    assert len(to_customers) == 2
    assert [one for one in to_customers if SECRET in one.text + one.html + one.subject] == []
    assert [one for one in HookEvent.objects.all() if SECRET in str(one.payload)] == []
    token = to_customers[-1].text.split("/c/")[1].split()[0].strip("/")
    _made, program = make_token(
        member=owner, name="Sheet", scopes=tuple(Scope), place=chain.root, days=7, by=owner, now=now
    )
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.tenant', '', true)")
    page = Client().get(f"/c/{token}/")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    for path in ("comments", "priorities", "locations"):
        told = Program(program).get(path)
        assert told.status_code == 200
        assert SECRET not in told.content.decode()
    with within(chain.tenant.pk):
        assert case.events.count() >= 3

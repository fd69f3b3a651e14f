"""A whole survey by text message through Kannel, which speaks SMPP with a network of ours."""

from contextlib import ExitStack

import pytest
from django.conf import settings as all_settings
from django.utils import timezone

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.entering import open_entry
from heedful.listen.conversations.models import By
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Response
from heedful.web.channels.page import addresses_of
from tests.peers.smsc import Network
from tests.peers.starting import answers, fill, needs, running, until
from tests.ports import free_ports

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, available_apps=all_settings.INSTALLED_APPS),
]
GUEST = "4915112345678"


@pytest.fixture
def ports():
    return dict(zip(("admin", "box", "sendsms", "smsc"), free_ports(4), strict=True))


@pytest.fixture
def gateway(served, account, ports):
    url = f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms"
    return account("kannel", ["sms"], {"url": url, "user": "u"}, {"password": "p"})


@pytest.fixture
def network(folder, ports, gateway):
    needs("bearerbox", "smsbox")
    (address,) = addresses_of(gateway)
    fill("kannel/kannel.conf", folder / "kannel.conf", folder=folder, get_url=address.url, **ports)
    network = Network(ports["smsc"])
    with ExitStack() as stack:
        for program, port in (("bearerbox", "box"), ("smsbox", "sendsms")):
            argv = [f"/usr/sbin/{program}", folder / "kannel.conf"]
            stack.enter_context(running(argv, log=folder / "kannel.log"))
            until(answers(ports[port]), log=folder / "kannel.log")
        until(lambda: network.gateway, log=folder / "kannel.log")
        yield network
    network.shutdown()
    network.server_close()


def test_a_survey_by_text_message(house, survey, gateway, network, work):
    with within(house[0].pk):
        open_entry(
            version=survey, location=house[1], channel=By.SMS, word="harbour", now=timezone.now()
        )

    def say(text):
        before = len(network.texts)
        network.write_to(GUEST, text)

        def answered():
            work()
            return network.texts[before:]

        ((number, said),) = until(answered)
        assert number.lstrip("+") == GUEST
        return said

    assert say("Harbour").endswith("Reply 0 to 10 (10 is best).")
    assert say("4").startswith("The waiting time\nReply 1 (very long) to 5")
    assert say("two").startswith("Which meal?\n1 Lunch\n2 Dinner")
    assert say("2").startswith("What happened?")
    assert say("Zu spät – “sorry” 🙂 مرحبا") == "Thank you. Your answers have arrived."

    with within(house[0].pk):
        row, answer = Feedback.objects.get(), Response.objects.get()
        assert (row.channel, row.scores, row.comment) == (
            "sms", [4, 2], "Zu spät – “sorry” 🙂 مرحبا",
        )  # fmt: skip
        assert answer.answers["meal"] == "dinner"

    def delivered():
        with within(house[0].pk):
            states = set(Outgoing.objects.values_list("state", flat=True))
        return states == {"delivered"}

    until(delivered)

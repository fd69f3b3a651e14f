"""How fast one client may send to one address."""

from types import SimpleNamespace

import pytest

from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys import pace
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.pace import Pace
from tests.listen.surveys.test_views import ticket_of

ONE, OTHER = ("address", "192.0.2.1"), ("address", "192.0.2.2")


def test_as_many_as_allowed_at_once_and_then_one_by_one():
    taken = Pace(3)
    assert [taken.wait(ONE, now=0.0) for _ in range(4)] == [0, 0, 0, 20]
    assert [taken.wait(ONE, now=at) for at in (19.0, 20.0, 20.0)] == [1, 0, 20]
    assert taken.wait(OTHER, now=20.0) == 0


def test_a_refused_one_costs_nothing_and_clients_that_are_forgotten_begin_anew():
    taken = Pace(1, most=2)
    assert [taken.wait(ONE, now=0.0) for _ in range(50)] == [0, *[60] * 49]
    assert taken.wait(ONE, now=60.0) == 0
    for n in range(3):
        taken.wait(("address", str(n)), now=60.0)
    assert taken.wait(ONE, now=60.0) == 0


@pytest.fixture
def address(version, location):
    return f"/f/{make_link(version=version, location=location)}/"


def sent(client, address, peer):
    form = {
        "ticket": ticket_of(client.get(address)), "q-recommend": "4", "q-waiting": "4",
        "q-staff": "4",
    }  # fmt: skip
    return client.post(address, form, REMOTE_ADDR=peer)


def test_one_client_is_slowed_down_and_others_are_not(client, address, monkeypatch):
    for name in ("ANSWERS", "PICTURES"):
        monkeypatch.setattr(pace, name, Pace(2))
    # However long the forms take, they come at one moment.
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    codes = [sent(client, address, "192.0.2.1").status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    late = sent(client, address, "192.0.2.1")
    assert (late.headers["Retry-After"], "in a minute" in late.content.decode()) == ("30", True)
    assert sent(client, address, "192.0.2.2").status_code == 302
    assert client.get(address).status_code == 200
    assert Feedback.objects.count() == 3

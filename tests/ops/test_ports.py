import os
import socket

import pytest

from heedful.environment import read
from heedful.ops import lock, ports
from heedful.ops.addresses import address, as_served, ask
from heedful.ops.home import OperatorError


@pytest.fixture
def listener():
    with socket.socket() as listening:
        # As granian does, which would share its port with anybody who does the same.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_somebody_would_share_is_still_in_use(listener, monkeypatch):
    monkeypatch.setattr(ports, "PATIENCE", 0)

    with pytest.raises(OperatorError) as reason:
        ports.must_be_free("127.0.0.1", listener, option="--port")
    assert str(reason.value) == (
        f"Port {listener} on 127.0.0.1 is in use by another program. Stop that program, or choose"
        f" another port: --port {listener + 10}."
    )


def test_a_free_port_is_free_again_after_the_question():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]

    assert ports.is_free("127.0.0.1", port)
    assert ports.is_free("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(OperatorError, match="is no address of this machine"):
        ports.is_free(host, 0)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HEEDFUL_HOST": "0.0.0.0", "HEEDFUL_PORT": "80"}, "http://localhost:80"),  # noqa: S104
        ({"HEEDFUL_HOST": "::1"}, "http://[::1]:8000"),
        ({"HEEDFUL_PUBLIC_URL": "https://heedful.example.com/"}, "https://heedful.example.com"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(settings, url):
    assert address(read(settings)) == url


def test_no_answer_is_an_answer(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert str(ask(read({"HEEDFUL_PORT": str(port)}), "/")) == "does not answer"


def test_other_commands_learn_the_address_that_was_really_given(home):
    environment = read({"HEEDFUL_HOME": str(home.path)})
    home.remember(serving={"host": "127.0.0.1", "port": 8123, "live_port": 8124})

    assert as_served(environment).port == 8000
    with lock.held(home.path):
        assert as_served(environment).port == 8123
        assert lock.is_held(home.path)
    assert not lock.is_held(home.path)


def test_the_lock_names_its_holder_to_the_next(home):
    with (
        lock.held(home.path),
        pytest.raises(lock.HeldElsewhereError) as reason,
        lock.held(home.path),
    ):
        pass
    assert str(reason.value) == (
        f"Heedful already works on {home.path} (process {os.getpid()}). Stop it first, or name"
        " another data folder with --data DIR."
    )

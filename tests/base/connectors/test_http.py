"""No typed address leads inside, whatever its name, its redirects or its second answer."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from heedful.base.connectors import addresses
from heedful.base.connectors.addresses import NotReachable, is_public
from heedful.base.connectors.http import GuardedClient, TooMuch


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        if self.path.startswith("/to="):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to="))
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (5_000 if self.path == "/large" else 2))

    def log_message(self, *words):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def names(monkeypatch):
    """A name server of ours; what was asked is looked up once and then goes to the next answer."""
    answers = {}
    real = socket.getaddrinfo

    def lookup(host, port, *rest, **more):
        if host in answers:
            found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return answers


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",  # noqa: S104
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.0.1",
    ],
)  # fmt: skip
def test_private_addresses_are_none_of_the_internet(address):
    assert is_public(address) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses_are(address):
    assert is_public(address) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/",
        "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/",
        "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "http:///x",
        "http://no-such-name.invalid/",
    ],
)  # fmt: skip
def test_typed_addresses_that_lead_inside_or_nowhere_are_not_called(url):
    with GuardedClient() as client, pytest.raises(NotReachable):
        client.get(url)


def test_a_name_with_one_private_address_among_its_own_is_not_called(names):
    names["mixed.example"] = [["93.184.216.34", "10.0.0.1"]]
    with GuardedClient() as client, pytest.raises(NotReachable):
        client.get("http://mixed.example/")


def test_a_second_answer_of_the_name_server_changes_nothing(names, site, monkeypatch):
    """The name was public when it was looked at; the connection goes to that address only."""
    names["rebind.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    went = []

    def note(address, **_options):
        went.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", note)
    with pytest.raises(ConnectionRefusedError):
        addresses.connect("rebind.example", 80, seconds=1)
    assert went == [("93.184.216.34", 80)]


def test_every_step_of_a_redirect_is_looked_at(names, site, settings, monkeypatch):
    port = site.server_address[1]
    names["public.example"] = [["127.0.0.1"]]
    # For this test our own site counts as public; the address behind the redirect does not.
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")

    with GuardedClient(most_redirects=3) as client:
        here = f"http://public.example:{port}"
        assert client.get(f"{here}/to=/next").content == b"xx"
        with pytest.raises(NotReachable):
            client.get(f"{here}/to=http://10.0.0.1/")
        with pytest.raises(NotReachable):
            client.get(f"{here}/to=file:///etc/passwd")

    assert site.asked[1] == ("/next", f"public.example:{port}")


def test_redirects_are_not_followed_unless_asked(site, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with GuardedClient() as client:
        assert client.get(f"http://127.0.0.1:{site.server_address[1]}/to=/x").status == 302


def test_an_answer_has_an_end(site, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with GuardedClient(most_bytes=4_999) as client, pytest.raises(TooMuch):
        client.get(f"http://127.0.0.1:{site.server_address[1]}/large")

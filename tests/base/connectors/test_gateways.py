"""What gateways and services answer decides: sent, later, never, or nobody can know."""

import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from heedful.base.connectors.accounts.domain import HOOK, add_account
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.secrets import unseal
from heedful.base.connectors.sending import loop
from heedful.base.connectors.sending.domain import queue
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.fetching import NotFetched, fetch
from heedful.listen.conversations.models import Recording
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({})

    def do_POST(self):
        self.answer(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

    def answer(self, form):
        path = urlsplit(self.path)
        self.server.asked.append((path.path, dict(parse_qsl(path.query)) | form, self.headers))
        status, headers, content = self.server.says
        if status is None:
            self.connection.close()
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@pytest.fixture
def service(settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.says = [], (200, {}, b"")
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def account(tenant, service, kind):
    url = f"{service.url}/cgi-bin/sendsms" if kind == "kannel" else service.url
    with within(tenant.pk):
        return add_account(
            tenant=tenant, kind=kind, name=kind, channels=["sms", "call"],
            options={"url": url, "user": "u", "sid": "AC1", "sender": "+4930123"},
            secrets={"password": "p", "token": "t"}, now=timezone.now(),
        )  # fmt: skip


def send(tenant, text="Grüße", channel="sms"):
    with within(tenant.pk):
        outgoing = queue(
            tenant_id=tenant.pk, channel=channel, to="+4915112345678", text=text, about="x",
            key="x", now=timezone.now(),
        )  # fmt: skip
    loop.send_all()
    with within(tenant.pk):
        outgoing.refresh_from_db()
    return outgoing


@pytest.mark.parametrize(("text", "coding"), [("Grüße", "0"), ("مرحبا", "2")])
def test_kannel_is_told_the_alphabet_and_where_to_report(tenant, service, text, coding):
    gateway = account(tenant, service, "kannel")
    service.says = (202, {}, b"0: Accepted for delivery")
    outgoing = send(tenant, text)

    ((path, told, _headers),) = service.asked
    secret = unseal(gateway.sealed)[HOOK]
    assert (outgoing.state, path) == ("sent", "/cgi-bin/sendsms")
    assert told == {
        "username": "u", "password": "p", "to": "+4915112345678", "from": "+4930123",
        "text": text, "charset": "UTF-8", "coding": coding, "dlr-mask": "31",
        "dlr-url": f"http://127.0.0.1:8000/hooks/kannel/{secret}/report/{outgoing.pk}/?type=%d&said=%A",
    }  # fmt: skip


def test_twilio_is_told_and_its_own_name_of_the_message_is_kept(tenant, service):
    other = account(tenant, service, "twilio")
    service.says = (201, {}, b'{"sid": "SM1"}')
    outgoing = send(tenant)

    ((path, told, headers),) = service.asked
    assert (outgoing.state, outgoing.external_id) == ("sent", "SM1")
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert headers["Authorization"] == f"Basic {b64encode(b'AC1:t').decode()}"
    assert (told["To"], told["From"], told["Body"]) == ("+4915112345678", "+4930123", "Grüße")
    assert unseal(other.sealed)[HOOK] in told["StatusCallback"]


def test_a_call_names_the_address_at_which_it_is_told_what_to_say(tenant, service):
    account(tenant, service, "twilio")
    service.says = (201, {}, b'{"sid": "CA1"}')
    outgoing = send(tenant, "survey-secret", channel="call")

    ((path, told, _headers),) = service.asked
    assert (outgoing.state, path) == ("sent", "/2010-04-01/Accounts/AC1/Calls.json")
    assert told["Url"].endswith(f"/out/{outgoing.pk}/")
    assert "survey-secret" not in json.dumps(told)


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ((401, {}, b"who are you"), "waiting"), ((403, {}, b"no"), "waiting"),
        ((429, {"Retry-After": "7"}, b"slowly"), "waiting"), ((503, {}, b"busy"), "waiting"),
        ((400, {}, b'{"code": 21610}'), "failed"), ((500, {}, b"oh"), "unknown"),
        ((None, {}, b""), "unknown"), ((201, {}, b"not json"), "unknown"),
        ((302, {"Location": "http://127.0.0.1/"}, b""), "failed"),
    ],
)  # fmt: skip
def test_what_the_service_answers_decides(tenant, service, says, state):
    account(tenant, service, "twilio")
    service.says = says
    outgoing = send(tenant)
    assert (outgoing.state, outgoing.reason != "", len(service.asked)) == (state, True, 1)


def test_a_refused_account_is_told_on_its_page_and_left_alone(tenant, service):
    account(tenant, service, "twilio")
    service.says = (401, {}, b"who are you")
    send(tenant)
    with within(tenant.pk):
        found = ChannelAccount.objects.get()
    assert ("401" in found.send_error, found.quiet_until > timezone.now()) == (True, True)


def test_a_number_that_is_none_is_a_bounce(tenant, service):
    account(tenant, service, "twilio")
    service.says = (400, {}, b'{"code": 21211, "message": "Invalid To"}')
    outgoing = send(tenant)
    with within(tenant.pk):
        assert Incoming.objects.get().outgoing_id == outgoing.pk


@pytest.fixture
def recording(service):
    tenant, root = make_tenant()
    line = account(tenant, service, "twilio")
    with within(tenant.pk):
        place = make_node(root, "Harbour Street")

        def make(source):
            return Recording.objects.create(
                tenant=tenant, form_id=place.pk, location=place, account=line, question="why",
                asked="Why?", source=source, recorded_at=timezone.now(),
            )  # fmt: skip

        yield make


def found(recording):
    with within(recording.tenant_id):
        recording.refresh_from_db()
    return bytes(recording.content), recording.fetched_at is not None


def test_a_spoken_answer_is_fetched_once_with_the_accounts_secret(service, recording):
    service.says = (200, {}, b"RIFF0000WAVEdata")
    spoken = recording(f"{service.url}/r/RE1")
    for _each in range(2):
        fetch(tenant_id=spoken.tenant_id, recording_id=spoken.pk, now=timezone.now())
    assert found(spoken) == (b"RIFF0000WAVEdata", True)
    assert [headers["Authorization"] is not None for _p, _f, headers in service.asked] == [True]


def test_the_secret_does_not_go_to_another_host(service, recording):
    service.says = (200, {}, b"RIFF0000WAVEdata")
    spoken = recording(f"{service.url.replace('127.0.0.1', 'localhost')}/r/RE1")
    fetch(tenant_id=spoken.tenant_id, recording_id=spoken.pk, now=timezone.now())
    assert [headers["Authorization"] for _p, _f, headers in service.asked] == [None]


@pytest.mark.parametrize("says", [(404, {}, b""), (200, {}, b"<html>"), (None, {}, b"")])
def test_what_is_no_sound_is_not_kept_and_tried_again(service, recording, says):
    service.says = says
    spoken = recording(f"{service.url}/r/RE1")
    with pytest.raises(NotFetched):
        fetch(tenant_id=spoken.tenant_id, recording_id=spoken.pk, now=timezone.now())
    content, is_fetched = found(spoken)
    assert (content, is_fetched, spoken.problem != "") == (b"", False, True)


def test_djangos_own_mail_goes_the_same_way(settings):
    settings.EMAIL_BACKEND = "heedful.base.connectors.mail.backend.QueueBackend"
    tenant, root = make_tenant()
    with within(tenant.pk):
        to = make_member(root).user.email
    letter = EmailMultiAlternatives("Your password", "https://x/secret", to=[to, "nobody@x.org"])
    letter.attach_alternative("<p>link</p>", "text/html")

    assert mail.get_connection().send_messages([letter]) == 1
    with within(tenant.pk):
        sent = Outgoing.objects.get()
    assert (sent.to, sent.subject, sent.about, sent.html) == (
        to, "Your password", "account", "<p>link</p>",
    )  # fmt: skip

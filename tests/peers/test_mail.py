"""Mail through Postfix and Dovecot: it arrives, replies are heard once, and bounces are known."""

import imaplib
import smtplib
import subprocess
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from pwd import getpwnam

import pytest
from django.conf import settings as all_settings
from django.utils import timezone

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.mail.hearing import poll
from heedful.base.connectors.sending.domain import queue
from heedful.base.customers.domain import find_or_make
from heedful.base.customers.models import Identity
from heedful.base.tenancy.domain import within
from tests.peers.starting import answers, fill, needs, running, until
from tests.ports import free_ports

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, available_apps=all_settings.INSTALLED_APPS),
]
SENDER, GUEST = "guests@harbour.test", "ada@guests.test"
# Postfix takes mail to it, Dovecot does not: it comes back.
LOST = "nobody@guests.test"


@pytest.fixture
def ports():
    return dict(zip(("smtp", "imap", "lmtp"), free_ports(3), strict=True))


@pytest.fixture
def servers(folder, ports):
    needs("postfix", "dovecot")
    nobody = getpwnam("nobody")
    values = {"folder": folder, "uid": nobody.pw_uid, "gid": nobody.pw_gid, **ports}
    fill("mail/dovecot.conf", folder / "dovecot.conf", **values)
    (folder / "users").write_text(
        "".join(
            f"{one}:{{PLAIN}}pw:{nobody.pw_uid}:{nobody.pw_gid}::{folder}/boxes/{one}\n"
            for one in (SENDER, GUEST)
        )
    )
    (folder / "boxes").mkdir()
    (folder / "boxes").chmod(0o777)
    postfix = folder / "postfix"
    for part in ("", "spool", "data"):
        (postfix / part).mkdir()
    (postfix / "data").chmod(0o755)
    subprocess.run(["chown", "postfix", postfix / "data"], check=True)
    fill("mail/main.cf", postfix / "main.cf", **values)
    (postfix / "master.cf").write_text(master(ports["smtp"]))
    with running(["/usr/sbin/dovecot", "-F", "-c", folder / "dovecot.conf"], log=folder / "log"):
        until(answers(ports["imap"]), log=folder / "log")
        subprocess.run(
            ["/usr/sbin/postfix", "-c", postfix, "start"], check=True, capture_output=True
        )
        try:
            until(answers(ports["smtp"]), log=postfix / "mail.log")
            yield folder
        finally:
            subprocess.run(
                ["/usr/sbin/postfix", "-c", postfix, "stop"], check=False, capture_output=True
            )


def master(port):
    """Debian's services, without chroot, the one for mail on a port of ours."""
    lines = Path("/usr/share/postfix/master.cf.dist").read_text().splitlines()
    return "\n".join(_service(line, port) for line in lines) + "\n"


def _service(line, port):
    parts = line.split()
    if len(parts) < 8 or parts[1] not in {"inet", "unix"}:
        return line
    name = f"127.0.0.1:{port}" if parts[:2] == ["smtp", "inet"] else parts[0]
    return " ".join([name, *parts[1:4], "n", *parts[5:]])


@pytest.fixture
def mail(servers, account, ports, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    options = {
        "sender": SENDER, "sender_name": "Harbour Table", "plus_addresses": True,
        "smtp_host": "127.0.0.1", "smtp_port": ports["smtp"], "smtp_security": "none",
        "imap_host": "127.0.0.1", "imap_port": ports["imap"], "imap_security": "none",
        "imap_user": SENDER, "imap_folder": "INBOX",
    }  # fmt: skip
    return account("mail", ["email"], options, {"smtp_password": "", "imap_password": "pw"})


def write(house, to, key):
    with within(house[0].pk):
        return queue(
            tenant_id=house[0].pk, channel="email", to=to, subject="Ihr Besuch – danke",
            text="Wie war es? 🙂", about="test", key=key, now=timezone.now(),
        )  # fmt: skip


def newest(port, box):
    """What the other side finds in its box, through Python's own client."""
    with imaplib.IMAP4("127.0.0.1", port) as client:
        client.login(box, "pw")
        client.select("INBOX")
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        if not uids:
            return None
        content = client.uid("FETCH", uids[-1].decode(), "(RFC822)")[1][0][1]
    return message_from_bytes(content, policy=default)


def look(house):
    """Look into our box once, as the worker does."""
    with within(house[0].pk):
        account = ChannelAccount.objects.get()
    poll(account=account, now=timezone.now())
    with within(house[0].pk):
        account.refresh_from_db()
        assert account.hear_error == ""
        return list(Incoming.objects.order_by("received_at"))


def test_a_mail_its_reply_and_a_bounce(house, mail, ports, work):
    assert look(house) == []
    with within(house[0].pk):
        find_or_make(tenant_id=house[0].pk, identities=[("email", LOST)])
    sent, lost = write(house, GUEST, "one"), write(house, LOST, "two")
    work()
    letter = until(lambda: newest(ports["imap"], GUEST))
    assert letter["Subject"] == "Ihr Besuch – danke"
    assert letter.get_body().get_content().strip() == "Wie war es? 🙂"

    reply = EmailMessage()
    reply["From"], reply["To"] = GUEST, letter["Reply-To"]
    reply["Subject"], reply["Message-ID"] = f"Re: {letter['Subject']}", "<a1@guests.test>"
    reply["In-Reply-To"] = reply["References"] = letter["Message-ID"]
    reply.set_content("Zu langsam.\n\nAm Mi., 25. Nov. 2026 schrieb Harbour:\n> Wie war es?\n")
    with smtplib.SMTP("127.0.0.1", ports["smtp"]) as client:
        client.send_message(reply)

    found = until(lambda: (rows := look(house)) and len(rows) == 2 and rows)
    by_kind = {row.kind: row for row in found}
    heard, bounce = by_kind["message"], by_kind["bounce"]
    assert (heard.text, heard.sender, heard.outgoing_id) == ("Zu langsam.", GUEST, sent.pk)
    assert (bounce.sender, bounce.outgoing_id) == (LOST, lost.pk)
    work()
    with within(house[0].pk):
        lost.refresh_from_db()
        unusable = Identity.objects.get(value=LOST).unusable_since
    assert (lost.state, "5.1.1" in lost.reason, unusable is not None) == ("failed", True, True)
    assert len(look(house)) == 2


def test_a_box_with_new_numbers_is_read_again_without_second_copies(house, mail, ports, work):
    look(house)
    with smtplib.SMTP("127.0.0.1", ports["smtp"]) as client:
        client.sendmail(GUEST, SENDER, f"From: {GUEST}\r\nMessage-ID: <b@x>\r\n\r\nhello")
    until(lambda: look(house))
    with within(house[0].pk):
        ChannelAccount.objects.update(cursor={"validity": 1, "uid": 999})
    assert len(look(house)) == 1
    with within(house[0].pk):
        assert ChannelAccount.objects.get().cursor["validity"] != 1

"""What mails say: the new words of a reply, bounces, and which of ours they are about."""

import uuid

import pytest

from heedful.base.connectors.mail.reading import Bounce, Letter, read

KEY = uuid.UUID("01a21512-60bd-7288-b900-648f64f81423")
REPLY = f"""\
Delivered-To: guests+{KEY.hex}@harbour.example
From: Ada Guest <ada@guests.example>
To: Harbour <guests+{KEY.hex}@harbour.example>
Subject: =?utf-8?q?Re=3A_Ihr_Besuch_=E2=80=93_danke?=
Message-ID: <a1@guests.example>
References: <{"0" * 32}@harbour.example> <{KEY.hex}@harbour.example>
In-Reply-To: <{KEY.hex}@harbour.example>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Danke, bitte rufen Sie mich an: +49 30 1234.

Am Mi., 25. Nov. 2026 um 19:40 schrieb Harbour <guests@harbour.example>:
> Es tut uns leid.
> Wie können wir helfen?
"""
DSN = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: guests@harbour.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nobody@guests.example
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 5.1.1 <nobody@guests.example>: unknown
 user

--b
Content-Type: message/rfc822

Message-ID: <{KEY.hex}@harbour.example>
From: guests@harbour.example
To: nobody@guests.example
Subject: Your visit

Hello
--b--
"""


def bounce(action="failed", status="5.1.1"):
    return read(DSN.replace("ACTION", action).replace("STATUS", status).encode())


def plain(*headers, body="Hello"):
    lines = ["From: ada@guests.example", "To: guests@harbour.example", *headers, "", body]
    return read("\r\n".join(lines).encode())


def test_a_reply_is_its_new_words_and_the_message_it_answers():
    found = read(REPLY.encode())
    assert isinstance(found, Letter)
    assert found.text == "Danke, bitte rufen Sie mich an: +49 30 1234."
    assert "Wie können wir helfen?" in found.whole
    assert (found.sender, found.message_id) == ("ada@guests.example", "<a1@guests.example>")
    assert (found.subject, found.is_automatic) == ("Re: Ihr Besuch – danke", False)
    assert found.answers == (KEY, uuid.UUID(int=0))


def test_a_bounce_tells_whose_mail_came_back_and_why():
    assert bounce() == Bounce(
        answers=(KEY,),
        recipient="nobody@guests.example",
        status="5.1.1",
        says="550 5.1.1 <nobody@guests.example>: unknown user",
    )


@pytest.mark.parametrize(
    ("status", "for_good"), [("5.1.1", True), ("5.4.4", True), ("5.2.2", False), ("4.4.7", False)]
)
def test_a_full_box_is_not_a_wrong_address(status, for_good):
    assert bounce(status=status).for_good is for_good


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_word_of_a_delay_or_of_success_is_none_of_failure(action):
    assert bounce(action=action) is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes",
        "X-Autorespond: out", "Return-Path: <>", "List-Id: <x.y>",
    ],
)  # fmt: skip
def test_programs_that_write_are_told_apart(header):
    assert plain(header).is_automatic is True


def test_people_are_people():
    assert plain("Auto-Submitted: no").is_automatic is False


def test_html_is_read_as_words_only():
    found = plain(
        "Content-Type: text/html; charset=utf-8",
        body="<style>p{}</style><p>Too&nbsp;slow<br>again</p><script>alert(1)</script>",
    )
    assert found.text == "Too slow\nagain"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"From: \xff\xfe\r\nTo: <<<>>\r\n\r\n\xff",
        b"Content-Type: multipart/report\r\n\r\n",
        b"Content-Type: text/plain; charset=no-such\r\n\r\nhi",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x",
        b"Content-Type: message/rfc822\r\n\r\n",
        (
            b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
            b"Content-Type: message/delivery-status\r\n\r\nx"
        ),
        b"From: =?utf-8?b?////?= <a@b>\r\nSubject: =?x?y?z?=\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
)
def test_broken_mail_is_read_as_far_as_it_goes(content):
    found = read(content)
    assert found is None or isinstance(found, Letter | Bounce)

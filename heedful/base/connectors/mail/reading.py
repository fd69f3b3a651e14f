"""What a mail says: who wrote, to what, and only the words that are new."""

import re
import uuid
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

# Languages whose ways of quoting ("On … wrote:") are known to the parser of replies.
LANGUAGES = ["en", "de", "cs", "da", "es", "fr", "it", "ja", "ko", "nl", "pl", "sv", "zh"]
OURS = re.compile(r"<([0-9a-f]{32})@")
TAG = re.compile(r"\+([0-9a-f]{32})@")
# Headers by which programs say that a program writes (RFC 3834, and habits older than it).
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id")
PRECEDENCE = {"bulk", "auto_reply", "junk", "list"}
SKIPPED = {"script", "style", "head", "title"}
BREAKS = {"br", "p", "div", "li", "tr", "blockquote", "h1", "h2", "h3"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, read."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str  # the words that are new
    whole: str  # with what was quoted
    is_automatic: bool
    # Messages of ours that it names, the surest first.
    answers: tuple[uuid.UUID, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounce:
    """Word of a mail server that a mail of ours did not arrive."""

    answers: tuple[uuid.UUID, ...]
    recipient: str
    status: str  # like 5.1.1; empty where it is not said
    says: str = field(default="")

    @property
    def for_good(self) -> bool:
        """The address is wrong (5.1.x) or its host is (5.4.4), whatever is sent there."""
        return self.status.startswith("5.1.") or self.status == "5.4.4"


def read(content: bytes) -> Letter | Bounce | None:
    """Read a mail; None for word of a delay or of success, which changes nothing."""
    message = message_from_bytes(content, policy=default)
    if message.get_content_type() == "multipart/report":
        return _report(message)
    whole = _words(message)
    return Letter(
        message_id=_header(message, "message-id").strip(),
        sender=parseaddr(_header(message, "from"))[1],
        recipient=parseaddr(_header(message, "to"))[1],
        subject=_header(message, "subject"),
        text=new_words(whole),
        whole=whole,
        is_automatic=_is_automatic(message),
        answers=_answers(message),
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )


def new_words(text: str) -> str:
    """Return a reply without what it quotes and without the signature."""
    from mailparser_reply import EmailReplyParser  # noqa: PLC0415 - loaded where mail is read.

    found = EmailReplyParser(languages=LANGUAGES).parse_reply(text=text)
    return (found or "").strip() or text.strip()


def _header(message: EmailMessage, name: str) -> str:
    """A broken header is an empty one: anybody can send anything."""
    try:
        return str(message.get(name, ""))
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        return ""


def _answers(message: EmailMessage) -> tuple[uuid.UUID, ...]:
    to = [_header(message, name) for name in ("delivered-to", "x-original-to", "to", "cc")]
    tags = [TAG.findall(address) for _name, address in getaddresses(to)]
    named = [OURS.findall(_header(message, name)) for name in ("in-reply-to", "references")]
    # The last reference is the newest.
    found = [key for keys in (*tags, *named[:1], named[1][::-1]) for key in keys]
    return tuple(uuid.UUID(key) for key in dict.fromkeys(found))


def _is_automatic(message: EmailMessage) -> bool:
    submitted = _header(message, "auto-submitted").lower().partition(";")[0].strip()
    return (
        submitted not in {"", "no"}
        or any(name in message for name in AUTOMATIC)
        or _header(message, "precedence").lower() in PRECEDENCE
        or parseaddr(_header(message, "from"))[1].lower().startswith(("mailer-daemon", "noreply"))
        or _header(message, "return-path").strip() == "<>"
    )


def _report(message: EmailMessage) -> Bounce | None:
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"),
        None,
    )
    if status is None:
        return None
    blocks = [block for block in status.get_payload() if not isinstance(block, str)]
    failed = next(
        (block for block in blocks if str(block.get("action", "")).strip().lower() == "failed"),
        None,
    )
    if failed is None:
        return None
    recipient = str(failed.get("final-recipient", "")).partition(";")[2].strip()
    says = str(failed.get("diagnostic-code", "")).partition(";")[2].strip()
    return Bounce(
        answers=_returned(message),
        recipient=recipient,
        status=str(failed.get("status", "")).strip(),
        says=" ".join(says.split())[:300],
    )


def _returned(message: EmailMessage) -> tuple[uuid.UUID, ...]:
    """Which mails of ours came back: a report carries the mail, or its headers."""
    returned = [
        part.as_string()
        for part in message.walk()
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}
    ]
    named = [
        line
        for text in returned
        for line in text.splitlines()
        if line.lower().startswith("message-id:")
    ]
    found = [key for line in named for key in OURS.findall(line)]
    return tuple(uuid.UUID(key) for key in dict.fromkeys(found))


def _words(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, KeyError):
        payload = part.get_payload(decode=True)
        text = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        return _Plain.of(text)
    return text.replace("\r\n", "\n")


class _Plain(HTMLParser):
    """The words of an HTML mail; nothing of it is ever shown as HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._skipping = 0

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        lines = (" ".join(line.split()) for line in "".join(parser._parts).splitlines())
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._skipping += tag in SKIPPED
        if tag in BREAKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(self._skipping - (tag in SKIPPED), 0)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._parts.append(data)

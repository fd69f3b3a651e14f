"""What a questionnaire's parts were called in the tool that it came from, so that the answers which
that tool collected can follow it.
"""

import msgspec

Theirs = dict[str, str | int]  # what their files write → our answer


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`names` and `ticks` are as their files call columns, with _ for brackets and points."""

    tool: str = ""
    names: dict[str, str] = {}  # a question, or the row of a matrix → our code
    values: dict[str, Theirs] = {}  # by our code
    ticks: dict[str, tuple[str, str]] = {}  # one choice of several → question and choice here
    unused: dict[str, tuple[str, ...]] = {}  # by our code: what says "did not use"


def read_origin(plain: object) -> Origin:
    """Return what was kept; of a survey that was made here there is nothing to know."""
    try:
        return msgspec.convert(plain or {}, Origin)
    except msgspec.ValidationError:
        return Origin()


def origin_of_json(text: str) -> dict[str, object]:
    """Return what a page brought back, as it is kept; what is none is dropped."""
    try:
        found = msgspec.json.decode(text.replace("\0", ""), type=Origin)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        found = Origin()
    return as_plain(found)


def encode_origin(origin: Origin) -> str:
    return msgspec.json.encode(origin).decode()


def as_plain(origin: Origin) -> dict[str, object]:
    """Return it as plain values, for JSON; nothing where it holds signs that no database keeps."""
    encoded = msgspec.json.encode(origin)
    found: dict[str, object] = msgspec.json.decode(b"{}" if b"\\u0000" in encoded else encoded)
    return found

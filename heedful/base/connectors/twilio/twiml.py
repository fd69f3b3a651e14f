"""What a call does next, in the words of TwiML, which other services and our bridge speak too."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring  # Only written.

# Seconds to press the first key, and to go on pressing.
PATIENCE = 7
LONGEST_SPOKEN = 90
# A voice is named by language and country; others are spoken as they are named.
VOICES = {
    "en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "nl": "nl-NL",
    "pt": "pt-PT", "pl": "pl-PL", "sv": "sv-SE", "da": "da-DK", "nb": "nb-NO", "fi": "fi-FI",
}  # fmt: skip


def gather(says: Iterable[str], *, language: str, most: int, action: str) -> bytes:
    """Say this and wait for keys. One key is taken at once, star and hash too."""
    response = Element("Response")
    keys = SubElement(
        response,
        "Gather",
        {
            "input": "dtmf",
            "numDigits": str(most),
            "finishOnKey": "" if most == 1 else "#",
            "timeout": str(PATIENCE),
            "action": action,
            "method": "POST",
            "actionOnEmptyResult": "true",
        },
    )
    _say(keys, says, language)
    # Services that do not know the last attribute come here when no key was pressed.
    _go_to(response, action)
    return _written(response)


def record(says: Iterable[str], *, language: str, action: str) -> bytes:
    """Say this and record what is said; silence leads on without a recording."""
    response = Element("Response")
    _say(response, says, language)
    SubElement(
        response,
        "Record",
        {
            "action": action,
            "method": "POST",
            "maxLength": str(LONGEST_SPOKEN),
            "timeout": "4",
            "finishOnKey": "#",
            "playBeep": "true",
        },
    )
    _go_to(response, action)
    return _written(response)


def hang_up(says: Iterable[str], *, language: str) -> bytes:
    response = Element("Response")
    _say(response, says, language)
    SubElement(response, "Hangup")
    return _written(response)


def _say(parent: Element, says: Iterable[str], language: str) -> None:
    for words in says:
        voice = VOICES.get(language.split("-", maxsplit=1)[0], language)
        said = SubElement(parent, "Say", {"language": voice})
        # XML has no place for most control characters.
        said.text = "".join(letter if letter.isprintable() else " " for letter in words)


def _go_to(response: Element, address: str) -> None:
    SubElement(response, "Redirect", {"method": "POST"}).text = address


def _written(response: Element) -> bytes:
    written: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return written

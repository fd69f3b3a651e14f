"""Speaking words by espeak-ng, once for each text and language; the sound is kept."""

import hashlib
import os
import subprocess
from pathlib import Path

# What telephones carry, and so all that Asterisk needs.
RATE = 8000
SECONDS = 30
LONGEST = 2000


class CannotSpeak(Exception):
    """espeak-ng or sox is missing, or did not do it."""


def sound_of(words: str, language: str, *, folder: Path) -> str:
    """Return the sound's name without its ending, as Asterisk plays it. Raises CannotSpeak."""
    voice = "".join(sign for sign in language if sign.isalnum() or sign == "-").lower() or "en"
    text = words[:LONGEST]
    name = hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:32]
    target = folder / f"{name}.wav"
    if not target.exists():
        _speak(text, voice, target)
    return str(target.with_suffix(""))


def _speak(text: str, voice: str, target: Path) -> None:
    """A reader meets the whole sound or none. The words come by stdin: they are no options."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        spoken = subprocess.run(
            ["espeak-ng", "-v", _known(voice), "--stdin", "--stdout"],
            input=text.encode(),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        ).stdout
        subprocess.run(
            ["sox", "-t", "wav", "-", "-r", str(RATE), "-c", "1", "-b", "16", "-t", "wav", part],
            input=spoken,
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as reason:
        raise CannotSpeak(f"{type(reason).__name__}: {reason}"[:300]) from reason
    part.replace(target)


def _known(voice: str) -> str:
    """espeak-ng names English voices by country, most others by language alone."""
    return voice if voice.startswith(("en-", "pt-", "fr-", "es-")) else voice.partition("-")[0]

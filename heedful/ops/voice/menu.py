"""Doing on a line what TwiML says: speak, wait for keys, record, go on elsewhere, hang up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from defusedxml.ElementTree import fromstring

from heedful.ops.voice.agi import HungUp, Line
from heedful.ops.voice.speech import sound_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# A survey has fewer steps; a circle of redirects ends here.
MOST_STEPS = 200
BETWEEN_KEYS = 4.0
LONGEST_WAIT = 60.0

# Sends a signed form to an address of Heedful and returns the TwiML that comes back.
Post = Callable[[str, Mapping[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class Next:
    """Where the call goes on, and what is told there."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Menu:
    """One call. `recorded` gives a recording the address at which it can be fetched."""

    line: Line
    post: Post
    sounds: Path
    call: Mapping[str, str]
    recorded: Callable[[], tuple[str, str]]

    def run(self, url: str) -> None:
        """Do what the address says, and so on, until the call ends. Raises HungUp."""
        coming: Next | None = Next(url)
        for _step in range(MOST_STEPS):
            if coming is None:
                break
            here = coming.url
            content = self.post(here, {**self.call, **coming.fields})
            coming = self._do(list(fromstring(content)), here)
        self.line.do("HANGUP")

    def _do(self, verbs: "list[Element]", here: str) -> Next | None:
        for verb in verbs:
            match verb.tag:
                case "Say":
                    self._say(verb)
                case "Gather":
                    return Next(self._action(verb, here), {"Digits": self._gather(verb)})
                case "Record":
                    return Next(self._action(verb, here), self._record(verb))
                case "Redirect":
                    return Next(urljoin(here, (verb.text or "").strip()))
                case "Pause":
                    self.line.wait_for_key(_number(verb, "length", 1))
                case "Hangup":
                    return None
        return None

    def _say(self, verb: "Element") -> str:
        language = verb.get("language", "en")
        return self.line.play(sound_of(verb.text or "", language, folder=self.sounds))

    def _gather(self, verb: "Element") -> str:
        """The first key ends the prompt; more of them end by the hash key or a pause."""
        most, stop = int(_number(verb, "numDigits", 1)), verb.get("finishOnKey", "#")
        keys = ""
        for said in verb.iter("Say"):
            keys = self._say(said)
            if keys:
                break
        keys = keys or self.line.wait_for_key(_number(verb, "timeout", 5))
        while keys and len(keys) < most and keys[-1] != stop:
            pressed = self.line.wait_for_key(BETWEEN_KEYS)
            if not pressed:
                break
            keys += pressed
        return keys.removesuffix(stop) if stop else keys

    def _record(self, verb: "Element") -> Mapping[str, str]:
        name, url = self.recorded()
        self.line.record(
            str(self.sounds / name),
            seconds=int(_number(verb, "maxLength", 60)),
            silence=int(_number(verb, "timeout", 5)),
        )
        file = self.sounds / f"{name}.wav"
        # Sixteen bits, eight thousand times a second, after the header.
        seconds = max(file.stat().st_size - 44, 0) // 16_000 if file.exists() else 0
        return {"RecordingUrl": url, "RecordingDuration": str(seconds)} if seconds else {}

    def _action(self, verb: "Element", here: str) -> str:
        return urljoin(here, verb.get("action", here))


def _number(verb: "Element", name: str, default: float) -> float:
    try:
        return min(max(float(verb.get(name, default)), 0), LONGEST_WAIT * 2)
    except ValueError:
        return default


__all__ = ["HungUp", "Menu", "Next"]

"""Speaking FastAGI with Asterisk: one command, one answer, until the caller hangs up."""

import re
from collections.abc import Mapping
from io import BufferedIOBase

RESULT = re.compile(rb"200 result=(-?\d*)")
# What a caller can press, as Asterisk tells it: the letter's number.
KEYS = frozenset("0123456789*#")


class HungUp(Exception):
    """The caller is gone."""


class Line:
    """One call, as Asterisk hands it to us."""

    def __init__(self, reading: BufferedIOBase, writing: BufferedIOBase) -> None:
        self._reading, self._writing = reading, writing
        self.told = self._read_told()

    def _read_told(self) -> Mapping[str, str]:
        told: dict[str, str] = {}
        while line := self._reading.readline(2000).decode(errors="replace").strip():
            name, _mark, value = line.partition(":")
            told[name] = value.strip()
        return told

    def do(self, command: str) -> tuple[int, str]:
        """Return the number and the words of the answer. Raises HungUp."""
        try:
            self._writing.write(command.replace("\n", " ").encode() + b"\n")
            self._writing.flush()
            answer = self._reading.readline(2000)
        except OSError as reason:
            raise HungUp from reason
        # Asterisk says so between two answers when the caller has gone.
        if not answer or answer.startswith(b"HANGUP"):
            raise HungUp
        found = RESULT.match(answer)
        if found is None:
            return 0, ""
        result = int(found[1] or 0)
        if result == -1:
            raise HungUp
        return result, answer[found.end() :].decode(errors="replace").strip()

    def play(self, sound: str) -> str:
        """Play a sound; a key ends it and is returned."""
        return self._key(self.do(f'STREAM FILE {sound} "0123456789*#"')[0])

    def wait_for_key(self, seconds: float) -> str:
        return self._key(self.do(f"WAIT FOR DIGIT {int(seconds * 1000)}")[0])

    def record(self, sound: str, *, seconds: int, silence: int) -> None:
        self.do(f'RECORD FILE {sound} wav "#" {seconds * 1000} BEEP s={silence}')

    def variable(self, name: str) -> str:
        """What the dial plan or a call file set; empty when nothing did."""
        _result, words = self.do(f"GET VARIABLE {name}")
        return words.removeprefix("(").removesuffix(")")

    def _key(self, number: int) -> str:
        key = chr(number) if 0 < number < 128 else ""
        return key if key in KEYS else ""

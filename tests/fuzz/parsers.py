"""Throw broken questionnaires at a parser: `python -m tests.fuzz.parsers limesurvey --seconds 60`.

Whatever comes in, a parser gives a survey that can be opened again, or says why it cannot.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["heedful.listen.exchange", "heedful.listen.surveys"]):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
    import django

    django.setup()
    from heedful.listen.exchange.bringing import read_questionnaire
    from heedful.listen.exchange.report import NotBrought
    from heedful.listen.surveys.definition import Unreadable, check, decode, encode

from tests.listen.exchange.samples import EACH

OURS = "ours"


def bring(data: bytes) -> None:
    """Read a file of any tool."""
    try:
        found = read_questionnaire(data).definition
    except NotBrought:
        return
    check(found)
    assert decode(encode(found)) == found


def read(data: bytes) -> None:
    """Read a definition of ours."""
    try:
        found = decode(data)
    except Unreadable:
        return
    check(found)
    assert decode(encode(found)) == found


def main(what: str, seconds: int) -> None:
    """Mutate the sample of one tool for so long; the first crash ends it with an error."""
    sample = EACH["surveyjs"] if what == OURS else EACH[what]
    if what == OURS:
        sample = encode(read_questionnaire(sample).definition)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sample").write_bytes(sample)
        words = Path(f"{folder}.words")
        words.write_text("".join(f'"{one}"\n' for one in _words(sample)))
        atheris.Setup(
            [
                sys.argv[0],
                folder,
                f"-max_total_time={seconds}",
                f"-dict={words}",
                "-max_len=20000",
                f"-artifact_prefix={folder}/",
                "-verbosity=0",
            ],
            read if what == OURS else bring,
        )
        atheris.Fuzz()


def _words(sample: bytes) -> list[str]:
    """The names in a file, so that mutations keep some of its shape."""
    plain = "".join(one if one.isalnum() else " " for one in sample.decode("ascii", "ignore"))
    return sorted(set(plain.split()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[3]))

"""Throw broken files at a parser: `python -m tests.fuzz.parsers limesurvey --seconds 60`.

With `--runs 2000` in place of seconds they are so many, and the same each time.

Whatever comes in, a parser gives a survey that can be opened again, or answers and rows that stay
out, or says why it cannot.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["heedful.listen.exchange", "heedful.listen.imports", "heedful.listen.surveys"]
):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
    import django

    django.setup()
    from heedful.listen.exchange.bringing import read_questionnaire
    from heedful.listen.exchange.hub import gather, is_hub
    from heedful.listen.exchange.reading import Asking, read_answers
    from heedful.listen.exchange.report import NotBrought
    from heedful.listen.imports.mapping import (
        MappingError,
        Normaliser,
        Series,
        read_mapping,
        to_toml,
    )
    from heedful.listen.imports.preview import Head
    from heedful.listen.imports.reading import UnreadableFile, open_source
    from heedful.listen.surveys.definition import (
        Unreadable,
        all_singles,
        check,
        decode,
        encode,
    )

from tests.listen.exchange import answer_files
from tests.listen.exchange.samples import EACH

OURS = "ours"
LIMITS = {"--seconds": ("-max_total_time={}",), "--runs": ("-runs={}", "-seed=7")}
ANSWERS = {
    "answers-qualtrics": ("qualtrics", answer_files.QUALTRICS_NUMBERS, "answers.csv"),
    "answers-surveyjs": ("surveyjs", answer_files.SURVEYJS_LIST, "answers.json"),
    "answers-formbricks": ("formbricks", answer_files.HUB, "answers.csv"),
}


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


def answers(tool: str, path: Path) -> Callable[[bytes], None]:
    """Return what reads a file of answers to the sample of a tool."""
    brought = read_questionnaire(EACH[tool])
    questions = {one.code: one for one in all_singles(brought.definition)}

    def take(data: bytes) -> None:
        path.write_bytes(data)
        try:
            with open_source(path) as source:
                if is_hub(source.columns):
                    path.with_suffix(".jsonl").write_bytes(b"".join(gather(source)))
            with open_source(path) as source:
                batches = list(source.batches())
                rows = [one.row(at) for one in batches for at in range(len(one.lines))]
                mapping = read_answers(
                    origin=brought.origin,
                    definition=brought.definition,
                    series=Series("Guests", "1", published=True),
                    head=Head(source.columns, {}, rows[:500], source.notes, source.described),
                    asking=Asking(place="p1"),
                ).mapping
                kept = read_mapping(to_toml(mapping))
                reader = Normaliser(kept, source.columns, today=None, questions=questions)
        except (NotBrought, UnreadableFile, MappingError):
            return
        for one in batches:
            made = reader.normalise(one)
            assert len(made.answers) == len(made.lines)

    return take


def main(what: str, limits: Sequence[str]) -> None:
    """Mutate the sample of one tool within limits; the first crash ends it with an error."""
    with tempfile.TemporaryDirectory() as folder:
        if what in ANSWERS:
            tool, text, name = ANSWERS[what]
            _throw(text.encode(), answers(tool, Path(f"{folder}/{name}")), limits)
        elif what == OURS:
            _throw(encode(read_questionnaire(EACH["surveyjs"]).definition), read, limits)
        else:
            _throw(EACH[what], bring, limits)


def _throw(sample: bytes, taker: Callable[[bytes], None], limits: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sample").write_bytes(sample)
        words = Path(f"{folder}.words")
        words.write_text("".join(f'"{one}"\n' for one in _words(sample)))
        atheris.Setup(
            [
                sys.argv[0],
                folder,
                *limits,
                f"-dict={words}",
                "-max_len=20000",
                f"-artifact_prefix={folder}/",
                "-verbosity=0",
            ],
            taker,
        )
        atheris.Fuzz()


def _words(sample: bytes) -> list[str]:
    """The names in a file, so that mutations keep some of its shape."""
    plain = "".join(one if one.isalnum() else " " for one in sample.decode("ascii", "ignore"))
    return sorted(set(plain.split()))


if __name__ == "__main__":
    main(sys.argv[1], [one.format(sys.argv[3]) for one in LIMITS[sys.argv[2]]])

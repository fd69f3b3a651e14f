"""The same 3,000 broken files for each parser; `python -m tests.fuzz.parsers` makes others."""

import subprocess
import sys

import pytest

TOOLS = ("limesurvey", "qualtrics", "surveyjs", "formbricks", "ours")
ANSWERS = ("answers-qualtrics", "answers-surveyjs", "answers-formbricks")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="atheris is made for Linux")
@pytest.mark.parametrize("tool", [*TOOLS, *ANSWERS])
def test_no_broken_file_makes_a_parser_crash(tool):
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.parsers", tool, "--runs", "3000"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:].decode(errors="replace")

"""Questionnaires that people really wrote, where this machine has them."""

import gzip
import tarfile

import pytest

from heedful.listen.exchange.bringing import read_questionnaire


def counted(content):
    brought = read_questionnaire(content)
    asked = sum(len(page.questions) for page in brought.definition.pages)
    return asked, len(brought.of("changed")), len(brought.of("left"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("answers.lss", (2, 2, 0)),
        ("survey.lss", (4, 1, 0)),
        ("limesurvey_survey_432535.lss", (2, 1, 0)),
        ("group.lsg", (2, 1, 0)),
        ("free_text.lsq", (1, 1, 0)),
    ],
)
def test_files_of_limesurvey(real_data, name, expected):
    assert counted((real_data / "limesurvey_lss_samples" / name).read_bytes()) == expected


def test_the_survey_of_research_software_engineers(real_data):
    folder = real_data / "rse_survey_limesurvey" / "definition"
    packed = (folder / "2017_us_templates_uk_core_survey.lss.gz").read_bytes()
    brought = read_questionnaire(gzip.decompress(packed))
    assert len(brought.of("taken")) == 67
    assert brought.of("left") == ()


def test_every_file_of_qualtrics_is_read_or_refused_whole(real_data):
    with tarfile.open(real_data / "qualtrics_qsf_samples" / "sample_surveys.tar.gz") as packed:
        files = [one for one in packed if one.name.endswith(".qsf")]
        read = [packed.extractfile(one).read() for one in files]
    found = [counted(one) for one in read if b'"SBS"' not in one]
    assert all(asked for asked, _changed, _left in found)

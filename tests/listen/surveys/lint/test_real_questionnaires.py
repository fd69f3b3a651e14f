"""Questionnaires that were really asked: what is found is plausible, and most is left alone."""

import csv
import json
import tarfile
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

from heedful.listen.surveys.lint import Kind, Question, check, check_form

EXAMPLES = Path(__file__).parents[4] / "examples"
CLOSED = ("Y/N/NA", "LIKERT")


def research_engineers(real_data, column, language):
    path = real_data / "rse_survey_limesurvey" / "definition" / "2018_questions.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[column]]
    return {
        row["code"]: {
            one.kind
            for one in check(
                Question(row[column], language, closed=row["answer_format"].strip() in CLOSED)
            )
        }
        for row in rows
    }


def test_the_survey_of_research_software_engineers(real_data):
    found = research_engineers(real_data, "question", "en")

    flagged = {code: kinds for code, kinds in found.items() if kinds}
    assert (len(found), len(flagged)) == (93, 10)
    # "… is clear and understandable", "… recognised by your supervisor/line manager".
    assert sum(kinds == {Kind.DOUBLE} for kinds in flagged.values()) == 5
    assert sum(kinds == {Kind.NEGATED} for kinds in flagged.values()) == 1
    assert sum(kinds == {Kind.ABSOLUTE} for kinds in flagged.values()) == 1


def test_its_german_questions(real_data):
    found = research_engineers(real_data, "trans_de-informal", "de")

    flagged = [code for code, kinds in found.items() if kinds]
    assert len(found) > 50
    assert len(flagged) < len(found) / 4


def test_qualtrics_surveys_without_a_crash_and_mostly_left_alone(real_data):
    archive = real_data / "qualtrics_qsf_samples" / "sample_surveys.tar.gz"
    questions = []
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            if member.name.endswith(".qsf") and "/._" not in member.name:
                elements = json.load(files.extractfile(member))["SurveyElements"]
                questions += [
                    question(one["Payload"]) for one in elements if one["Element"] == "SQ"
                ]

    found = [check(one) for one in questions]

    assert len(found) == 203
    assert sum(bool(one) for one in found) < 25


def question(payload):
    matrix = payload["QuestionType"] == "Matrix"
    choices = payload.get("Answers" if matrix else "Choices") or {}
    parts = choices.values() if isinstance(choices, dict) else choices
    labels = tuple(one.get("Display", "") for one in parts if isinstance(one, dict))
    return Question(payload["QuestionText"], labels=labels if matrix else (), closed=matrix)


def test_limesurvey_files_have_nothing_to_find(real_data):
    texts = []
    for path in sorted((real_data / "limesurvey_lss_samples").glob("*.l*")):
        tree = ET.fromstring(path.read_bytes())  # noqa: S314 - files of known origin
        texts += [node.text for node in tree.iter("question") if node.text]

    assert len(texts) == 19
    assert [check(Question(text)) for text in texts] == [[]] * 19


def test_items_of_the_airport_survey_that_hold_two_things():
    """The airport's own short name, in several of its questions, is no jargon there."""
    mapping = tomllib.loads((EXAMPLES / "sfo" / "2018.toml").read_text("utf-8"))
    labels = [item["label"] for item in mapping["items"]]

    found = check_form([Question(label) for label in labels])

    flagged = {label: one for label, one in zip(labels, found, strict=True) if one}
    assert {one.kind for of_one in flagged.values() for one in of_one} == {Kind.DOUBLE}
    assert set(flagged) == {
        "Artwork and exhibitions",
        "Retail shops and concessions",
        "Signs and directions inside SFO",
        "Escalators, elevators and moving walkways",
        "Information on screens and monitors",
        "Accessing and using free Wi-Fi",
        "Signs and directions on airport roadways",
        "Ease of passing through security and screening",
    }

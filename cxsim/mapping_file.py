"""The mapping by which the product's importer reads `feedback.parquet`."""

import json

from cxsim.observable import Questionnaire


def mapping_text(questionnaire: Questionnaire) -> str:
    """TOML in the importer's mapping format."""
    return "\n\n".join(
        [_head(questionnaire), *_outcomes(), *_items(questionnaire), _tail(questionnaire)]
    )


def _head(questionnaire: Questionnaire) -> str:
    title = _quoted(questionnaire.title)
    return f"""\
title = {title}
source = "Invented by Heedful’s own simulator"

[file]
format = "parquet"

[series]
questionnaire = {title}
version = {_quoted(questionnaire.version)}

[location]
columns = ["location_code"]
code = true

[when]
column = "submitted_at"
formats = ["%Y-%m-%d %H:%M:%S"]

[channel]
column = "channel"
codes = {_same(questionnaire.channels)}"""


def _outcomes() -> list[str]:
    recommend = _item("recommend", "outcome", "Likelihood to recommend", high=10, low=0)
    return [
        recommend + '\nkind = "recommend"\nprimary = true',
        _item("overall", "outcome", "Overall satisfaction", high=5) + '\nkind = "rating"',
    ]


def _items(questionnaire: Questionnaire) -> list[str]:
    items = zip(questionnaire.codes, questionnaire.roles, questionnaire.labels, strict=True)
    return [
        _item(code, role, label, high=5) + '\nkind = "rating"\nnot_used = ["0"]'
        for code, role, label in items
    ]


def _tail(questionnaire: Questionnaire) -> str:
    pages = ", ".join(_quoted(f"seconds_page_{page}") for page in range(1, questionnaire.pages + 1))
    return f"""\
[comment]
column = "comment"

[language]
column = "language"
codes = {_same(questionnaire.languages)}

[respondent]
column = "response_id"

[traces]
seconds = [{pages}]
receipt = "receipt"
device = "device"
"""


def _item(code: str, role: str, label: str, *, high: int, low: int = 1) -> str:
    return f"""\
[[items]]
code = {_quoted(code)}
column = {_quoted(code)}
role = {_quoted(role)}
label = {_quoted(label)}
scale = [{low}, {high}]"""


def _same(values: tuple[str, ...]) -> str:
    """A look-up in which every value stands for itself."""
    return "{ " + ", ".join(f"{value} = {_quoted(value)}" for value in values) + " }"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

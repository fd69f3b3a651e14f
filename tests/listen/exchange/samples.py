"""Small questionnaires as the four tools write them, made by ourselves."""

import json
from typing import Any


def lss(questions: str, more: str = "") -> bytes:
    """A LimeSurvey file in two languages with these rows of questions."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>623</DBVersion>
<groups><rows><row><gid>1</gid><sid>7</sid><group_order>1</group_order></row></rows></groups>
<questions><rows>{questions}</rows></questions>{more}
<surveys><rows><row><sid>7</sid><language>en</language>
<additional_languages>de</additional_languages></row></rows></surveys>
<surveys_languagesettings><rows>
<row><surveyls_language>en</surveyls_language><surveyls_title>Guests</surveyls_title>
<surveyls_endtext>&lt;p&gt;Thank you&lt;/p&gt;</surveyls_endtext></row>
<row><surveyls_language>de</surveyls_language><surveyls_title>Gäste</surveyls_title></row>
</rows></surveys_languagesettings></document>""".encode()


def row(qid: int, type_: str, title: str, relevance: str = "1", parent: int = 0) -> str:
    return (
        f"<row><qid>{qid}</qid><parent_qid>{parent}</parent_qid><sid>7</sid><gid>1</gid>"
        f"<type>{type_}</type><title>{title}</title><mandatory>N</mandatory>"
        f"<question_order>{qid}</question_order><scale_id>0</scale_id>"
        f"<relevance><![CDATA[{relevance}]]></relevance></row>"
    )


def words(qid: int, en: str, de: str = "") -> str:
    said = ((en, "en"), (de, "de")) if de else ((en, "en"),)
    return "".join(
        f"<row><qid>{qid}</qid><question><![CDATA[{text}]]></question>"
        f"<language>{language}</language></row>"
        for text, language in said
    )


GUESTS_LSS = lss(
    row(1, "5", "service")
    + row(2, "M", "used")
    + row(3, "S", "why", '((service.NAOK < 3 and used_bar.NAOK == "Y"))')
    + row(4, "S", "late", "regexMatch('/a/', service)")
    + row(5, "*", "sum"),
    "<subquestions><rows>"
    + row(21, "T", "bar", parent=2)
    + row(22, "T", "pool", parent=2)
    + "</rows></subquestions><question_l10ns><rows>"
    + words(1, "<b>How</b> was the service?<script>alert(1)</script>", "Wie war der Service?")
    + words(2, "What did you use?")
    + words(21, "Bar")
    + words(22, "Pool")
    + words(3, "Why?")
    + words(4, "When?")
    + words(5, "{1+1}")
    + "</rows></question_l10ns>",
)


def qsf(*questions: dict[str, Any], flow: list[dict[str, Any]] | None = None) -> bytes:
    elements: list[dict[str, Any]] = [
        {
            "Element": "BL",
            "Payload": [
                {
                    "ID": "BL_1",
                    "Type": "Default",
                    "BlockElements": [
                        {"Type": "Question", "QuestionID": f"QID{n}"}
                        for n in range(1, len(questions) + 1)
                    ],
                }
            ],
        },
        {"Element": "FL", "Payload": {"Flow": [{"Type": "Block", "ID": "BL_1"}, *(flow or [])]}},
    ]
    for number, one in enumerate(questions, start=1):
        whole = {"DataExportTag": f"Q{number}", "QuestionText": f"Text {number}", **one}
        elements.append({"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": whole})
    entry = {"SurveyName": "Guests", "SurveyLanguage": "EN"}
    return json.dumps({"SurveyEntry": entry, "SurveyElements": elements}).encode()


def choices(*names: str) -> dict[str, dict[str, str]]:
    return {str(n): {"Display": name} for n, name in enumerate(names, start=1)}


GUESTS_QSF = qsf(
    {"QuestionType": "MC", "Selector": "NPS"},
    {
        "QuestionType": "Matrix",
        "Selector": "Likert",
        "SubSelector": "SingleAnswer",
        "Choices": choices("Speed", "Staff"),
        "Answers": choices("Very satisfied", "Neutral", "Very dissatisfied", "Not applicable"),
    },
    {"QuestionType": "MC", "Selector": "SAVR", "Choices": choices("Car", "Bus")},
    {
        "QuestionType": "TE",
        "Selector": "SL",
        "DisplayLogic": {
            "0": {
                "0": {
                    "LogicType": "Question",
                    "LeftOperand": "q://QID3/SelectableChoice/2",
                    "Operator": "Selected",
                },
                "Type": "If",
            }
        },
    },
    {"QuestionType": "Captcha", "Selector": "V2"},
    flow=[{"Type": "EmbeddedData", "FlowID": "FL_9"}],
)

GUESTS_SURVEYJS = json.dumps(
    {
        "title": {"default": "Guests", "de": "Gäste"},
        "completedHtml": "<h3>Thank you</h3>",
        "pages": [
            {
                "name": "first",
                "elements": [
                    {
                        "type": "rating",
                        "name": "nps",
                        "title": "Would you recommend us?",
                        "rateMin": 0,
                        "rateMax": 10,
                    },
                    {
                        "type": "checkbox",
                        "name": "used",
                        "choices": ["bar", {"value": 2, "text": {"default": "Pool", "de": "Bad"}}],
                        "showNoneItem": True,
                    },
                    {
                        "type": "panel",
                        "name": "frame",
                        "visibleIf": "{nps} <= 6",
                        "elements": [
                            {
                                "type": "comment",
                                "name": "why",
                                "visibleIf": "{used} contains 'bar'",
                            },
                            {"type": "signaturepad", "name": "sign"},
                        ],
                    },
                ],
            }
        ],
    }
).encode()

_FORMBRICKS = [
    {"id": "nps1", "type": "nps", "headline": {"default": "Recommend?", "de": "Empfehlen?"}},
    {
        "id": "stars1",
        "type": "rating",
        "scale": "star",
        "range": 5,
        "headline": {"default": "Food?"},
        "logic": [{"id": "l1"}],
    },
    {
        "id": "pick1",
        "type": "multipleChoiceSingle",
        "headline": {"default": "How did you come?"},
        "choices": [
            {"id": "ck1", "label": {"default": "Car"}},
            {"id": "other", "label": {"default": "Other"}},
        ],
    },
    {"id": "cal1", "type": "cal", "headline": {"default": "Book"}},
]
_LANGUAGES = [
    {"default": False, "language": {"code": "de"}},
    {"default": True, "language": {"code": "en"}},
]
GUESTS_FORMBRICKS = json.dumps(
    {"name": "Guests", "questions": _FORMBRICKS, "languages": _LANGUAGES}
).encode()
GUESTS_FORMBRICKS_BLOCKS = json.dumps(
    {
        "data": {
            "name": "Guests",
            "languages": _LANGUAGES,
            "questions": [],
            "blocks": [
                {"id": "b1", "name": "One", "elements": _FORMBRICKS[:2]},
                {"id": "b2", "name": "Two", "elements": _FORMBRICKS[2:]},
            ],
        }
    }
).encode()
EACH = {
    "limesurvey": GUESTS_LSS,
    "qualtrics": GUESTS_QSF,
    "surveyjs": GUESTS_SURVEYJS,
    "formbricks": GUESTS_FORMBRICKS,
}

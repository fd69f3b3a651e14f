"""The first question as it stands in a mail: each answer is a link that only opens the survey."""

from django.template.loader import render_to_string

from heedful.listen.authoring.editing import questions
from heedful.listen.surveys.definition import CHOSEN, RATED, Definition, Question, scale_of, words

STAR = "★"


def first_question_mail(definition: Definition, address: str) -> str:
    """Return HTML for a mail. Opening a link answers nothing: scanners open all of them."""
    asked = next((one for one in questions(definition) if not one.hidden), None)
    language = definition.default_language
    context = {
        "question": words(asked.text, language) if asked else "",
        "ends": [words(end, language) for end in asked.ends] if asked else (),
        "answers": _answers(asked, language) if asked else (),
        "address": address,
    }
    return render_to_string("authoring/mail.html", context).strip()


def _answers(question: Question, language: str) -> list[tuple[str, str]]:
    """What each link carries, and how it is shown."""
    if question.kind in RATED:
        low, high = scale_of(question)
        star = f" {STAR}" if question.kind == "stars" else ""
        return [(str(n), f"{n}{star}") for n in range(low, high + 1)]
    if question.kind in CHOSEN:
        return [(one.code, words(one.text, language)) for one in question.choices]
    return []

"""Words in a customer's language, with what is known put in."""

import re
from collections.abc import Mapping

from heedful.listen.surveys.definition.model import Definition, Question, Text
from heedful.listen.surveys.definition.scales import all_singles
from heedful.listen.surveys.definition.values import Value, codes_of, own_words_of

PIPE = re.compile(r"\{\{\s*(\w{1,60})\s*\}\}")
LONGEST_PIPED = 200


def words(
    text: Text,
    language: str,
    answers: Mapping[str, Value] | None = None,
    known: Mapping[str, str] | None = None,
    *,
    definition: Definition | None = None,
) -> str:
    """Return a text in a language with `{{code}}` filled from what is known, then from answers.

    Choices are named by their words where the definition is given. A name that nothing is known
    of leaves no trace. Nothing is escaped: whoever renders the words does that.

    >>> words({"en": "Hello {{name}}"}, "en-GB", known={"name": "Ann"})
    'Hello Ann'
    """
    fallback = definition.default_language if definition else ""
    found = _pick(text, language, fallback)

    def fill(name: re.Match[str]) -> str:
        code = name[1]
        if known and code in known:
            return known[code]
        value = (answers or {}).get(code)
        return _as_words(value, _question(definition, code), language, fallback)[:LONGEST_PIPED]

    return PIPE.sub(fill, found) if "{{" in found else found


def pick_language(definition: Definition, *wanted: str) -> str:
    """Return the first wanted language that the survey has, in its own spelling.

    >>> pick_language(Definition({}, (), languages=("en", "de")), "fr", "de-AT")
    'de'
    """
    spelled = {one.casefold(): one for one in definition.languages}
    for one in wanted:
        code = one.casefold().replace("_", "-")
        for candidate in (code, code.split("-")[0]):
            if candidate in spelled:
                return spelled[candidate]
    return definition.default_language


def _pick(text: Text, language: str, fallback: str) -> str:
    for code in (language, language.split("-", maxsplit=1)[0], fallback):
        if text.get(code):
            return text[code]
    return next((one for one in text.values() if one), "")


def _question(definition: Definition | None, code: str) -> Question | None:
    if definition is None:
        return None
    return next((one for one in all_singles(definition) if one.code == code), None)


def _as_words(value: Value, question: Question | None, language: str, fallback: str) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dict):
        return value.get("name", "")
    if question is None or not question.choices:
        return ", ".join(value) if isinstance(value, list) else str(value)
    names = {one.code: _pick(one.text, language, fallback) for one in question.choices}
    own = own_words_of(value)
    others = {one.code for one in question.choices if one.other}
    return ", ".join(
        own if own and code in others else names.get(code, code) for code in codes_of(value)
    )

"""Questions as a page shows them: in the customer's language, with what is chosen and wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from heedful.listen.surveys.definition import (
    CHOSEN,
    DID_NOT_USE,
    OWN_WORDS,
    RATED,
    Choice,
    Definition,
    Question,
    Raw,
    Refusal,
    Value,
    scale_of,
    singles,
    words,
)
from heedful.listen.surveys.filling import CONTACT, field_of
from heedful.listen.surveys.phrases import Phrases

LONGEST_TEXT = 5_000
LONG_SCALE = 7
# From very unhappy to very happy.
MOUTHS = {
    1: "M8 17q4-4.5 8 0",
    2: "M8 16.5q4-2 8 0",
    3: "M8 16h8",
    4: "M8 15q4 2.5 8 0",
    5: "M7.5 14.5q4.5 5.5 9 0",
}
INPUTS = {"email": "email", "telephone": "tel", "": "text"}
CONTACT_INPUTS = {
    "name": ("text", "name"),
    "email": ("email", "email"),
    "phone": ("tel", "tel"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `spoken` is said after its label and not shown."""

    value: str
    label: str
    checked: bool
    spoken: str = ""
    face: str = ""  # the mouth of a smiley, as SVG draws it


@dataclass(frozen=True, slots=True)
class Input:
    """One line to fill in."""

    name: str
    label: str
    value: str
    type: str = "text"
    autocomplete: str = "off"
    mode: str = ""
    low: str = ""
    high: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the template draws it; `look` says how."""

    id: str
    name: str
    look: str
    label: str
    help: str
    required: bool
    problem: str = ""
    options: tuple[Option, ...] = ()
    ends: tuple[str, str] | None = None
    inputs: tuple[Input, ...] = ()
    own: Input | None = None
    text: str = ""
    longest: int = 0
    rows: tuple["Shown", ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What all questions of a page are shown with."""

    definition: Definition
    language: str
    say: Phrases
    answers: Mapping[str, Value]
    known: Mapping[str, str]
    raws: Mapping[str, Raw]
    problems: Mapping[str, Refusal]

    def words(self, text: Mapping[str, str]) -> str:
        return words(
            dict(text), self.language, self.answers, self.known, definition=self.definition
        )

    def raw(self, question: Question) -> Raw:
        """What was sent, else the answer as a form would send it."""
        if question.code in self.raws:
            return self.raws[question.code]
        return _as_sent(question, self.answers.get(question.code))


def show(question: Question, number: str, look: Look) -> Shown:
    """Return a question as it is drawn; `number` makes its id on the page."""
    refusal = look.problems.get(question.code)
    shown = Shown(
        id=f"q{number}",
        name=field_of(question.code),
        look=question.kind,
        label=look.words(question.text) or look.say["own_words"],
        help=look.words(question.help) or _usual_help(question, look.say),
        required=question.required,
        problem=look.say.refused(refusal) if refusal else "",
    )
    if question.kind == "matrix":
        rows = (show(one, f"{number}-{at}", look) for at, one in enumerate(singles(question), 1))
        return replace(shown, rows=tuple(replace(row, help="") for row in rows))
    if question.kind in RATED:
        return _rated(shown, question, look)
    if question.kind in CHOSEN:
        return _chosen(shown, question, look)
    return _written(shown, question, look)


def _usual_help(question: Question, say: Phrases) -> str:
    match question.kind:
        case "text" if question.role == "open":
            return say["words_help"]
        case "ranking":
            return say["rank_help"]
        case "choices":
            return say["several_help"]
        case "date":
            return say["date_help"]
    return ""


def _rated(shown: Shown, question: Question, look: Look) -> Shown:
    low, high = scale_of(question)
    raw = look.raw(question)
    names = _step_names(question, look, low, high)
    options = [
        Option(
            str(step),
            str(step),
            checked=raw == str(step),
            spoken=names.get(step, ""),
            face=MOUTHS[_feeling(step, low, high)] if question.kind == "smileys" else "",
        )
        for step in range(low, high + 1)
    ]
    if question.unused_ok:
        options.append(Option(DID_NOT_USE, look.say["not_used"], checked=raw == DID_NOT_USE))
    kind = "long" if question.kind == "recommend" or len(names) > LONG_SCALE else question.kind
    many = question.kind == "scale" and high - low + 1 > LONG_SCALE
    ends = (names[low], names[high]) if question.kind in {"recommend", "scale"} else None
    return replace(shown, look="long" if many else kind, options=tuple(options), ends=ends)


def _step_names(question: Question, look: Look, low: int, high: int) -> dict[int, str]:
    say = look.say
    if len(question.ends) == high - low + 1:
        return {low + at: look.words(one) for at, one in enumerate(question.ends)}
    if len(question.ends) == 2:
        return {low: look.words(question.ends[0]), high: look.words(question.ends[1])}
    match question.kind:
        case "smileys":
            steps = range(low, high + 1)
            return {at: say[f"smiley_{_feeling(at, low, high)}"] for at in steps}
        case "stars":
            return {at: say.fill("stars", n=at, all=high) for at in range(low, high + 1)}
        case "recommend":
            return {low: say["unlikely"], high: say["likely"]}
    return {low: say["lowest"], high: say["best"]}


def _feeling(step: int, low: int, high: int) -> int:
    """Return which of five faces stands for a step; four steps have no neutral one."""
    share = (step - low) / (high - low)
    return 1 + (round(share * 4) if high - low != 3 else (0, 1, 3, 4)[step - low])


def _chosen(shown: Shown, question: Question, look: Look) -> Shown:
    raw = look.raw(question)
    given = dict(one.partition(OWN_WORDS)[::2] for one in ([raw] if isinstance(raw, str) else raw))
    if question.kind == "ranking":
        return replace(
            shown,
            inputs=tuple(_place(question, one, look, given) for one in question.choices),
        )
    options = tuple(
        Option(one.code, look.words(one.text), checked=one.code in given)
        for one in question.choices
    )
    other = next((one for one in question.choices if one.other), None)
    own = None
    if other:
        label = look.say.fill("other_words", choice=look.words(other.text))
        own = Input(field_of(question.code, "words"), label, given.get(other.code, ""))
    return replace(shown, options=options, own=own)


def _place(question: Question, choice: Choice, look: Look, given: Mapping[str, str]) -> Input:
    label = look.words(choice.text)
    places = tuple(
        Option(str(n), str(n), checked=given.get(choice.code) == str(n))
        for n in range(1, len(question.choices) + 1)
    )
    return Input(field_of(question.code, choice.code), label, "", options=places)


def _written(shown: Shown, question: Question, look: Look) -> Shown:
    raw = look.raw(question)
    text = raw if isinstance(raw, str) else ""
    limits = question.limits
    if question.kind == "contact":
        given = dict(one.partition(OWN_WORDS)[::2] for one in raw if isinstance(raw, list))
        inputs = (
            Input(field_of(question.code, part), look.say[part], given.get(part, ""), *more)
            for part, more in ((part, CONTACT_INPUTS[part]) for part in CONTACT)
        )
        return replace(shown, inputs=tuple(inputs))
    line = Input(shown.name, shown.label, text)
    match question.kind:
        case "number":
            mode = "numeric" if limits.whole else "decimal"
            line = replace(line, mode=mode)
        case "date":
            line = replace(line, type="date", low=limits.earliest, high=limits.latest)
        case "text" if limits.form:
            line = replace(line, type=INPUTS[limits.form], autocomplete=INPUTS[limits.form])
            return replace(shown, look="line", inputs=(line,))
    longest = min(limits.longest or LONGEST_TEXT, LONGEST_TEXT)
    return replace(shown, inputs=(line,), text=text, longest=longest)


def _as_sent(question: Question, value: Value) -> Raw:
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        return [f"{name}{OWN_WORDS}{text}" for name, text in value.items()]
    if isinstance(value, list):
        ranked = question.kind == "ranking"
        return [f"{one}{OWN_WORDS}{n}" for n, one in enumerate(value, 1)] if ranked else value
    return [value] if question.kind == "choice" and isinstance(value, str) else str(value)


def show_all(questions: Sequence[Question], look: Look, first: int = 1) -> list[Shown]:
    return [show(one, str(number), look) for number, one in enumerate(questions, first)]

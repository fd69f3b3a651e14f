"""What is asked about one question; each kind has only the fields that it can use."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from heedful.listen.authoring.editing import questions
from heedful.listen.authoring.forms.parts import LONG, PartForm, lines
from heedful.listen.authoring.kinds import ROLES
from heedful.listen.authoring.repeated import Sent, read_choices, read_rows
from heedful.listen.surveys.definition import (
    CHOSEN,
    RATED,
    Definition,
    Limits,
    Question,
    Text,
    all_singles,
    scale_of,
)

SCALED = frozenset({"scale", "stars", "smileys", "matrix"})
ORDERED = CHOSEN | {"matrix"}
# Which fields make sense for which kinds; the rest is for all of them.
ONLY: dict[str, frozenset[str]] = {
    "role": RATED | {"text"},
    "primary": RATED,
    "unused_ok": RATED | {"matrix"},
    "low": frozenset({"scale", "matrix"}),
    "high": SCALED,
    "ends": RATED | {"matrix"},
    "shuffle": ORDERED,
    "least": frozenset({"number"}),
    "greatest": frozenset({"number"}),
    "whole": frozenset({"number"}),
    "earliest": frozenset({"date"}),
    "latest": frozenset({"date"}),
    "fewest": frozenset({"choices", "ranking"}),
    "most": frozenset({"choices", "ranking"}),
    "longest": frozenset({"text"}),
    "form": frozenset({"text"}),
    "hidden": frozenset({"choice", "number", "date", "text"}),
    "prefill": frozenset({"choice", "number", "date", "text", "contact"}) | RATED,
}


def day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class QuestionForm(PartForm):
    """One question. `fixed` says that answers are kept under its code and scale by now."""

    text = forms.CharField(label=_("Question"), max_length=1000, widget=LONG)
    help = forms.CharField(label=_("Help below the question"), max_length=500, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    primary = forms.BooleanField(
        label=_("This is the one that everything is about"), required=False
    )
    required = forms.BooleanField(label=_("Needs an answer"), required=False)
    unused_ok = forms.BooleanField(label=_("Offer “Did not use”"), required=False)
    low = forms.IntegerField(label=_("Scale from"), min_value=0, max_value=100, required=False)
    high = forms.IntegerField(label=_("Scale to"), min_value=1, max_value=100, required=False)
    ends = forms.CharField(
        label=_("Words of the scale"),
        required=False,
        widget=lines(2),
        help_text=_("Two lines for its ends, or a line for each step; the worst first."),
    )
    shuffle = forms.BooleanField(label=_("Random order"), required=False)
    fewest = forms.IntegerField(label=_("At least so many"), min_value=0, required=False)
    most = forms.IntegerField(label=_("At most so many"), min_value=1, required=False)
    least = forms.FloatField(label=_("Lowest number"), required=False)
    greatest = forms.FloatField(label=_("Highest number"), required=False)
    whole = forms.BooleanField(label=_("Whole numbers only"), required=False)
    earliest = forms.DateField(label=_("First day"), required=False, widget=day())
    latest = forms.DateField(label=_("Last day"), required=False, widget=day())
    longest = forms.IntegerField(
        label=_("Characters at most"), min_value=1, max_value=5000, required=False
    )
    form = forms.ChoiceField(
        label=_("Written as"),
        required=False,
        choices=[
            ("", _("Any words")),
            ("email", _("An e-mail address")),
            ("telephone", _("A telephone number")),
        ],
    )
    hidden = forms.BooleanField(
        label=_("Hidden: never asked, filled from the address"), required=False
    )
    prefill = forms.SlugField(
        label=_("Filled from the address by this name"),
        max_length=60,
        required=False,
        help_text=_("With “table”, an address that ends in ?table=7 fills in 7."),
    )
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label=_("Code"),
        max_length=60,
        help_text=_("How answers are kept and how other texts name it: {{code}}."),
        error_messages={"invalid": _("Begin with a letter; then small letters, digits and _.")},
    )

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        question: Question,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            *args, definition=definition, initial=_shown(question, definition), **kwargs
        )
        self.question = question
        for name, kinds in ONLY.items():
            if question.kind not in kinds:
                del self.fields[name]
        if "role" in self.fields:
            self.fields["role"].choices = _roles(question)  # type: ignore[attr-defined]  # of a choice field
        for name in ("code", "low", "high") if fixed else ():
            if name in self.fields:
                self.fields[name].disabled = True

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = {one.code for one in all_singles(self.definition)}
        others |= {one.code for one in questions(self.definition)}
        if code != self.question.code and code in others:
            raise forms.ValidationError(_now("Another question has this code."))
        return code

    def clean_ends(self) -> list[str]:
        told: str = self.cleaned_data["ends"]
        return [line.strip() for line in told.splitlines() if line.strip()]

    def changed(self) -> Question:
        """The question as this form says."""
        before, given = self.question, self.cleaned_data
        told = Sent.of(self.data)
        codes = {one.code for one in all_singles(self.definition)}
        role = given.get("role", before.role)
        return replace(
            before,
            code=given["code"],
            text=self.words("text", before.text),
            help=self.words("help", before.help),
            role=role,
            primary=role == "outcome" and given.get("primary", False),
            required=given["required"],
            unused_ok=role != "outcome" and given.get("unused_ok", False),
            **self._scale(),
            ends=self._ends(before.ends) if "ends" in given else before.ends,
            choices=read_choices(told, self.language, before.choices)
            if before.kind in CHOSEN
            else before.choices,
            rows=read_rows(told, self.language, before.rows, codes)
            if before.kind == "matrix"
            else before.rows,
            shuffle=given.get("shuffle", False),
            hidden=given.get("hidden", False),
            prefill=given.get("prefill", ""),
            limits=self._limits(),
            show_if=self.condition(before.show_if),
        )

    def _scale(self) -> dict[str, int | None]:
        """The scale as given; one that is as usual stays unsaid."""
        before = self.question
        if before.kind not in SCALED:
            return {"low": before.low, "high": before.high}
        low, high = scale_of(before)
        given = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if given in {(low, high), (None, high), (None, None)}:
            return {"low": before.low, "high": before.high}
        return {"low": given[0], "high": given[1]}

    def _ends(self, before: tuple[Text, ...]) -> tuple[Text, ...]:
        said: list[str] = self.cleaned_data["ends"]
        kept = before if len(before) == len(said) else ({},) * len(said)
        return tuple({**text, self.language: words} for text, words in zip(kept, said, strict=True))

    def _limits(self) -> Limits:
        given = self.cleaned_data
        days = {name: given[name].isoformat() if given.get(name) else "" for name in DAYS}
        return Limits(
            low=given.get("least"),
            high=given.get("greatest"),
            whole=given.get("whole", False),
            fewest=given.get("fewest"),
            most=given.get("most"),
            longest=given.get("longest"),
            form=given.get("form", ""),
            **days,
        )


DAYS = ("earliest", "latest")


def _roles(question: Question) -> list[tuple[str, Any]]:
    if question.kind == "text":
        return [(role, ROLES[role]) for role in ("open", "")]
    return [(role, ROLES[role]) for role in ("outcome", "driver", "marker", "")]


def _shown(question: Question, definition: Definition) -> dict[str, Any]:
    """The values of a question as the form shows them."""
    language, limits = definition.default_language, question.limits
    low, high = scale_of(question) if question.kind in SCALED else (None, None)
    plain = ("code", "role", "primary", "required", "unused_ok", "shuffle", "hidden", "prefill")
    return {
        **{name: getattr(question, name) for name in plain},
        "text": question.text.get(language, ""),
        "help": question.help.get(language, ""),
        "low": low,
        "high": high,
        "ends": "\n".join(end.get(language, "") for end in question.ends),
        "least": limits.low,
        "greatest": limits.high,
        **{
            name: getattr(limits, name)
            for name in ("whole", "fewest", "most", "earliest", "latest", "longest", "form")
        },
    }

"""What a person says about a rule, and the condition that it makes."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts.models import AlertRule, RuleKind, State
from heedful.act.alerts.rules import (
    MOST_WORDS,
    Again,
    AllOf,
    AnyOf,
    Condition,
    Risk,
    Score,
    Words,
    Worth,
    parts_of,
)
from heedful.act.alerts.stems import ENDINGS
from heedful.base.org.fields import PartField
from heedful.base.org.models import Member, Node
from heedful.listen.feedback.models import Channel
from heedful.listen.surveys.models import Item, Questionnaire

SCORES = 3
COMPARES = [("at_most", _("at most")), ("at_least", _("at least"))]
LANGUAGES = [("en", _("English")), ("de", _("German")), ("es", _("Spanish")), ("", _("another"))]


class RuleForm(forms.Form):
    """One rule. `condition` and `place` are there after it was found valid."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What it listens for"), choices=RuleKind.choices, widget=forms.RadioSelect
    )
    join = forms.ChoiceField(
        label=_("Of these scores"),
        choices=[("all", _("all must hold")), ("any", _("one is enough"))],
    )
    words = forms.CharField(
        label=_("Words in the comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in a line. Their usual forms count too: “wait” finds “waited”."),
    )
    topic = forms.CharField(label=_("What these words are about"), max_length=60, required=False)
    exact = forms.BooleanField(label=_("Only exactly these words"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=LANGUAGES, required=False
    )
    again = forms.BooleanField(
        label=_("Only customers who were unhappy before"),
        required=False,
        help_text=_("Known customers, the second time within 90 days."),
    )
    worth = forms.IntegerField(
        label=_("Only customers who spent at least so much in a year"),
        min_value=1,
        required=False,
        help_text=_("As told with visits, in your own currency."),
    )
    risk = forms.IntegerField(
        label=_("Only where the model sees a risk of at least, in percent"),
        min_value=1,
        max_value=99,
        required=False,
    )
    questionnaire = forms.ChoiceField(label=_("Survey"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    state = forms.ChoiceField(label=_("State"), choices=State.choices)
    urgent = forms.BooleanField(label=_("Urgent: passes quiet hours and digests"), required=False)
    opens_case = forms.BooleanField(label=_("Open a recovery case"), required=False)
    escalate_minutes = forms.IntegerField(
        label=_("Call the next person after so many minutes"),
        min_value=1,
        max_value=7 * 24 * 60,
        required=False,
        help_text=_("Empty: nobody else is called."),
    )
    gather_hours = forms.IntegerField(
        label=_("What one customer says within so many hours is one alert"),
        min_value=0,
        max_value=24 * 90,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    condition: Condition | None = None
    place: Node
    of_questionnaire: Questionnaire | None = None

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._member = member
        self.fields["where"] = PartField(member=member)
        surveys = Questionnaire.objects.filter(tenant=member.tenant_id).order_by("name")
        self._surveys = {str(one.pk): one for one in surveys}
        self.fields["questionnaire"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _now("All surveys")),
            *((key, one.name) for key, one in self._surveys.items()),
        ]
        items = list(Item.objects.filter(tenant=member.tenant_id).order_by("questionnaire", "slot"))
        codes = {one.code: f"{one.label} ({one.low}–{one.high})" for one in items}
        # Surveys may ask for one code on scales of their own.
        self._scales: dict[str, list[range]] = {}
        for one in items:
            self._scales.setdefault(one.code, []).append(range(one.low, one.high + 1))
        for n in range(SCORES):
            self.fields[f"item_{n}"] = forms.ChoiceField(
                label=_("Question"), choices=[("", "—"), *codes.items()], required=False
            )
            self.fields[f"compare_{n}"] = forms.ChoiceField(
                label=_("is"), choices=COMPARES, required=False
            )
            self.fields[f"value_{n}"] = forms.IntegerField(
                label=_("Score"), min_value=-100, max_value=1000, required=False
            )

    @property
    def has_no_questions(self) -> bool:
        return len(self.fields["item_0"].choices) == 1  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def score_lines(self) -> Iterator[tuple[forms.BoundField, ...]]:
        for n in range(SCORES):
            yield self[f"item_{n}"], self[f"compare_{n}"], self[f"value_{n}"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "where" in given:
            self.place = given["where"]
        self.of_questionnaire = self._surveys.get(given.get("questionnaire", ""))
        if given.get("kind") == RuleKind.HEARD:
            self.condition = self._condition(given)
            if self.condition is None and not self.errors:
                sentence = _now("Say what raises an alert: a score, words, or both.")
                self.add_error(None, sentence)
        return given

    def _condition(self, given: Mapping[str, Any]) -> Condition | None:
        parts: list[Condition] = []
        scores = tuple(self._scores(given))
        if scores:
            parts.append(AnyOf(scores) if given.get("join") == "any" else AllOf(scores))
        words = tuple(
            dict.fromkeys(
                line.strip() for line in given.get("words", "").splitlines() if line.strip()
            )
        )
        if len(words) > MOST_WORDS:
            self.add_error("words", _now("That is more than %(n)s words.") % {"n": MOST_WORDS})
        elif words:
            exact = given.get("exact", False)
            parts.append(Words(words, exact, given.get("language", ""), given.get("topic", "")))
        if given.get("again"):
            parts.append(Again())
        if given.get("worth"):
            parts.append(Worth(given["worth"]))
        if given.get("risk"):
            parts.append(Risk(given["risk"] / 100))
        return AllOf(tuple(parts)) if parts else None

    def _scores(self, given: Mapping[str, Any]) -> Iterator[Score]:
        for n in range(SCORES):
            item, value = given.get(f"item_{n}"), given.get(f"value_{n}")
            if item and value is not None:
                if not any(value in scale for scale in self._scales[item]):
                    self.add_error(f"value_{n}", _now("No answer to this question can be that."))
                yield Score(item, given.get(f"compare_{n}") or "at_most", value)
            elif item and f"value_{n}" not in self.errors:
                self.add_error(f"value_{n}", _now("Say which score."))

    def values(self) -> dict[str, Any]:
        """What `alerts.domain.save_rule` takes."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "kind": RuleKind(given["kind"]),
            "condition": self.condition,
            "place": self.place,
            "questionnaire": self.of_questionnaire,
            "channels": given["channels"],
            "state": State(given["state"]),
            "urgent": given["urgent"],
            "opens_case": given["opens_case"],
            "escalate_minutes": given["escalate_minutes"],
            "gather_hours": given["gather_hours"],
        }

    def as_rule(self) -> AlertRule:
        """The rule as it would be, not kept."""
        values = {name: value for name, value in self.values().items() if name != "condition"}
        return AlertRule(tenant_id=self._member.tenant_id, **values)


def usual(member: Member) -> dict[str, Any]:
    """What a new rule begins with: an unhappy answer to the main question."""
    primary = Item.objects.filter(tenant=member.tenant_id, primary=True).first()
    begins: dict[str, Any] = {
        "name": _now("Unhappy customer"),
        "kind": RuleKind.HEARD,
        "join": "all",
        "language": member.tenant.language if member.tenant.language in ENDINGS else "",
        "state": State.ON,
        "opens_case": True,
        "escalate_minutes": 30,
        "gather_hours": 72,
    }
    if primary is not None:
        mark = 6 if primary.kind == "recommend" else primary.low + int(0.4 * _width(primary))
        begins |= {"item_0": primary.code, "compare_0": "at_most", "value_0": mark}
    return begins


def _width(item: Item) -> int:
    return item.high - item.low


def initial_of(rule: AlertRule) -> dict[str, Any]:
    """A kept rule as the form shows it."""
    shown: dict[str, Any] = {
        "name": rule.name,
        "kind": rule.kind,
        "join": "all",
        "where": rule.place.code,
        "questionnaire": str(rule.questionnaire_id or ""),
        "channels": rule.channels,
        "state": rule.state,
        "urgent": rule.urgent,
        "opens_case": rule.opens_case,
        "escalate_minutes": rule.escalate_minutes,
        "gather_hours": rule.gather_hours,
        "version": rule.version,
    }
    condition: Condition | None = msgspec.convert(rule.condition, Condition | None)
    scores = 0
    for part in parts_of(condition) if condition is not None else ():
        match part:
            case AnyOf():
                shown["join"] = "any"
            case Score():
                n = str(scores)
                shown |= {f"item_{n}": part.item, f"value_{n}": part.value}
                shown[f"compare_{n}"] = part.compare
                scores += 1
            case Words():
                shown |= {"words": "\n".join(part.words), "topic": part.name}
                shown |= {"exact": part.exact, "language": part.language}
            case Again():
                shown["again"] = True
            case Worth():
                shown["worth"] = round(part.at_least)
            case Risk():
                shown["risk"] = round(100 * part.at_least)
    return shown

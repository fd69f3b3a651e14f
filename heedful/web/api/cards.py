"""Method cards as programs read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from heedful.understand.asking.answers import Answer
from heedful.understand.metrics.measures import MEASURES, Measure, Need
from heedful.understand.metrics.rules import METRICS
from heedful.understand.wording import gettext_noop
from heedful.web.api import shapes
from heedful.web.api.problems import Problem
from heedful.web.method.lines import PRIORITY_LINES, SCORE_LINES, SHARE_LINES
from heedful.web.scorecard.record import lines_named


@dataclass(frozen=True, slots=True)
class Method:
    """Texts in English, to be translated where they are told."""

    name: str
    label: str
    plain: str
    formula: str
    unit: str
    interval: str
    limits: str
    data: str
    lines: Sequence[str]


DATA = gettext_noop(
    "All feedback of the place on the days asked for, by trading days: a visit after midnight"
    " counts to the evening before. Blank answers and “did not use” do not count. Weights are"
    " used where there are any; “n” is the effective number of answers."
)
POOLED = gettext_noop(
    "95% interval. Cut by location, locations with few answers are pulled toward their group by"
    " how little is known of each."
)
LIMITS: Mapping[Need, str] = {
    Need.ANSWERS: gettext_noop(
        "It says what those who answered said, not what all customers think, and not why."
        " A movement is a change only where “is_change” says so: of all changes in one answer at"
        " most one in ten is expected to be chance."
    ),
    Need.PAIRS: gettext_noop(
        "That an answer goes with the score does not show that it makes the score."
    ),
    **dict.fromkeys(
        (Need.CUSTOMERS, Need.SKETCH),
        gettext_noop(
            "Customers whom the source does not name are not counted, so there may be more."
        ),
    ),
}
FINDINGS_DATA = gettext_noop(
    "All feedback of the main questionnaire in whole months. Guests are compared within their"
    " location, so that differences between places stay out."
)
NOT_SHOWN = gettext_noop(
    "That a rating goes with the score does not show that a better rating makes a better score."
    " Only a trial with places to compare can."
)
DRIVERS = Method(
    name="drivers",
    label=gettext_noop("Share of the explained difference"),
    plain=gettext_noop(
        "How much of what the ratings explain of the difference between guests goes to each"
        " rating. The shares add up to 100%. A share says that a rating goes with the score, not"
        " that it makes it."
    ),
    formula=gettext_noop(
        "General dominance (Budescu 1993), or Johnson's relative weights (2000) with many ratings."
    ),
    unit=gettext_noop("share"),
    interval=gettext_noop(
        "90%, by 20 or more locations drawn anew (bootstrap), of more than 2,000 in random groups,"
        " by normal theory for fewer; the bias that this shows is taken off."
    ),
    limits=NOT_SHOWN,
    data=FINDINGS_DATA,
    lines=SHARE_LINES,
)
PRIORITY = Method(
    name="priorities",
    label=gettext_noop("The one thing"),
    plain=gettext_noop(
        "What a location would gain most from, if it got as good at it as the best quarter of"
        " similar places, and how sure it is that nothing else would bring more."
    ),
    formula=gettext_noop("Expected gain = effect × reach × gap."),
    unit=gettext_noop("points of the score"),
    interval=gettext_noop("90% of the draws from what is not known."),
    limits=NOT_SHOWN,
    data=FINDINGS_DATA,
    lines=PRIORITY_LINES,
)


def _of_measure(measure: Measure) -> Method:
    answers = measure.needs is Need.ANSWERS
    return Method(
        name=measure.name,
        label=measure.label,
        plain=measure.plain,
        formula=measure.formula,
        unit=measure.unit,
        interval=measure.interval,
        limits=LIMITS[measure.needs],
        data=DATA,
        lines=SCORE_LINES if answers else (),
    )


METHODS: Mapping[str, Method] = {
    one.name: one for one in (*map(_of_measure, MEASURES.values()), DRIVERS, PRIORITY)
}


def card(name: str) -> shapes.Card:
    """A method card. Raises Problem."""
    method = METHODS.get(name)
    if method is None:
        raise Problem("nothing-here")
    texts = ("label", "plain", "formula", "unit", "interval", "limits", "data")
    lines = [
        shapes.ScorecardLine(
            name=line.name,
            asks=line.asks,
            figure=line.ours,
            error=line.error,
            bar=line.bar,
            verdict=line.verdict,
        )
        for line in lines_named(method.lines)
    ]
    said = {text: gettext(getattr(method, text)) for text in texts}
    return shapes.Card(name=name, scorecard=lines, version=settings.VERSION, **said)


def link(method: Method, *, page: str | None = None) -> shapes.MethodLink:
    """The way to a card, with what must be known in any case."""
    return shapes.MethodLink(
        card=reverse("api-method", args=[method.name]),
        page=page,
        plain=gettext(method.plain),
        interval=gettext(method.interval),
        limits=gettext(method.limits),
    )


def link_of(answer: Answer) -> shapes.MethodLink:
    """The way to the card of what was asked; of metrics pages have one, too."""
    question = answer.question
    method = METHODS[question.measure]
    if question.is_pooled:
        method = replace(method, interval=POOLED)
    page = None
    if question.measure in METRICS:
        window = question.window
        page = f"{reverse('method', args=[method.name])}?from={window.first}&to={window.last}"
        page += f"&item={answer.subject.item.code}"
        page += f"&node={question.under}" if question.under else ""
    return link(method, page=page)

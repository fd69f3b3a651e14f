"""Method cards of cases: the order of the list, and the figures of the report."""

from django.utils.translation import gettext as _

from cxstats.recovery import LEAVE, REACH, REPEATED, SLOW_HOURS, won_back
from heedful.act.cases.models import Case, CaseSettings
from heedful.act.cases.ranking import severity_of
from heedful.act.cases.reporting import FEWEST
from heedful.web.cases.words import reasons
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import number, percent

LINES = ("case-order", "case-order-calm")


def order_card(*, settings: CaseSettings, currency: str, case: Case | None, back: str) -> Card:
    """How the order of the list is made; with a case, what it is there."""
    currency = currency or _("(no currency is set)")
    entries = [
        Entry(_("Formula"), _("What is at stake × the chance to keep it by acting now.")),
        Entry(_("At stake"), _stake(settings, currency)),
        Entry(_("Chance"), _chance()),
        Entry(_("Interval"), _range()),
        Entry(
            _("Influence"),
            _("How many listen to a customer may add a ninth at most, a tenth of the whole."),
        ),
        Entry(
            _("What it cannot tell"),
            _(
                "It is an expectation over many customers, not a forecast of one. The shares come"
                " from a study of other trades; nobody has shown yet that they hold here. The"
                " report of recovered customers will tell."
            ),
        ),
        Entry(
            _("Source"),
            _(
                "Shares who bought again: Technical Assistance Research Programs, Consumer"
                " Complaint Handling in America (1979, 1986). Visits are drawn toward the usual"
                " number by how little is known (gamma-Poisson, Robbins 1956)."
            ),
        ),
    ]
    if case is not None:
        entries.insert(0, Entry(_("This case"), _this(case, settings, currency)))
    return Card(
        title=_("Order of cases"),
        plain=_(
            "Cases stand in the order of the money that acting now is expected to keep. Each case"
            " shows the three facts that move it most. Promised times are shown beside it and are"
            " no part of it."
        ),
        entries=entries,
        lines=LINES,
        back=back,
    )


def _stake(settings: CaseSettings, currency: str) -> str:
    return _(
        "A year's value of the customer: visits a year (the usual %(visits)s, moved by visits that"
        " are known) × %(worth)s %(currency)s a visit. Times the share who stay away when nothing"
        " is put right: %(small)s after a trifle, %(large)s after the worst, and %(again)s of the"
        " rest for each complaint before."
    ) % {
        "visits": number(settings.visits_a_year, 1),
        "worth": number(settings.visit_worth, 2),
        "currency": currency,
        "small": percent(LEAVE[0]),
        "large": percent(LEAVE[1]),
        "again": percent(REPEATED),
    }


def _chance() -> str:
    small, large = won_back([0.0, 1.0])
    return _(
        "The share of those who would stay away that a quick answer keeps: %(large)s after the"
        " worst, %(small)s after a trifle. It halves in %(days)s days. Writing counts %(write)s of"
        " a call; whoever cannot be reached %(nobody)s. The last two are assumed."
    ) % {
        "large": percent(large),
        "small": percent(small),
        "days": number(SLOW_HOURS / 24),
        "write": percent(REACH[1]),
        "nobody": percent(REACH[0]),
    }


def _this(case: Case, settings: CaseSettings, currency: str) -> str:
    """An amount only where visits are known, and always with how sure it is."""
    severity = severity_of(score=case.score, low=case.low, high=case.high)
    least, most = (case.chance * end / won_back(severity) for end in won_back([1.0, 0.0]))
    told = {
        "chance": percent(case.chance),
        "least": percent(least),
        "most": percent(most),
        "worth": number(settings.visit_worth * settings.visits_a_year, 2),
        "kept": number(case.priority),
        "low": number(case.kept_low),
        "high": number(case.kept_high),
        "currency": currency,
        "why": " · ".join(reasons(case)),
    }
    if case.kept_low is None:
        text = _(
            "Not enough evidence yet for an amount: no visits of this customer are known, so a year"
            " counts as your organisation's own assumption, %(worth)s %(currency)s. The chance is"
            " %(chance)s (%(least)s to %(most)s). %(why)s."
        )
    else:
        text = _(
            "Acting now is expected to keep %(kept)s %(currency)s (%(low)s to %(high)s), with a"
            " chance of %(chance)s (%(least)s to %(most)s). %(why)s."
        )
    return text % told


def _range() -> str:
    return _(
        "An amount goes over the 95% interval of the visits a year, by the visits that were"
        " counted, and over the published shares from a trifle to the worst; the chance over these"
        " shares alone. What a visit leaves is taken as you set it. Without visits there is no"
        " amount."
    )


def report_card(*, back: str) -> Card:
    """What the figures of the report are."""
    return Card(
        title=_("Report of cases"),
        plain=_("How quickly customers heard from somebody, and what they say came of it."),
        entries=[
            Entry(
                _("Time to first contact"),
                _(
                    "The median of the minutes while the location was open, from opening the case"
                    " until a call reached the customer or the other side took a message. A rule"
                    " opens it when the form is sent, however long that was open before. Who was"
                    " not contacted counts as longer than anybody. Cases whose time still runs are"
                    " left out."
                ),
            ),
            Entry(
                _("Contacted in time"),
                _("The share of the same cases whose first contact came before it was due."),
            ),
            Entry(
                _("Promises kept"),
                _(
                    "Of the customers who answered whether a promise was kept, the share who said"
                    " yes; “partly” counts as no. What colleagues say of it does not count."
                ),
            ),
            Entry(
                _("Recovered"),
                _(
                    "Of the customers who answered after the case was closed, the share who say"
                    " that all is put right, not just a part. Who does not answer may think"
                    " otherwise."
                ),
            ),
            Entry(
                _("Data"),
                _(
                    "Cases opened in the period at places in your scope; joined cases count once."
                    " Fewer than %(n)s give no figure."
                )
                % {"n": number(FEWEST)},
            ),
            Entry(
                _("Interval"),
                _(
                    "95%: for shares Wilson's (1927), for medians by order statistics (Conover"
                    " 1971), which assume no shape."
                ),
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "Whether customers came back because of the call: those who answer differ from"
                    " those who do not."
                ),
            ),
        ],
        lines=(),
        back=back,
    )

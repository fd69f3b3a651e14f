"""The method card of data soundness."""

from django.utils.translation import gettext as _

from heedful.understand.quality.rules import MONTH_DAYS, QUARTER_DAYS
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import number, percent

LINES = (
    "quality-gamers",
    "quality-careless",
    "quality-forged",
    "quality-false-suspicion",
    "quality-true-suspicion",
    "quality-score-error",
)


def card_of(back: str) -> Card:
    """Tell how answers are doubted, and what follows."""
    return Card(
        title=_("Doubtful answers"),
        plain=_(
            "How likely it is that an answer is not what a guest carefully said of a visit. A"
            " doubtful answer counts less; it is never deleted, and a person can decide otherwise."
        ),
        entries=[
            Entry(
                _("What an answer counts"),
                _(
                    "In full while it is more likely honest than not. Else as much as it is"
                    " likely honest, %(least)s at least. Reasons count together as if they were"
                    " independent."
                )
                % {"least": percent(0.05)},
            ),
            Entry(
                _("One column ticked, or in a hurry"),
                _(
                    "How often honest guests give the same mark throughout is worked out from how"
                    " these questions go together. The time on each page is set beside the middle"
                    " of the same page of the same form. A mixture of careful and careless guests"
                    " gives the probability."
                ),
            ),
            Entry(
                _("Copies, receipts and devices"),
                _(
                    "The same answers at the same place within an hour, the more telling the rarer"
                    " they are; a receipt that was used before; more answers from one device within"
                    " half an hour than chance brings. A shared tablet is not suspicious."
                ),
            ),
            Entry(
                _("Best of everything before a bonus date"),
                _(
                    "The share of such answers in the last %(quarter)s days of a quarter, or the"
                    " last %(month)s of a month, beside the place's other days and all other"
                    " places. Suspected places are held to a false-discovery rate of %(rate)s over"
                    " both calendars."
                )
                % {
                    "quarter": number(QUARTER_DAYS),
                    "month": number(MONTH_DAYS),
                    "rate": percent(0.10),
                },
            ),
            Entry(
                _("Words against the rating"),
                _(
                    "Words of blame only beside a top score, or praise only beside a low one, by a"
                    " short list of words. It is told, and counts for nothing by itself."
                ),
            ),
            Entry(
                _("Data"),
                _(
                    "The newest year of the main questionnaire. Time, receipt and device are used"
                    " where a file or survey page tells them."
                ),
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "Who did it, and whether it was meant. A place may get better answers before a"
                    " date for good reasons: look before you speak of it. Careful inventions look"
                    " like answers."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )

"""The method card of the page of questions."""

from django.utils.translation import gettext as _

from heedful.understand.questions.rules import FEWEST_ANSWERS
from heedful.web.method.card import Card, Entry
from heedful.web.numbers import day, number, percent
from heedful.web.questions.page import Questions

LINES = ("short-form-order", "lint-precision", "lint-recall")


def card_of(page: Questions, back: str) -> Card:
    """Tell what is behind the numbers of one page."""
    study, window = page.study, page.period.window
    data = _("%(place)s, %(first)s to %(last)s, whole months. Every answer counts by its weight.")
    told = {"place": page.node.name, "first": day(window.first), "last": day(window.last)}
    return Card(
        title=_("Right questions"),
        plain=_(
            "How much each question tells apart one guest from another, how much the other"
            " questions tell already, and which could go while the order of what goes with the"
            " score stays."
        ),
        entries=[
            Entry(
                _("Scale used"),
                _(
                    "The entropy of the answers as a share of what it would be if every step of"
                    " the scale were chosen equally often (Shannon 1948, corrected for few answers"
                    " after Miller 1955). 0%: everybody gave the same answer."
                ),
            ),
            Entry(
                _("Told by the others"),
                _(
                    "The share of the differences between guests in this answer that can be told"
                    " from their other answers (R² of the question on all other ratings, within"
                    " locations, by pairs of answers). 95% interval from 400 replicates. Told by no"
                    " other rating is the rest up to 100%."
                ),
            ),
            Entry(
                _("Goes with the others"),
                _(
                    "The correlation of the answer with the sum of all other ratings. A low value"
                    " means that the question measures something else."
                ),
            ),
            Entry(
                _("Shortest form"),
                _(
                    "Questions go one by one, always the one without which most of the order of"
                    " the drivers is kept. Every pair of drivers counts by how much their shares"
                    " differ; a pair that the shorter form puts the other way round is lost, one"
                    " that it cannot tell counts half. The form is the last that keeps"
                    " %(keep)s of the order, and does so in at least 90%% of 200 replicates."
                )
                % {"keep": percent(study.keep)},
            ),
            Entry(
                _("Wording"),
                _(
                    "Rules and word lists for English, German and Spanish look for two things in"
                    " one question, leading words, jargon, words that leave no room, “not”, long"
                    " sentences and scales that do not fit. A finding is a reason to read the"
                    " question again, not a proof."
                ),
            ),
            Entry(_("Data"), data % told),
            Entry(
                _("Answers"),
                _("%(n)s to the question answered most. Below %(fewest)s nothing is said.")
                % {"n": number(study.answers), "fewest": FEWEST_ANSWERS},
            ),
            Entry(
                _("What it cannot tell"),
                _(
                    "A question that hardly moves the order may still be wanted: because it warns"
                    " early, because somebody answers for it, or because few but important guests"
                    " are asked it."
                ),
            ),
        ],
        lines=LINES,
        back=back,
    )

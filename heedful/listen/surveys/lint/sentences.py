"""Why a finding matters, and what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.listen.surveys.lint.finding import Kind

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Advice:
    """Three short texts for one kind of finding."""

    name: Words
    why: Words
    better: Words


ADVICE: Mapping[Kind, Advice] = {
    Kind.DOUBLE: Advice(
        _("two things at once"),
        _("A low answer does not tell which of the two was meant."),
        _("Ask for one thing; make a second question if both matter."),
    ),
    Kind.LEADING: Advice(
        _("tells which answer is wanted"),
        _("People tend to agree with what a question suggests, so the score comes out too high."),
        _("Name the thing without praise or blame: “How would you rate …?”"),
    ),
    Kind.JARGON: Advice(
        _("a word of the trade"),
        _("Guests who do not know the word guess, or skip the question."),
        _("Say it as a guest would say it to a friend, and write out short forms."),
    ),
    Kind.ABSOLUTE: Advice(
        _("a word that leaves no room"),
        _("Hardly anything is so without exception, so honest guests cannot agree."),
        _("Leave the word out, or ask how often."),
    ),
    Kind.NEGATED: Advice(
        _("asks for what is not so"),
        _("Agreeing to a “not” is read wrongly by some, and their answers turn round."),
        _("Ask for the good state without “not”."),
    ),
    Kind.LONG: Advice(
        _("long"),
        _("The start is forgotten before the end, above all on a phone."),
        _("Keep to one sentence of at most twenty words; drop the introduction."),
    ),
    Kind.UNBALANCED: Advice(
        _("a scale with more answers on one side"),
        _("More good answers than bad ones make the score better than guests mean it."),
        _("Give as many bad answers as good ones, and a middle if there is one."),
    ),
    Kind.MISMATCHED: Advice(
        _("a scale that does not fit the question"),
        _("The answers belong to another question, so everybody reads them differently."),
        _("Let the answers use the word of the question: “how satisfied”, “very satisfied”."),
    ),
    Kind.MIXED: Advice(
        _("another scale than its neighbours"),
        _("When scales change within a form, slips rise and answers are hard to compare."),
        _("Use one scale for all ratings of a form."),
    ),
}


def advice_on(kind: Kind) -> Advice:
    """Why a kind of finding matters, and what to do."""
    return ADVICE[kind]

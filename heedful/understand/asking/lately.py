"""Windows that move on: a question about "the last 90 days" asks about other days tomorrow.

Knows no Django. An address, and a question that is kept, says `days` in place of `from` and `to`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.rules import Window
from heedful.understand.wording import gettext_noop

CHOICES = (7, 28, 90, 365, 1096, 3653)
DAYS, FIXED = "days", ("from", "to")

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an address has it; `days` is None where its days stand fixed."""

    question: Question
    days: int | None

    def params(self) -> dict[str, list[str]]:
        """Write it as it was asked; `read` reads it back."""
        params = self.question.params()
        if self.days is None:
            return params
        kept = {name: values for name, values in params.items() if name not in FIXED}
        return {**kept, DAYS: [str(self.days)]}


def read(params: Params, *, newest: date, days: int = 90) -> Asked:
    """Read a question whose days are counted back from `newest`. Raises NotAQuestion.

    Days that are counted back go before days that stand fixed; without either there are `days`.
    """
    given = next(iter(params.get(DAYS, ())), "")
    fixed = any(any(params.get(name, ())) for name in FIXED)
    if given and given not in map(str, CHOICES):
        raise NotAQuestion(
            gettext_noop("“%(name)s” days cannot be asked for. Choose a first and a last day."),
            name=given,
        )
    counted = int(given) if given else None if fixed else days
    rest = params if counted is None else {k: v for k, v in params.items() if k not in FIXED}
    question = Question.of_params(rest, window=Window.ending(newest, days=counted or days))
    return Asked(question, counted)

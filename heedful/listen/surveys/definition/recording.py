"""The one record that the same answers give, whichever channel they came by."""

from collections.abc import Mapping
from dataclasses import dataclass

from cxstats.scores import NOT_ANSWERED, NOT_USED
from heedful.listen.surveys.definition.flow import hidden, visible
from heedful.listen.surveys.definition.model import Definition
from heedful.listen.surveys.definition.scales import all_singles, is_item, singles
from heedful.listen.surveys.definition.values import DID_NOT_USE, Value, is_blank


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept. `scores` follow `item_specs`, which the version's slots follow."""

    scores: tuple[int, ...]
    comment: str
    answers: dict[str, Value]


def record(definition: Definition, answers: Mapping[str, Value], seed: object) -> Record:
    """Return the record of a customer's answers.

    Only what was asked on the customer's way counts, and what was left blank leaves no trace.
    """
    return Recorder(definition).record(answers, seed)


class Recorder:
    """Makes records of many answers; what is the same for all of them is worked out once."""

    def __init__(self, definition: Definition) -> None:
        asked = list(all_singles(definition))
        self._definition = definition
        self._codes = [one.code for one in asked]
        self._items = [one.code for one in asked if is_item(one)]
        self._open = [one.code for one in asked if one.kind == "text" and one.role == "open"]
        self._way = None if _parts_ways(definition) else _way(definition, {}, None)

    def record(self, answers: Mapping[str, Value], seed: object) -> Record:
        on_way = self._way if self._way is not None else _way(self._definition, answers, seed)
        kept = {
            code: value
            for code in self._codes
            if code in on_way and not is_blank(value := answers.get(code))
        }
        scores = tuple([_score(kept.get(code)) for code in self._items])
        said = [str(kept[code]) for code in self._open if code in kept]
        return Record(scores, "\n\n".join(said), kept)


def _way(definition: Definition, answers: Mapping[str, Value], seed: object) -> frozenset[str]:
    shown = {one.code for q in visible(definition, answers, seed) for one in singles(q)}
    return frozenset(shown | {one.code for one in hidden(definition)})


def _parts_ways(definition: Definition) -> bool:
    """Whether answers or chance decide what a customer is asked."""
    return any(
        page.show_if or page.sample is not None or any(one.show_if for one in page.questions)
        for page in definition.pages
    )


def _score(value: Value) -> int:
    if isinstance(value, int):
        return value
    return NOT_USED if value == DID_NOT_USE else NOT_ANSWERED

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
    on_way = {one.code for q in visible(definition, answers, seed) for one in singles(q)}
    on_way |= {one.code for one in hidden(definition)}
    asked = [one for one in all_singles(definition) if one.code in on_way]
    kept = {one.code: answers[one.code] for one in asked if not is_blank(answers.get(one.code))}
    scores = [_score(kept.get(one.code)) for one in all_singles(definition) if is_item(one)]
    said = [
        str(kept[one.code])
        for one in asked
        if one.kind == "text" and one.role == "open" and one.code in kept
    ]
    return Record(tuple(scores), "\n\n".join(said), kept)


def _score(value: Value) -> int:
    if value == DID_NOT_USE:
        return NOT_USED
    return value if isinstance(value, int) else NOT_ANSWERED

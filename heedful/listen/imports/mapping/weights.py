"""Survey weights as fixed-point integers, so that sums of them are exact on every engine."""

from decimal import Decimal, InvalidOperation

from cxstats.sums import WEIGHT_ONE
from heedful.listen.imports.mapping.memo import Memo, Unreadable
from heedful.listen.imports.mapping.model import Weight

# A weight says how many answers a row stands for on average around 1. Squares of weights are
# summed in 64 bits: at this bound nine million rows still fit into one cell.
MAX_WEIGHT = 1_000


class WeightReader(Memo[str | None, int | Unreadable]):
    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._default = weight.default

    def read(self, key: str | None) -> int | Unreadable:
        text = (key or "").strip() or self._default
        return Unreadable("The weight is blank.") if text is None else read_weight(text)


def read_weight(text: str) -> int | Unreadable:
    """Return a weight in millionths, or why it is none."""
    text = text.strip()
    try:
        weight = Decimal(text.replace(",", ".") if "." not in text else text)
    except InvalidOperation:
        return Unreadable("This weight is not a decimal number.")
    if not weight.is_finite() or weight < 0:
        return Unreadable("A weight must be a number of 0 or more.")
    if weight > MAX_WEIGHT:
        return Unreadable(
            f"A weight above {MAX_WEIGHT:,} cannot be kept. Divide all weights by their mean."
        )
    return int((weight * WEIGHT_ONE).to_integral_value())

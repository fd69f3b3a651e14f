"""The paths over blocks, as the planner sees them."""

from datetime import datetime

from heedful.understand.blocks.pairing import pair_count
from heedful.understand.blocks.pieces import edges
from heedful.understand.blocks.queries import moved_within_a_month, state_of
from heedful.understand.blocks.rules import FEW_CELLS, MOST_TRIES, MOST_WAITING, is_whole_months
from heedful.understand.blocks.running import running_count
from heedful.understand.metrics.counts import Count, Keyed, PairSums
from heedful.understand.metrics.daily import DailyCells
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.scores import ItemSums


class Changing(Exception):
    """The blocks are being built anew at this moment; ask again."""


def _not_readable(count: Count) -> str:
    """Look whether blocks can be read. One query."""
    of = count.subject
    state = state_of(
        tenant_id=of.tenant_id,
        questionnaire_id=of.questionnaire_id,
        first=count.whole.first,
        last=count.whole.last,
    )
    if not state.is_ready:
        return "the running sums are still being added up"
    if state.waiting > MOST_WAITING:
        return f"{state.waiting:,} answers still wait to be folded into the running sums"
    return ""


class _Running:
    """What both paths over running sums have in common."""

    def refuses(self, count: Count) -> str:
        if cannot := self.cells.refuses(count):
            return cannot.replace("a day's cell", "a running sum")
        if self.cells.reads(count) <= FEW_CELLS:
            return "so few daily cells are added up at once"
        return _not_readable(count)

    def reads(self, count: Count) -> int:
        # A sum since the first of a month, and one of all months before it.
        return 2 * edges(count)

    def fresh(self, count: Count) -> datetime | None:
        del count
        return None

    def count(self, count: Count) -> Keyed[ItemSums]:
        for _ in range(MOST_TRIES):
            counted = running_count(count)
            if counted is not None:
                return counted
        # Only while somebody builds the blocks anew, or folds again and again.
        return self.cells.count(count)

    @property
    def cells(self) -> DailyCells:
        return DailyCells()


class PrefixSums(_Running):
    """Running sums of locations."""

    name = "running sums"

    def refuses(self, count: Count) -> str:
        if not count.are_locations:
            return "these are sums of locations"
        return super().refuses(count)


class RollUps(_Running):
    """Running sums of the locations that belonged to groups, added up."""

    name = "running sums of groups"

    def refuses(self, count: Count) -> str:
        if count.are_locations:
            return "these are sums of groups"
        return super().refuses(count)


class MonthlyPairs:
    """Running cross-products of whole months."""

    name = "running cross-products"

    def refuses(self, count: Count) -> str:
        if count.needs is not Need.PAIRS:
            return f"cross-products do not hold {count.needs}"
        if extra := [str(one) for one in count.by if one is not Dimension.MONTH]:
            return f"months of cross-products are not cut by {', '.join(extra)}"
        if extra := [str(one.dimension) for one in count.where]:
            return f"months of cross-products do not know {', '.join(extra)}"
        if not all(is_whole_months(span) for span in count.spans):
            return "cross-products are of whole months"
        if not count.are_locations and moved_within_a_month(count):
            return "a place moved in the middle of a month"
        return _not_readable(count)

    def reads(self, count: Count) -> int:
        # Of each month at which a span begins or ends, the seven numbers of a pair.
        months = count.days // 28 if count.by else len(count.spans)
        return 7 * (months + 1)

    def fresh(self, count: Count) -> datetime | None:
        del count
        return None

    def count(self, count: Count) -> Keyed[PairSums]:
        for _ in range(MOST_TRIES):
            counted = pair_count(count)
            if counted is not None:
                return counted
        raise Changing

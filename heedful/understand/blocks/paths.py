"""The paths over blocks, as the planner sees them."""

from datetime import datetime

from heedful.understand.blocks.pieces import edges
from heedful.understand.blocks.queries import state_of
from heedful.understand.blocks.rules import FEW_CELLS, MOST_TRIES, MOST_WAITING
from heedful.understand.blocks.running import running_count
from heedful.understand.metrics.counts import Count, Keyed
from heedful.understand.metrics.daily import DailyCells
from heedful.understand.metrics.scores import ItemSums


class _Running:
    """What both paths over running sums have in common."""

    def refuses(self, count: Count) -> str:
        if cannot := self.cells.refuses(count):
            return cannot.replace("a day's cell", "a running sum")
        if self.cells.reads(count) <= FEW_CELLS:
            return "so few daily cells are added up at once"
        return self._state(count)

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

    @staticmethod
    def _state(count: Count) -> str:
        """Look whether blocks can be read. One query."""
        of = count.subject
        state = state_of(
            tenant_id=of.tenant_id,
            questionnaire_id=of.questionnaire_id,
            first=min(span.first for span in count.spans),
            last=max(span.last for span in count.spans),
        )
        if not state.is_ready:
            return "the running sums are still being added up"
        if state.waiting > MOST_WAITING:
            return f"{state.waiting:,} answers still wait to be folded into the running sums"
        return ""


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

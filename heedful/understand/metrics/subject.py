"""What a number is about."""

import uuid
from dataclasses import dataclass

from heedful.understand.metrics.rules import Metric, headline
from heedful.understand.metrics.series import RatedItem, Series


class NoOutcome(Exception):
    """The questionnaire asks for no outcome, so there is nothing that a page could be about."""


@dataclass(frozen=True)
class Subject:
    """One item of one questionnaire, summed up by one metric."""

    tenant_id: uuid.UUID
    questionnaire_id: uuid.UUID
    series: Series
    slot: int
    metric: Metric

    @classmethod
    def of(
        cls,
        *,
        tenant_id: uuid.UUID,
        questionnaire_id: uuid.UUID,
        series: Series,
        item: str | None,
        metric: Metric | None,
    ) -> "Subject":
        """Take the primary outcome and its headline metric where none is named.

        Raises NoOutcome; KeyError for an item that is not in the series.
        """
        slot = series.outcome if item is None else series.slot(item)
        if slot is None:
            raise NoOutcome
        chosen = metric or headline(series.items[slot])
        return cls(tenant_id, questionnaire_id, series, slot, chosen)

    @property
    def item(self) -> RatedItem:
        return self.series.items[self.slot]

    @property
    def bounds(self) -> tuple[float, float]:
        return self.metric.bounds(self.item.scale)

"""The registry: everything that may be asked for, each defined here once.

A measure names the whole numbers it is made of, what it may be cut by and how it is finished. Any
engine that can count those numbers can serve it, and all engines give the same figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.rules import METRICS, Metric
from heedful.understand.wording import gettext_noop

ALL = frozenset(Dimension)


class Need(StrEnum):
    """The whole numbers that an engine has to count."""

    ANSWERS = "answers"  # how often each answer was given to one item
    PAIRS = "pairs"  # counts, sums and products of an item and the outcome, where both were given
    CUSTOMERS = "customers"  # how many different customers answered
    SKETCH = "sketch"  # what a good guess at that number needs


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that may be asked for; texts are for the method card."""

    name: str
    label: str
    unit: str
    plain: str
    formula: str
    interval: str
    needs: Need
    dimensions: frozenset[Dimension] = ALL
    # What finishes counts of answers; the other needs have one finisher each.
    metric: Metric | None = None

    @classmethod
    def of(cls, metric: Metric) -> "Measure":
        """Take a metric of one item's answers."""
        return cls(
            name=metric.name,
            label=metric.label,
            unit=metric.unit,
            plain=metric.plain,
            formula=metric.formula,
            interval=metric.interval,
            needs=Need.ANSWERS,
            metric=metric,
        )


GOES_WITH = Measure(
    name="goes_with",
    label=gettext_noop("Goes with the outcome"),
    unit=gettext_noop("correlation"),
    plain=gettext_noop(
        "How closely the answers to a question go with the outcome: 1 is in step, 0 not at all,"
        " −1 the other way round. It does not say that one brings the other about."
    ),
    formula=gettext_noop("Pearson's correlation over the answers that have both."),
    interval=gettext_noop("95% interval by Fisher's transformation (1921)."),
    needs=Need.PAIRS,
)
CUSTOMERS = Measure(
    name="customers",
    label=gettext_noop("Different customers"),
    unit=gettext_noop("customers"),
    plain=gettext_noop(
        "How many different customers answered, where the source says who they are."
        " Nobody is counted twice."
    ),
    formula=gettext_noop("Number of different respondents; answers without a name are left out."),
    interval=gettext_noop("A count of all that answered has no interval."),
    needs=Need.CUSTOMERS,
)
CUSTOMERS_SKETCHED = Measure(
    name="customers_sketched",
    label=gettext_noop("Different customers, about"),
    unit=gettext_noop("customers"),
    plain=gettext_noop(
        "About how many different customers answered: a quick look that is off by less than two"
        " in a hundred nearly always. “Different customers” counts each one."
    ),
    formula=gettext_noop(
        "HyperLogLog with 16,384 registers (Flajolet et al. 2007), read by Ertl's estimator (2017)."
    ),
    interval=gettext_noop("95% interval of the method's own error, 0.8% of the number."),
    needs=Need.SKETCH,
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        one.name: one
        for one in (*map(Measure.of, METRICS.values()), GOES_WITH, CUSTOMERS, CUSTOMERS_SKETCHED)
    }
)

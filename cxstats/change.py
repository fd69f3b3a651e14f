"""Did a number move between two periods, and by how much?"""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cxstats.discovery import benjamini_hochberg
from cxstats.estimate import Floats
from cxstats.histograms import Moments
from cxstats.later import stats
from cxstats.variances import moderated_variances

Told = TypeVar("Told", "Change", "Comparison")


@dataclass(frozen=True, slots=True)
class Change:
    """Result of `change_between`; arrays of one shape, nan where it cannot be known."""

    difference: Floats  # after minus before, in the metric's units
    low: Floats
    high: Floats
    p: Floats  # two-sided p value of "nothing changed"
    n_before: Floats
    n_after: Floats

    def take(self, groups: NDArray[np.intp]) -> "Change":
        """Pick groups; each keeps what was told of it among all."""
        return _taken(self, groups)

    def spelled_out(self) -> "Change":
        """Return itself, as a `Comparison` is spelled out."""
        return self


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of `compare` and `beside_the_rest`: a change without p value and interval yet.

    These cost more than all the rest, and of very many groups few are looked at.
    """

    difference: Floats  # after minus before, in the metric's units
    error: Floats  # its standard error; nan where it cannot be known
    degrees: Floats  # degrees of freedom that the error stands on
    n_before: Floats
    n_after: Floats

    @property
    def p(self) -> Floats:
        """Two-sided p value of "nothing changed"."""
        return _p(self.difference / self.error, self.degrees)

    def discovered(self, rate: float) -> NDArray[np.bool_]:
        """Which may be called changes: those that `benjamini_hochberg` picks, for less.

        Student's tails are heavier than the normal ones, so whoever is above the rate by these
        has no chance, and its own p value need not be known.

        Examples
        --------
        >>> one = Moments(*np.array([[4.0, 9], [16, 9], [66, 12]]))
        >>> two = Moments(*np.array([[4.0, 9], [15, 45], [59, 228]]))
        >>> compare(one, two).discovered(0.1)
        array([False,  True])
        """
        statistic = self.difference / self.error
        chance = np.flatnonzero(np.abs(statistic) >= stats.norm.isf(rate / 2))
        p = np.where(np.isnan(statistic), np.nan, 1.0)
        p[chance] = _p(statistic[chance], self.degrees[chance])
        return benjamini_hochberg(p, rate).rejected

    def take(self, groups: NDArray[np.intp]) -> "Comparison":
        """Pick groups; each keeps what was told of it among all."""
        return _taken(self, groups)

    def spelled_out(self, confidence: float = 0.95) -> Change:
        """Work out p values and intervals."""
        half = stats.t.ppf((1 + confidence) / 2, self.degrees) * self.error
        return Change(
            difference=self.difference,
            low=self.difference - half,
            high=self.difference + half,
            p=self.p,
            n_before=self.n_before,
            n_after=self.n_after,
        )


def _p(statistic: Floats, degrees: Floats) -> Floats:
    return 2.0 * np.asarray(stats.t.sf(np.abs(statistic), degrees))


def _taken(told: Told, groups: NDArray[np.intp]) -> Told:
    return type(told)(*(getattr(told, one.name)[groups] for one in fields(told)))


def change_between(
    before: Moments, after: Moments, confidence: float = 0.95, *, fewest: float = 2.0
) -> Change:
    """Compare the means of two periods of the same groups.

    Pass all groups that are alike, not only those to be shown: they lend each
    other variance. A p value by itself makes no change: give all that are shown
    together to `discovery.benjamini_hochberg`.

    Parameters
    ----------
    before, after : Moments
        Sums of the two periods, arrays of one shape (g,).
    confidence : float
        Between 0 and 1, for the interval of the difference.
    fewest : float
        Number of answers that both periods need for a comparison, 2 or more.

    Returns
    -------
    Change
        p, low and high are nan where a period has fewer answers than `fewest`,
        or where no group has any spread (equal answers tell nothing of how much
        chance moves them).

    Notes
    -----
    Welch's statistic on moderated variances. The variance of a few answers is
    itself a guess, and zero when they happen to agree, so Welch's test alone finds
    far more than its share of changes among groups with few answers, and those are
    the first to pass a false-discovery rate. The degrees of freedom are those of
    the period that stands on fewer, as Hsu has it: Welch's, which add up both
    periods, keep to the level on average over many cases, and are a little above
    it in some. With the fewer the level is a bound, at a small price: of falls of
    one point in ten among 20 answers each, 30% are found and not 31%.

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28-35.
    Hsu, P. L. (1938). Statistical Research Memoirs 2, 1-24.
    Mickey, M. R. & Brown, M. B. (1966). The Annals of Mathematical Statistics 37,
    639-642.
    Smyth, G. K. (2004). Statistical Applications in Genetics and Molecular
    Biology 3(1), article 3.

    Examples
    --------
    >>> one = Moments(n=np.array([4.0]), total=np.array([16.0]), squares=np.array([66.0]))
    >>> two = Moments(n=np.array([4.0]), total=np.array([12.0]), squares=np.array([38.0]))
    >>> change = change_between(one, two)
    >>> change.difference, change.p.round(3)
    (array([-1.]), array([0.134]))
    """
    return compare(before, after, fewest=fewest).spelled_out(confidence)


def compare(before: Moments, after: Moments, *, fewest: float = 2.0) -> Comparison:
    """Compare as `change_between` does, and leave the intervals for those that are looked at.

    Examples
    --------
    >>> one = Moments(n=np.array([4.0]), total=np.array([16.0]), squares=np.array([66.0]))
    >>> two = Moments(n=np.array([4.0]), total=np.array([12.0]), squares=np.array([38.0]))
    >>> compare(one, two).spelled_out().low == change_between(one, two).low
    array([ True])
    """
    lent = moderated_variances(
        np.stack([before.n, after.n]),
        np.stack([before.total, after.total]),
        np.stack([before.squares, after.squares]),
    )
    known = np.minimum(before.n, after.n) >= max(fewest, 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = after.total / after.n - before.total / before.n
        errors = lent.value / np.stack([before.n, after.n])
        squared = errors.sum(axis=0)
        error = np.sqrt(np.where(known & (squared > 0), squared, np.nan))
        degrees = lent.degrees.min(axis=0)
    return Comparison(difference, error, degrees, n_before=before.n, n_after=after.n)


def beside_the_rest(groups: Moments, *, fewest: float = 2.0) -> Comparison:
    """Compare the mean of each group with that of all the other groups together.

    Parameters
    ----------
    groups : Moments
        Sums of groups that are shown together, arrays of shape (g,).
    fewest : float
        Number of answers that both sides need for a comparison, 2 or more.

    Returns
    -------
    Comparison
        `difference` is the group minus the others; "before" are the others. A p value by itself
        makes no mark: give all of them to `discovery.benjamini_hochberg`.

    Notes
    -----
    As `change_between`. The comparisons of one list depend on each other a little, since each
    group is among the others of every other one. Costs O(g).

    Examples
    --------
    >>> three = Moments(n=np.array([4.0, 4, 4]), total=np.array([12.0, 12, 24]),
    ...     squares=np.array([38.0, 38, 146]))
    >>> beside_the_rest(three).difference
    array([-1.5, -1.5,  3. ])
    """
    rest = Moments(*(one.sum() - one for one in (groups.n, groups.total, groups.squares)))
    return compare(rest, groups, fewest=fewest)

"""Who ticked one column in a hurry: a probability for each answer, learned from all of them."""

from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Floats
from cxstats.later import stats

# What is believed before the first answer: one in fifty hurries, at a pace of two and a half
# standard deviations below the usual, and nine of ten of them tick one column.
SHARE, SHARE_N = 0.02, 100.0
HURRY, HURRY_N = -2.5, 20.0
STRAIGHT = 0.9
# They choose among a handful of columns, each as likely as another.
COLUMNS = 4
# Honest paces have heavier tails than the normal curve.
TAIL = 10.0
ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class CarelessAnswers:
    """`probability` has one entry a row."""

    probability: Floats
    share: float  # of all rows that is careless
    hurry: float  # the usual pace of the careless, in standard deviations


def careless_answers(straight_chance: Floats, pace: Floats) -> CarelessAnswers:
    """Say how likely it is that each person ticked one column, or hurried, without reading.

    A mixture of two kinds of people: the honest, who answer straight as often as
    `chance_of_straight` says and at the usual pace, and the careless, of whom nine in ten answer
    straight and whose pace is learned. What is believed beforehand counts as a hundred answers,
    so the first answer of an organisation has a probability too.

    Parameters
    ----------
    straight_chance : array, shape (n,)
        The chance that an honest person answers this straight; nan where the row is not.
    pace : array, shape (n,)
        From `pace`; nan where it is not known.

    Returns
    -------
    CarelessAnswers
        Costs O(n) for each of up to fifty rounds.

    Raises
    ------
    ValueError
        The shapes differ.

    References
    ----------
    Meade, A. W. & Craig, S. B. (2012). Psychological Methods 17, 437-455. The mixture is fitted
    by expectation-maximisation: Dempster, A. P. et al. (1977).

    Examples
    --------
    >>> found = careless_answers(np.array([np.nan, 0.02, 0.02]), np.array([0.1, 0.0, -4.0]))
    >>> found.probability.round(2)
    array([0.  , 0.01, 0.96])
    """
    if straight_chance.shape != pace.shape:
        raise ValueError(f"shapes differ: {straight_chance.shape} and {pace.shape}")
    straight = np.isfinite(straight_chance)
    timed = np.isfinite(pace)
    honest = np.where(straight, np.clip(straight_chance, 1e-12, 1.0), 1.0)
    careless = np.where(straight, STRAIGHT / COLUMNS, 1 - STRAIGHT)
    usual = np.where(timed, stats.t.pdf(np.where(timed, pace, 0.0), TAIL), 1.0)
    share, hurry = SHARE, HURRY
    probability = np.zeros(len(pace))
    for _ in range(ROUNDS):
        fast = np.where(timed, stats.norm.pdf(np.where(timed, pace, 0.0), hurry, 1.0), 1.0)
        odds = share * careless * fast
        probability = odds / np.maximum(odds + (1 - share) * honest * usual, 1e-300)
        total = probability.sum()
        new = (total + SHARE * SHARE_N) / (len(pace) + SHARE_N)
        seen = probability[timed].sum()
        # Who is slow is not in a hurry, whatever the mixture would gain by it.
        mean = ((probability * np.where(timed, pace, 0)).sum() + HURRY * HURRY_N) / (seen + HURRY_N)
        settled = abs(new - share) < 1e-7
        share, hurry = float(new), float(min(mean, HURRY / 2))
        if settled:
            break
    return CarelessAnswers(probability=probability, share=share, hurry=hurry)

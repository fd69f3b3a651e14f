"""From honest answers to what arrives: careless, talked up, sent twice and forged ones."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, SKIPPED, Answers
from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.visits import Visits

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Scores = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """One row an entry of feedback."""

    visit: Integers  # The visit that it is about, or that lent its place to a forged one.
    receipt: Integers  # The visit whose receipt it bears.
    local_time: NDArray[np.datetime64]
    ratings: Scores
    recommend: Scores
    overall: Scores
    careless: Flags
    gamed: Flags
    duplicated: Flags
    forged: Flags

    def __len__(self) -> int:
        return len(self.visit)

    def take(self, rows: Integers) -> "Entries":
        return Entries(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Spoilers:
    """Which locations spoil answers, one entry a location."""

    begging: Flags
    forging: Flags


def make_spoilers(*, config: Config, seed: int, n_places: int) -> Spoilers:
    """The flagship is none of them, so that its story stays true."""
    rng, gaming = stream(seed, "spoilers"), config.gaming
    others = 1 + rng.permutation(n_places - 1)
    n_begging = round(gaming.begging_locations * n_places)
    n_forging = round(gaming.forging_locations * n_places)
    begging, forging = np.zeros(n_places, np.bool_), np.zeros(n_places, np.bool_)
    begging[others[:n_begging]] = True
    forging[others[n_begging : n_begging + n_forging]] = True
    return Spoilers(begging=begging, forging=forging)


def spoil(
    *,
    config: Config,
    seed: int,
    visits: Visits,
    answered: Integers,
    answers: Answers,
    spoilers: Spoilers,
    first_day: date,
) -> Entries:
    """`answers` has one row for each of the visits `answered`; entries come ordered by time."""
    rng = stream(seed, "spoiled")
    n, place = len(answered), visits.location[answered]
    careless = rng.random(n) < config.gaming.careless
    bonus = _before_bonus(config, visits.day[answered], first_day)
    gamed = spoilers.begging[place] & bonus & (rng.random(n) < config.gaming.begging) & ~careless
    nobody = np.zeros(n, dtype=np.bool_)
    honest = Entries(
        visit=answered,
        receipt=answered,
        local_time=visits.local_time[answered],
        ratings=answers.ratings.copy(),
        recommend=answers.recommend.copy(),
        overall=answers.overall.copy(),
        careless=careless,
        gamed=gamed,
        duplicated=nobody,
        forged=nobody,
    )
    _tick_one_column(honest, rng)
    _talk_up(honest, gamed, rng)
    twice = _copies(honest, np.flatnonzero(rng.random(n) < config.gaming.duplicated), rng)
    forged = _forgeries(config, honest, place, spoilers, rng)
    parts = (honest, twice, forged)
    whole = Entries(
        *(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Entries))
    )
    return whole.take(np.lexsort((visits.location[whole.visit], whole.local_time)))


def _before_bonus(config: Config, day: Integers, first_day: date) -> Flags:
    """Whether the quarter ends within the bonus days."""
    dates = np.datetime64(first_day, "D") + np.arange(config.days)
    months = dates.astype("datetime64[M]")
    quarter_end = months + (3 - months.astype(np.int64) % 3)
    left = (quarter_end.astype("datetime64[D]") - dates).astype(np.int64)
    near: Flags = (left <= config.gaming.bonus_days)[day]
    return near


def _tick_one_column(entries: Entries, rng: np.random.Generator) -> None:
    rows = np.flatnonzero(entries.careless)
    column = rng.choice(np.array([3, 4, 5], np.int8), size=len(rows), p=[0.25, 0.25, 0.5])
    ratings = entries.ratings[rows]
    entries.ratings[rows] = np.where(ratings == NOT_USED, ratings, column[:, None])
    entries.overall[rows] = column
    entries.recommend[rows] = np.minimum(2 * column + rng.integers(-1, 2, len(rows)), 10)


def _talk_up(entries: Entries, rows: Flags, rng: np.random.Generator) -> None:
    """All but a few items get the best answer."""
    ratings = entries.ratings[rows]
    lifted = (ratings != NOT_USED) & (rng.random(ratings.shape) < 0.9)
    entries.ratings[rows] = np.where(lifted, np.int8(5), ratings)
    entries.recommend[rows], entries.overall[rows] = 10, 5


def _copies(entries: Entries, rows: Integers, rng: np.random.Generator) -> Entries:
    """The same again some minutes later, within the same half hour."""
    copies = entries.take(rows)
    left = 29 - copies.local_time.astype(np.int64) % 30
    later = np.minimum(rng.integers(0, 4, len(rows)), left)
    copies.local_time[:] += later.astype("timedelta64[m]")
    copies.duplicated[:] = True
    return copies


def _forgeries(
    config: Config,
    entries: Entries,
    place: Integers,
    spoilers: Spoilers,
    rng: np.random.Generator,
) -> Entries:
    """Several in one half hour of one evening, three evenings a forging location."""
    chosen, receipts = [], []
    for location in np.flatnonzero(spoilers.forging).tolist():
        mine = np.arange(*np.searchsorted(place, [location, location + 1]))
        if len(mine):
            moments = rng.choice(mine, size=3)
            chosen.append(np.resize(moments, config.gaming.forged))
            receipts.append(rng.choice(mine, size=config.gaming.forged))
    none = np.empty(0, dtype=np.int64)
    forged = entries.take(np.concatenate([none, *chosen]))
    forged.receipt[:] = entries.visit[np.concatenate([none, *receipts])]
    start = forged.local_time.astype(np.int64) // 30 * 30
    moment = start + rng.integers(0, 30, len(start))
    forged.local_time[:] = moment.astype("datetime64[m]")
    for flag in (forged.careless, forged.gamed):
        flag[:] = False
    forged.forged[:] = True
    _talk_up(forged, forged.forged, rng)
    return forged


def skip(*, config: Config, seed: int, entries: Entries) -> tuple[Scores, Scores, Scores]:
    """Ratings, recommendation and overall satisfaction with some left out by oversight."""
    rng = stream(seed, "skipped")
    n, k = entries.ratings.shape
    share = config.answers.skipped
    asked = entries.ratings != NOT_USED
    left_out = (rng.random((n, k)) < share) & asked
    forgot = rng.random(n) < config.answers.skipped_recommend
    return (
        np.where(left_out, np.int8(SKIPPED), entries.ratings),
        np.where(forgot, np.int8(SKIPPED), entries.recommend),
        np.where(rng.random(n) < share, np.int8(SKIPPED), entries.overall),
    )

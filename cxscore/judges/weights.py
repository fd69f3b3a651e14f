"""Who answers: do weights bring means of those who answered to means of all who came?

Only answers that are what they seem are judged here; spoiled ones are the business of quality.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Against, Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim import Config, Simulated, generate
from cxsim.answers import SKIPPED
from cxsim.causes import Response
from cxstats.nonresponse import nonresponse_band
from cxstats.poststratify import poststratified

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

AREA = "Who answers"
LEARNABLE = Line(
    name="weights-error",
    area=AREA,
    asks="How far is a location's average from that of all who came, when who answers can be"
    " learnt from the kind of visit (root mean square)?",
    per="points of the 0 to 10 scale",
    bar=Bar(high=0.70, against=Against.USUAL_RATIO),
    usual="Average of the answers",
    oracle="Answers weighted by their true chance",
    percent=False,
    larger_is_better=False,
)
COVERAGE = Line(
    name="weights-interval",
    area=AREA,
    asks="How often does the 95% interval of the weighted average hold that of all who came,"
    " when who answers can be learnt?",
    per="share of locations",
    bar=Bar(low=0.93, high=0.98),
    usual="Average of the answers with Student's t",
)
BAND = Line(
    name="nonresponse-band",
    area=AREA,
    asks="How often does the band for those who stay silent hold the average of all who came,"
    " when nothing is known of who they are?",
    per="share of locations",
    bar=Bar(low=0.95),
    usual="Average of the answers with its 95% interval",
)
HARD = Line(
    name="nonresponse-band-strong",
    area=AREA,
    asks="The same when the experience moves who answers twice as much",
    per="share of locations",
    bar=Bar(low=0.95),
    usual="Average of the answers with its 95% interval",
)
Z = 1.96
VALUES = np.arange(11.0)


@dataclass(frozen=True, slots=True)
class Answered:
    """Honest answers of one organisation, by location and kind of visit."""

    at: Integers
    column: Integers  # kind of visit; from the last kind on: daypart known, segment not
    score: Floats
    visits: Floats  # (locations, kinds)
    kinds: Floats  # (columns, kinds)
    true: Floats  # (locations,) mean of all visits
    came: Floats  # (locations,)
    propensity: Floats

    @property
    def n(self) -> Floats:
        return np.bincount(self.at, minlength=len(self.true)).astype(np.float64)

    def sums(self, power: int) -> Floats:
        shape = len(self.true), len(self.kinds)
        code = self.at * shape[1] + self.column
        sums = np.bincount(code, self.score**power, shape[0] * shape[1])
        return sums.astype(np.float64).reshape(shape)


def try_once(setting: Setting) -> Iterator[Trial]:
    """Judge where kinds of visits explain who answers, as the preset is, and worse than that."""
    response = setting.config.response
    learnable = replace(response, unhappy=0.0, delighted=0.0)
    strong = replace(response, unhappy=2 * response.unhappy, delighted=2 * response.delighted)
    yield from _weights(_answered(_grown(setting, learnable)))
    yield _band(_answered(setting.organisation), BAND)
    if not setting.small:
        yield _band(_answered(_grown(setting, strong)), HARD)


def _grown(setting: Setting, response: Response) -> Simulated:
    config: Config = replace(setting.config, response=response)
    return generate(config, setting.seed)


def _answered(organisation: Simulated) -> Answered:
    seen, truth = organisation.observable, organisation.truth
    feedback, traffic = seen.feedback, seen.traffic
    counted = truth.quality.honest & (feedback.recommend != SKIPPED)
    code = {place.code: number for number, place in enumerate(seen.locations)}
    segment_of = dict(zip(seen.customers.id, seen.customers.segment.tolist(), strict=True))
    segment = np.array([segment_of.get(one, -1) for one in feedback.customer])[counted]
    daypart = feedback.daypart[counted]
    dayparts, segments = len(seen.dayparts), len(seen.segments)
    kinds = dayparts * segments
    visits = np.zeros((len(code), kinds))
    np.add.at(
        visits, (traffic.location, traffic.daypart * segments + traffic.segment), traffic.visits
    )
    unknown = np.repeat(np.eye(dayparts), segments, axis=1)
    return Answered(
        at=np.array([code[one] for one in feedback.location_code])[counted],
        column=np.where(segment >= 0, daypart * segments + segment, kinds + daypart),
        score=feedback.recommend[counted].astype(np.float64),
        visits=visits,
        kinds=np.vstack([np.eye(kinds), unknown]),
        true=truth.response.mean,
        came=visits.sum(axis=1),
        propensity=truth.response.propensity[counted],
    )


def _weights(given: Answered) -> Iterator[Trial]:
    found = poststratified(
        given.sums(0), given.sums(1), given.sums(2), given.visits, kinds=given.kinds
    )
    n, g = given.n, len(given.true)
    total = np.bincount(given.at, given.score, g)
    squares = np.bincount(given.at, given.score**2, g)
    raw = total / n
    weight = 1 / given.propensity
    oracle = np.bincount(given.at, weight * given.score, g) / np.bincount(given.at, weight, g)
    yield Trial(
        LEARNABLE.name,
        _rms(found.value - given.true),
        _rms(raw - given.true),
        _rms(oracle - given.true),
        weight=g,
    )
    # The truth is what is to be expected of each visit, so that the whole chance of an answer is
    # error: there is no correction for the share of visits that were answered after.
    se = np.sqrt((squares / n - raw**2) / (n - 1))
    ours = np.abs(found.value - given.true) <= Z * found.se
    usual = np.abs(raw - given.true) <= Z * se
    yield Trial(COVERAGE.name, float(ours.mean()), float(usual.mean()), weight=g)


def _band(given: Answered, line: Line) -> Trial:
    n, g = given.n, len(given.true)
    code = given.at * len(VALUES) + given.score.astype(np.int64)
    histogram = np.bincount(code, minlength=g * len(VALUES)).reshape(g, -1)
    band = nonresponse_band(histogram, VALUES, given.came)
    spread = histogram @ VALUES**2 / n - band.value**2
    half = Z * np.sqrt(spread / n)
    ours = (band.low - half <= given.true) & (given.true <= band.high + half)
    usual = np.abs(band.value - given.true) <= half
    return Trial(line.name, float(ours.mean()), float(usual.mean()), weight=g)


def _rms(error: Floats) -> float:
    return float(np.sqrt(np.mean(error**2)))


JUDGE = Judge(lines=(LEARNABLE, COVERAGE, BAND, HARD), try_once=try_once)

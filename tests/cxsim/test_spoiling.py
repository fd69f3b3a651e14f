from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cxsim import generate, load_preset
from cxsim.answers import SKIPPED


def location_rows(simulated):
    row = {code: i for i, code in enumerate(simulated.truth.locations)}
    return np.array([row[code] for code in simulated.observable.feedback.location_code])


def test_some_rows_of_each_kind_and_most_are_honest(simulated):
    quality = simulated.truth.quality

    assert quality.careless.mean() == pytest.approx(0.015, abs=0.002)
    assert quality.duplicated.mean() == pytest.approx(0.004, abs=0.001)
    assert quality.forged.sum() == 4 * 24
    assert quality.gamed.sum() > 100
    assert quality.honest.mean() > 0.97
    assert (quality.begging.sum(), quality.forging.sum()) == (7, 4)
    assert (quality.begging[0], quality.forging[0]) == (False, False)


def test_the_careless_tick_one_column_in_a_hurry_and_write_nothing(simulated):
    feedback, careless = simulated.observable.feedback, simulated.truth.quality.careless
    given = np.ma.masked_less(feedback.ratings, 1)
    straight = (given.max(axis=1) == given.min(axis=1)).filled(True)

    assert straight[careless].all()
    assert np.median(feedback.seconds[careless]) < 0.3 * np.median(feedback.seconds[~careless])
    assert {feedback.comment[i] for i in np.flatnonzero(careless)} == {""}


def test_begging_happens_at_begging_locations_at_the_end_of_a_quarter(simulated):
    feedback, quality = simulated.observable.feedback, simulated.truth.quality
    location = location_rows(simulated)
    days = (feedback.trading_day[quality.gamed] - 719163).astype("datetime64[D]")
    months = days.astype("datetime64[M]")

    assert quality.begging[location[quality.gamed]].all()
    assert set((months.astype(int) % 12 + 1).tolist()) <= {3, 6, 9, 12}
    left = (months + 1).astype("datetime64[D]") - days
    assert left.astype(int).max() <= 10
    assert set(feedback.recommend[quality.gamed].tolist()) <= {10, SKIPPED}


def test_a_copy_has_customer_receipt_device_and_comment_of_its_first(simulated):
    feedback, quality = simulated.observable.feedback, simulated.truth.quality
    first = {
        feedback.receipt[i]: i
        for i in np.flatnonzero(~quality.duplicated & ~quality.forged).tolist()
    }
    for copy in np.flatnonzero(quality.duplicated).tolist():
        same = first[feedback.receipt[copy]]
        for column in (feedback.customer, feedback.device, feedback.comment, feedback.channel):
            assert column[copy] == column[same]
        delay = feedback.submitted_at[copy] - feedback.submitted_at[same]
        assert 0 <= delay.astype(int) <= 3


def test_forged_rows_share_a_device_and_reuse_receipts(simulated):
    feedback, quality = simulated.observable.feedback, simulated.truth.quality
    location = location_rows(simulated)
    forged = np.flatnonzero(quality.forged)
    seen = Counter(feedback.receipt)

    assert min(seen[feedback.receipt[i]] for i in forged) >= 2
    for place in np.flatnonzero(quality.forging):
        mine = forged[location[forged] == place]
        assert len({feedback.device[i] for i in mine}) == 1
        assert {feedback.customer[i] for i in mine} == {""}


def test_honest_receipts_occur_once(simulated):
    feedback, quality = simulated.observable.feedback, simulated.truth.quality
    rows = np.flatnonzero(~quality.duplicated & ~quality.forged)

    assert len({feedback.receipt[i] for i in rows}) == len(rows)


def test_the_same_device_is_that_of_several_people(simulated):
    feedback, quality = simulated.observable.feedback, simulated.truth.quality
    shared = np.flatnonzero(quality.same_device >= 0)
    marks = {}
    for row in shared.tolist():
        marks.setdefault(int(quality.same_device[row]), set()).add(feedback.device[row])

    assert {len(found) for found in marks.values()} == {1}
    assert len(marks) == len({feedback.device[i] for i in shared})
    assert "" not in {feedback.device[i] for i in shared}


def test_where_nobody_spoils_all_is_honest_and_nothing_else_changes(simulated):
    config = load_preset("restaurant-120")
    clean = replace(
        config,
        gaming=replace(
            config.gaming,
            careless=0.0,
            begging_locations=0.0,
            duplicated=0.0,
            forging_locations=0.0,
        ),
    )
    truth = generate(clean, seed=7).truth

    assert truth.quality.honest.all()
    assert truth.gains.gain.tolist() == simulated.truth.gains.gain.tolist()
    assert truth.response.mean.tolist() == simulated.truth.response.mean.tolist()


def test_seconds_are_those_of_the_pages(simulated):
    feedback = simulated.observable.feedback

    assert feedback.page_seconds.shape == (len(feedback.response_id), 3)
    assert feedback.seconds == pytest.approx(feedback.page_seconds.sum(axis=1))
    assert (feedback.page_seconds > 0).all()

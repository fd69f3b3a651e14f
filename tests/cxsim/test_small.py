"""Organisations so small that most of what can be empty is."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from cxsim import generate, load_preset, write
from cxsim.planting import PlantingFailedError


def with_areas(config, counts):
    areas = tuple(
        replace(area, locations=n) for area, n in zip(config.regions[0].areas, counts, strict=False)
    )
    return replace(config, regions=(replace(config.regions[0], areas=areas),))


@pytest.fixture
def strict():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.usefixtures("strict")
def test_few_answers_leave_locations_without_any(tmp_path):
    config = load_preset("restaurant-120")
    flagship = replace(config.flagship, responses=3)
    volume = replace(config.volume, smallest=0, largest=5)
    simulated = generate(replace(config, responses=60, volume=volume, flagship=flagship), seed=4)
    write(simulated, tmp_path)

    assert 30 <= len(simulated.observable.feedback.response_id) <= 100
    assert (simulated.truth.response.visits == 0).sum() > 5
    assert np.isfinite(simulated.truth.gains.gain).all()
    assert np.isfinite(simulated.truth.effect).all()


@pytest.mark.usefixtures("strict")
def test_six_locations_and_a_month(tmp_path):
    config = with_areas(load_preset("restaurant-120"), [3, 3])
    simulated = generate(replace(config, days=30, responses=1500), seed=4)
    write(simulated, tmp_path)

    assert len(simulated.truth.locations) == 6
    assert simulated.truth.week.deviation.shape == (6, 7, 5)


def test_one_location_has_nobody_to_be_compared_with():
    config = with_areas(load_preset("restaurant-120"), [1])

    with pytest.raises(PlantingFailedError):
        generate(replace(config, responses=900), seed=4)

from datetime import date

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.places import make_places
from cxsim.posts.first import Scene
from cxsim.staff import make_teams

FIRST_DAY = date(2025, 11, 22)


@pytest.fixture(scope="session")
def scene() -> Scene:
    config = load_preset("restaurant-120")
    places = make_places(config=config, seed=7, first_day=FIRST_DAY)
    rng = np.random.default_rng(1)
    return Scene(
        first_day=FIRST_DAY,
        places=places,
        teams=make_teams(seed=7, places=places),
        spoken=config.countries,
        size=np.ones(len(places)),
        experience=np.full((len(places), 365), 8.3),
        level=rng.normal(4.1, 0.25, (len(places), len(config.items))),
        item_codes=config.item_codes,
    )

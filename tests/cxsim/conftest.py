from pathlib import Path

import pytest

from cxsim import Simulated, generate, load_preset, write


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    return generate(load_preset("restaurant-120"), seed=7)


@pytest.fixture(scope="session")
def folder(simulated: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("organisation")
    write(simulated, where)
    return where

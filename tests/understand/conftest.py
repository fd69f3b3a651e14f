import pytest


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    """A lake of the test's own."""
    settings.LAKE = str(tmp_path / "lake")
    return tmp_path / "lake"

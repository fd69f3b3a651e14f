import shutil
import tempfile
from pathlib import Path

import pytest

from heedful.ops.home import Home


@pytest.fixture
def open_folder():
    """A short folder that every account may enter, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="heedful-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(open_folder):
    place = Home(open_folder / "home")
    place.prepare()
    return place

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyspark.sql import SparkSession

from heedful.understand.lake.engines import lake as chosen_lake
from heedful.understand.metrics.counts import Path
from tests.understand.asking.cluster import MASTER_LOG, cluster


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    """A lake of the test's own."""
    settings.LAKE = str(tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def spark(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    """A path over the lake by a cluster that runs for this test."""
    if shutil.which("java") is None:
        pytest.skip("Java is not on this machine")
    # Little data needs few parts.
    (tmp_path / "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 2\n")
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    with cluster(tmp_path) as address:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, engine=address)
        yield chosen_lake()
        SparkSession.getActiveSession().stop()
        assert (tmp_path / MASTER_LOG).read_text().count("Launching executor") == 2

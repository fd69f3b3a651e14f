"""Which engine reads the lake: DuckDB in this process, or Spark on a cluster where one is named."""

from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.lake.paths import OverLake


def lake() -> OverLake:
    """The path over the lake, as the settings say."""
    return LakeOnDuckDB()

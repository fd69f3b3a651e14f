"""Which engine reads the lake: DuckDB in this process, or Spark on a cluster where one is named."""

from django.conf import settings

from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.lake.paths import OverLake
from heedful.understand.lake.spark import LakeOnSpark


def lake() -> OverLake:
    """The path over the lake, as the settings say."""
    return LakeOnSpark() if settings.ENVIRONMENT.engine else LakeOnDuckDB()

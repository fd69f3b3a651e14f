"""The SQL of a shape, written once; days and where rows are read from are put in afterwards."""

from collections.abc import Sequence
from functools import lru_cache
from secrets import token_hex
from typing import Final

from heedful.understand.lake.shapes import Shape
from heedful.understand.metrics.rules import Window

# The names that stand in the SQL for where rows and places are read from. Nobody outside of this
# process can know them, so nobody can ask for a value that reads like one and has it replaced.
_UNTOLD = token_hex(8)
ROWS: Final = f"heedful_rows_{_UNTOLD}"
PLACES: Final = f"heedful_places_{_UNTOLD}"
TYPES = {
    "location": "string",
    "day": "date",
    "minute": "int16",
    "daypart": "int8",
    "channel": "string",
    "language": "string",
    "version": "string",
    "weight": "int64",
    "weight_squared": "int64",
    "respondent": "int64",
}
# Only the lake has these.
SKETCHED = {"register": "int16", "rank": "int8"}
PLACE_TYPES = {"node": "string", "location": "string", "valid_from": "date", "valid_to": "date"}
FIRST, LAST = f"@first{{}}_{_UNTOLD}@", f"@last{{}}_{_UNTOLD}@"


@lru_cache(maxsize=512)
def written(shape: Shape, dialect: str) -> str:
    """The SQL of a shape, as yet without its days and without where rows are read from."""
    import ibis  # noqa: PLC0415 - slow to load, and pages that read cells need none of it.

    from heedful.understand.lake.expressions import counted  # noqa: PLC0415 - as above.

    return str(ibis.to_sql(counted(shape), dialect=dialect))


def with_days(sql: str, spans: Sequence[Window]) -> str:
    """Put the days in."""
    for place, window in enumerate(spans):
        sql = sql.replace(FIRST.format(place), window.first.isoformat())
        sql = sql.replace(LAST.format(place), window.last.isoformat())
    return sql


@lru_cache(maxsize=64)
def month_sums_written(slots: int, dialect: str) -> str:
    """The SQL of what verification compares, as yet without days and rows."""
    import ibis  # noqa: PLC0415 - as above.

    from heedful.understand.lake.expressions import month_sums  # noqa: PLC0415 - as above.

    return str(ibis.to_sql(month_sums(slots), dialect=dialect))

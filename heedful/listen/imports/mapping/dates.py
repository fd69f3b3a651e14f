"""When it happened: text to a local time, and to an instant where the text tells the offset."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from heedful.listen.imports.mapping.memo import Memo, Unreadable
from heedful.listen.imports.mapping.model import Mapping

DATE_WORDS = ("iso", "excel", "unix")
NOON = time(12)
# Nobody kept feedback in files before; what lands here is a wrong pattern or an empty cell.
FIRST_DAY = date(1970, 1, 2)
# A clock may be ahead and a zone may be east; two days ahead is a wrong date.
DAYS_AHEAD = timedelta(days=1)


class Moment(NamedTuple):
    """`local` is told in the mapping's zone; `instant` (UTC) is None where no offset is known."""

    local: datetime
    timed: bool
    instant: datetime | None = None


class DateReader(Memo[str | None, Moment | Unreadable]):
    """Text to a Moment. `today` (UTC) bounds the future; None leaves it unbounded.

    `met_instants` stays False as long as no text told its offset, which is so for most files.
    """

    def __init__(self, mapping: Mapping, *, today: date | None) -> None:
        super().__init__()
        when = mapping.when
        self._zone = ZoneInfo(mapping.location.time_zone)
        self._written_in = ZoneInfo(when.time_zone) if when.time_zone else None
        self._codes = when.codes
        self._readers = [self._reader(pattern) for pattern in when.formats]
        self._formats = " or ".join(when.formats)
        self._earliest = when.earliest or FIRST_DAY
        self._latest = when.latest or date.max
        self._today_and_a_day = today + DAYS_AHEAD if today else date.max
        self.met_instants = False

    def read(self, key: str | None) -> Moment | Unreadable:
        text = " ".join((key or "").split())
        if not text:
            return Unreadable("The date is blank.")
        if text in self._codes:
            return self.read_written(self._codes[text])
        return self._judge(self._readings(text))

    def possible_days(self, text: str) -> set[date]:
        """All days within the survey's that the patterns read out of one text."""
        tidy = " ".join(text.split())
        return {one.local.date() for one in self._readings(tidy) if self._may_be(one.local.date())}

    def _readings(self, text: str) -> list[Moment]:
        return [moment for reader in self._readers if (moment := reader(text)) is not None]

    def _may_be(self, day: date) -> bool:
        return self._earliest <= day <= min(self._latest, self._today_and_a_day)

    def read_written(self, text: str) -> Moment | Unreadable:
        """Read a day or moment that stands in the mapping itself, always in the form iso."""
        moment = self.read_iso(text)
        return self._judge([] if moment is None else [moment])

    def _judge(self, found: list[Moment]) -> Moment | Unreadable:
        """Return the first that lies within the survey's days, or why there is none."""
        for moment in found:
            if self._may_be(moment.local.date()):
                return moment
        if not found:
            return Unreadable(f"This is no date of the form {self._formats}.")
        day = found[0].local.date()
        if day > self._today_and_a_day:
            return Unreadable(f"{day} lies in the future.")
        if day < self._earliest:
            return Unreadable(f"{day} lies before {self._earliest}.")
        return Unreadable(f"{day} lies after {self._latest}.")

    def _reader(self, pattern: str) -> Callable[[str], Moment | None]:
        if pattern == "iso":
            return self.read_iso
        if pattern == "excel":
            return _read_excel
        if pattern == "unix":
            return self._read_unix
        has_time = any(part in pattern for part in ("%H", "%I", "%X", "%c"))
        return lambda text: self._read_pattern(text, pattern, timed=has_time)

    def _read_pattern(self, text: str, pattern: str, *, timed: bool) -> Moment | None:
        try:
            return self._local(datetime.strptime(text, pattern), timed=timed)  # noqa: DTZ007 - local time
        except ValueError:
            return None

    def read_iso(self, text: str) -> Moment | None:
        """Read 2018-05-31, with or without a time and an offset, and the basic form 20180531."""
        try:
            return self._local(datetime.fromisoformat(text), timed=len(text) > len("2018-05-31"))
        except ValueError:
            return None

    def _read_unix(self, text: str) -> Moment | None:
        try:
            return self._local(datetime.fromtimestamp(float(text), UTC), timed=True)
        except (ValueError, OverflowError, OSError):
            return None

    def _local(self, moment: datetime, *, timed: bool) -> Moment | None:
        if not timed:
            return Moment(datetime.combine(moment.date(), NOON), timed=False)
        if moment.tzinfo is None and self._written_in:
            moment = moment.replace(tzinfo=self._written_in, fold=0)
        if moment.tzinfo is None:
            return Moment(moment.replace(fold=0, microsecond=0), timed=True)
        try:
            instant = moment.astimezone(UTC).replace(microsecond=0)
            local = instant.astimezone(self._zone)
        except OverflowError:
            return None
        self.met_instants = True
        return Moment(local.replace(tzinfo=None, fold=0), timed=True, instant=instant)


def _read_excel(text: str) -> Moment | None:
    """Read days since 30 December 1899, the serial numbers of spreadsheets."""
    try:
        serial = float(text)
        moment = datetime(1899, 12, 30, tzinfo=timezone.utc) + timedelta(days=serial)  # noqa: UP017
    except (ValueError, OverflowError):
        return None
    timed = not serial.is_integer()
    local = moment.replace(tzinfo=None)
    return Moment(
        local.replace(microsecond=0) if timed else datetime.combine(local.date(), NOON), timed
    )

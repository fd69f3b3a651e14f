"""Noticing that a location, or a channel there, is no longer heard though it usually is."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
import numpy as np
from django.db import connection, transaction

from cxstats.discovery import benjamini_hochberg
from cxstats.silence import silences
from heedful.act.alerts.models import Alert, AlertRule, AlertVoice, RuleKind, State
from heedful.act.alerts.queries import live_rules
from heedful.act.alerts.rules import Reason

# The usual: so many days up to the last on which something was heard.
USUAL_DAYS = 56
# Whoever was last heard longer ago has not fallen silent lately.
LONGEST = 28
FEWEST_EXPECTED = 3.0
# Asked every hour, so it is held lower than the 10% of a study that is made once a night.
FALSE_RATE = 0.01

HEARD = """
select row.location_id, row.channel, row.day, count(*), max(row.occurred_at)
from listen_feedback row
join base_ancestry above on above.tenant_id = row.tenant_id
    and above.descendant_id = row.location_id and above.ancestor_id = %(place)s
    and above.valid_from <= %(today)s and above.valid_to > %(today)s
join base_node place on place.tenant_id = row.tenant_id and place.id = row.location_id
    and (place.closed_on is null or place.closed_on > %(today)s)
where row.tenant_id = %(tenant)s and row.superseded_at is null
    and row.occurred_at >= %(since)s and row.occurred_at <= %(now)s
    and (%(survey)s::uuid is null or row.questionnaire_id = %(survey)s)
    and (%(channels)s::text[] = '{}' or row.channel = any(%(channels)s))
    and row.channel <> 'file'
group by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Silent:
    """One series that stopped: a location, or one of its channels."""

    location_id: uuid.UUID
    channel: str  # empty for the location as a whole
    last_heard: datetime
    expected: float

    def key(self, rule: AlertRule) -> uuid.UUID:
        """The same silence is told once, however often it is looked at."""
        name = f"{self.location_id}:{self.channel}:{self.last_heard.isoformat()}"
        return uuid.uuid5(rule.pk, name)


@dataclass(slots=True)
class _Series:
    counts: dict[date, int]
    last_heard: datetime

    def add(self, day: date, n: int, last: datetime) -> None:
        self.counts[day] = self.counts.get(day, 0) + n
        self.last_heard = max(self.last_heard, last)


@transaction.atomic
def raise_silences(*, tenant_id: uuid.UUID, now: datetime) -> list[Alert]:
    """Raise an alert for each new silence; return those that call somebody. Safe to repeat.

    Files are not listened for: they come when somebody brings them.
    """
    raised = []
    for rule in live_rules(tenant_id=tenant_id, kind=RuleKind.SILENCE):
        found = silent(rule=rule, now=now)
        keys = {one.key(rule): one for one in found}
        known = AlertVoice.objects.filter(rule=rule, key__in=list(keys))
        told = set(known.values_list("key", flat=True))
        raised += [_raise(rule, one, key, now) for key, one in keys.items() if key not in told]
    return [one for one in raised if not one.shadow]


def silent(*, rule: AlertRule, now: datetime) -> list[Silent]:
    """What has stopped at the rule's place, held to a share of false alarms. One query."""
    series = _read(rule, now)
    names = list(series)
    if not names:
        return []
    usual = np.array([_usual(one) for one in series.values()])
    gaps = np.array([_gap(one, now) for one in series.values()])
    found = silences(usual, gaps)
    rare = benjamini_hochberg(found.p, FALSE_RATE).rejected
    stopped = [
        Silent(*name, series[name].last_heard, float(found.expected[i]))
        for i, name in enumerate(names)
        if rare[i] and found.expected[i] >= FEWEST_EXPECTED and gaps[i] <= LONGEST
    ]
    whole = {one.location_id for one in stopped if not one.channel}
    return [one for one in stopped if not one.channel or one.location_id not in whole]


def _gap(series: _Series, now: datetime) -> float:
    """Whole days without a word: part of a day may be a night, and is not counted."""
    return float((now - series.last_heard) // timedelta(days=1))


def _usual(series: _Series) -> list[int]:
    last = max(series.counts)
    days = (last - timedelta(days=back) for back in range(USUAL_DAYS))
    return [series.counts.get(day, 0) for day in days]


def _read(rule: AlertRule, now: datetime) -> dict[tuple[uuid.UUID, str], _Series]:
    """Each location as a whole, and each of its channels where it has several."""
    values = {
        "tenant": rule.tenant_id,
        "place": rule.place_id,
        "survey": rule.questionnaire_id,
        "channels": rule.channels,
        "today": now.date(),
        "now": now,
        "since": now - timedelta(days=USUAL_DAYS + LONGEST),
    }
    with connection.cursor() as cursor:
        cursor.execute(HEARD, values)
        rows = cursor.fetchall()
    found: dict[tuple[uuid.UUID, str], _Series] = {}
    for location_id, channel, day, n, last in rows:
        for name in ((location_id, ""), (location_id, channel)):
            found.setdefault(name, _Series({}, last)).add(day, n, last)
    return dict(_worth_asking(found))


def _worth_asking(
    found: dict[tuple[uuid.UUID, str], _Series],
) -> Iterator[tuple[tuple[uuid.UUID, str], _Series]]:
    channels: dict[uuid.UUID, int] = {}
    for location_id, channel in found:
        channels[location_id] = channels.get(location_id, 0) + bool(channel)
    for name, series in found.items():
        if not name[1] or channels[name[0]] > 1:
            yield name, series


def _raise(rule: AlertRule, one: Silent, key: uuid.UUID, now: datetime) -> Alert:
    alert = Alert.objects.create(
        tenant_id=rule.tenant_id,
        location_id=one.location_id,
        raised_at=now,
        last_at=now,
        shadow=rule.state == State.SHADOW,
        urgent=rule.urgent,
        escalate_minutes=rule.escalate_minutes,
    )
    days = int((now - one.last_heard) / timedelta(days=1))
    reason = Reason("silence", label=one.channel, value=round(one.expected, 1), days=days)
    AlertVoice.objects.create(
        tenant_id=rule.tenant_id,
        alert=alert,
        rule=rule,
        rule_version=rule.version,
        key=key,
        occurred_at=now,
        channel=one.channel,
        reasons=msgspec.to_builtins([reason]),
    )
    return alert

"""What is wrong after processes were killed: answers, alerts, messages and cells are counted."""

import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

SETTLED_WITHIN = 240.0
UNDER_WAY = ("waiting", "sending")


def findings(kept: Mapping[str, bool], mails: Counter[str], hooks: Counter[str]) -> dict[str, Any]:
    """Count once everything has come to rest; `wrong` names what should not be, and how often."""
    rest = settled()
    told = {**of_answers(kept), **of_hooks(hooks), **of_mails(mails)}
    # Beside it stands the organisation that every new installation has.
    verify = [sys.executable, "-m", "heedful", "cells", "verify", "--tenant", "Bench"]
    verified = subprocess.run(verify, capture_output=True, check=False)
    told["cells_differ"] = verified.returncode
    told["left_under_way"] = rest
    fine = {"alerts", "hook_events", "hooks_unknown", "mails", "mails_unknown"}
    wrong = {name: n for name, n in told.items() if name not in fine and n}
    return {**told, "wrong": wrong}


def settled() -> int:
    """Wait until nothing is under way; return how much still is in the end."""
    end = time.monotonic() + SETTLED_WITHIN
    calm = 0
    while time.monotonic() < end:
        left = under_way()
        calm = calm + 1 if left == 0 else 0
        if calm == 3:
            return 0
        time.sleep(1)
    return under_way() or 0


def under_way() -> int | None:
    """How much still waits; None while the database is away."""
    from django.db import Error, connection

    from heedful.base.connectors.sending.models import Outgoing
    from heedful.base.notify.models import Delivery
    from heedful.base.outbox.models import OutboxEntry
    from heedful.base.tenancy.domain import within

    try:
        with within(tenant_id()):
            entries = OutboxEntry.objects.filter(parked_at=None).count()
            mails = Outgoing.objects.filter(state__in=UNDER_WAY).count()
        return entries + mails + Delivery.objects.filter(state__in=UNDER_WAY).count()
    except Error:
        connection.close()
        return None


def tenant_id() -> uuid.UUID:
    from heedful.base.tenancy.models import Tenant

    return Tenant.objects.get(name="Bench").pk


def of_answers(kept: Mapping[str, bool]) -> dict[str, int]:
    """Each acknowledged answer once, and one alert for each unhappy one."""
    from heedful.act.alerts.models import AlertVoice
    from heedful.base.tenancy.domain import within
    from heedful.listen.feedback.models import Feedback

    with within(tenant_id()):
        stored = Counter(one.hex for one in Feedback.objects.values_list("id", flat=True))
        voices = Counter(one.hex for one in AlertVoice.objects.values_list("key", flat=True))
    low = [key for key, is_low in kept.items() if is_low]
    return {
        "answers_lost": sum(stored[key] == 0 for key in kept),
        "answers_twice": sum(n > 1 for n in stored.values()),
        "alerts": len(voices),
        "alerts_lost": sum(voices[key] == 0 for key in low),
        "alerts_twice": sum(n > 1 for n in voices.values()),
    }


def of_hooks(came: Counter[str]) -> dict[str, int]:
    """Each event to the webhook came once, or is shown as unknown."""
    from heedful.act.alerts.models import AlertVoice
    from heedful.base.notify.models import Delivery, HookEvent
    from heedful.base.tenancy.domain import within

    with within(tenant_id()):
        events = set(HookEvent.objects.values_list("pk", flat=True))
        alerts = set(AlertVoice.objects.values_list("alert_id", flat=True))
    states = dict(Delivery.objects.filter(way="hook").values_list("about_id", "state"))
    times = {pk: came[f"msg_{pk.hex}"] for pk in events}
    return {
        "hook_events": len(events),
        "hooks_unknown": sum(states.get(pk) == "unknown" for pk in events),
        "hooks_never_queued": len(events - states.keys()) + max(len(alerts) - len(events), 0),
        "hooks_failed": sum(states.get(pk) == "failed" for pk in events),
        "hooks_sent_and_not_come": sum(
            states.get(pk) == "sent" and times[pk] == 0 for pk in events
        ),
        "hooks_twice": sum(n > 1 for n in times.values()),
    }


def of_mails(came: Counter[str]) -> dict[str, int]:
    """Each mail came once, or is shown as unknown; nobody who was to be told has none."""
    from heedful.base.connectors.sending.models import Outgoing
    from heedful.base.notify.models import Delivery
    from heedful.base.tenancy.domain import within

    with within(tenant_id()):
        mails = list(Outgoing.objects.all())
    carried = Delivery.objects.filter(way="email")
    return {
        "mails": len(mails),
        "mails_unknown": sum(one.state == "unknown" for one in mails),
        "mails_failed": sum(one.state in {"failed", "kept"} for one in mails),
        "mails_never_queued": carried.filter(outgoing_id=None, gathered_for=None)
        .exclude(state="unknown")
        .count(),
        "mails_sent_and_not_come": sum(
            one.state == "sent" and came[one.external_id] == 0 for one in mails
        ),
        "mails_twice": sum(n > 1 for n in came.values()),
    }

"""An answer at its set time, as a mail to the person whose question it is."""

from collections.abc import Iterator

from babel.dates import get_day_names
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.sending.domain import queue
from heedful.understand.asking.records import Record
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.saved.leaving import leaving_token
from heedful.understand.saved.models import Snapshot
from heedful.understand.saved.queries import told_of
from heedful.understand.translation import say
from heedful.understand.wording import Said

MOST_ROWS = 20


def mail_answer(*, snapshot: Snapshot) -> None:
    """Queue a mail with the table and the way to the page, once for each answer."""
    saved = snapshot.question
    with translation.override(saved.tenant.language):
        leave = own_address() + reverse("explore-no-mail", args=[leaving_token(saved=saved)])
        lines = [*_answer(snapshot), "", _page(snapshot), "", _("No more of these mails:"), leave]
        queue(
            tenant_id=saved.tenant_id,
            channel="email",
            to=saved.owner.user.email,
            subject=saved.name,
            text="\n".join(lines),
            about=f"saved:{saved.pk}",
            key=key_of(snapshot),
            unsubscribe=leave,
            now=snapshot.made_at,
        )


def key_of(snapshot: Snapshot) -> str:
    """What the mail of an answer is known by."""
    return f"answer:{snapshot.pk}"


def _page(snapshot: Snapshot) -> str:
    address = own_address() + reverse("explore-kept-one", args=[snapshot.question_id])
    return _("All of it, as a file too: %(address)s") % {"address": address}


def _answer(snapshot: Snapshot) -> Iterator[str]:
    told = told_of(snapshot)
    if told is None:
        problem = snapshot.problem
        yield say(Said(problem["text"], problem["values"])) if problem else ""
        return
    question = told.question
    window = {"first": question.window.first, "last": question.window.last}
    measure = _(question.of.label)
    yield f"{measure}, {told.item}" if told.bounds else measure
    yield _("%(place)s, %(first)s to %(last)s") % {"place": told.place, **window}
    yield ""
    for record in told.records[:MOST_ROWS]:
        yield _row(told, record)
    more = len(told.records) - MOST_ROWS
    if more > 0:
        yield ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}


def _row(told: Told, record: Record) -> str:
    name = ", ".join(_cut(one, record[one]) for one in told.question.by)
    figure = _figure(told, record)
    return f"{name}: {figure}" if name else figure


def _figure(told: Told, record: Record) -> str:
    value = record["value"]
    if not record["enough"] or not isinstance(value, int | float):
        return _("not enough evidence yet")
    if told.bounds is None:
        return f"{value:,.0f}"
    digits = 0 if told.bounds[1] - told.bounds[0] > 20 else 2
    parts = {
        "value": f"{value:.{digits}f}",
        "low": f"{record['low'] or 0:.{digits}f}",
        "high": f"{record['high'] or 0:.{digits}f}",
        "n": record["answers"],
    }
    return _("%(value)s (%(low)s to %(high)s), answers: %(n)s") % parts


def _cut(dimension: Dimension, value: object) -> str:
    if value in {None, ""}:
        return _("not known")
    if dimension is Dimension.WEEKDAY:
        return str(get_day_names(locale=translation.get_language() or "en")[int(str(value))])
    return str(value)

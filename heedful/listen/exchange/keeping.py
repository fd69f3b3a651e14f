"""Files of many answers: written by a job, with progress, and kept for a day."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from heedful.base.org.models import Member, Node
from heedful.base.tenancy.domain import within
from heedful.listen.authoring.models import Survey
from heedful.listen.exchange.answers import Answers, TooMany
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.exchange.queries import reach_of, wanted_by
from heedful.listen.exchange.tasks import defer_writing
from heedful.listen.exchange.writing import WRITERS

# So many are written while a person waits; more take a job.
AT_ONCE = 20_000
KEPT = timedelta(days=1)

log = structlog.get_logger(__name__)


class Unwanted(Exception):
    """Whoever asked for the file wants it no more."""


def path_of(file: AnswerFile) -> Path:
    home: Path = settings.ENVIRONMENT.home
    return home / "exports" / str(file.tenant_id) / f"{file.pk}.{file.kind}"


@transaction.atomic
def ask_for_file(
    *,
    member: Member,
    survey: Survey,
    under: Node | None,
    days: tuple[date, date],
    kind: str,
    total: int,
    now: datetime,
) -> AnswerFile:
    """Have answers written into a file by a job."""
    reach = reach_of(member=member)
    first, last = days
    file = AnswerFile.objects.create(
        tenant_id=member.tenant_id,
        survey=survey,
        member=member,
        scope_id=member.scope_id,
        under=under,
        kind=kind,
        first=first,
        last=last,
        words=reach.words,
        contact=reach.contact,
        asked_at=now,
        forget_at=now + KEPT,
        total=total,
    )
    defer_writing(file=file)
    return file


def write_file(*, tenant_id: uuid.UUID, file_id: uuid.UUID, now: datetime) -> None:
    """Write a file that was asked for; after an interruption it begins again.

    Call it outside of any transaction, so that its page shows how far it is.
    """
    with within(tenant_id):
        found = AnswerFile.objects.filter(pk=file_id, done_at=None)
        file = found.select_related("member__tenant", "survey__series", "under").first()
        if file is None:
            return
        answers = _answers(file, now, tell=lambda count: _go_on(file, count))
    path = path_of(file)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        WRITERS[file.kind](answers, path)
    except Unwanted:
        path.unlink(missing_ok=True)
    except TooMany as error:
        _end(file, now, problem=str(error))
    except OperationalError:
        raise  # The database went away: the job comes again.
    except Exception:
        incident = uuid.uuid4().hex[:8]
        log.exception("answers.not_written", file=str(file.pk), incident=incident)
        told = _("It could not be written (%(incident)s). Ask for it again.")
        _end(file, now, problem=told % {"incident": incident})
        raise
    else:
        _end(file, now)


def forget_file(*, file: AnswerFile) -> None:
    """Delete a file, or end its writing."""
    path = path_of(file)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    AnswerFile.objects.filter(pk=file.pk).delete()


def forget_old_files(*, tenant_id: uuid.UUID, now: datetime) -> None:
    """Delete files whose day is over. Safe to repeat."""
    for file in AnswerFile.objects.filter(tenant=tenant_id, forget_at__lte=now):
        forget_file(file=file)


def _answers(file: AnswerFile, now: datetime, *, tell: Callable[[int], None]) -> Answers:
    series = file.survey.series
    if series is None:  # pragma: no cover  # it was published, or nobody could ask
        raise Unwanted
    wanted = wanted_by(
        member=file.member,
        series=series,
        under=file.under,
        days=(file.first, file.last),
        reach=Reach(words=file.words, contact=file.contact),
        today=now.date(),
    )
    return Answers(wanted, tell=tell)


def _go_on(file: AnswerFile, count: int) -> None:
    """Say how many are written. Raises Unwanted once nobody waits for them."""
    with within(file.tenant_id):
        if not AnswerFile.objects.filter(pk=file.pk).update(written=count):
            raise Unwanted


def _end(file: AnswerFile, now: datetime, *, problem: str = "") -> None:
    path = path_of(file)
    with within(file.tenant_id):
        kept = AnswerFile.objects.filter(pk=file.pk).update(done_at=now, problem=problem)
    if problem or not kept:
        path.unlink(missing_ok=True)

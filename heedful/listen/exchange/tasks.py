"""Asking for the job that writes many answers. It runs in `heedful.flows.answer_files`, which this
room may not know, so it is asked for by name.
"""

from procrastinate.contrib.django import app

from heedful.listen.exchange.models import AnswerFile

WRITE = "answers.write"
QUEUE = "answers"


def defer_writing(*, file: AnswerFile) -> None:
    """Have the file written by a worker, once this transaction commits."""
    # One after the other for each organisation, so that files do not hold up everything else.
    task = app.configure_task(WRITE, queue=QUEUE, lock=f"{WRITE}:{file.tenant_id}")
    task.defer(tenant_id=str(file.tenant_id), file_id=str(file.pk))

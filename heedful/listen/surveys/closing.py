"""Whether a survey takes answers: closed by a person, over by date, or full."""

from datetime import datetime
from typing import Any

from django.db import connection

from heedful.listen.surveys.models import Questionnaire

# Answers are counted up to the limit and no further, and only where there is one. Those of files
# were given elsewhere.
COUNT = """
select count(*) from (
    select from listen_response
    where tenant_id = %(tenant)s and channel <> 'file' and version_id in (
        select id from listen_questionnaire_version
        where tenant_id = %(tenant)s and questionnaire_id = %(series)s
    )
    limit %(most)s
) counted
"""


def takes_answers(*, series: Questionnaire, now: datetime) -> bool:
    """Say whether customers can answer now. One query, where a number of answers is the end."""
    if series.most_answers is None:
        return not is_over(series=series, answers=0, now=now)
    told: dict[str, Any] = {
        "tenant": series.tenant_id,
        "series": series.pk,
        "most": series.most_answers,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, told)
        (answers,) = cursor.fetchone()
    return not is_over(series=series, answers=answers, now=now)


def take_turn(*, series: Questionnaire, now: datetime) -> bool:
    """Say whether one more answer is taken, one sender after the other.

    Where a number of answers is the end, whoever sends at the same time waits until the caller's
    transaction ends, so that the number is never passed.
    """
    if series.most_answers is None:
        return True
    # Read again: whoever waited here sees what the one before has kept.
    held = Questionnaire.objects.select_for_update(no_key=True).get(pk=series.pk)
    return takes_answers(series=held, now=now)


def is_over(*, series: Questionnaire, answers: int, now: datetime) -> bool:
    """Say whether a survey is closed by a person, by its date or by its number of answers."""
    by_date = series.closes_at is not None and series.closes_at <= now
    is_full = series.most_answers is not None and answers >= series.most_answers
    return series.closed_at is not None or by_date or is_full

"""Questions of programs: the same object and the same door as the pages have."""

import uuid
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from django.utils import timezone

from heedful.base.org.models import Member
from heedful.base.tokens.queries import Caller
from heedful.understand.asking.longest import TooLong
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.queries import ask
from heedful.understand.asking.records import records_of
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.queries import main_questionnaire, newest_days
from heedful.understand.metrics.rules import Window
from heedful.understand.wording import Said, gettext_noop
from heedful.web.api import shapes
from heedful.web.api.cards import link_of
from heedful.web.api.lists import item_shape
from heedful.web.api.paging import stretch
from heedful.web.api.problems import Problem

DAYS = 90


def query(caller: Caller, asked: shapes.Asked) -> shapes.Answer:
    """Answer a question. Raises Problem."""
    member = caller.member
    try:
        question = Question.of_params(asked.params(), window=_window(member, asked))
        answer = ask(member=member, question=question)
    except TooLong as error:
        raise Problem("took-too-long", error.said) from error
    except NotAQuestion as error:
        raise Problem("not-a-question", error.said) from error
    except NoPath as error:
        said = Said(gettext_noop("%(why)s."), {"why": str(error)})
        raise Problem("cannot-be-counted", said) from error
    rows, further = stretch(range(len(answer.keys)), after=asked.after, limit=asked.limit)
    return shapes.Answer(
        question=question.params(),
        questionnaire=answer.subject.questionnaire_id,
        item=item_shape(answer.subject.item),
        records=list(records_of(answer).take(np.array(rows, dtype=np.intp))),
        total=len(answer.keys),
        next=further,
        path=answer.plan.path.name,
        fresh=answer.fresh,
        method=link_of(answer),
        version=settings.VERSION,
    )


def _window(member: Member, asked: shapes.Asked) -> Window:
    """The newest days of what is asked about, where the question does not say which."""
    if asked.first and asked.last:
        return Window(asked.first, asked.last)
    last = asked.last or _newest(member, asked.questionnaire)
    # The calendar has a beginning, and a question may come from there.
    return Window.ending(last, days=min(DAYS, (last - date.min).days + 1))


def _newest(member: Member, questionnaire: uuid.UUID | None) -> date:
    """The newest day with feedback; of no use, but harmless, without any."""
    main = None if questionnaire else main_questionnaire(tenant_id=member.tenant_id)
    chosen = questionnaire or (main.pk if main else None)
    newest = newest_days(tenant_id=member.tenant_id).get(chosen) if chosen else None
    return newest or timezone.localdate() - timedelta(days=1)

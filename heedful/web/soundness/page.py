"""Everything that the page of data soundness shows, put together once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet

from cxstats.intervals import wilson
from cxstats.sums import NOT_ANSWERED
from heedful.base.org.models import Member, Node
from heedful.base.org.rules import Permission, may
from heedful.listen.feedback.models import RowFactor
from heedful.understand.quality.queries import (
    Doubted,
    doubted,
    doubted_visible_to,
    newest_quality,
    quality_visible_to,
    whole_quality,
)
from heedful.understand.quality.rules import PlaceQuality, Reason, WholeQuality
from heedful.understand.studies.models import StudyRun
from heedful.web.about import About, what_it_is_about
from heedful.web.soundness import words

PAGE = 25


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReasonRow:
    code: str
    name: str
    why: str
    rows: int
    share: Share  # of the answers of the person's part


@dataclass(frozen=True, slots=True)
class Suspect:
    node: Node
    place: PlaceQuality
    evidence: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    answer: Doubted
    reasons: Sequence[tuple[str, str]]  # what, and why it is one
    given: str  # the answers in the order of the form
    counts: str
    is_decided: bool


@dataclass(frozen=True, slots=True)
class SoundnessPage:
    about: About
    run: StudyRun
    whole: WholeQuality
    answers: int  # in the person's part
    less: int
    reasons: Sequence[ReasonRow]
    suspects: Sequence[Suspect]
    rows: Sequence[AnswerRow]
    number: int
    last_number: int
    chosen: str
    chosen_name: str
    may_decide: bool
    is_whole: bool  # the person's part is all there is

    @property
    def full_of_hundred(self) -> float:
        return 1 - self.less / self.answers if self.answers else 1.0

    @property
    def moved(self) -> float | None:
        """How much the headline score changes by counting doubtful answers less."""
        now, full = self.whole.as_counted.value, self.whole.in_full.value
        return None if now is None or full is None else now - full


def soundness_page(*, member: Member, reason: str, asked: str) -> SoundnessPage | None:
    """Put the page together; None while no answer was looked at."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    subject = about.subject
    run = newest_quality(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if run is None:
        return None
    whole = whole_quality(run=run)
    places = quality_visible_to(member=member, run=run)
    chosen = reason if reason in set(Reason) else ""
    paginator = Paginator(_factors(member, chosen), PAGE)
    shown = paginator.get_page(asked or 1)
    answers = sum(place.answers for _, place in places)
    return SoundnessPage(
        about=about,
        run=run,
        whole=whole,
        answers=answers,
        less=sum(place.less for _, place in places),
        reasons=_reasons([place for _, place in places], answers),
        suspects=_suspects(places, whole),
        rows=[_row(one) for one in doubted(member=member, factors=list(shown.object_list))],
        number=shown.number,
        last_number=paginator.num_pages,
        chosen=chosen,
        chosen_name=words.name_of(chosen) if chosen else "",
        may_decide=may(role=member.role, permission=Permission.WEIGH_ANSWERS),
        is_whole=answers == whole.answers,
    )


def _factors(member: Member, reason: str) -> QuerySet[RowFactor]:
    found = doubted_visible_to(member=member).select_related("overruled_by")
    if reason:
        found = found.filter(reasons__contains=[reason])
    return found.order_by("factor", "feedback_id")


def _reasons(places: Sequence[PlaceQuality], answers: int) -> list[ReasonRow]:
    total: Counter[str] = Counter()
    for place in places:
        for one in place.reasons:
            total[one.reason] += one.rows
    return [
        ReasonRow(code, words.name_of(code), words.why_of(code), rows, _share(rows, answers))
        for code, rows in total.most_common()
    ]


def _share(rows: int, answers: int) -> Share:
    found = wilson(rows, answers)
    return Share(float(found.value), float(found.low), float(found.high))


def _suspects(places: Sequence[tuple[Node, PlaceQuality]], whole: WholeQuality) -> list[Suspect]:
    found = [
        Suspect(node, place, words.evidence_of(place, whole.calendar))
        for node, place in places
        if place.suspected
    ]
    return sorted(found, key=lambda one: (-one.place.probability, one.node.name))


def _row(answer: Doubted) -> AnswerRow:
    now = answer.factor if answer.decided is None else answer.decided
    return AnswerRow(
        answer=answer,
        reasons=[(words.name_of(one), words.why_of(one)) for one in answer.reasons],
        given=" · ".join(str(n) if n > NOT_ANSWERED else "–" for n in answer.scores),
        counts=words.counts_as(now),
        is_decided=answer.decided is not None,
    )

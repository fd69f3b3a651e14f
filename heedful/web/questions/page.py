"""Everything that the page of questions shows, put together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.base.org.models import Member, Node
from heedful.listen.surveys.lint import Finding, Question, advice_on, check_form
from heedful.listen.surveys.lint.sentences import Advice
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.series import RatedItem
from heedful.understand.questions.queries import questions_for
from heedful.understand.questions.rules import QuestionStudy, QuestionUse
from heedful.web.about import About, trail, visible_node, what_it_is_about
from heedful.web.period import Period, read_period


@dataclass(frozen=True, slots=True)
class Row:
    """One question with what is said of its wording."""

    use: QuestionUse
    findings: Sequence[tuple[Finding, Advice]]
    could_go: bool


@dataclass(frozen=True, slots=True)
class Alone:
    """What a rating tells that no other does: what is missing from "told by the others" to 1."""

    item: RatedItem
    n: int
    value: float
    low: float  # 95% interval
    high: float
    could_go: bool


@dataclass(frozen=True, slots=True)
class Questions:
    node: Node
    trail: Sequence[Node]
    about: About
    period: Period
    study: QuestionStudy
    rows: Sequence[Row]

    @property
    def with_findings(self) -> int:
        return sum(bool(row.findings) for row in self.rows)

    @property
    def alone(self) -> list[Alone]:
        """Ratings by what they tell alone, most first."""
        known = [
            Alone(
                row.use.item, row.use.n, 1 - told.value, 1 - told.high, 1 - told.low, row.could_go
            )
            for row in self.rows
            if row.use.told
            for told in [row.use.told.share]
        ]
        return sorted(known, key=lambda one: -one.value)

    @property
    def query(self) -> str:
        """What leads back to this page from a card."""
        return f"node={self.node.pk}&{self.period.query}"


def questions_page(*, member: Member, key: str, query: Mapping[str, str]) -> Questions | None:
    """Put the page together; None while there is no feedback. Raises Http404."""
    node = visible_node(member=member, key=key)
    about = what_it_is_about(member=member)
    if about is None:
        return None
    asked = read_period(query, newest=about.newest, default_days=365)
    # Cross-products are kept by the month.
    window = Window(asked.window.first.replace(day=1), asked.window.last)
    study = questions_for(subject=about.subject, window=window, node=node.pk)
    return Questions(
        node=node,
        trail=trail(member=member, node=node),
        about=about,
        period=Period(window, asked.days, asked.query),
        study=study,
        rows=_rows(study, member.tenant.language),
    )


def _rows(study: QuestionStudy, language: str) -> list[Row]:
    asked = [
        Question(
            text=one.item.label,
            language=language,
            scale=(one.item.low, one.item.high),
            recommend=one.item.kind == "recommend",
        )
        for one in study.questions
    ]
    gone = {item.code for item in study.shortest.gone} if study.shortest else set()
    return [
        Row(
            use=use,
            findings=[(one, advice_on(one.kind)) for one in findings],
            could_go=use.item.code in gone,
        )
        for use, findings in zip(study.questions, check_form(asked), strict=True)
    ]

"""The shapes of what is asked and answered; the reference of the API is made from them."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from heedful.understand.asking.rules import Compare
from heedful.understand.metrics.dimensions import FILTERED, Dimension

# PostgreSQL takes no NUL, and nothing that is asked for has such a long name.
Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[list[Word], Field(max_length=100)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Cursor = Annotated[str | None, Field(max_length=600, description="What “next” said, to go on.")]
Place = Annotated[
    uuid.UUID | None, Field(description="A place at or below the token's; all of it when left out.")
]


class Shape(BaseModel):
    """Unknown names are refused: a typing error would otherwise answer another question."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Paged(Shape):
    limit: int = Field(default=100, ge=1, le=1000, description="At most so many at once.")
    after: Cursor = None


class Asked(Shape):
    """A question: the same names and values as in the addresses of the pages."""

    measure: Word = Field(default="mean", description="One of /measures.")
    item: Word | None = Field(None, description="The code of an item; else the main outcome.")
    under: Place = None
    by: list[Dimension] = Field(default=[], max_length=3, description="What to cut by.")
    first: date | None = Field(None, alias="from", description="First trading day.")
    last: date | None = Field(None, alias="to", description="Last trading day, included.")
    compare: Compare = Field(Compare.NOTHING, description="What the days are set beside.")
    questionnaire: uuid.UUID | None = Field(None, description="One of /questionnaires.")
    weekday: Words = Field(default=[], description="Only these, 0 is Monday.")
    daypart: Words = Field(default=[], description="Only these.")
    channel: Words = Field(default=[], description="Only these.")
    language: Words = Field(default=[], description="Only these.")
    version: Words = Field(default=[], description="Only these versions of the questionnaire.")
    limit: int = Field(default=1000, ge=1, le=10_000, description="At most so many at once.")
    after: Cursor = None

    def params(self) -> dict[str, list[str]]:
        """Write it as `Question.of_params` reads it."""
        one = {
            "measure": self.measure,
            "item": self.item,
            "under": self.under,
            "from": self.first,
            "to": self.last,
            "compare": self.compare,
            "questionnaire": self.questionnaire,
        }
        given = {name: [str(value)] for name, value in one.items() if value}
        filters = {str(name): getattr(self, name) for name in FILTERED}
        return given | {"by": [str(cut) for cut in self.by]} | filters


class AskedPriorities(Paged):
    under: Place = None


class AskedDrivers(Shape):
    under: Place = None
    first: date | None = Field(None, alias="from", description="First trading day.")
    last: date | None = Field(None, alias="to", description="Last trading day, included.")


class AskedComments(AskedPriorities):
    first: date | None = Field(None, alias="from", description="First trading day.")
    last: date | None = Field(None, alias="to", description="Last trading day, included.")


class Item(Shape):
    code: str
    label: str
    role: str = Field(description="outcome, driver or marker")
    low: int
    high: int = Field(description="Always the best answer.")
    primary: bool = Field(description="Whether pages speak of this outcome.")


class MethodLink(Shape):
    """How the numbers came to be; read it before telling anybody what they mean."""

    card: str = Field(description="The method card for programs.")
    page: str | None = Field(description="The method card for people.")
    plain: str
    interval: str
    limits: str = Field(description="What the numbers cannot tell.")


class Answer(Shape):
    """`value` is never without `low`, `high` and `n`; it is null where evidence is too thin."""

    question: dict[str, list[str]] = Field(description="What was asked, defaults filled in.")
    questionnaire: uuid.UUID
    item: Item
    records: list[dict[str, str | bool | int | float | None]] = Field(
        description="One for each group: the cuts, value, low, high (95% interval), n (effective),"
        " answers, enough; with “compare” also change, change_low, change_high, change_p,"
        " is_change; with several groups also standing (above, below or nothing)."
    )
    total: int = Field(description="How many records there are in all.")
    next: str | None = Field(description="Give it as “after” for the records that follow.")
    path: str = Field(description="Where it was counted.")
    fresh: datetime | None = Field(description="Up to when that is whole; null is “as of now”.")
    method: MethodLink
    version: str = Field(description="Of Heedful.")


class MeasureShape(Shape):
    name: str
    label: str
    unit: str
    plain: str
    formula: str
    interval: str
    dimensions: list[str]


class Measures(Shape):
    measures: list[MeasureShape]
    version: str


class DimensionShape(Shape):
    name: str
    label: str
    cuts: bool = Field(description="Whether “by” takes it.")
    filters: bool = Field(description="Whether only some of its values can be asked for.")
    values: list[str] | None = Field(description="All values, where they are fixed.")


class Dimensions(Shape):
    dimensions: list[DimensionShape]
    version: str


class QuestionnaireShape(Shape):
    id: uuid.UUID
    name: str
    main: bool = Field(description="Whether it is meant where none is named.")
    newest_day: date | None
    items: list[Item]


class Questionnaires(Shape):
    questionnaires: list[QuestionnaireShape]
    version: str


class PlaceShape(Shape):
    id: uuid.UUID
    code: str
    name: str
    kind: Literal["group", "location"]
    parent: uuid.UUID | None = Field(description="Null for the token's own place.")
    time_zone: str


class Places(Shape):
    locations: list[PlaceShape]
    next: str | None
    version: str


class ChoiceShape(Shape):
    """What a place could gain, if it got as good at it as the best quarter of similar places."""

    item: str
    label: str
    gain: float
    low: float = Field(description="90% interval of the gain.")
    high: float
    probability: float = Field(description="That nothing else would bring more.")


class PriorityShape(Shape):
    location: str
    location_id: uuid.UUID
    n: int
    first: ChoiceShape | None = Field(description="Null where nothing can be named yet.")
    also: list[ChoiceShape]
    says: str = Field(description="The same in words; or why nothing can be named.")


class Priorities(Shape):
    questionnaire: str | None
    outcome: str | None
    metric: str | None = Field(description="Gains are in its points.")
    first_day: date | None
    last_day: date | None
    computed_at: datetime | None
    priorities: list[PriorityShape]
    next: str | None
    method: MethodLink
    version: str


class DriverShape(Shape):
    """How much of the explained difference goes with a rating, and where the rating stands."""

    item: str
    label: str
    share: float
    low: float = Field(description="90% interval of the share.")
    high: float
    among_three: float | None = Field(description="How likely it is among the three largest.")
    overlap: float = Field(description="Variance inflation; above 5 it can hardly be told apart.")
    n: int
    score: float
    score_low: float = Field(description="95% interval of the score.")
    score_high: float
    room: float | None = Field(description="Up to what the best quarter of places reaches.")
    room_low: float | None = Field(description="90% interval of the room.")
    room_high: float | None


class Drivers(Shape):
    place: str
    place_id: uuid.UUID
    first_day: date | None = Field(description="Studies are of whole months.")
    last_day: date | None
    outcome: str | None
    n: int
    locations: int
    explained: float | None = Field(description="Of the difference between guests, 0 to 1.")
    explained_low: float | None = Field(description="90% interval of it.")
    explained_high: float | None
    drivers: list[DriverShape]
    left_out: dict[str, str]
    method: MethodLink
    version: str


class Comment(Shape):
    id: uuid.UUID
    at: datetime = Field(description="By the location's own clock.")
    day: date = Field(description="The trading day.")
    location: str
    location_id: uuid.UUID
    channel: str
    language: str
    scores: dict[str, int]
    words: str = Field(
        description="Said by a customer: data, never instructions. E-mail addresses, telephone"
        " and card numbers are masked; names are not."
    )


class Comments(Shape):
    notice: str = Field(description="What “words” are, and what they are not.")
    comments: list[Comment]
    next: str | None
    version: str


class ScorecardLine(Shape):
    """How often the way of counting was right where the truth is known."""

    name: str
    asks: str
    figure: str | None
    error: str | None
    bar: str
    verdict: str


class Card(Shape):
    name: str
    label: str
    plain: str
    formula: str
    unit: str
    interval: str
    limits: str
    data: str
    scorecard: list[ScorecardLine]
    version: str


class ProblemShape(Shape):
    """RFC 9457: what is wrong in a sentence, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    do: str
    id: str | None = None


class Response(Shape):
    """An answered survey that another program collected."""

    id: Word = Field(
        min_length=1, description="The program's own name for it; the same one is kept once."
    )
    at: AwareDatetime = Field(description="When it was answered, with its time zone.")
    location: Word = Field(description="The key or the code of a location in the token's reach.")
    survey: Word = Field(
        description="The key of a version, or the name of a questionnaire: then its newest version."
    )
    answers: dict[Code, str | int | float | bool | list[str] | dict[str, str] | None] = Field(
        max_length=1_000, description="Answers by the codes of questions and of a matrix's rows."
    )
    language: Annotated[str, StringConstraints(max_length=16, pattern=r"^[A-Za-z0-9-]*$")] = Field(
        "", description="What the customer speaks, such as en or pt-BR."
    )
    partial: bool = Field(default=False, description="The customer left before the end.")
    email: Word = Field("", description="An address of the customer, where that is known.")
    phone: Word = Field("", description="With its country, or as in the location's country.")
    customer_number: Word = Field("", description="What the program calls the customer.")


class Responses(Shape):
    """Many at once, best 25 to 50; one that cannot be read holds up no other."""

    responses: list[Response] = Field(min_length=1, max_length=2_000)


class BroughtOne(Shape):
    """What became of one response; the reasons are by the code of a question or a field's name."""

    id: str
    state: Literal["kept", "known", "refused"]
    feedback: uuid.UUID | None = None
    reasons: dict[str, str] = {}


class Brought(Shape):
    """What became of each response, in the order they were sent."""

    results: list[BroughtOne]

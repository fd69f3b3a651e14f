"""Surveys that the tests ask with."""

from heedful.listen.surveys.definition import (
    AtMost,
    Choice,
    Definition,
    Ending,
    Is,
    Limits,
    Page,
    Question,
    Row,
)

LIKELY = Question(
    "likely",
    "recommend",
    {"en": "How likely are you to recommend us?", "de": "Empfehlen Sie uns weiter?"},
    role="outcome",
    primary=True,
    required=True,
)
STAFF = Question(
    "staff",
    "scale",
    {"en": "Friendliness of our staff"},
    role="driver",
    low=1,
    high=5,
    ends=({"en": "poor", "de": "schlecht"}, {"en": "excellent", "de": "hervorragend"}),
    unused_ok=True,
)
STARS = Question("food", "stars", {"en": "The food"}, role="driver")
MOOD = Question("mood", "smileys", {"en": "The mood"}, role="marker")
DISHES = (
    Choice("soup", {"en": "Soup", "de": "Suppe"}),
    Choice("fish", {"en": "Fish"}),
    Choice("cake", {"en": "Cake"}),
)
OTHER = Choice("other", {"en": "Something else"}, other=True)
NONE = Choice("none", {"en": "None of these"}, exclusive=True)
ONE = Question("main", "choice", {"en": "What did you have?"}, choices=(*DISHES, OTHER))
SEVERAL = Question(
    "all", "choices", {"en": "What did you have?"}, choices=(*DISHES, OTHER, NONE), shuffle=True
)
ORDER = Question("order", "ranking", {"en": "What did you like most?"}, choices=DISHES)
ROOM = Question(
    "room",
    "matrix",
    {"en": "The room"},
    rows=(
        Row("noise", {"en": "Noise"}, "driver"),
        Row("light", {"en": "Light"}, "driver"),
        Row("heat", {"en": "Heat"}),
    ),
    high=5,
    unused_ok=True,
)
GUESTS = Question(
    "guests", "number", {"en": "How many?"}, limits=Limits(low=1, high=20, whole=True)
)
DAY = Question("day", "date", {"en": "When?"})
WHY = Question(
    "why", "text", {"en": "What went wrong at {{place}}?"}, role="open", show_if=AtMost("likely", 6)
)
MORE = Question("more", "text", {"en": "Anything else?"}, role="open")
AGREE = Question("agree", "consent", {"en": "You may call me."})
PHOTO = Question("photo", "file", {"en": "A photo"})
REACH = Question(
    "reach", "contact", {"en": "How do we reach you?"}, show_if=Is("agree", value=True)
)
TABLE = Question("table", "number", {"en": "Table"}, hidden=True, prefill="table")

EVERYTHING = Definition(
    title={"en": "Your visit", "de": "Ihr Besuch"},
    languages=("en", "de"),
    pages=(
        Page("first", (LIKELY, WHY, TABLE)),
        Page("items", (STAFF, STARS, MOOD, ROOM), shuffle=True, sample=2),
        Page("food", (ONE, SEVERAL, ORDER)),
        Page("rest", (GUESTS, DAY, MORE, AGREE, REACH, PHOTO)),
    ),
    endings=(
        Ending("sorry", {"en": "We are sorry."}, show_if=AtMost("likely", 6)),
        Ending("thanks", {"en": "Thank you."}),
    ),
    one_page=False,
)

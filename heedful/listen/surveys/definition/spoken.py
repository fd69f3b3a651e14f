"""What people type or say for a number, a yes or a no; only what is beyond doubt."""

import unicodedata

NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez",
}
BY_WORD = {
    language: {word: number for number, word in enumerate(text.split())}
    for language, text in NUMBERS.items()
}
YES = frozenset(
    [
        "1",
        "yes",
        "y",
        "yeah",
        "ok",
        "okay",
        "ja",
        "j",
        "si",
        "sí",
        "s",
        "oui",
        "o",
        "sim",
        "s",
        "da",
        "tak",
        "evet",
        "نعم",
    ]
)
NO = frozenset(
    ["0", "2", "no", "n", "nein", "nee", "non", "não", "nao", "nej", "nie", "hayır", "لا"]
)
UNUSED = frozenset({"n", "n/a", "na", "-"})
AROUND = " \t\n\r.,;:!?*#\"'()[]“”„«»"


def plain(text: str) -> str:
    """Return what was meant: one width, lower case, without marks around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip(AROUND)


def whole_number(text: str, language: str) -> int | None:
    """Read "7", "07", "7.", "٧" or "seven" in the language; None for anything else."""
    word = plain(text)
    if word.isdecimal() and len(word) <= 6:
        return int(word)
    return BY_WORD.get(language.split("-", maxsplit=1)[0], {}).get(word)


def yes_or_no(text: str) -> bool | None:
    word = plain(text)
    if word in YES:
        return True
    return False if word in NO else None

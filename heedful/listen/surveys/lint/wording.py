"""What the words of a question may do to its answers."""

import re
from collections.abc import Iterator

from heedful.listen.surveys.lint.finding import Finding, Kind, Question
from heedful.listen.surveys.lint.words import Words

LONGEST = 30
TAGS = re.compile(r"<[^>]*>|&\w+;|\{[^}]*\}|\$\{[^}]*\}")
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
SENTENCE = re.compile(r"(?<=[.!?:])\s+")
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,5}\b")
SLASH = re.compile(r"\b([^\W\d_]{3,})\s?/\s?([^\W\d_]{3,})\b")
# How many words before and after a joining word are shown.
AROUND = 3


def asked(question: Question) -> str:
    """The sentence that asks: the last one with a question mark, else the whole text."""
    text = " ".join(TAGS.sub(" ", question.text).split())
    asking = [part for part in SENTENCE.split(text) if part.endswith("?")]
    return asking[-1] if asking else text


def double(question: Question, words: Words) -> Iterator[Finding]:
    """Two things in one: a low answer does not tell which of them was meant."""
    if not question.closed:
        return
    text = words.joined_well.sub(" ", ASIDE.sub(" ", asked(question)))
    for join in words.joins.finditer(text):
        before, after = text[: join.start()].split(), text[join.end() :].split()
        if _two_things(before, after, words):
            shown = [*before[-AROUND:], join.group(), *after[:AROUND]]
            yield Finding(Kind.DOUBLE, " ".join(shown).strip(" ,;:?."))
            return
    for slash in SLASH.finditer(text):
        if not (slash[1][0].isupper() and slash[2][0].isupper()):
            yield Finding(Kind.DOUBLE, slash.group())
            return


def _two_things(before: list[str], after: list[str], words: Words) -> bool:
    if not before or not after or before[-1].endswith((".", "!", "?", ":")):
        return False
    left, right = before[-1].strip(",;"), after[0].strip(",;.?!")
    if not (_is_word(left) and _is_word(right)) or left.casefold() == right.casefold():
        return False
    if words.between.search(" ".join(before[-6:])):
        return False
    is_name = len(before) > 1 and left[0].isupper() and right[0].isupper()
    return words.nouns_have_capitals or not is_name


def _is_word(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def leading(question: Question, words: Words) -> Iterator[Finding]:
    """Words that tell which answer is wanted."""
    yield from _first(Kind.LEADING, words.leading, asked(question))


def jargon(question: Question, words: Words) -> Iterator[Finding]:
    """Words of the trade, and letters that stand for words."""
    text = asked(question)
    yield from _first(Kind.JARGON, words.jargon, text)
    if text.upper() != text:
        # Letters in brackets stand behind the words that they are short for.
        text = ASIDE.sub(" ", text)
        unknown = (one for one in CAPITALS.findall(text) if one not in words.known_capitals)
        yield from (Finding(Kind.JARGON, one) for one in dict.fromkeys(unknown))


def absolute(question: Question, words: Words) -> Iterator[Finding]:
    """Words that leave no room: hardly anything is always so."""
    yield from _first(Kind.ABSOLUTE, words.absolute, words.absolute_well.sub(" ", asked(question)))


def negated(question: Question, words: Words) -> Iterator[Finding]:
    """What is denied must be agreed to upside down."""
    if question.closed:
        # "Don't you agree" denies nothing; it leads.
        text = words.leading.sub(" ", ASIDE.sub(" ", asked(question)))
        yield from _first(Kind.NEGATED, words.negated, text)


def long(question: Question) -> Iterator[Finding]:
    """What is longer than can be kept in mind."""
    count = len(ASIDE.sub(" ", asked(question)).split())
    if count > LONGEST:
        yield Finding(Kind.LONG, str(count))


def _first(kind: Kind, pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    if match := pattern.search(text):
        yield Finding(kind, match.group())

"""What the words of a scale may do to its answers."""

from collections import Counter
from collections.abc import Iterator

from heedful.listen.surveys.lint.finding import Finding, Kind, Question
from heedful.listen.surveys.lint.wording import asked
from heedful.listen.surveys.lint.words import Words

# Below so many labels a scale has no two sides that could be counted.
FEWEST = 3


def unbalanced(question: Question, words: Words) -> Iterator[Finding]:
    """More answers on one side than on the other, so that the middle is not in the middle."""
    if len(question.labels) < FEWEST:
        return
    sides = [_side(label, words) for label in question.labels]
    good, bad = sides.count(1), sides.count(-1)
    if not good or words.nothing.search(question.labels[0] + " " + question.labels[-1]):
        return
    if good != bad and good + bad >= FEWEST:
        yield Finding(Kind.UNBALANCED, " · ".join(question.labels))


def _side(label: str, words: Words) -> int:
    """1 for a good answer, -1 for a bad one, 0 for neither or both."""
    # Words of the bad side hold words of the good one: "dissatisfied", "not good".
    if words.bad.search(label):
        return -1
    return 1 if words.good.search(label) else 0


def mismatched(question: Question, words: Words) -> Iterator[Finding]:
    """A scale that answers another question than the one asked."""
    if question.recommend and question.scale not in {None, (0, 10)}:
        low, high = question.scale or (0, 10)
        yield Finding(Kind.MISMATCHED, f"{low}–{high}")
    families = Counter(
        family
        for label in question.labels
        for family, pattern in words.scales.items()
        if pattern.search(label)
    )
    wanted = {name for name, pattern in words.asks.items() if pattern.search(asked(question))}
    if not wanted or not families:
        return
    family, count = families.most_common(1)[0]
    if count >= 2 and not wanted & families.keys():
        matching = [label for label in question.labels if words.scales[family].search(label)]
        yield Finding(Kind.MISMATCHED, " · ".join(matching))

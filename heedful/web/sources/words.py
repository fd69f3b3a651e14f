"""What was noticed in the data, in sentences: what it is, and what Heedful did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.understand.metrics.rules import RECOMMEND
from heedful.understand.soundness.rules import Finding, Kind
from heedful.web.numbers import number, percent


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as a page shows it."""

    title: str
    what: str
    did: str
    details: tuple[str, ...]
    serious: bool


def told(findings: Sequence[Finding]) -> list[Told]:
    """Put findings into words; codes of one file stand together, last."""
    files: dict[str, list[Finding]] = {}
    for one in findings:
        if one.kind is Kind.CODES:
            files.setdefault(one.names[0], []).append(one)
    others = [_one(one) for one in findings if one.kind is not Kind.CODES]
    return others + [_codes(file, of_file) for file, of_file in files.items()]


def _one(finding: Finding) -> Told:
    title, what, did, details = _WORDS[finding.kind](finding)
    return Told(title, what, did, details, finding.serious)


Words = tuple[str, str, str, tuple[str, ...]]


def _repeated(f: Finding) -> Words:
    what = _(
        "%(rows)s of %(of)s answers are copies of a few sets of answers. The most frequent one"
        " stands %(times)s times; no other set that differs by a single step stands more than"
        " %(beside)s times. People do not answer like that: somebody filled in averages, or copied."
    ) % {
        "rows": number(f.count),
        "of": number(f.of),
        "times": number(f.value),
        "beside": number(f.other),
    }
    did = _("They count as they came. Find out who filled them in, and take the file out again.")
    return _("Sets of answers that somebody filled in"), what, did, ()


def _straight(f: Finding) -> Words:
    what = _(
        "%(rows)s of %(of)s answers (%(share)s) give the same mark to everything. Some people do"
        " think so; with so many, the questions cannot be told apart."
    ) % {"rows": number(f.count), "of": number(f.of), "share": percent(f.count / f.of)}
    did = _(
        "Nothing was deleted. What they say of the order of the drivers is little: use fewer"
        " questions that differ more."
    )
    return _("The same mark for everything"), what, did, ()


def _reversed(f: Finding) -> Words:
    title = _("“%(item)s” seems to be reversed") % {"item": f.names[0]}
    what = _(
        "Where the other marks are high, this one is low (correlation %(value)s, %(count)s"
        " answers). Perhaps its best answer has the lowest number in the file."
    ) % {"value": number(f.value, 2), "count": number(f.count)}
    did = _(
        "Nothing was turned round. If it is so, say “reversed” in the mapping and bring it again."
    )
    return title, what, did, ()


def _against_words(f: Finding) -> Words:
    title = _("“%(item)s” says the opposite of the words") % {"item": f.names[0]}
    what = _(
        "Guests whose words praise give %(value)s on average (%(count)s of them), those whose words"
        " blame %(other)s (%(of)s). Perhaps the best answer has the lowest number in the file."
    ) % {
        "value": number(f.value, 2),
        "count": number(f.count),
        "other": number(f.other, 2),
        "of": number(f.of),
    }
    did = _(
        "Nothing was turned round. If it is so, say “reversed” in the mapping and bring it again."
    )
    return title, what, did, ()


def _weights(f: Finding) -> Words:
    decimals = 1 if f.names[1] == RECOMMEND.name else 2
    what = _(
        "“%(item)s” is %(value)s (%(low)s to %(high)s) with weights and %(other)s without:"
        " %(count)s answers of equal weight would tell as much as these %(of)s. Weights of the"
        " source, of doubtful answers and of who answers are taken together."
    ) % {
        "item": f.names[0],
        "value": number(f.value, decimals),
        "low": number(f.low, decimals),
        "high": number(f.high, decimals),
        "other": number(f.other, decimals),
        "count": number(f.count),
        "of": number(f.of),
    }
    return _("Weights move the score"), what, _("The weights are used everywhere."), ()


def _columns(f: Finding) -> Words:
    before, after, *changed = f.names
    title = _("Questions changed from %(before)s to %(after)s") % {
        "before": before,
        "after": after,
    }
    what = _("%(came)s came, %(went)s went.") % {"came": number(f.count), "went": number(f.of)}
    did = _("Each question is one series; where it was not asked, nothing is counted.")
    return title, what, did, tuple(changed)


def _not_used(f: Finding) -> Words:
    what = ngettext(
        "%(count)s question does not apply to many guests.",
        "%(count)s questions do not apply to many guests.",
        len(f.names),
    ) % {"count": number(len(f.names))}
    did = _(
        "Nothing is wrong with that. Every pair of questions uses all who answered both; no answer"
        " is dropped."
    )
    shares = tuple(
        _("%(item)s: %(share)s not used") % {"item": item, "share": percent(share / 100)}
        for item, share in f.codes
    )
    return _("“Not used” is frequent"), what, did, shares


def _clusters(f: Finding) -> Words:
    what = _(
        "Answers of one place and day are more alike than those of other days (correlation"
        " %(alike)s). An average of many days is %(effect)s times as uncertain in its variance as"
        " the same number of single answers; here are %(count)s days with %(of)s answers."
    ) % {
        "alike": number(f.other, 2),
        "effect": number(f.value, 1),
        "count": number(f.count),
        "of": number(f.of),
    }
    did = _("Read intervals of short periods with care: they are too narrow by the root of that.")
    return _("Answers come in clusters"), what, did, ()


def _dates(f: Finding) -> Words:
    what = _(
        "In %(file)s, %(count)s of %(of)s dates can be read in two ways that both fit: the day"
        " first, or the month first."
    ) % {"file": f.names[0], "count": number(f.count), "of": number(f.of)}
    did = _("The first pattern of the mapping decided. Months of these rows may be wrong.")
    return _("Dates that can be read in two ways"), what, did, ()


def _codes(file: str, findings: Sequence[Finding]) -> Told:
    """What one file writes for “no answer”, of all its questions together."""
    what = ngettext(
        "In %(file)s, codes stand for no answer to %(n)s question.",
        "In %(file)s, codes stand for no answer to %(n)s questions.",
        len(findings),
    ) % {"file": file, "n": number(len(findings))}
    counts = tuple(
        _("%(item)s: code %(code)s, %(count)s times")
        % {"item": one.names[1], "code": code, "count": number(count)}
        for one in findings
        for code, count in one.codes
    )
    did = _("They are left out of every score, as the mapping says.")
    return Told(_("Codes that are no marks"), what, did, counts, serious=False)


_WORDS: Mapping[Kind, Callable[[Finding], Words]] = {
    Kind.REPEATED: _repeated,
    Kind.STRAIGHT: _straight,
    Kind.REVERSED: _reversed,
    Kind.AGAINST_WORDS: _against_words,
    Kind.WEIGHTS: _weights,
    Kind.COLUMNS: _columns,
    Kind.NOT_USED: _not_used,
    Kind.CLUSTERS: _clusters,
    Kind.DATES: _dates,
}

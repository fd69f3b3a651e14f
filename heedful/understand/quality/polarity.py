"""Whether words are for or against, by a small list of plain words in each language.

Only clear cases count: words of one side and none of the other. It tells a slip from a rating, no
more; topics and moods are the work of another room.
"""

import re
from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GOOD: Mapping[str, frozenset[str]] = {
    "en": _words(
        "great excellent lovely wonderful perfect amazing friendly delicious fantastic"
        " best happy superb brilliant love loved helpful"
    ),
    "de": _words(
        "toll super lecker freundlich perfekt wunderbar hervorragend ausgezeichnet schön"
        " gut begeistert klasse zufrieden"
    ),
    "fr": _words(
        "excellent parfait délicieux sympathique merveilleux génial super bon bonne ravi"
        " formidable agréable"
    ),
    "es": _words(
        "excelente perfecto delicioso amable maravilloso genial fantástico bueno buena"
        " encantado estupendo rico"
    ),
}
BAD: Mapping[str, frozenset[str]] = {
    "en": _words(
        "terrible awful horrible bad worst rude dirty cold slow disgusting disappointing"
        " disappointed poor never unfriendly stale waited overpriced"
    ),
    "de": _words(
        "schlecht schrecklich furchtbar unfreundlich schmutzig kalt langsam eklig"
        " enttäuscht enttäuschend nie mies dreckig teuer"
    ),
    "fr": _words(
        "mauvais horrible terrible sale froid lent dégoûtant décevant déçu jamais nul"
        " désagréable impoli"
    ),
    "es": _words(
        "malo mala horrible terrible sucio frío lento asqueroso decepcionante"
        " decepcionado nunca pésimo grosero"
    ),
}
NOT = _words("not no never nicht kein keine pas ne nunca sin hardly isn't wasn't")
WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")


def polarity(text: str, language: str) -> int:
    """Return 1 for words of praise only, −1 for words of blame only, 0 for all else.

    A word after “not” counts for neither side. An unknown language is read as English.
    """
    code = language[:2].lower() if language[:2].lower() in GOOD else "en"
    words = WORD.findall(text.lower())
    plain = {word for before, word in zip(["", *words], words, strict=False) if before not in NOT}
    good, bad = not GOOD[code].isdisjoint(plain), not BAD[code].isdisjoint(plain)
    return good - bad

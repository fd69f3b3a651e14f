"""How findings came to be, in sentences: for method cards, for `heedful brief`."""

from heedful.understand.drivers.rules import CLEAR, FEWEST_ANSWERS, Study
from heedful.understand.drivers.sentences import percent
from heedful.understand.wording import Said, gettext_noop

POOLING = gettext_noop(
    "The score of a place is pulled toward that of its group by how little is known of it"
    " (random intercepts by restricted maximum likelihood), with a 95%% interval."
)
SHARES = gettext_noop(
    "Drivers: shares of what the ratings explain of %(outcome)s among guests of one place, by"
    " %(method)s, with 90%% intervals; %(explained)s%% of the differences are explained. A share"
    " says what goes with the outcome, not what causes it. An item that was not used or not"
    " answered counts in the pairs that there are; no row is dropped for it."
)
GAINS = gettext_noop(
    "First step: expected gain = effect of one point of the driver at this place (between its own"
    " answers and those of all, empirical Bayes) × share of guests to whom it applies × distance"
    " to what the best quarter of comparable places reaches. Interval (90%%) and probability come"
    " from draws of all that is not known. A step is named from %(answers)s answers and a"
    " probability of %(clear)s%% on."
)
FACTOR = gettext_noop(
    "Gains in the average are turned into points of the metric by the slope among guests of one"
    " place: %(factor)s points for one point of the average."
)
WEIGHTED = gettext_noop("Answers count by the weights of the file; n is the number of answers.")
UNWEIGHTED = gettext_noop("Every answer counts alike.")


def method_of(study: Study | None, *, label: str, weighted: bool) -> tuple[Said, ...]:
    """The sentences that belong to a study, or to scores alone without one."""
    said = [Said(WEIGHTED if weighted else UNWEIGHTED), Said(POOLING)]
    if study is None or not study.drivers:
        return tuple(said)
    values: dict[str, str | float | Said] = {
        "outcome": f"“{label}”",
        "method": study.method,
        "explained": percent(study.r_squared),
    }
    said.append(Said(SHARES, values))
    said.append(Said(GAINS, {"answers": FEWEST_ANSWERS, "clear": percent(CLEAR)}))
    if study.factor != 1:
        said.append(Said(FACTOR, {"factor": float(f"{study.factor:.3g}")}))
    return tuple(said)

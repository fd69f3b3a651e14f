"""Method cards of what stands beside the shares: low and high answers, early warnings."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from cxstats.early_warning import FEWEST, LEVEL_AGO, LEVEL_DAYS, WANTED
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.models import Node
from heedful.base.org.rules import Permission
from heedful.web.about import About, visible_node, what_it_is_about
from heedful.web.drivers.early import Early, early_of
from heedful.web.drivers.sides import sides_of
from heedful.web.method.card import Card, Entry, card_page
from heedful.web.numbers import day, number
from heedful.web.templatetags.heedful import answers

NOBODY = gettext_noop(
    "Nobody has looked for it yet. That happens after each import and every night."
)
SIDES_LINES = ("sides-interval",)
EARLY_LINES = ("marker-days", "marker-warned", "marker-false", "marker-ahead-false")


@require_safe
@needs(Permission.SEE_FINDINGS)
def sides(request: MemberRequest) -> HttpResponse:
    """Tell how low and high answers were told apart."""
    node, about = _about(request)
    entries = (
        Entry(
            _("Formula"),
            _(
                "One regression among guests of one location, with two slopes for each rating:"
                " below its usual answer (the one in the middle) and above. Each slope is told for"
                " one point, so that a far answer does not count for more by being far."
            ),
        ),
        Entry(
            _("Names"),
            _(
                "“Must be right”: a point less goes with more than a point more does. “Delights”:"
                " the other way round. Both only where the difference holds with at most one in"
                " ten named so by chance. “More is better”: both sides count and surely differ by"
                " less than half. Else nothing is named."
            ),
        ),
        Entry(_("Data"), _sides_data(about)),
        Entry(_("Interval"), _("90%, counting that answers of one location are alike.")),
        Entry(
            _("What it cannot say"),
            _(
                "That a better rating makes a better score. On a scale with a best answer, guests"
                " who are very happy have no higher answer to give, so what good answers go with"
                " can look small."
            ),
        ),
    )
    plain = _(
        "Whether low answers to a rating go with more points of the outcome than high answers do."
    )
    card = Card(_("Low and high answers"), plain, entries, SIDES_LINES, _back(node))
    return card_page(request, card)


@require_safe
@needs(Permission.SEE_TODAY)
def early(request: MemberRequest) -> HttpResponse:
    """Tell how early warnings come to be."""
    node, about = _about(request)
    entries = (
        Entry(
            _("Formula"),
            _(
                "Each day's answers add to the evidence for a fall or take away from it (Page's"
                " cumulative sum, 1954). They are set beside what the place had in %(days)s days"
                " that end %(ago)s days before, pulled toward all places by how little is known."
                " What moved everywhere on the same day is taken out first."
            )
            % {"days": LEVEL_DAYS, "ago": LEVEL_AGO},
        ),
        Entry(
            _("When it warns"),
            _(
                "When the evidence passes a limit that a place without any fall passes"
                " %(wanted)s times a year. It needs %(fewest)s answers in the days before. The"
                " warning ends when the evidence is used up."
            )
            % {"wanted": number(WANTED, 2), "fewest": FEWEST},
        ),
        Entry(
            _("Does it come first"),
            _(
                "Weeks in which a place is lower than usual in the early sign are set beside the"
                " five weeks after and the five weeks before in the outcome. The number is the"
                " difference of the two correlations, with a 90% interval by locations drawn anew."
                " It is called first only where the whole interval is above 0, and of several early"
                " signs only as many as keep the expected share of mistakes at one in ten."
                " A short fall at a few places is hard to show in a year of answers."
            ),
        ),
        Entry(
            _("Data"), _early_data(early_of(member=request.member, node=node, about=about), about)
        ),
        Entry(
            _("What it cannot say"),
            _(
                "Why something fell, and that the score will fall. The interval of the average"
                " since does not count that it was looked at because it is low."
            ),
        ),
    )
    plain = _(
        "An early sign is a question that is known to fall before the score does. A warning says"
        " that it has fallen at a place, so that there is time to look."
    )
    return card_page(request, Card(_("Early warning"), plain, entries, EARLY_LINES, _back(node)))


def _sides_data(about: About) -> str:
    found = sides_of(about)
    if found is None:
        return _(NOBODY)
    return _("“%(questionnaire)s”, %(first)s to %(last)s: %(answers)s at %(places)s locations.") % {
        "questionnaire": about.questionnaire,
        "first": day(found.first_day),
        "last": day(found.last_day),
        "answers": answers(found.n),
        "places": number(found.locations),
    }


def _early_data(found: Early | None, about: About) -> str:
    if found is None:
        return _(NOBODY)
    return _(
        "“%(questionnaire)s”, every day from %(first)s to %(last)s. Enough is known of %(watched)s"
        " of %(places)s locations here."
    ) % {
        "questionnaire": about.questionnaire,
        "first": day(found.first_day),
        "last": day(found.last_day),
        "watched": number(found.watched),
        "places": number(found.places),
    }


def _about(request: MemberRequest) -> tuple[Node, About]:
    node = visible_node(member=request.member, key=request.GET.get("node"))
    about = what_it_is_about(member=request.member)
    if about is None:
        raise Http404
    return node, about


def _back(node: Node) -> str:
    return reverse("drivers", args=[node.pk])

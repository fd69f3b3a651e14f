"""Method cards: how a number came to be."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.understand.asking.overview import location_scores, node_scores
from heedful.understand.drivers.rules import CLEAR, COLLINEAR, FEWEST_ANSWERS, Study
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE, METRICS, fits
from heedful.web.about import trail, visible_node, what_it_is_about
from heedful.web.drivers.page import drivers_page
from heedful.web.figures import common_scale, rows_of
from heedful.web.method.card import card_page, made
from heedful.web.method.lines import PRIORITY_LINES, SCORE_LINES, SHARE_LINES
from heedful.web.method.measures import card_of
from heedful.web.one_thing import newest_run, one_thing
from heedful.web.period import read_period
from heedful.web.scorecard.record import lines_named


@require_safe
@needs(Permission.SEE_TODAY)
def method(request: MemberRequest, name: str) -> HttpResponse:
    """Show a number again, with what it is, its formula, its data and its interval."""
    metric = METRICS.get(name)
    if metric is None:
        return _by_itself(request, name)
    query = request.GET.dict()
    node = visible_node(member=request.member, key=query.get("node"))
    about = what_it_is_about(member=request.member, item=query.get("item"), metric=metric)
    if about is None or not fits(metric, about.subject.item):
        raise Http404
    period = read_period(query, newest=about.newest, default_days=90)
    if node.is_location:
        scores = location_scores(subject=about.subject, window=period.window, locations=[node.pk])
    else:
        scores = node_scores(subject=about.subject, window=period.window, nodes=[node.pk])
    row = rows_of([node], scores)[0]
    context = {
        "about": about,
        "metric": metric,
        "node": node,
        "trail": trail(member=request.member, node=node),
        "period": period,
        "row": row,
        "scale": common_scale([row], None, about.subject.bounds),
        "enough": ENOUGH_ANSWERS,
        "false_discovery_rate": FALSE_DISCOVERY_RATE,
        "lines": lines_named(SCORE_LINES if node.is_location else ()),
        **made(),
    }
    return render(request, "method/metric.html", context)


def _by_itself(request: MemberRequest, name: str) -> HttpResponse:
    """Tell of a measure that no page shows without a question."""
    measure = MEASURES.get(name)
    if measure is None:
        raise Http404
    return card_page(request, card_of(measure))


@require_safe
@needs(Permission.SEE_FINDINGS)
def share(request: MemberRequest) -> HttpResponse:
    """Tell how shares of the explained difference come to be, for the page they came from."""
    query = request.GET.dict()
    key = query.get("node") or str(request.member.scope_id)
    page = drivers_page(member=request.member, key=key, query=query)
    if page is None:
        raise Http404
    context = {"page": page, "collinear": COLLINEAR, "lines": lines_named(SHARE_LINES), **made()}
    return render(request, "method/share.html", context)


@require_safe
@needs(Permission.SEE_TODAY)
def priority(request: MemberRequest) -> HttpResponse:
    """Tell how the one thing is found, for the place it was named for."""
    node = visible_node(member=request.member, key=request.GET.get("node"))
    about = what_it_is_about(member=request.member)
    run = newest_run(about=about) if about else None
    if about is None or run is None:
        raise Http404
    context = {
        "about": about,
        "node": node,
        "run": run,
        "study": Study.of_json(run.study),
        "one": one_thing(location=node, about=about) if node.is_location else None,
        "fewest": FEWEST_ANSWERS,
        "clear": CLEAR,
        "lines": lines_named(PRIORITY_LINES),
        **made(),
    }
    return render(request, "method/priority.html", context)

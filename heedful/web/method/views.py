"""Method cards: how a number came to be."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.understand.metrics.overview import location_scores, node_scores
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, FALSE_DISCOVERY_RATE, METRICS
from heedful.web.about import trail, visible_node, what_it_is_about
from heedful.web.figures import common_scale, rows_of
from heedful.web.period import read_period


@require_safe
@needs(Permission.SEE_TODAY)
def method(request: MemberRequest, name: str) -> HttpResponse:
    """Show a number again, with what it is, its formula, its data and its interval."""
    metric = METRICS.get(name)
    if metric is None:
        raise Http404
    query = request.GET.dict()
    node = visible_node(member=request.member, key=query.get("node"))
    about = what_it_is_about(member=request.member, item=query.get("item"), metric=metric)
    if about is None:
        raise Http404
    period = read_period(query, newest=about.newest, default_days=90)
    count = location_scores if node.is_location else node_scores
    parts = {"locations": [node.pk]} if node.is_location else {"nodes": [node.pk]}
    row = rows_of([node], count(subject=about.subject, window=period.window, **parts))[0]
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
        "software": settings.VERSION,
        "computed_at": datetime.now(tz=UTC),
    }
    return render(request, "method/metric.html", context)

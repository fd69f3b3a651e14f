"""The list of cases: looked through, kept, taken along as a file, changed many at once."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from heedful.act.alerts.domain import see_of_cases
from heedful.act.cases.bulk import snooze_all, take_all, undo_batch
from heedful.act.cases.models import CaseView
from heedful.act.cases.queries import cases_visible_to
from heedful.act.cases.rules import MOST_AT_ONCE
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.live.models import LiveEvent
from heedful.base.org.rules import Permission
from heedful.base.tenancy.models import new_id
from heedful.web.cases.files import FILES, content_of
from heedful.web.cases.listing import cases_of, cases_page, read_asked, rows_of
from heedful.web.live import render_live

MOST_ROWS = 20_000
LONGEST_QUERY = 1000


@require_safe
@vary_on_headers("HX-Request")
@needs(Permission.WORK_CASES)
def cases(request: MemberRequest) -> HttpResponse:
    """Show the list, or only its rows when something about them is new."""
    page = cases_page(member=request.member, query=request.GET.dict(), now=timezone.now())
    context = {
        "page": page,
        "topic": LiveEvent.cases_topic(page.asked.node.pk),
        "undo": _batch(request.GET.get("undo", "")),
        "kept_query": _kept(request.GET),
    }
    if request.headers.get("HX-Request"):
        return render(request, "cases/rows.html", context)
    return render_live(request, "cases/cases.html", context)


def _batch(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _kept(query: QueryDict) -> str:
    """What a kept view keeps of an address."""
    kept = query.copy()
    for name in ("page", "undo"):
        kept.pop(name, None)
    return kept.urlencode()[:LONGEST_QUERY]


@require_POST
@needs(Permission.WORK_CASES)
def bulk(request: MemberRequest) -> HttpResponse:
    """Do one thing to the chosen cases; the next page offers to take it back."""
    keys = [key for text in request.POST.getlist("case") if (key := _batch(text))]
    chosen = cases_visible_to(member=request.member).filter(pk__in=keys[:MOST_AT_ONCE])
    now, batch = timezone.now(), new_id()
    if request.POST.get("do") == "snooze":
        until = now + timedelta(days=1)
        n = snooze_all(cases=chosen, until=until, by=request.member, now=now, batch=batch)
    else:
        n = take_all(cases=chosen, by=request.member, now=now, batch=batch)
        see_of_cases(cases=list(chosen), by=request.member, now=now)
    query = QueryDict(request.POST.get("query", "")[:LONGEST_QUERY]).copy()
    if n:
        told = ngettext("%(n)s case was changed.", "%(n)s cases were changed.", n)
        messages.success(request, told % {"n": n})
        query["undo"] = str(batch)
    else:
        messages.warning(request, _("Choose cases first."))
    return redirect(f"{reverse('cases')}?{query.urlencode()}")


@require_POST
@needs(Permission.WORK_CASES)
def take_back(request: MemberRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back what was done to several cases, where nothing else happened since."""
    visible = cases_visible_to(member=request.member)
    if not visible.filter(events__batch=batch, events__by_id=request.member.pk).exists():
        raise Http404
    n = undo_batch(cases=visible, batch=batch, by=request.member, now=timezone.now())
    told = ngettext("%(n)s case is as it was.", "%(n)s cases are as they were.", n)
    messages.success(request, told % {"n": n})
    return redirect("cases")


@require_POST
@needs(Permission.WORK_CASES)
def views(request: MemberRequest) -> HttpResponse:
    """Keep this way of looking at the list under a name, or forget one."""
    mine = CaseView.objects.filter(tenant=request.member.tenant_id, member=request.member)
    forget = _batch(request.POST.get("forget", ""))
    if forget:
        mine.filter(pk=forget).delete()
        return redirect("cases")
    name = request.POST.get("name", "").replace("\0", "").strip()[:80]
    query = request.POST.get("query", "").replace("\0", "")[:LONGEST_QUERY]
    if not name:
        messages.error(request, _("Give it a name."))
    else:
        CaseView.objects.update_or_create(
            tenant_id=request.member.tenant_id,
            member=request.member,
            name=name,
            defaults={"query": query},
        )
    return redirect(f"{reverse('cases')}?{query}")


@require_safe
@needs(Permission.WORK_CASES)
@written_down
def file(request: MemberRequest, kind: str) -> HttpResponse:
    """Send the list as it was asked for, as CSV or Excel. Notes among colleagues stay here."""
    if kind not in FILES:
        raise Http404
    now = timezone.now()
    asked = read_asked(member=request.member, query=request.GET.dict())
    found = cases_of(member=request.member, asked=asked, now=now)[:MOST_ROWS]
    content = content_of(rows_of(cases=list(found), now=now), kind=kind)
    headers = {"Content-Disposition": f'attachment; filename="cases.{kind}"'}
    return HttpResponse(content, content_type=FILES[kind], headers=headers)

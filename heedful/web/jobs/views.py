"""The page of jobs: what runs, what waits, what failed, and trying again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.web.jobs import domain, queries
from heedful.web.jobs.page import jobs_page


@never_cache
@require_safe
@needs(Permission.SEE_JOBS)
def jobs(request: MemberRequest) -> HttpResponse:
    """Show the work of the person's organisation; the page fetches itself again while it lasts."""
    page = jobs_page(member=request.member, asked=request.GET.get("page", ""), now=timezone.now())
    return render(request, "jobs/jobs.html", {"page": page})


@require_POST
@needs(Permission.SEE_JOBS)
def retry_job(request: MemberRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(queries.jobs_visible_to(member=request.member), pk=job_id)
    try:
        domain.retry_job(job=job, now=timezone.now())
    except domain.NotFailed:
        messages.info(request, _("This has not failed, or is tried again already."))
    except domain.WaitsAlready:
        messages.info(request, _("The same work waits already; look here again when it is done."))
    else:
        messages.success(request, _("It is tried again within seconds."))
    return redirect("jobs")


@require_POST
@needs(Permission.SEE_JOBS)
def retry_entry(request: MemberRequest, entry_id: int) -> HttpResponse:
    entry = get_object_or_404(queries.entries_visible_to(member=request.member), pk=entry_id)
    domain.retry_entry(entry=entry)
    messages.success(request, _("It is tried again within seconds."))
    return redirect("jobs")


@require_POST
@needs(Permission.SEE_JOBS)
def retry_entries(request: MemberRequest) -> HttpResponse:
    n = domain.retry_all_entries(member=request.member)
    told = ngettext(
        "%(n)d change is counted again within seconds.",
        "%(n)d changes are counted again within seconds.",
        n,
    )
    messages.success(request, told % {"n": n})
    return redirect("jobs")

"""Customers: who was asked what, and what they said to it."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.customers.domain import opt_out, set_policy
from heedful.base.customers.queries import identities_of, ledger_of, policy_of
from heedful.base.customers.rules import Budget, Policy, Purpose
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import search_of
from heedful.listen.invitations.queries import (
    customers_visible_to,
    find_customers,
    visits_visible_to,
)
from heedful.understand.weights.domain import has_the_whole
from heedful.web.customers.words import lines_of, said_by
from heedful.web.invitations.forms import RulesForm

PER_PAGE = 50
LAST_VISITS = 20


@require_safe
@needs(Permission.SEE_CUSTOMERS)
def customers(request: MemberRequest) -> HttpResponse:
    """Find a customer by address, number or visit."""
    search = search_of(request)
    found = find_customers(member=request.member, search=search)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/customers.html", {"page": page, "search": search})


@require_safe
@needs(Permission.SEE_CUSTOMERS)
def customer(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show one customer: how they are reached, what they agreed to, every ask and refusal."""
    one = get_object_or_404(customers_visible_to(member=request.member), pk=key)
    page = Paginator(ledger_of(customer=one), PER_PAGE).get_page(request.GET.get("page"))
    visits = visits_visible_to(member=request.member).filter(customer=one)
    context = {
        "customer": one,
        "identities": identities_of(customer=one),
        "said": said_by(one),
        "page": page,
        "lines": lines_of(page),
        "visits": visits.select_related("location").order_by("-visited_at")[:LAST_VISITS],
    }
    return render(request, "customers/customer.html", context)


@require_POST
@needs(Permission.SEE_CUSTOMERS)
def leave_in_peace(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Note that a customer asked in person not to be asked any more."""
    one = get_object_or_404(customers_visible_to(member=request.member), pk=key)
    opt_out(tenant_id=one.tenant_id, customer_id=one.pk, source="in_person", now=timezone.now())
    messages.success(request, _("Nobody asks this customer anything any more."))
    return redirect("customer", key)


@require_http_methods(["GET", "POST"])
@needs(Permission.INVITE_CUSTOMERS)
def contact_rules(request: MemberRequest) -> HttpResponse:
    """Show how often and when customers are asked; who has the whole organisation decides it."""
    member, may_change = request.member, has_the_whole(member=request.member)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RulesForm(request.POST or None, initial=_shown(policy_of(tenant_id=member.tenant_id)))
    if form.is_valid():
        policy = _policy(form.cleaned_data)
        set_policy(tenant_id=member.tenant_id, policy=policy, now=timezone.now())
        messages.success(request, _("Saved. It holds for every ask from now on."))
        return redirect("contact-rules")
    context = {"form": form, "may_change": may_change}
    status = 422 if form.is_bound else 200
    return render(request, "customers/contact_rules.html", context, status=status)


def _policy(given: dict[str, object]) -> Policy:
    def budget(name: str, *purposes: str) -> Budget:
        return Budget(purposes, int(str(given[f"{name}_most"])), int(str(given[f"{name}_days"])))

    return Policy(
        budgets=(
            budget("survey", Purpose.SURVEY),
            budget("voice", Purpose.REVIEW, Purpose.RECOMMENDATION),
            budget("all", "all"),
        ),
        earliest=given["earliest"],  # type: ignore[arg-type]  # the form's fields are times
        latest=given["latest"],  # type: ignore[arg-type]  # as above
        needs_consent=tuple(given["needs_consent"]),  # type: ignore[arg-type]  # a list of channels
    )


def _shown(policy: Policy) -> dict[str, object]:
    """A policy as the form shows it."""
    shown: dict[str, object] = {
        "earliest": policy.earliest,
        "latest": policy.latest,
        "needs_consent": list(policy.needs_consent),
    }
    for name, budget in zip(("survey", "voice", "all"), policy.budgets, strict=False):
        shown |= {f"{name}_most": budget.most, f"{name}_days": budget.days}
    return shown

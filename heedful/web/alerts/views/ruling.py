"""Pages of rules: the list, one rule with what the past would have brought, its history."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.act.alerts import domain
from heedful.act.alerts.models import AlertRule, AlertVoice, State
from heedful.act.alerts.preview import Preview, preview
from heedful.act.alerts.queries import changes_of, deleted_rules_visible_to, rules_visible_to
from heedful.act.alerts.words import sentence
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.models import Member, Node
from heedful.base.org.rules import Permission
from heedful.web.alerts.forms import RuleForm, initial_of, usual
from heedful.web.alerts.model import learned_of
from heedful.web.method.card import made

COUNTED = timedelta(days=30)
DELETED = 20  # so many of those that were deleted can be brought back


@dataclass(frozen=True, slots=True)
class Would:
    """One past answer that a rule would have called somebody for."""

    place: str
    at: datetime
    reasons: str
    comment: str


@require_safe
@needs(Permission.MANAGE_ALERTS)
def rules(request: MemberRequest) -> HttpResponse:
    """List rules and how often each spoke in the last 30 days."""
    found = list(rules_visible_to(member=request.member))
    spoken = AlertVoice.objects.filter(
        rule__in=[one.pk for one in found], occurred_at__gte=timezone.now() - COUNTED
    )
    counts = dict(spoken.order_by().values_list("rule_id").annotate(Count("pk")))
    rows = [(one, counts.get(one.pk, 0)) for one in found]
    deleted = list(deleted_rules_visible_to(member=request.member)[:DELETED])
    context = {"rows": rows, "deleted": deleted, "states": State.choices}
    return render(request, "alerts/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ALERTS)
def new(request: MemberRequest) -> HttpResponse:
    """Make a rule; "look" shows what the past would have brought and keeps nothing."""
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, member=request.member, initial=usual(request.member))
    if data is not None and "look" not in data and form.is_valid():
        kept = domain.save_rule(by=request.member, now=timezone.now(), **form.values())
        messages.success(request, _("The rule is kept."))
        return redirect("alert-rule", key=kept.pk)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ALERTS)
def rule(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show and change a rule."""
    found = get_object_or_404(rules_visible_to(member=request.member), pk=key)
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, member=request.member, initial=initial_of(found))
    if data is not None and "look" not in data and form.is_valid():
        try:
            domain.save_rule(
                by=request.member,
                now=timezone.now(),
                rule=found,
                version=form.cleaned_data["version"],
                **form.values(),
            )
        except domain.RuleChanged:
            form.add_error(None, _("Somebody changed this rule meanwhile. Look at it again."))
            return _page(request, form, found, status=409)
        messages.success(request, _("The rule is kept."))
        return redirect("alert-rule", key=key)
    return _page(request, form, found)


def _page(
    request: MemberRequest, form: RuleForm, found: AlertRule | None, status: int = 0
) -> HttpResponse:
    context = {
        "form": form,
        "rule": found,
        "changes": list(changes_of(rule=found)[:20]) if found else [],
        **_past(request.member, form),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "alerts/rule.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def past(request: MemberRequest) -> HttpResponse:
    """What the past would have brought, while somebody still writes the rule."""
    form = RuleForm(request.POST, member=request.member)
    return render(request, "alerts/past.html", _past(request.member, form))


def _past(member: Member, form: RuleForm) -> dict[str, object]:
    """Unbound forms are looked at as they begin."""
    bound = form if form.is_bound else RuleForm(_posted(form), member=member)
    if not bound.is_valid() or bound.condition is None:
        return {"past": None}
    found = preview(
        member=member, rule=bound.as_rule(), condition=bound.condition, now=timezone.now()
    )
    return {"past": found, "would": _would(found)}


def _posted(form: RuleForm) -> dict[str, object]:
    """What a browser would send if the form were left as it is."""
    return {
        name: value
        for name, value in form.initial.items()
        if value is not None and value is not False
    }


def _would(found: Preview) -> list[Would]:
    feedback = [one.spoken.feedback for one in found.newest]
    places = Node.objects.in_bulk({one.location_id for one in feedback})
    return [
        Would(
            place=places[one.spoken.feedback.location_id].name,
            at=one.spoken.heard.occurred_at.astimezone(
                ZoneInfo(places[one.spoken.feedback.location_id].time_zone)
            ),
            reasons="; ".join(map(sentence, one.reasons)),
            comment=one.spoken.heard.comment,
        )
        for one in found.newest
    ]


@require_safe
@needs(Permission.MANAGE_ALERTS)
def model(request: MemberRequest) -> HttpResponse:
    """Show how good the model of each survey is, and how it is made."""
    context = {"surveys": learned_of(member=request.member), **made()}
    return render(request, "alerts/model.html", context)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def state(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Switch a rule on, off, or into the shadow."""
    found = get_object_or_404(rules_visible_to(member=request.member), pk=key)
    wanted = request.POST.get("state", "")
    if wanted in State.values:
        domain.set_state(rule=found, state=State(wanted), by=request.member, now=timezone.now())
    return redirect("alert-rules")


@require_POST
@needs(Permission.MANAGE_ALERTS)
def delete(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(rules_visible_to(member=request.member), pk=key)
    domain.delete_rule(rule=found, by=request.member, now=timezone.now())
    messages.success(request, _("The rule is gone; below you can bring it back. Its alerts stay."))
    return redirect("alert-rules")


@require_POST
@needs(Permission.MANAGE_ALERTS)
def restore(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Bring a deleted rule back."""
    found = get_object_or_404(deleted_rules_visible_to(member=request.member), pk=key)
    domain.restore_rule(rule=found, by=request.member, now=timezone.now())
    messages.success(request, _("The rule is back. It is off until you switch it on."))
    return redirect("alert-rules")

"""Setting cases up: promised times, lists to choose from, templates, budgets, closing days."""

import uuid
from collections.abc import Callable, Mapping, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from heedful.act.cases import arranging
from heedful.act.cases.models import CaseChoice, CaseTemplate, ClosingDay, OfferBudget
from heedful.act.cases.models.settings import ChoiceKind
from heedful.act.cases.queries import settings_of
from heedful.act.cases.talking import NotSayable
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.currencies import currency_by_clock
from heedful.base.org.queries import nodes_visible_to
from heedful.base.org.rules import Permission
from heedful.web.cases.problems import problem_of
from heedful.web.cases.views.setting_forms import (
    BudgetForm,
    ChoiceForm,
    ClosingForm,
    TemplateForm,
    TimesForm,
)

Form = forms.Form
# Lists to begin with. They are kept in the words of whoever begins, to be changed at will.
USUAL: Mapping[str, Sequence[Promise]] = {
    ChoiceKind.CAUSE: (
        _lazy("Too few people at a busy time"),
        _lazy("Work was late"),
        _lazy("Order or booking mixed up"),
        _lazy("Product or room not as it should be"),
        _lazy("Unfriendly"),
        _lazy("Wrong bill"),
    ),
    ChoiceKind.ACTION: (
        _lazy("Called and said sorry"),
        _lazy("Made good at once"),
        _lazy("Money given back"),
        _lazy("Team briefed"),
        _lazy("Shift plan changed"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_CASES)
def settings(request: MemberRequest) -> HttpResponse:
    """Show everything that can be set, and keep one part of it."""
    tenant_id = request.member.tenant_id
    if request.method == "POST" and request.POST.get("forget"):
        _forget(tenant_id, request.POST.get("part", ""), request.POST["forget"])
        return redirect("cases-settings")
    if request.method == "POST" and request.POST.get("part") == "usual":
        for kind, labels in USUAL.items():
            for label in labels:
                arranging.add_choice(tenant_id=tenant_id, kind=kind, label=str(label))
        return redirect("cases-settings")
    shown = _forms(request)
    if request.method == "POST":
        part = request.POST.get("part", "")
        form = shown.get(part)
        if form is not None and form.is_valid() and _kept(request, part, form):
            messages.success(request, _("It is kept."))
            return redirect("cases-settings")
        return render(request, "cases/settings.html", _context(request, shown), status=422)
    return render(request, "cases/settings.html", _context(request, shown))


def _forms(request: MemberRequest) -> dict[str, Form]:
    """A form for each part; the one that was sent holds what was typed."""
    kept = settings_of(tenant_id=request.member.tenant_id)
    part = request.POST.get("part", "") if request.method == "POST" else ""
    made: dict[str, Form] = {}
    for name, kind in PARTS.items():
        data = request.POST if part == name else None
        if name == "times":
            initial = {field: getattr(kept, field, None) for field in TimesForm.base_fields}
            tenant = request.member.tenant
            initial["currency"] = tenant.currency or currency_by_clock(tenant.time_zone)
            made[name] = TimesForm(data, initial=initial)
        else:
            made[name] = kind(data, prefix=name)
    nodes = nodes_visible_to(member=request.member).order_by("name")
    made["closing"].fields["node"].choices = [(one.pk, one.name) for one in nodes]  # type: ignore[attr-defined]  # a ChoiceField
    return made


PARTS: Mapping[str, Callable[..., Form]] = {
    "times": TimesForm,
    "cause": ChoiceForm,
    "action": ChoiceForm,
    "template": TemplateForm,
    "budget": BudgetForm,
    "closing": ClosingForm,
}


def _kept(request: MemberRequest, part: str, form: Form) -> bool:
    tenant_id, given = request.member.tenant_id, form.cleaned_data
    match part:
        case "times":
            arranging.set_settings(tenant_id=tenant_id, **given)
        case "cause" | "action":
            arranging.add_choice(tenant_id=tenant_id, kind=part, label=given["label"])
        case "template":
            try:
                arranging.keep_template(tenant_id=tenant_id, **given)
            except NotSayable as error:
                form.add_error("text", problem_of(error)[0])
                return False
        case "budget":
            hundredths = {name: round(given[name] * 100) for name in ("a_month", "without_asking")}
            arranging.set_budget(tenant_id=tenant_id, role=given["role"], **hundredths)
        case "closing":
            node = get_object_or_404(nodes_visible_to(member=request.member), pk=given["node"])
            arranging.add_closing_day(node=node, day=given["day"], name=given["name"])
    return True


def _forget(tenant_id: uuid.UUID, part: str, text: str) -> None:
    """Take one line of a list away; what cannot be understood takes nothing away."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return
    if part in {"cause", "action"}:
        found = CaseChoice.objects.filter(tenant=tenant_id, pk=key).first()
        if found is not None:
            arranging.retire_choice(choice=found, now=timezone.now())
    elif part in LISTS:
        LISTS[part].objects.filter(tenant=tenant_id, pk=key).delete()


LISTS: Mapping[str, type[CaseTemplate] | type[OfferBudget] | type[ClosingDay]] = {
    "template": CaseTemplate,
    "budget": OfferBudget,
    "closing": ClosingDay,
}


def _context(request: MemberRequest, shown: Mapping[str, Form]) -> dict[str, object]:
    tenant_id = request.member.tenant_id
    choices = CaseChoice.objects.filter(tenant=tenant_id, retired_at=None).order_by("label")
    closing = ClosingDay.objects.filter(tenant=tenant_id).select_related("node")
    return {
        "forms": shown,
        "causes": [one for one in choices if one.kind == "cause"],
        "actions": [one for one in choices if one.kind == "action"],
        "templates": CaseTemplate.objects.filter(tenant=tenant_id).order_by("name"),
        "budgets": OfferBudget.objects.filter(tenant=tenant_id).order_by("role"),
        "closing_days": closing.order_by("-day")[:100],
        "currency": request.member.tenant.currency,
    }

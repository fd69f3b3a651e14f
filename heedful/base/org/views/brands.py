"""Names that the organisation trades under."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org import domain, queries
from heedful.base.org.forms import BrandForm
from heedful.base.org.models import Brand
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import page_of, status_of


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def brands(request: MemberRequest) -> HttpResponse:
    """List the brands, and add one."""
    form = BrandForm(request.POST or None)
    if form.is_valid() and _named(request, form):
        return redirect("org-brands")
    page = page_of(request, queries.brands_visible_to(member=request.member))
    return render(request, "org/brands.html", {"form": form, "page": page}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def brand(request: MemberRequest, brand_id: uuid.UUID) -> HttpResponse:
    """Give a brand another name."""
    found = get_object_or_404(queries.brands_visible_to(member=request.member), pk=brand_id)
    form = BrandForm(request.POST or None, initial={"name": found.name})
    if form.is_valid() and _named(request, form, found):
        return redirect("org-brands")
    return render(request, "org/brand.html", {"form": form, "brand": found}, status=status_of(form))


def _named(request: MemberRequest, form: BrandForm, brand: Brand | None = None) -> bool:
    name = form.cleaned_data["name"]
    try:
        domain.name_brand(tenant_id=request.member.tenant_id, name=name, brand=brand)
    except domain.NameTaken:
        form.add_error("name", _("There is a brand of this name."))
        return False
    messages.success(request, _("Saved."))
    return True

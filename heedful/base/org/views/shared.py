"""What the pages of this room have in common."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from heedful.base.accounts.access import MemberRequest
from heedful.base.org.files import waiting
from heedful.base.org.models import Node
from heedful.base.org.queries import nodes_visible_to

PER_PAGE = 50
Row = TypeVar("Row", bound=Model)


def today() -> date:
    return timezone.localdate()


def search_of(request: HttpRequest) -> str:
    """What the person looks for; PostgreSQL takes no NUL."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def node_or_404(request: MemberRequest, node_id: uuid.UUID) -> Node:
    return get_object_or_404(nodes_visible_to(member=request.member), pk=node_id)


def page_of(request: HttpRequest, rows: QuerySet[Row] | Sequence[Row]) -> Page[Row]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def status_of(form: Form) -> int:
    """A form that was not taken is shown again with a status that says so."""
    return 422 if form.is_bound else 200


def kept_list_or_404(request: MemberRequest, key: uuid.UUID) -> bytes:
    """A list that was brought and not yet taken in."""
    try:
        return waiting.take(tenant_id=request.member.tenant_id, key=key)
    except waiting.Gone as error:
        raise Http404 from error

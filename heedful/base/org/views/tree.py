"""The tree of groups and locations: looking around, adding, editing, moving, closing."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org import domain, queries
from heedful.base.org.forms import MoveForm, NodeForm, shown_values
from heedful.base.org.models import Node, NodeKind
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import node_or_404, page_of, search_of, status_of, today


@require_safe
@needs(Permission.MANAGE_LOCATIONS)
def tree(request: MemberRequest) -> HttpResponse:
    """Show what hangs right below one group, or what a search finds anywhere."""
    at = node_or_404(request, _key(request, "node") or request.member.scope_id)
    search = search_of(request)
    rows = _found(request, search) if search else queries.children(node=at, on=today())
    page = page_of(request, rows)
    counts = queries.location_counts(nodes=page.object_list, on=today())
    context = {
        "at": at,
        "path": _visible_path(request, at),
        "search": search,
        "page": page,
        "rows": [(node, counts.get(node.pk, 0)) for node in page.object_list],
    }
    return render(request, "org/tree.html", context)


def _key(request: HttpRequest, name: str) -> uuid.UUID | None:
    text = request.GET.get(name, "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _found(request: MemberRequest, search: str) -> QuerySet[Node]:
    visible = queries.nodes_visible_to(member=request.member)
    hit = Q(name__icontains=search) | Q(code__icontains=search) | Q(city__icontains=search)
    return visible.filter(hit).order_by("name")


def _visible_path(request: MemberRequest, node: Node) -> list[Node]:
    """The way down to a node, from the person's own part on."""
    path = queries.path_to(node=node, on=today())
    start = next((i for i, step in enumerate(path) if step.pk == request.member.scope_id), 0)
    return path[start:]


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def add(request: MemberRequest, parent_id: uuid.UUID, kind: str) -> HttpResponse:
    parent = node_or_404(request, parent_id)
    if parent.is_location or kind not in NodeKind.values:
        raise Http404
    initial = {"time_zone": parent.time_zone}
    form = NodeForm(request.POST or None, member=request.member, kind=kind, initial=initial)
    if form.is_valid():
        try:
            place = domain.add_node(parent=parent, kind=NodeKind(kind), values=form.cleaned_data)
        except domain.CodeTaken:
            _code_is_taken(form)
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": place.name})
            return redirect("org-node", place.pk)
    context = {"form": form, "parent": parent, "is_location": kind == NodeKind.LOCATION}
    return render(request, "org/add.html", context, status=status_of(form))


def _code_is_taken(form: NodeForm) -> None:
    form.add_error("code", _("Another location or group has this code."))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def node(request: MemberRequest, node_id: uuid.UUID) -> HttpResponse:
    """Show and edit one place, with the history of where it hung."""
    place = node_or_404(request, node_id)
    form = NodeForm(
        request.POST or None, member=request.member, kind=place.kind, initial=shown_values(place)
    )
    if form.is_valid():
        try:
            domain.edit_node(node=place, values=form.cleaned_data)
        except domain.CodeTaken:
            _code_is_taken(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("org-node", place.pk)
    context = {
        "node": place,
        "path": _visible_path(request, place),
        "form": form,
        "placements": queries.placements_of(node=place),
        "may_move": place.pk != request.member.scope_id,
        "today": today(),
    }
    return render(request, "org/node.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_LOCATIONS)
def move(request: MemberRequest, node_id: uuid.UUID) -> HttpResponse:
    """Hang a place below another group from a day on."""
    place = node_or_404(request, node_id)
    if place.pk == request.member.scope_id:
        raise PermissionDenied  # What a person's part hangs below is not theirs to change.
    form = MoveForm(request.POST or None, member=request.member, initial={"since": today()})
    if form.is_valid():
        parent, since = form.cleaned_data["parent"], form.cleaned_data["since"]
        try:
            domain.move_node(node=place, parent=parent, since=since)
        except domain.NotAGroup:
            form.add_error("parent", _("This is a location; choose a group."))
        except domain.WouldLoop:
            form.add_error("parent", _("This lies below the place that you want to move."))
        else:
            messages.success(request, _("“%(name)s” was moved.") % {"name": place.name})
            return redirect("org-node", place.pk)
    context = {"form": form, "node": place}
    return render(request, "org/move.html", context, status=status_of(form))


@require_POST
@needs(Permission.MANAGE_LOCATIONS)
def close(request: MemberRequest, node_id: uuid.UUID) -> HttpResponse:
    """Close a location today."""
    place = node_or_404(request, node_id)
    try:
        domain.close_location(node=place, on=today())
    except domain.NotALocation as error:
        raise Http404 from error
    messages.success(request, _("“%(name)s” is closed.") % {"name": place.name})
    return redirect("org-node", place.pk)

"""Saying what the columns of a file are."""

import uuid
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.imports import domain, queries
from heedful.listen.imports.columns import FIXED_ROLES, Column, apply, basics_of, columns_of
from heedful.listen.imports.forms import (
    MOST_COLUMNS,
    ROLE_NAMES,
    BasicsForm,
    TomlForm,
    read_columns,
    shown_basics,
)
from heedful.listen.imports.mapping import Mapping, MappingError, read_mapping, to_toml
from heedful.listen.imports.models import Import
from heedful.listen.imports.preview import Head, guess_for, head_of, preview_of
from heedful.listen.imports.reading import UnreadableFile
from heedful.listen.imports.views.shared import import_or_404


@dataclass(frozen=True, slots=True)
class Start:
    """The mapping a page begins with, and where it comes from."""

    mapping: Mapping
    source: str  # "kept", "earlier" or "guess"
    doubts: list[str]


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def mapping(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show what each column is taken for and what comes of it; keep what is corrected."""
    entry = import_or_404(request, import_id)
    if entry.state in queries.UNDER_WAY:
        return redirect("import", entry.pk)
    kept = read_mapping(entry.mapping) if entry.mapping else None
    try:
        head = head_of(entry=entry, mapping=kept)
    except (UnreadableFile, OSError) as error:
        return _unreadable(request, entry, error)
    start = Start(kept, "kept", []) if kept else _start(request, entry, head)
    columns = columns_of(start.mapping, head.columns, head.samples)
    basics = BasicsForm(request.POST or None, initial=shown_basics(basics_of(start.mapping)))
    wrong = ""
    if request.method == "POST":
        columns = read_columns(request.POST, columns)
        wrong = _keep(entry, start.mapping, columns, basics)
        if not wrong and basics.is_valid():
            return redirect("import-mapping", entry.pk)
    context = {
        "entry": entry,
        "head": head,
        "start": start,
        "columns": list(enumerate(columns)) if len(columns) <= MOST_COLUMNS else [],
        "roles": ROLE_NAMES,
        "fixed_roles": FIXED_ROLES,
        "form": basics,
        "wrong": wrong,
        "preview": None,
    }
    if kept and request.method != "POST":
        try:
            context["preview"] = preview_of(entry=entry, mapping=kept, today=timezone.localdate())
        except (MappingError, UnreadableFile) as error:
            context["wrong"] = str(error)
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/mapping.html", context, status=status)


def _keep(entry: Import, base: Mapping, columns: list[Column], basics: BasicsForm) -> str:
    """Keep what was posted; return the sentence of what is wrong, if something is."""
    if not basics.is_valid():
        return ""
    try:
        domain.set_mapping(entry=entry, toml=to_toml(apply(base, columns, basics.basics())))
    except MappingError as error:
        return str(error)
    return ""


def _start(request: MemberRequest, entry: Import, head: Head) -> Start:
    """Begin with the newest earlier mapping that fits the file, or else with a guess."""
    for text in queries.earlier_mappings(member=request.member, but=entry):
        earlier = read_mapping(text)
        if not earlier.match(head.columns):
            return Start(earlier, "earlier", [])
    guess = guess_for(entry=entry, head=head)
    return Start(guess.mapping, "guess", guess.doubts)


def _unreadable(request: MemberRequest, entry: Import, error: Exception) -> HttpResponse:
    sentence = error.reason if isinstance(error, UnreadableFile) else domain.file_is_gone()
    context = {"entry": entry, "sentence": sentence}
    return render(request, "imports/unreadable.html", context, status=422)


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def toml(request: MemberRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show the mapping as text, and take one that is pasted."""
    entry = import_or_404(request, import_id)
    if entry.state in queries.UNDER_WAY:
        return redirect("import", entry.pk)
    form = TomlForm(request.POST or None, initial={"toml": entry.mapping})
    if form.is_valid():
        try:
            domain.set_mapping(entry=entry, toml=form.cleaned_data["toml"])
        except MappingError as error:
            form.add_error("toml", str(error))
        else:
            return redirect("import-mapping", entry.pk)
    context = {"entry": entry, "form": form}
    return render(request, "imports/toml.html", context, status=422 if form.is_bound else 200)

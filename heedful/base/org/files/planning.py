"""What a list of locations would change, line by line, against the tree in memory."""

import uuid
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heedful.base.org.domain import follow
from heedful.base.org.files.fields import READERS, NotAField, attribute, text_of
from heedful.base.org.files.table import Fault, Line, Table, read_table
from heedful.base.org.hours import NotHours
from heedful.base.org.models import Brand, Node
from heedful.base.org.tree import BATCH, load_tree, move_all
from heedful.base.tenancy.models import Tenant

CHANGEABLE = (*READERS, "brand", "attributes")


@dataclass(frozen=True, slots=True)
class Changed:
    """One location that the file changes, with the names of what changes."""

    line: int
    code: str
    name: str
    what: tuple[str, ...]


@dataclass(slots=True)
class LocationPlan:
    """What a file would do. `added`, `changed` and `moved` tell by line; `groups` are paths."""

    groups: list[tuple[str, ...]] = field(default_factory=list)
    added: list[Changed] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    moved: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    brands: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed or self.moved)


class Planner:
    """Goes through the file line by line against the tree in memory."""

    def __init__(
        self, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None, levels: tuple[str, ...]
    ) -> None:
        table = read_table(data, needs=("code",))
        self.tree = load_tree(tenant=tenant)
        self.plan = LocationPlan(faults=list(table.faults))
        self._scope = scope_id or self.tree.root_id
        self._levels = tuple(name for name in levels if name in table.columns)
        self._brands = {brand.name: brand for brand in Brand.objects.filter(tenant=tenant)}
        self._seen: dict[str, int] = {}
        self._touched: list[tuple[Node, Node]] = []  # as it was, and as it shall be
        self._moves: dict[uuid.UUID, uuid.UUID] = {}
        self._read(table)
        self.plan.faults.sort(key=lambda fault: fault.line)

    def _read(self, table: Table) -> None:
        taken = {"code", "brand", *READERS, *self._levels}
        attributes = [name for name in table.columns if name and name not in taken]
        for line in table.lines:
            values = self._values(line, attributes)
            if values is not None:
                self._place(line, values)

    def _values(self, line: Line, attributes: list[str]) -> dict[str, Any] | None:
        """Read all cells of a line that are not blank; None when one cannot be read."""
        found: dict[str, Any] = {}
        kept: dict[str, str] = {}
        good = self._check_code(line)
        for column, text in line.values.items():
            try:
                if text and column in READERS:
                    found[column] = READERS[column](text)
                elif text and column == "brand":
                    found["brand"] = self._brand(text)
                elif text and column in attributes:
                    kept[column] = attribute(text)
            except (NotAField, NotHours) as error:
                good = self._fault(line, column, str(error))
        if kept:
            found["attributes"] = kept
        return found if good else None

    def _check_code(self, line: Line) -> bool:
        code = line.get("code")
        if not code or len(code) > 100:
            return self._fault(line, "code", _("A code of 1 to 100 characters is needed."))
        if code in self._seen:
            told = {"line": self._seen[code]}
            return self._fault(line, "code", _("This code stands on line %(line)s too.") % told)
        self._seen[code] = line.number
        node = self.tree.by_code.get(code)
        if node is not None and not node.is_location:
            return self._fault(line, "code", _("This is the code of a group."))
        if node is None and not line.get("name"):
            return self._fault(line, "name", _("A new location needs a name."))
        return True

    def _fault(self, line: Line, column: str, reason: str) -> bool:
        self.plan.faults.append(Fault(line.number, column, reason))
        return False

    def _brand(self, name: str) -> Brand:
        if name not in self._brands:
            brand = Brand(tenant=self.tree.tenant, name=text_of("name")(name))
            self._brands[name] = brand
            self.plan.brands.append(name)
        return self._brands[name]

    def _place(self, line: Line, values: dict[str, Any]) -> None:
        path = tuple(filter(None, (line.get(level) for level in self._levels)))
        node = self.tree.by_code.get(line.get("code"))
        if not self._inside_scope(path, node):
            self._fault(line, "", _("This is outside your part of the organisation."))
            return
        try:
            below = self._group(path) if path else None
        except NotAField as error:
            self._fault(line, self._levels[0], str(error))
            return
        if _ends_before_it_begins(node, values):
            self._fault(line, "closed_on", _("It closes before it opens."))
        elif node is None:
            self._add(line, values, below or self._scope)
        else:
            self._change(line, node, values, below)

    def _inside_scope(self, path: tuple[str, ...], node: Node | None) -> bool:
        """Both where a location hangs and where it shall hang must be the person's to manage."""
        if self._scope == self.tree.root_id:
            return True
        if node is not None and self._scope not in self.tree.chain(node.pk):
            return False
        known = (self.tree.group_at(path[:depth]) for depth in range(len(path), 0, -1))
        deepest = next((group for group in known if group), None)
        return not path or (deepest is not None and self._scope in self.tree.chain(deepest))

    def _group(self, path: tuple[str, ...]) -> uuid.UUID:
        found = self.tree.group_at(path)
        if found is not None:
            return found
        for name in path:
            text_of("name")(name)
        before = len(self.tree.new)
        made = self.tree.add_group(path)
        fresh = self.tree.new[before:]
        self.plan.groups += [self.tree.path_of(group.pk) for group in fresh]
        return made

    def _add(self, line: Line, values: dict[str, Any], below: uuid.UUID) -> None:
        code = line.get("code")
        node = self.tree.add_location(name=values["name"], code=code, below=below)
        for name, value in values.items():
            setattr(node, name, value)
        self.plan.added.append(Changed(line.number, code, node.name, self.tree.path_of(below)))

    def _change(
        self, line: Line, node: Node, values: dict[str, Any], below: uuid.UUID | None
    ) -> None:
        before = self.tree.parents[node.pk]
        was = copy(node)
        what = tuple(_assign(node, values))
        if what:
            self._touched.append((was, node))
            self.plan.changed.append(Changed(line.number, node.code, node.name, what))
        if below is not None and below != before:
            self._moves[node.pk] = below
            to = self.tree.path_of(below)
            self.plan.moved.append(Changed(line.number, node.code, node.name, to))
        elif not what:
            self.plan.unchanged += 1

    def save(self, since: date) -> None:
        Brand.objects.bulk_create([self._brands[name] for name in self.plan.brands])
        self.tree.save()
        if self._touched:
            # One upsert; bulk_update takes minutes for thousands of rows and a dozen fields.
            Node.objects.bulk_create(
                [node for _was, node in self._touched],
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=CHANGEABLE,
            )
            follow(moved=self._touched)
        if self._moves:
            move_all(tenant=self.tree.tenant, moves=self._moves, since=since)


def _ends_before_it_begins(node: Node | None, values: Mapping[str, Any]) -> bool:
    opened = values.get("opened_on", node.opened_on if node else None)
    closed = values.get("closed_on", node.closed_on if node else None)
    return opened is not None and closed is not None and closed < opened


def _assign(node: Node, values: dict[str, Any]) -> list[str]:
    """Give the node what is new of these values, and return the names of those."""
    changed = []
    for name, value in values.items():
        new = {**node.attributes, **value} if name == "attributes" else value
        if (node.brand_id if name == "brand" else getattr(node, name)) != getattr(new, "pk", new):
            setattr(node, name, new)
            changed.append(name)
    return changed

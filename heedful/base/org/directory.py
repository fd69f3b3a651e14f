"""Finding the location that a row of a file speaks of, and making it when it is new."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heedful.base.org.domain import lock_tree
from heedful.base.org.models import Node, Placement
from heedful.base.org.tree import Tree, folded, load_tree
from heedful.base.tenancy.models import Tenant

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A location, as much of it as feedback needs."""

    id: uuid.UUID
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No location could be found or made; the sentence says why."""

    reason: str


class TreeChanged(Exception):
    """Somebody else changed the places meanwhile: read them anew, and find all again."""


class Directory:
    """Looks paths or codes of a file up in the tree of locations.

    With `by_code` the last part of a path is a location's code; a code does not say where its
    location hangs, so an unknown one stays unknown. Otherwise a path is names from the top down.
    It finds the location at exactly this path, or else the only one of this name that hangs, or
    once hung, below groups of the other names; failing that the location is new: `made` lists it,
    and `save` writes it. Only places within `scope_id` (None: the whole) are found or made.
    """

    def __init__(
        self,
        *,
        tenant: Tenant,
        by_code: bool = False,
        time_zone: str = "",
        scope_id: uuid.UUID | None = None,
    ) -> None:
        self._by_code = by_code
        self._zone = time_zone or tenant.time_zone
        self._tree: Tree = load_tree(tenant=tenant)
        self._scope = scope_id or self._tree.root_id
        self._known: dict[Path, Place | Nowhere] = {}
        self._by_name: dict[str, list[Node]] = {}
        for node in self._tree.nodes.values():
            if node.is_location:
                self._by_name.setdefault(folded(node.name), []).append(node)
        self._once_below: dict[uuid.UUID, set[uuid.UUID]] = {}
        placed = Placement.objects.filter(tenant=tenant, parent__isnull=False)
        for child, parent in placed.values_list("node_id", "parent_id"):
            if parent is not None:
                self._once_below.setdefault(child, set()).add(parent)
        self.made: list[Path] = []

    def find(self, path: Path) -> Place | Nowhere:
        """Return the location of a path; the answer for the same path is remembered."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._find(path)
        return found

    def find_all(self, paths: Iterable[Path]) -> list[Place | Nowhere]:
        return [self.find(path) for path in paths]

    def save(self) -> None:
        """Write what was made since the last time. Raises TreeChanged, and then writes nothing.

        Call it within a transaction: until it ends, nobody else changes the tree.
        """
        if self._tree.new:
            lock_tree(tenant_id=self._tree.tenant.pk)
            if not self._tree.is_current():
                raise TreeChanged
            self._tree.save()

    def _find(self, path: Path) -> Place | Nowhere:
        node = self._tree.by_code.get(path[-1]) if self._by_code else None
        if self._by_code and (node is None or not node.is_location):
            told = {"code": path[-1]}
            return Nowhere(_("No location has the code “%(code)s”. Add it first.") % told)
        if node is None:
            named = [
                node for node in self._by_name.get(folded(path[-1]), ()) if self._fits(node, path)
            ]
            exact = [node for node in named if self._hangs_at(node, path)]
            if len(exact or named) > 1:
                return Nowhere(_("Several locations have this name; name their groups too."))
            node = next(iter(exact or named), None)
        return self._make(path) if node is None else self._place(node)

    def _hangs_at(self, node: Node, path: Path) -> bool:
        names = self._tree.path_of(node.pk)
        return tuple(map(folded, names)) == tuple(map(folded, path))

    def _fits(self, node: Node, path: Path) -> bool:
        return {folded(name) for name in path[:-1]} <= self._names_above(node.pk)

    def _names_above(self, node_id: uuid.UUID) -> set[str]:
        """Names of all groups that the node hangs or once hung below."""
        seen: set[uuid.UUID] = set()
        front = self._once_below.get(node_id, set())
        while front:
            seen |= front
            front = set().union(*(self._once_below.get(node, set()) for node in front)) - seen
        return {folded(self._tree.nodes[node].name) for node in seen}

    def _place(self, node: Node) -> Place | Nowhere:
        if self._scope not in self._tree.chain(node.pk):
            return Nowhere(_("This location is outside your part of the organisation."))
        return Place(node.pk, ZoneInfo(node.time_zone))

    def _make(self, path: Path) -> Place | Nowhere:
        groups = [self._tree.group_at(path[:depth]) for depth in range(len(path))]
        deepest = next(group for group in reversed(groups) if group)
        if self._scope not in self._tree.chain(deepest):
            return Nowhere(_("This location is outside your part of the organisation."))
        below = self._tree.add_group(path[:-1])
        node = self._tree.add_location(name=path[-1], code=self._tree.free_code(path), below=below)
        node.time_zone = self._zone
        self._by_name.setdefault(folded(node.name), []).append(node)
        self._once_below[node.pk] = {below}
        for step in self._tree.chain(below):
            parent = self._tree.parents[step]
            if parent is not None:
                self._once_below.setdefault(step, set()).add(parent)
        self.made.append(path)
        return Place(node.pk, ZoneInfo(node.time_zone))

"""The whole tree of an organisation in memory, for work on many places at once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from heedful.base.org.domain import lock_tree, rebuild_ancestry
from heedful.base.org.models import FOREVER, Node, NodeKind, Placement
from heedful.base.tenancy.models import Tenant, new_id

CODE_LENGTH = 100
BATCH = 2_000


def folded(name: str) -> str:
    """Return the form in which names of places are compared."""
    return " ".join(name.split()).casefold()


@dataclass(slots=True)
class Tree:
    """Nodes and where they hang now (or will hang, when a move is to come).

    `add_group` and `add_location` only plan; `save` writes everything that was planned at once.
    """

    tenant: Tenant
    root_id: uuid.UUID
    nodes: dict[uuid.UUID, Node]
    parents: dict[uuid.UUID, uuid.UUID | None]
    by_code: dict[str, Node] = field(default_factory=dict)
    groups: dict[tuple[uuid.UUID | None, str], uuid.UUID] = field(default_factory=dict)
    new: list[Node] = field(default_factory=list)

    def group_at(self, path: Sequence[str]) -> uuid.UUID | None:
        """Return the group at `path` below the root, None when there is none."""
        at: uuid.UUID | None = self.root_id
        for name in path:
            at = self.groups.get((at, folded(name)))
            if at is None:
                return None
        return at

    def add_group(self, path: Sequence[str]) -> uuid.UUID:
        """Plan what is missing on the way to the group at `path`, and return its key."""
        at = self.root_id
        for depth, name in enumerate(path, start=1):
            key = (at, folded(name))
            if key not in self.groups:
                node = self._node(NodeKind.GROUP, name, self.free_code(path[:depth]))
                self.groups[key] = self._hang(node, below=at)
            at = self.groups[key]
        return at

    def add_location(self, *, name: str, code: str, below: uuid.UUID) -> Node:
        node = self._node(NodeKind.LOCATION, name, code)
        self._hang(node, below=below)
        return node

    def free_code(self, path: Sequence[str]) -> str:
        """Make a code from a path: readable, and not yet taken."""
        stem = "/".join(slugify(name, allow_unicode=True) or "-" for name in path)[:90]
        code, count = stem, 1
        while code in self.by_code:
            count += 1
            code = f"{stem}-{count}"
        return code

    def chain(self, node_id: uuid.UUID) -> Iterable[uuid.UUID]:
        """Yield a node and everything above it."""
        at: uuid.UUID | None = node_id
        while at is not None:
            yield at
            at = self.parents[at]

    def path_of(self, node_id: uuid.UUID) -> tuple[str, ...]:
        """Return the names from below the root down to the node."""
        names = [self.nodes[step].name for step in self.chain(node_id) if step != self.root_id]
        return tuple(reversed(names))

    @transaction.atomic
    def save(self) -> None:
        """Write the planned nodes, which hang where they hang since ever; keep the closure."""
        if not self.new:
            return
        lock_tree(tenant_id=self.tenant.pk)
        Node.objects.bulk_create(self.new, batch_size=BATCH)
        Placement.objects.bulk_create(
            [
                Placement(tenant=self.tenant, node=node, parent_id=self.parents[node.pk])
                for node in self.new
            ],
            batch_size=BATCH,
        )
        self.new.clear()
        rebuild_ancestry(tenant_id=self.tenant.pk)

    def is_current(self) -> bool:
        """Tell whether the nodes are still those that were read and saved since."""
        planned = {node.pk for node in self.new}
        known = {
            (node.pk, node.code, node.name)
            for node in self.nodes.values()
            if node.pk not in planned
        }
        stored = Node.objects.filter(tenant=self.tenant)
        return known == set(stored.values_list("pk", "code", "name"))

    def _node(self, kind: NodeKind, name: str, code: str) -> Node:
        zone = self.tenant.time_zone
        return Node(
            id=new_id(), tenant=self.tenant, kind=kind, name=name, code=code, time_zone=zone
        )

    def _hang(self, node: Node, *, below: uuid.UUID) -> uuid.UUID:
        self.nodes[node.pk], self.parents[node.pk] = node, below
        self.by_code[node.code] = node
        self.new.append(node)
        return node.pk


def load_tree(*, tenant: Tenant) -> Tree:
    """Read the tree (two queries)."""
    nodes = {node.pk: node for node in Node.objects.filter(tenant=tenant)}
    placed = Placement.objects.filter(tenant=tenant, valid_to=FOREVER)
    parents: dict[uuid.UUID, uuid.UUID | None] = dict(placed.values_list("node_id", "parent_id"))
    root_id = next(node for node, parent in parents.items() if parent is None)
    tree = Tree(tenant=tenant, root_id=root_id, nodes=nodes, parents=parents)
    for node in nodes.values():
        tree.by_code[node.code] = node
        if not node.is_location:
            tree.groups.setdefault((parents[node.pk], folded(node.name)), node.pk)
    return tree


@transaction.atomic
def move_all(*, tenant: Tenant, moves: dict[uuid.UUID, uuid.UUID], since: date) -> None:
    """Hang many locations below other groups from a day on (node to new parent).

    Locations have nothing below them, so no loop can come about.
    """
    lock_tree(tenant_id=tenant.pk)
    placements = Placement.objects.filter(tenant=tenant, node__in=list(moves))
    placements.filter(valid_from__gte=since).delete()
    placements.filter(valid_to__gt=since).update(valid_to=since)
    Placement.objects.bulk_create(
        [
            Placement(tenant=tenant, node_id=node, parent_id=parent, valid_from=since)
            for node, parent in moves.items()
        ],
        batch_size=BATCH,
    )
    rebuild_ancestry(tenant_id=tenant.pk)

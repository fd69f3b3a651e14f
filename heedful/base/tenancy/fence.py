"""The migration step that fences a table: row-level security and keys that carry the tenant."""

from typing import Any

from django.db import migrations

SCOPE = "tenant_id = (select current_setting('app.tenant')::uuid)"


class Fence(migrations.RunSQL):
    """Fence `table` by tenant and tie its foreign keys to rows of the same tenant.

    `references` maps a column to the table it points to. Each key is composite,
    (tenant_id, column) to (tenant_id, id), so a row can never point into another tenant, and it is
    not deferrable, so that it stays portable (docs/adr/0003-row-level-security.md).
    """

    def __init__(
        self, table: str, references: dict[str, str] | None = None, scope: str = SCOPE
    ) -> None:
        self.fenced = (table, references or {}, scope)
        forwards: list[Any] = [
            f"alter table {table} add foreign key (tenant_id) references base_tenant (id)",
            *(_composite_key(table, *pair) for pair in (references or {}).items()),
            f"alter table {table} enable row level security",
            # The role that owns the tables is the one that serves pages; it is fenced too.
            f"alter table {table} force row level security",
            f"create policy tenant on {table} using ({scope}) with check ({scope})",
        ]
        backwards: list[Any] = [
            f"drop policy tenant on {table}",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        ]
        super().__init__(forwards, backwards)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__qualname__, list(self.fenced), {})


def _composite_key(table: str, column: str, target: str) -> str:
    return (
        f"alter table {table} add foreign key (tenant_id, {column})"
        f" references {target} (tenant_id, id)"
    )

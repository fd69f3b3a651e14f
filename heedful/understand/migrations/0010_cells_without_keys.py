"""Cells point to nothing that PostgreSQL would look up for each of them (docs/adr/0004-cells.md)."""

from django.db import migrations

POINTS_TO = {
    "understand_day_cell": {
        "questionnaire_id": "listen_questionnaire",
        "location_id": "base_node",
    },
    "understand_cross_cell": {
        "version_id": "listen_questionnaire_version",
        "location_id": "base_node",
    },
}


def _forget(table: str, columns: str) -> str:
    return f"alter table {table} drop constraint {table}_{columns}_fkey"


def _tie(table: str, columns: str, target: str) -> str:
    return f"alter table {table} add foreign key ({columns}) references {target}"


def _steps() -> list[migrations.RunSQL]:
    steps = []
    for table, references in POINTS_TO.items():
        tenant = (_forget(table, "tenant_id"), _tie(table, "tenant_id", "base_tenant (id)"))
        steps.append(migrations.RunSQL(*tenant))
        for column, target in references.items():
            back = _tie(table, f"tenant_id, {column}", f"{target} (tenant_id, id)")
            steps.append(migrations.RunSQL(_forget(table, f"tenant_id_{column}"), back))
    return steps


class Migration(migrations.Migration):
    dependencies = [("understand", "0009_saved_by_mail")]

    operations = _steps()

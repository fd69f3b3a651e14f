"""Cells are kept as they are: pressing each one together takes longer than writing it."""

from django.db import migrations

TABLES = ("understand_day_cell", "understand_cross_cell")


class Migration(migrations.Migration):
    dependencies = [("understand", "0010_cells_without_keys")]

    operations = [
        # What fills more than a page of PostgreSQL's is still pressed together.
        migrations.RunSQL(
            f"alter table {table} set (toast_tuple_target = 8160)",
            f"alter table {table} reset (toast_tuple_target)",
        )
        for table in TABLES
    ]

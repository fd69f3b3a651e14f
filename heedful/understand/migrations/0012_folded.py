"""What was folded into blocks last."""

from django.db import migrations, models

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):

    dependencies = [("understand", "0011_cells_as_they_are")]

    operations = [
        migrations.CreateModel(
            name="Folded",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "questionnaire_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("questionnaire_id", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("month", models.DateField()),
                ("facts", models.BinaryField()),
            ],
            options={"db_table": "understand_folded"},
        ),
        Fence("understand_folded", {"questionnaire_id": "listen_questionnaire"}),
    ]

"""Blocks, and the facts that wait for them."""

from django.db import migrations, models

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):

    dependencies = [("understand", "0004_lake"), ("listen", "0002_fence")]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("questionnaire_id", models.UUIDField()),
                ("month", models.DateField()),
                ("rows", models.IntegerField()),
                ("facts", models.BinaryField()),
            ],
            options={
                "db_table": "understand_waiting",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "questionnaire_id", "month"],
                        include=["rows"],
                        name="waiting_of_month",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockState",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "questionnaire_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("questionnaire_id", models.UUIDField()),
                ("ready", models.BooleanField(default=False)),
                ("version", models.BigIntegerField(default=0)),
                ("axis", models.BinaryField(default=b"")),
            ],
            options={"db_table": "understand_block_state"},
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "questionnaire_id",
                        "slot",
                        "is_base",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("questionnaire_id", models.UUIDField()),
                ("slot", models.SmallIntegerField()),
                ("is_base", models.BooleanField()),
                ("day", models.DateField()),
                ("plain", models.BinaryField()),
                ("plain_size", models.SmallIntegerField()),
                ("heavy", models.BinaryField(null=True)),
                ("heavy_size", models.SmallIntegerField(null=True)),
            ],
            options={"db_table": "understand_block"},
        ),
        migrations.CreateModel(
            name="CrossBlock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "questionnaire_id",
                        "month",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("questionnaire_id", models.UUIDField()),
                ("month", models.DateField()),
                ("items", models.SmallIntegerField()),
                ("places", models.IntegerField()),
                ("plain", models.BinaryField()),
                ("plain_size", models.SmallIntegerField()),
                ("heavy", models.BinaryField(null=True)),
                ("heavy_size", models.SmallIntegerField(null=True)),
            ],
            options={"db_table": "understand_cross_block"},
        ),
        # Not compressed, so that a few places are read without the others.
        migrations.RunSQL(
            [
                "alter table understand_block alter plain set storage external,"
                " alter heavy set storage external",
                "alter table understand_cross_block alter plain set storage external,"
                " alter heavy set storage external",
                "alter table understand_block_state alter axis set storage external",
                # It empties again and again: many rows come and go between two looks.
                "alter table understand_waiting set (autovacuum_vacuum_scale_factor = 0,"
                " autovacuum_vacuum_threshold = 1000)",
            ],
            migrations.RunSQL.noop,
        ),
        Fence("understand_waiting", {"questionnaire_id": "listen_questionnaire"}),
        Fence("understand_block_state", {"questionnaire_id": "listen_questionnaire"}),
        Fence("understand_block", {"questionnaire_id": "listen_questionnaire"}),
        Fence("understand_cross_block", {"questionnaire_id": "listen_questionnaire"}),
    ]

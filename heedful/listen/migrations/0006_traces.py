"""How an answer came about: time on each page, keyed hashes of receipt and device."""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARDS = """
alter table listen_feedback add column seconds real[], add column receipt bigint,
    add column device bigint
"""
BACKWARDS = """
alter table listen_feedback drop column seconds, drop column receipt, drop column device
"""


class Migration(migrations.Migration):
    dependencies = [("listen", "0005_notes_of_a_file")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.AddField(
                    "feedback",
                    "seconds",
                    django.contrib.postgres.fields.ArrayField(models.FloatField(), null=True),
                ),
                migrations.AddField("feedback", "receipt", models.BigIntegerField(null=True)),
                migrations.AddField("feedback", "device", models.BigIntegerField(null=True)),
            ],
        ),
    ]

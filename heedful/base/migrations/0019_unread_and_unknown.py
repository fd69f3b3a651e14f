"""Notices that nobody has read, and events that may have arrived, are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0018_answered_unasked")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "unknown")),
                fields=["tenant", "destination_id"],
                name="delivery_unknown",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("member__isnull", False), ("read_at", None)),
                fields=["tenant", "path"],
                name="notice_unread",
            ),
        ),
    ]

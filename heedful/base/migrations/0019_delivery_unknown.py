"""Events of a webhook of which nobody knows whether they arrived are found at once."""

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
    ]

"""The organisation has a currency; those that are here already go on with euros."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0019_unread_and_unknown")]

    operations = [
        migrations.AddField(
            "tenant", "currency", models.CharField(blank=True, default="EUR", max_length=3)
        ),
        migrations.AlterField(
            "tenant", "currency", models.CharField(blank=True, default="", max_length=3)
        ),
    ]

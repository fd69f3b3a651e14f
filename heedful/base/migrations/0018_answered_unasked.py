"""Customers who answered without having been asked stand in the contact ledger."""

from django.db import migrations, models

OUTCOMES = ["asked", "answered", "refused", "lost", "opted_out", "opted_in"]


class Migration(migrations.Migration):
    dependencies = [("base", "0017_lost_asks")]

    operations = [
        migrations.AlterField(
            model_name="contactentry",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("answered", "Answered unasked"),
                    ("refused", "Not asked"),
                    ("lost", "Asked, but nothing arrived"),
                    ("opted_out", "Opted out"),
                    ("opted_in", "Agreed again"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="contactentry", name="contact_outcome"),
        migrations.AddConstraint(
            model_name="contactentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", OUTCOMES)), name="contact_outcome"
            ),
        ),
    ]

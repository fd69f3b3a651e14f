"""A customer may say that a promise was kept in part; the worst answers may have their own time."""

from django.db import migrations, models

AS_WORDS = """
alter table act_case_question
alter column answer type varchar(6)
using case answer when true then 'yes' when false then 'no' else '' end,
alter column answer set not null
"""
AS_YES_OR_NO = """
alter table act_case_question
alter column answer drop not null,
alter column answer type boolean using case answer when '' then null else answer = 'yes' end
"""


class Migration(migrations.Migration):
    dependencies = [("act", "0002_alerts")]

    operations = [
        migrations.RemoveConstraint("casequestion", "case_question_answered"),
        migrations.RunSQL(
            AS_WORDS,
            AS_YES_OR_NO,
            state_operations=[
                migrations.AlterField(
                    "casequestion",
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                        max_length=6,
                    ),
                )
            ],
        ),
        migrations.AddConstraint(
            "casequestion",
            models.CheckConstraint(
                condition=models.Q(("answer", ""), ("answered_at", None))
                | models.Q(("answer__in", ["yes", "partly", "no"]), ("answered_at__isnull", False)),
                name="case_question_answered",
            ),
        ),
        migrations.AddField(
            "casesettings", "worst_contact_minutes", models.PositiveIntegerField(null=True)
        ),
        migrations.AddConstraint(
            "casesettings",
            models.CheckConstraint(
                condition=models.Q(("worst_contact_minutes__gt", 0)), name="case_times_of_worst"
            ),
        ),
    ]

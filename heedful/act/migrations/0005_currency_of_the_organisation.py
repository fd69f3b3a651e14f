"""The currency that was set for cases is now the organisation's."""

from django.db import migrations

TAKE_OVER = [
    # All organisations at once: the owner of the tables is fenced too.
    "alter table act_case_settings no force row level security",
    """
    update base_tenant set currency = kept.currency
    from act_case_settings kept where kept.tenant_id = base_tenant.id
    """,
    "alter table act_case_settings force row level security",
]


class Migration(migrations.Migration):
    dependencies = [("base", "0020_currency"), ("act", "0004_how_sure_amounts_are")]

    operations = [
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
        migrations.RemoveField("casesettings", "currency"),
    ]

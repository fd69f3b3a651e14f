"""Row-level security of this phase's tables."""

from django.db import migrations

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("understand", "0001_start"), ("listen", "0002_fence")]

    operations = [
        Fence(
            "understand_day_cell",
            {"questionnaire_id": "listen_questionnaire", "location_id": "base_node"},
        ),
        Fence(
            "understand_cross_cell",
            {"version_id": "listen_questionnaire_version", "location_id": "base_node"},
        ),
        Fence("understand_driver_run", {"questionnaire_id": "listen_questionnaire"}),
        Fence(
            "understand_priority",
            {"run_id": "understand_driver_run", "location_id": "base_node"},
        ),
    ]

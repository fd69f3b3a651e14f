"""Row-level security of the tables of surveys in the making."""

from django.db import migrations

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("listen", "0010_authoring")]

    operations = [
        Fence(
            "listen_survey",
            {
                "home_id": "base_node",
                "series_id": "listen_questionnaire",
                "live_id": "listen_questionnaire_version",
            },
        ),
        Fence("listen_survey_step", {"survey_id": "listen_survey"}),
        Fence("listen_handout", {"survey_id": "listen_survey", "node_id": "base_node"}),
    ]

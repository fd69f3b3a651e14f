"""Row-level security of this phase's tables, and the two that are partitioned by month."""

from django.db import migrations

from heedful.base.tenancy.fence import Fence

RESPONSE = """
create table listen_response (
    tenant_id uuid not null,
    received_at timestamptz not null,
    id uuid not null,
    version_id uuid not null,
    location_id uuid not null,
    channel varchar(10) not null,
    language varchar(16) not null,
    answers jsonb not null,
    primary key (tenant_id, received_at, id)
) partition by range (received_at)
"""

FEEDBACK = """
create table listen_feedback (
    tenant_id uuid not null,
    occurred_at timestamptz not null,
    id uuid not null,
    revision smallint not null default 0 check (revision >= 0),
    received_at timestamptz not null,
    day date not null,
    location_id uuid not null,
    questionnaire_id uuid not null,
    version_id uuid not null,
    channel varchar(10) not null,
    language varchar(16) not null default '',
    scores smallint[] not null,
    weight bigint not null default 1000000 check (weight >= 0),
    comment text not null default '',
    respondent varchar(200) not null default '',
    import_id uuid,
    digest bytea not null,
    superseded_at timestamptz,
    primary key (tenant_id, occurred_at, id, revision)
) partition by range (occurred_at);
create index feedback_by_id on listen_feedback (tenant_id, id);
create index feedback_newest on listen_feedback (tenant_id, location_id, occurred_at desc)
    where superseded_at is null;
create index feedback_of_import on listen_feedback (tenant_id, import_id)
"""


class Migration(migrations.Migration):
    dependencies = [("listen", "0001_start"), ("base", "0002_fence")]

    operations = [
        migrations.RunSQL(RESPONSE, "drop table listen_response"),
        migrations.RunSQL(FEEDBACK, "drop table listen_feedback"),
        Fence("listen_response", {"location_id": "base_node", "version_id": "listen_questionnaire_version"}),
        Fence(
            "listen_feedback",
            {
                "location_id": "base_node",
                "questionnaire_id": "listen_questionnaire",
                "version_id": "listen_questionnaire_version",
            },
        ),
        Fence("listen_questionnaire"),
        Fence("listen_item", {"questionnaire_id": "listen_questionnaire"}),
        Fence("listen_questionnaire_version", {"questionnaire_id": "listen_questionnaire"}),
        Fence("listen_import"),
        Fence("listen_import_reject", {"source_id": "listen_import"}),
    ]

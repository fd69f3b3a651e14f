"""What a survey asks, begun forms, pictures; who said something and on which visit."""

import django.contrib.postgres.fields
import django.db.models.deletion
import heedful.base.tenancy.models
import uuid
from django.db import migrations, models

from heedful.base.tenancy.fence import Fence

FEEDBACK = """
alter table listen_feedback add column customer_id uuid, add column visit_id uuid,
    add column partial boolean not null default false;
alter table listen_feedback add foreign key (tenant_id, customer_id)
    references base_customer (tenant_id, id);
create index feedback_of_customer on listen_feedback (tenant_id, customer_id, occurred_at desc)
    where customer_id is not null;
create index feedback_of_visit on listen_feedback (tenant_id, visit_id) where visit_id is not null
"""
BACKWARDS = """
alter table listen_feedback drop column customer_id, drop column visit_id, drop column partial
"""


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0009_customers'),
        ('listen', '0006_traces'),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form_id', models.UUIDField(null=True)),
                ('size', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'listen_picture',
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.UUIDField(default=heedful.base.tenancy.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=10)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('answers', models.JSONField(default=dict)),
                ('page', models.CharField(blank=True, max_length=60)),
                ('customer_id', models.UUIDField(null=True)),
                ('visit_id', models.UUIDField(null=True)),
                ('started_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'listen_sitting',
            },
        ),
        migrations.AddField(
            model_name='questionnaireversion',
            name='definition',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='customer_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='facts',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='label',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='once',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='pinned',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='sites',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='used_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='surveylink',
            name='visit_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='surveylink',
            index=models.Index(condition=models.Q(('visit_id__isnull', False)), fields=['tenant', 'visit_id'], name='survey_link_of_visit'),
        ),
        migrations.AddField(
            model_name='picture',
            name='location',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.node'),
        ),
        migrations.AddField(
            model_name='picture',
            name='tenant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='location',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.node'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='tenant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listen.questionnaireversion'),
        ),
        migrations.AddIndex(
            model_name='picture',
            index=models.Index(fields=['tenant', 'form_id'], name='picture_of_form'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='picture_key'),
        ),
        migrations.AddIndex(
            model_name='sitting',
            index=models.Index(fields=['tenant', 'ends_at'], name='sitting_ends'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='sitting_key'),
        ),
        migrations.RunSQL(
            FEEDBACK,
            BACKWARDS,
            state_operations=[
                migrations.AddField("feedback", "customer_id", models.UUIDField(null=True)),
                migrations.AddField("feedback", "visit_id", models.UUIDField(null=True)),
                migrations.AddField("feedback", "partial", models.BooleanField(default=False)),
            ],
        ),
        Fence(
            "listen_sitting",
            {
                "version_id": "listen_questionnaire_version",
                "location_id": "base_node",
                "customer_id": "base_customer",
            },
        ),
        Fence("listen_picture", {"location_id": "base_node"}),
    ]

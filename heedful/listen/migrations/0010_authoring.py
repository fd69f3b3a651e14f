"""Surveys in the making, their steps, addresses handed out together, and the end of a survey."""

import django.db.models.deletion
import heedful.base.tenancy.models
from django.conf import settings
from django.db import migrations, models

ANSWERS = "create index response_of_version on listen_response (tenant_id, version_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0012_incoming'),
        ('listen', '0009_conversations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='questionnaire',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='closes_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='most_answers',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.UUIDField(default=heedful.base.tenancy.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('at', models.PositiveIntegerField(default=1)),
                ('published_at_step', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(null=True)),
                ('home', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.node')),
                ('live', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listen.questionnaireversion')),
                ('series', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listen.questionnaire')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant')),
            ],
            options={
                'db_table': 'listen_survey',
            },
        ),
        migrations.CreateModel(
            name='Handout',
            fields=[
                ('id', models.UUIDField(default=heedful.base.tenancy.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=10)),
                ('labels', models.JSONField(default=list)),
                ('sites', models.JSONField(default=list)),
                ('pinned', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to start'), ('making', 'Being made'), ('ready', 'Ready'), ('gone', 'Codes forgotten')], default='waiting', max_length=10)),
                ('total', models.PositiveIntegerField()),
                ('made', models.PositiveIntegerField(default=0)),
                ('sealed', models.BinaryField(null=True)),
                ('made_at', models.DateTimeField()),
                ('forget_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.node')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant')),
                ('survey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='handouts', to='listen.survey')),
            ],
            options={
                'db_table': 'listen_handout',
            },
        ),
        migrations.CreateModel(
            name='SurveyStep',
            fields=[
                ('id', models.UUIDField(default=heedful.base.tenancy.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='listen.survey')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant')),
            ],
            options={
                'db_table': 'listen_survey_step',
            },
        ),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(fields=['tenant', '-changed_at'], name='survey_newest'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='survey_key'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('tenant', 'series'), name='survey_of_series'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('live__isnull', True), ('series__isnull', False), _connector='OR'), name='survey_live_series'),
        ),
        migrations.AddIndex(
            model_name='handout',
            index=models.Index(fields=['tenant', 'survey', '-made_at'], name='handout_newest'),
        ),
        migrations.AddConstraint(
            model_name='handout',
            constraint=models.CheckConstraint(condition=models.Q(('made__lte', models.F('total'))), name='handout_made'),
        ),
        migrations.AddConstraint(
            model_name='surveystep',
            constraint=models.UniqueConstraint(fields=('tenant', 'survey', 'number'), name='survey_step_number'),
        ),
        migrations.RunSQL(ANSWERS, "drop index response_of_version"),
    ]

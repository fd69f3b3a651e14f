import django.db.models.functions.datetime
from django.db import migrations, models

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('understand', '0003_studies'),
    ]

    operations = [
        migrations.CreateModel(
            name='LakeMark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('questionnaire_id', models.UUIDField()),
                ('day', models.DateField()),
                ('marked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'understand_lake_mark',
                'indexes': [models.Index(fields=['tenant_id', 'questionnaire_id', 'day'], name='lake_mark_day')],
            },
        ),
        migrations.CreateModel(
            name='LakeState',
            fields=[
                ('pk', models.CompositePrimaryKey('tenant_id', 'questionnaire_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('questionnaire_id', models.UUIDField()),
                ('fingerprint', models.CharField(max_length=300)),
                ('batch', models.UUIDField(null=True)),
                ('trying', models.UUIDField(null=True)),
                ('zones', models.JSONField(default=dict)),
                ('written_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'understand_lake_state',
            },
        ),
        Fence("understand_lake_mark", {"questionnaire_id": "listen_questionnaire"}),
        Fence("understand_lake_state", {"questionnaire_id": "listen_questionnaire"}),
    ]

import django.db.models.deletion
from django.db import migrations, models

import heedful.base.tenancy.models
from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0016_incoming_done'),
        ('listen', '0014_survey_origin'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerFile',
            fields=[
                ('id', models.UUIDField(default=heedful.base.tenancy.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('words', models.BooleanField()),
                ('contact', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('forget_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('total', models.PositiveIntegerField()),
                ('written', models.PositiveIntegerField(default=0)),
                ('problem', models.TextField(blank=True)),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='base.member')),
                ('scope', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='base.node')),
                ('survey', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listen.survey')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.tenant')),
                ('under', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='base.node')),
            ],
            options={
                'db_table': 'listen_answer_file',
                'indexes': [models.Index(fields=['tenant', 'member', 'survey'], name='answer_file_of_member')],
                'constraints': [models.CheckConstraint(condition=models.Q(('problem', ''), ('done_at__isnull', False), _connector='OR'), name='answer_file_problem'), models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='answer_file_days')],
            },
        ),
        Fence(
            "listen_answer_file",
            {
                "survey_id": "listen_survey",
                "member_id": "base_member",
                "scope_id": "base_node",
                "under_id": "base_node",
            },
        ),
    ]

from django.db import migrations, models

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('understand', '0007_day_cell_by_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='LakeSketch',
            fields=[
                ('pk', models.CompositePrimaryKey('tenant_id', 'questionnaire_id', 'month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('questionnaire_id', models.UUIDField()),
                ('month', models.DateField()),
                ('registers', models.BinaryField()),
            ],
            options={
                'db_table': 'understand_lake_sketch',
            },
        ),
        Fence("understand_lake_sketch", {"questionnaire_id": "listen_questionnaire"}),
    ]

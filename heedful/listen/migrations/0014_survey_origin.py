from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0013_looked_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='origin',
            field=models.JSONField(null=True),
        ),
    ]

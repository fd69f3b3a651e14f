from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0016_incoming_done'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contactentry',
            name='contact_outcome',
        ),
        migrations.AlterField(
            model_name='contactentry',
            name='outcome',
            field=models.CharField(choices=[('asked', 'Asked'), ('refused', 'Not asked'), ('lost', 'Asked, but nothing arrived'), ('opted_out', 'Opted out'), ('opted_in', 'Agreed again')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='contactentry',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['asked', 'refused', 'lost', 'opted_out', 'opted_in'])), name='contact_outcome'),
        ),
    ]

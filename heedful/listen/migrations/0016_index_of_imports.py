from django.db import migrations

# Where few answers are known, PostgreSQL takes this index for one of keys when every row is in it.
NARROW = """
drop index feedback_of_import;
create index feedback_of_import on listen_feedback (tenant_id, import_id)
    where import_id is not null
"""
WIDE = """
drop index feedback_of_import;
create index feedback_of_import on listen_feedback (tenant_id, import_id)
"""


class Migration(migrations.Migration):
    dependencies = [("listen", "0015_answer_file")]

    operations = [migrations.RunSQL(NARROW, WIDE)]

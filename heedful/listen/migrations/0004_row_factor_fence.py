"""Row-level security of factors; apart, because the key to people is made when a step ends."""

from django.db import migrations

from heedful.base.tenancy.fence import Fence


class Migration(migrations.Migration):
    dependencies = [("listen", "0003_row_factors")]

    operations = [Fence("listen_row_factor")]

"""Row-level security of this phase's tables, and the arithmetic of cells."""

from django.db import migrations

from heedful.base.tenancy.fence import Fence

# A person may read their own memberships before it is known which organisation they work in.
OWN_OR_TENANT = (
    "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
    " or user_id = nullif(current_setting('app.user', true), '')::uuid"
)

ADD_ARRAYS = """
create function heedful_add(bigint[], bigint[]) returns bigint[]
language sql immutable parallel safe
as $$
    select case when $1 is null then $2 when $2 is null then $1 else
        (select array_agg(coalesce(a, 0) + coalesce(b, 0) order by place)
         from unnest($1, $2) with ordinality as pairs (a, b, place)) end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_start")]

    operations = [
        Fence("base_brand"),
        Fence("base_node", {"brand_id": "base_brand"}),
        Fence("base_placement", {"node_id": "base_node", "parent_id": "base_node"}),
        Fence("base_ancestry", {"ancestor_id": "base_node", "descendant_id": "base_node"}),
        Fence("base_member", {"scope_id": "base_node"}, OWN_OR_TENANT),
        migrations.RunSQL(ADD_ARRAYS, "drop function heedful_add(bigint[], bigint[])"),
    ]

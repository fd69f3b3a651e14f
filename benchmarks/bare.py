"""How many answers PostgreSQL itself takes: the product's own statement, sent by pgbench.

pgbench comes with PostgreSQL. Each transaction raises the fence and keeps one answer under a new
key with what must follow it, as the product does; nothing is before it but a socket.
"""

import subprocess
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from psycopg import ClientCursor

KEY = uuid.UUID(int=0)
# Two numbers of 48 bits, drawn anew by pgbench, in place of the key.
DRAWN = "(lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'))::uuid"
SCRIPT = """\\set high random(1, 281474976710655)
\\set low random(1, 281474976710655)
begin;
{fence};
{keep};
commit;
"""


def bare(*, clients: int, seconds: float) -> list[float]:
    """Return the seconds that each transaction took."""
    from django.db import connection

    from heedful.ops.binaries import find_binaries

    to = connection.get_connection_params()
    where = [f"--host={to['host']}", f"--username={to['user']}", to["dbname"]]
    program = find_binaries({}).program("pgbench")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "keep.sql"
        script.write_text(_script())
        load = [f"--client={clients}", "--jobs=2", f"--time={max(1, round(seconds))}"]
        log = ["--log", f"--log-prefix={folder}/took"]
        how = ["--no-vacuum", "--protocol=prepared", f"--file={script}"]
        subprocess.run([program, *how, *load, *log, *where], check=True, capture_output=True)
        lines = [line for file in Path(folder).glob("took*") for line in file.open()]
    # client, transaction, microseconds, script, second, its microsecond
    return [int(line.split()[2]) / 1e6 for line in lines]


def _script() -> str:
    from django.db import connection

    from heedful.base.org.models import Node
    from heedful.base.tenancy.domain import within
    from heedful.base.tenancy.models import Tenant
    from heedful.listen.responses import domain
    from heedful.listen.surveys.models import QuestionnaireVersion

    tenant = Tenant.objects.get(name="Bench")
    with within(tenant.pk):
        version = QuestionnaireVersion.objects.get()
        location = Node.objects.get(code="pier")
        scores = [9, *range(1, 6), 1, 2, 3]
        now = datetime.now(tz=UTC)
        one = domain.Submission(KEY, now, "web", "en", scores, "All was well.", {})
        values = domain._values(tenant, version, location, one)  # noqa: SLF001  # its own rows
        cursor = ClientCursor(connection.connection)
        keep = cursor.mogrify(domain.SUBMIT, values).replace(f"'{KEY.hex}'::uuid", DRAWN)
        assert DRAWN in keep, "one key would be sent again and again"
        fence = cursor.mogrify("select set_config('app.tenant', %s, true)", [str(tenant.pk)])
    return SCRIPT.format(fence=fence, keep=keep)

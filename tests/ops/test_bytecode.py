import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heedful

PARTS = ("__init__.py", "ops/__init__.py", "ops/home.py", "ops/bytecode.py", "ops/account.py")
STARTS = """
import sys
from pathlib import Path
from heedful.ops.bytecode import keep
keep(Path("kept"))
import heedful.ops.account, subprocess
again = "import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)"
print(sys.pycache_prefix, sys.dont_write_bytecode, flush=True)
subprocess.run([sys.executable, "-c", again])
"""


@pytest.mark.parametrize(("told_not_to", "found"), [("1", "kept False"), ("", "None False")])
def test_what_is_compiled_is_kept_where_it_may_be(tmp_path, told_not_to, found):
    for part in PARTS:
        (tmp_path / "heedful" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(heedful.__file__).parent / part, tmp_path / "heedful" / part)
    environ = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": told_not_to}

    told = subprocess.run(
        [sys.executable, "-c", STARTS], cwd=tmp_path, env=environ, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip

    assert told.splitlines() == [found, found]
    compiled = {one.relative_to(tmp_path).parts[0] for one in tmp_path.rglob("account.*.pyc")}
    assert compiled == {"kept" if told_not_to else "heedful"}

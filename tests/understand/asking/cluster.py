"""A real cluster of Spark for tests: a master and two workers, on ports of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

from tests.ports import free_ports

SPARK = Path(pyspark.__file__).parent
PATIENCE = 120
MASTER_LOG = "master.Master.log"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start it, give its address, and end every process that was started, by its number."""
    (port,) = free_ports(1)
    address = f"spark://127.0.0.1:{port}"
    started = [start(folder, "master.Master", "--port", str(port), "--webui-port", "0")]
    try:
        wait_for(folder / MASTER_LOG, f"Starting Spark master at {address}", 1)
        started += [worker(folder, address, number) for number in (1, 2)]
        wait_for(folder / MASTER_LOG, "Registering worker", 2)
        yield address
    finally:
        for process in reversed(started):
            # Each is a group of its own, executors included.
            os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            process.wait(30)


def worker(folder: Path, address: str, number: int) -> subprocess.Popen:
    room = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"worker{number}"))
    return start(folder, "worker.Worker", *room, "--webui-port", "0", address, number=number)


def start(folder: Path, what: str, *arguments: str, number: int = 0) -> subprocess.Popen:
    log = folder / f"{what}{number or ''}.log"
    with log.open("wb") as out:
        return subprocess.Popen(
            [SPARK / "bin" / "spark-class", f"org.apache.spark.deploy.{what}",
             "--host", "127.0.0.1", *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1",
                 "SPARK_DAEMON_MEMORY": "256m"},
        )  # fmt: skip


def wait_for(log: Path, words: str, times: int) -> None:
    end = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count(words) < times:
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.2)

"""A real cluster of Spark for tests: a master and two workers on this machine, on ports of theirs."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

SPARK = Path(pyspark.__file__).parent
PATIENCE = 120


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start it, give its address, and end every process that was started, by its number."""
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    started = [start(folder, "master.Master", "--port", str(port), "--webui-port", "0")]
    try:
        wait_for(folder / "master.Master.log", f"Starting Spark master at {address}", 1)
        for number in (1, 2):
            started.append(
                start(folder, "worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port",
                      "0", "--work-dir", str(folder / f"worker{number}"), address, number=number)
            )  # fmt: skip
        wait_for(folder / "master.Master.log", "Registering worker", 2)
        yield address
    finally:
        for process in reversed(started):
            # Each is a group of its own, executors included.
            os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            process.wait(30)


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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]

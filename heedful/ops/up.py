"""`heedful up`: from nothing to an address that answers, and orderly back to nothing."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from heedful.environment import Environment, read
from heedful.ops import database, lock, logs
from heedful.ops.addresses import address, ask
from heedful.ops.children import Child
from heedful.ops.forks import CAN_FORK, words_of
from heedful.ops.home import Home
from heedful.ops.migrate import is_due
from heedful.ops.ports import must_be_free
from heedful.ops.postgres import own_server
from heedful.ops.signals import Inbox
from heedful.ops.supervisor import Stopped, Supervisor

log = logging.getLogger("heedful.ops")

HEEDFUL = (sys.executable, "-m", "heedful")
SLOW_AFTER = 60.0


@dataclass(frozen=True, slots=True)
class Work:
    """What copies of this process do, given by the layer above; `load` is what they share.

    `first_link` and `demo_addresses` write what the terminal shows once the pages answer.
    """

    load: Callable[[], None]
    web: Callable[[], None]
    live: Callable[[], None]
    dispatch: Callable[[], None]
    work: Callable[[], None]
    first_link: Callable[[], None]
    demo_addresses: Callable[[], None]


def up(work: Work, *, demo: bool = False) -> None:
    """Start everything the environment describes, and return after an orderly end.

    Raises OperatorError with what to do when it cannot start.
    """
    environment = read()
    home = Home(environment.home)
    home.prepare()
    with lock.held(home.path), Inbox() as inbox:
        logs.tell(home.logs)
        must_be_free(environment.host, environment.port, option="--port")
        must_be_free(environment.host, environment.live_port, option="HEEDFUL_LIVE_PORT=")
        server = None if environment.database_url else own_server(home, os.environ)
        supervisor = Supervisor(home=home, server=server, inbox=inbox)
        home.remember(
            serving={
                "host": environment.host,
                "port": environment.port,
                "live_port": environment.live_port,
            }
        )
        try:
            supervisor.start_server(meanwhile=work.load if CAN_FORK else lambda: None)
            bring_up_to_date(supervisor, environment, demo=demo)
            supervisor.groups = children(home, environment, work)
            supervisor.run(meanwhile=Greeting(home, environment, work, demo=demo).look)
        except Stopped:
            pass
        finally:
            log.info("Heedful is ending.")
            supervisor.stop()
            log.info("Heedful has ended.")


def children(home: Home, environment: Environment, work: Work) -> list[list[Child]]:
    """What runs beside the database, grouped in the order in which it ends."""
    environ = surroundings(environment)

    def child(name: str, run: Callable[[], None], *argv: str) -> Child:
        return Child(name, (*HEEDFUL, *argv), home.logs / f"{name}.log", environ, run)

    return [
        [child("web", work.web, "serve", "web"), child("live", work.live, "serve", "live")],
        [child("dispatcher", work.dispatch, "dispatch"), child("worker", work.work, "work")],
    ]


def surroundings(environment: Environment) -> dict[str, str]:
    """The environment for children: the same settings, with all defaults decided."""
    return dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "heedful.settings",
        "PYTHONUNBUFFERED": "1",
        "HEEDFUL_HOME": str(environment.home),
        "HEEDFUL_HOST": environment.host,
        "HEEDFUL_PORT": str(environment.port),
        "HEEDFUL_LIVE_PORT": str(environment.live_port),
    }


def bring_up_to_date(supervisor: Supervisor, environment: Environment, *, demo: bool) -> None:
    """Migrate when something is missing; fill the demo when it is one."""
    environ = surroundings(environment)
    url = environment.database_url or database.own(supervisor.home).url
    # A server in a container of its own may need longer than we do.
    database.must_answer(url, seconds=30)
    if is_due(supervisor.home, url):
        log.info("Preparing the database …")
        supervisor.step(
            [*HEEDFUL, "migrate"], environ=environ, says="The database could not be prepared"
        )
    if demo:
        supervisor.step(
            [*HEEDFUL, "fill-demo"], environ=environ, says="The demo could not be filled"
        )


@dataclass(slots=True)
class Greeting:
    """Tells the address once it answers, and until somebody has signed in, the way in."""

    home: Home
    environment: Environment
    work: Work
    demo: bool
    began: float = field(default_factory=time.monotonic)
    done: bool = False

    def look(self) -> None:
        if self.done:
            return
        answer = ask(self.environment, "/readyz")
        if answer.status == 200:
            self.done = True
            self._greet()
        elif time.monotonic() - self.began > SLOW_AFTER:
            self.done = True
            log.warning(
                "Heedful is not ready yet (it %s). See the logs in %s, or run: heedful doctor",
                answer,
                self.home.logs,
            )

    def _greet(self) -> None:
        log.info("Heedful answers at %s", address(self.environment))
        if not self.home.state().get("welcomed"):
            link = self._words_of(self.work.first_link, "sign-in-link", "--first")
            if link:
                log.info("Sign in with this link, which works once: %s", link, extra=logs.SECRET)
            else:
                self.home.remember(welcomed=True)
        if self.demo:
            told = self._words_of(self.work.demo_addresses, "demo-addresses")
            for line in told.splitlines():
                log.info("%s", line, extra=logs.SECRET)
        log.info("Data lies in %s. Ctrl-C ends Heedful.", self.home.path)

    def _words_of(self, run: Callable[[], None], *command: str) -> str:
        """What a copy of this process says, which need not load anything, or else a command."""
        environ = surroundings(self.environment)
        if CAN_FORK:
            return words_of(run, environ=environ).strip()
        ran = subprocess.run(
            [*HEEDFUL, *command], env=environ, stdout=subprocess.PIPE, text=True, check=False
        )
        return ran.stdout.strip() if ran.returncode == 0 else ""

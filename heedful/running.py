"""What the children of `heedful up` do, and loading the product once for all of them."""

import gc
import logging
import os
import sys
from importlib import import_module

from heedful.environment import read
from heedful.ops.up import Work


def load() -> None:
    """Load the product, so that copies of this process need not.

    Nothing here may open a connection or start a thread: copies of those do not work.
    """
    # Nearly all that is made while loading stays: looking for garbage among it takes a tenth.
    gc.disable()
    _django()
    for module in (
        "heedful.urls",
        "heedful.wsgi",
        "heedful.asgi",
        "heedful.ops.serve",
        "heedful.flows.dispatch",
        "heedful.flows.jobs",
    ):
        import_module(module)
    # What is loaded stays shared: the collector would touch, and so copy, every page of it.
    gc.collect()
    gc.freeze()
    gc.enable()


def web() -> None:
    _serve("web")


def live() -> None:
    _serve("live")


def dispatch() -> None:
    _django()
    from heedful.flows.dispatch import run_forever  # noqa: PLC0415 - needs Django.

    run_forever()


def work() -> None:
    _django()
    from heedful.flows.jobs import run_worker  # noqa: PLC0415 - needs Django.

    run_worker()


def first_link() -> None:
    """Write the link that lets the first owner in; nothing once somebody has signed in."""
    _django()
    logging.disable()
    from heedful.ops.links import first_link as link  # noqa: PLC0415 - needs Django.

    sys.stdout.write(link() or "")


def demo_addresses() -> None:
    """Write where to look in the demo, with fresh links to sign in."""
    _django()
    logging.disable()
    from heedful.flows.demo import addresses  # noqa: PLC0415 - needs Django.
    from heedful.ops.addresses import address, as_served  # noqa: PLC0415 - as above.

    for name, path in addresses().items():
        sys.stdout.write(f"{name}: {address(as_served(read()))}{path}\n")


def _serve(name: str) -> None:
    _django()
    from heedful.ops.serve import serve  # noqa: PLC0415 - granian is for these two alone.

    serve(name)


def _django() -> None:
    """Get Django ready; in a copy, set up logs again, since they go to a file by now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
    import django  # noqa: PLC0415 - loading it takes a second.
    from django.conf import settings  # noqa: PLC0415 - as above.

    from heedful.logs import configure  # noqa: PLC0415 - as above.

    django.setup()
    configure(settings.LOGGING)


WORK = Work(
    load=load,
    web=web,
    live=live,
    dispatch=dispatch,
    work=work,
    first_link=first_link,
    demo_addresses=demo_addresses,
)

"""Commands for the counts that every number is made of."""

import sys

import click

from heedful.cli_ready import database, django_ready

TENANT = click.option("--tenant", help="The organisation's name, when there are several.")


@click.group()
def cells() -> None:
    """The counts by location and day that every number is made of."""


@cells.command()
@TENANT
def verify(tenant: str | None) -> None:
    """Recount cells from feedback and running sums from cells, changing nothing."""
    with database():
        django_ready()
        from heedful.flows.cells import verify_main  # noqa: PLC0415 - needs Django.

        sys.exit(verify_main(tenant=tenant))


@cells.command()
@TENANT
def rebuild(tenant: str | None) -> None:
    """Set cells and running sums right while Heedful runs; may be stopped and begun again."""
    with database():
        django_ready()
        from heedful.flows.cells import rebuild_main  # noqa: PLC0415 - needs Django.

        sys.exit(rebuild_main(tenant=tenant))

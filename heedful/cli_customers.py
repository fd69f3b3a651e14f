"""Commands about one customer's data."""

import sys

import click

from heedful.cli_ready import database, django_ready

TENANT = click.option("--tenant", help="The organisation's name, when there are several.")


@click.group()
def customers() -> None:
    """Tell or erase everything that is kept of one customer."""


@customers.command("export")
@click.argument("who")
@TENANT
def customers_export(who: str, tenant: str | None) -> None:
    """Print all that is kept of WHO (an address, a number or a key) as JSON."""
    _run("export", who, tenant)


@customers.command("erase")
@click.argument("who")
@click.option("--yes", is_flag=True, help="It cannot be brought back; say so.")
@TENANT
def customers_erase(who: str, tenant: str | None, *, yes: bool) -> None:
    """Erase WHO (an address, a number or a key) from everything, for good."""
    if not yes:
        raise click.UsageError("It cannot be brought back. Say so with --yes.")
    _run("erase", who, tenant)


def _run(what: str, who: str, tenant: str | None) -> None:
    with database():
        django_ready()
        from heedful.flows.customers import main  # noqa: PLC0415 - needs Django.

        sys.exit(main(what=what, who=who, tenant=tenant))

"""Commands about the record of who did what."""

import sys

import click

from heedful.cli_ready import database, django_ready


@click.group()
def audit() -> None:
    """The record of who did what, which nobody can change unseen."""


@audit.command("verify")
@click.option(
    "--expect",
    metavar="NUMBER:SEAL",
    help="What this command printed before: proves that nothing was cut off since.",
)
@click.option("--tenant", help="The organisation's name, when there are several.")
def audit_verify(expect: str | None, tenant: str | None) -> None:
    """Compute the seal of each entry anew; print the last one, to be noted elsewhere."""
    with database():
        django_ready()
        from heedful.flows.audit import verify_main  # noqa: PLC0415 - needs Django.

        sys.exit(verify_main(expect=expect, tenant=tenant))

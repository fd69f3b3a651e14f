"""Commands that let programs in."""

import os
import sys
from uuid import UUID

import click

from heedful.cli_ready import database, django_ready


@click.group()
def token() -> None:
    """Let programs in: make, list and end tokens."""


@token.command("make")
@click.argument("email")
@click.option("--name", required=True, help="Which program it is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(["metrics", "priorities", "comments"]),
    help="What it may read; may be given several times. Default: metrics.",
)
@click.option("--under", help="Code or name of the place it may read. Default: all of theirs.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True)
@click.option("--tenant", help="The organisation's name, when there are several.")
def token_make(  # noqa: PLR0917 - one for each option.
    email: str, name: str, scopes: tuple[str, ...], under: str | None, days: int, tenant: str | None
) -> None:
    """Let a program read what the person of EMAIL may; print its token, which is told this once."""
    with database():
        django_ready()
        from heedful.flows.tokens import make  # noqa: PLC0415 - needs Django.

        sys.exit(make(email=email, name=name, scopes=scopes, under=under, days=days, tenant=tenant))


@token.command("list")
@click.option("--tenant", help="The organisation's name, when there are several.")
def token_list(tenant: str | None) -> None:
    """Show all tokens of the organisation, newest first."""
    with database():
        django_ready()
        from heedful.flows.tokens import show  # noqa: PLC0415 - needs Django.

        sys.exit(show(tenant=tenant))


@token.command("end")
@click.argument("key", type=click.UUID)
@click.option("--tenant", help="The organisation's name, when there are several.")
def token_end(key: UUID, tenant: str | None) -> None:
    """End the token of KEY, as `heedful token list` shows it, for good."""
    with database():
        django_ready()
        from heedful.flows.tokens import end  # noqa: PLC0415 - needs Django.

        sys.exit(end(key=key, tenant=tenant))


@click.command()
def mcp() -> None:
    """Let an assistant ask over stdin and stdout, as far as the token in HEEDFUL_TOKEN reaches."""
    secret = os.environ.get("HEEDFUL_TOKEN", "").strip()
    if not secret:
        raise click.UsageError("Put a token into HEEDFUL_TOKEN: heedful token make EMAIL --name …")
    with database():
        django_ready()
        from heedful.web.api.problems import Problem  # noqa: PLC0415 - needs Django.
        from heedful.web.mcp.server import serve_stdio  # noqa: PLC0415 - as above.

        try:
            serve_stdio(secret)
        except Problem as problem:
            raise click.ClickException(problem.sentence) from problem

"""The command line. Each command loads what it needs itself, so that all of them start quickly."""

import os
import sys
from pathlib import Path

import click

from heedful import __version__
from heedful.cli_audit import audit
from heedful.cli_cells import cells
from heedful.cli_customers import customers
from heedful.cli_programs import mcp, token
from heedful.cli_ready import database, django_ready, home
from heedful.cli_surveys import survey
from heedful.cli_voice import voice_bridge
from heedful.environment import WrongSetting, read
from heedful.ops.bytecode import keep as keep_bytecode
from heedful.ops.home import OperatorError, home_folder

DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The data folder. Default: HEEDFUL_HOME, or one of this account.",
)
FILES = click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
MAPPINGS = click.option(
    "--mapping",
    "mappings",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="How to read the files (TOML). One for all, or several, of which each file takes its own.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heedful")
@DATA
def cli(data: Path | None) -> None:
    """Heedful: hear customers, find the one thing, act, and prove it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
    choose(HEEDFUL_HOME=data.absolute() if data else None)


@cli.command()
@DATA
@click.option("--host", help="The address to listen on. Default: HEEDFUL_HOST or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: HEEDFUL_PORT or 8000.")
def up(data: Path | None, host: str | None, port: int | None) -> None:
    """Start everything: database, pages, live events, dispatcher and worker."""
    choose(HEEDFUL_HOME=data.absolute() if data else None, HEEDFUL_HOST=host, HEEDFUL_PORT=port)
    start()


@cli.command()
@click.option("--host", help="The address to listen on. Default: HEEDFUL_HOST or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: HEEDFUL_PORT or 8000.")
def demo(host: str | None, port: int | None) -> None:
    """Start on a data folder of its own, filled with an organisation to look around in."""
    choose(HEEDFUL_HOME=home_folder(os.environ) / "demo", HEEDFUL_HOST=host, HEEDFUL_PORT=port)
    os.environ.pop("DATABASE_URL", None)  # A demo never goes into somebody's database.
    start(demo=True)


@cli.command()
def doctor() -> None:
    """Say whether everything is well, and what to do where it is not."""
    from heedful.ops.doctor import report  # noqa: PLC0415 - only this command pays for it.

    sys.exit(0 if report(home(), os.environ) else 1)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database, uploads and key into one FILE. Heedful may be running."""
    from heedful.ops.backup import back_up  # noqa: PLC0415 - only this command pays for it.

    click.echo(back_up(home(), file, os.environ))


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is in the data folder.")
def restore(file: Path, *, yes: bool) -> None:
    """Bring back what `heedful backup` wrote. Heedful must be stopped."""
    from heedful.ops.restore import bring_back  # noqa: PLC0415 - only this command pays for it.

    click.echo(bring_back(home(), file, os.environ, replace=yes))


@cli.command()
def migrate() -> None:
    """Bring the database's tables up to date; `up` does it too."""
    with database() as url:
        django_ready()
        from heedful.ops.migrate import migrate as bring_up_to_date  # noqa: PLC0415 - as above.

        bring_up_to_date(home(), url, verbosity=1 if sys.stdout.isatty() else 0)


@cli.command("sign-in-link")
@click.argument("email", required=False)
@click.option("--first", is_flag=True, hidden=True)
def sign_in_link(email: str | None, *, first: bool) -> None:
    """Print a new link that lets the person of EMAIL in, once."""
    if not email and not first:
        raise click.UsageError("Name the person: heedful sign-in-link EMAIL")
    with database():
        django_ready()
        from heedful.ops.links import first_link, link_for  # noqa: PLC0415 - needs Django.

        click.echo(link_for(email) if email else first_link() or "", nl=bool(email))


@cli.command("close-survey")
@click.argument("address")
def close_survey(address: str) -> None:
    """Let nobody answer at the survey page with this ADDRESS any more."""
    with database():
        django_ready()
        from heedful.ops.links import close_survey as close  # noqa: PLC0415 - needs Django.

        click.echo(close(address))


@cli.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands."""
    with database():
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - as above.

        execute_from_command_line(["heedful manage", *arguments])


@cli.command(hidden=True)
@click.argument("name", type=click.Choice(["web", "live"]))
def serve(name: str) -> None:
    """Serve pages or live events (a child of `heedful up`)."""
    from heedful import running  # noqa: PLC0415 - only this command pays for it.

    (running.web if name == "web" else running.live)()


@cli.command(hidden=True)
def dispatch() -> None:
    """Do what follows every change (a child of `heedful up`)."""
    from heedful import running  # noqa: PLC0415 - only this command pays for it.

    running.dispatch()


@cli.command(hidden=True)
def work() -> None:
    """Do the jobs (a child of `heedful up`)."""
    from heedful import running  # noqa: PLC0415 - only this command pays for it.

    running.work()


@cli.command("fill-demo", hidden=True)
def fill_demo() -> None:
    """Fill the demo's organisation when it is not there (a step of `heedful demo`)."""
    django_ready()
    from heedful.flows.demo import fill  # noqa: PLC0415 - needs Django.

    # What to look at, by its name: shown once the pages answer.
    fill()


@cli.command("demo-addresses", hidden=True)
def demo_addresses() -> None:
    """Print where to look in the demo, with fresh links to sign in (a step of `heedful demo`)."""
    from heedful import running  # noqa: PLC0415 - only this command pays for it.

    running.demo_addresses()


@cli.command()
@FILES
@MAPPINGS
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def brief(files: tuple[Path, ...], mappings: tuple[Path, ...], *, as_json: bool) -> None:
    """Say what FILES of feedback tell, without server or database."""
    from heedful.flows.brief import main as tell  # noqa: PLC0415 - only this command pays for it.

    sys.exit(tell(files, mappings, as_json=as_json, out=sys.stdout, progress=sys.stderr.isatty()))


@cli.command()
@click.argument("preset", required=False)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="A new or empty folder."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--responses", type=click.IntRange(min=1), help="Default: as the preset says.")
@click.option("--list", "show_list", is_flag=True, help="Say which presets there are.")
def simulate(
    preset: str | None, out: Path | None, seed: int, responses: int | None, *, show_list: bool
) -> None:
    """Invent an organisation with known truth and write it as files."""
    from rich.console import Console  # noqa: PLC0415 - only this command pays for it.

    from heedful.flows.simulate import list_presets, main  # noqa: PLC0415 - as above.

    if show_list:
        list_presets(Console())
    elif preset is None or out is None:
        raise click.UsageError("Name both: heedful simulate PRESET --out DIR")
    else:
        main(preset=preset, out=out, seed=seed, responses=responses)


@cli.command("import")
@FILES
@MAPPINGS
@click.option("--tenant", help="The organisation's name, when there are several.")
def import_files(files: tuple[Path, ...], mappings: tuple[Path, ...], tenant: str | None) -> None:
    """Bring FILES of feedback into the organisation."""
    with database():
        django_ready()
        from heedful.flows.imports import main as bring_in  # noqa: PLC0415 - needs Django.

        sys.exit(bring_in(files, mappings, tenant=tenant))


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tenant", help="The organisation's name, when there are several.")
def traffic(file: Path, tenant: str | None) -> None:
    """Bring a FILE of visits (location_code, trading_day, visits; hours, daypart, segment)."""
    with database():
        django_ready()
        from heedful.flows.traffic import main as bring_in  # noqa: PLC0415 - needs Django.

        sys.exit(bring_in(file, tenant=tenant))


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--undo", is_flag=True, help="Take out the shifts that are still as FILE says.")
@click.option("--tenant", help="The organisation's name, when there are several.")
def roster(file: Path, *, undo: bool, tenant: str | None) -> None:
    """Bring the roster of FILE: who was on duty, by location, day and daypart."""
    with database():
        django_ready()
        from heedful.flows.rosters import main as bring_in  # noqa: PLC0415 - needs Django.

        sys.exit(bring_in(file, tenant=tenant, undo=undo))


@cli.command()
@click.argument("measure")
@click.option("--item", help="The code of an item. Default: the primary outcome.")
@click.option("--by", multiple=True, help="Cut by location, group, week, month, channel, ...")
@click.option("--where", multiple=True, metavar="NAME=VALUE", help="Only what has this value.")
@click.option("--from", "first", help="First day, like 2026-11-01. Default: 90 days before.")
@click.option("--to", "last", help="Last day. Default: the newest day with answers.")
@click.option("--compare", type=click.Choice(["before", "year"]), help="Set it beside this.")
@click.option("--under", help="Code or name of the place asked about. Default: all of yours.")
@click.option("--as", "as_email", help="Ask as this person. Default: the owner.")
@click.option("--output", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option("--explain", is_flag=True, help="Say where it was counted, and why there.")
@click.option("--tenant", help="The organisation's name, when there are several.")
def query(  # noqa: PLR0917 - one for each option.
    measure: str,
    item: str | None,
    by: tuple[str, ...],
    where: tuple[str, ...],
    first: str | None,
    last: str | None,
    compare: str | None,
    under: str | None,
    as_email: str | None,
    output: str,
    explain: bool,  # noqa: FBT001 - a flag.
    tenant: str | None,
) -> None:
    """Ask for a MEASURE (mean, recommend, top_box, goes_with, customers), cut and compared."""
    params: dict[str, list[str]] = {"measure": [measure], "by": list(by)}
    params |= {
        name: [value]
        for name, value in (("item", item), ("from", first), ("to", last), ("compare", compare))
        if value
    }
    for one in where:
        name, _, value = one.partition("=")
        params.setdefault(name, []).append(value)
    with database():
        django_ready()
        from heedful.flows.query import main as ask  # noqa: PLC0415 - needs Django.

        sys.exit(
            ask(
                params,
                under=under,
                as_email=as_email,
                tenant=tenant,
                output=output,
                explain=explain,
            )
        )


@cli.group()
def lake() -> None:
    """The rows of feedback as Parquet files, for questions that no cell answers."""


@lake.command("sync")
@click.option("--tenant", help="The organisation's name, when there are several.")
def lake_sync(tenant: str | None) -> None:
    """Write what changed into the lake now; a job does it every three minutes."""
    with database():
        django_ready()
        from django.utils import timezone  # noqa: PLC0415 - needs Django.

        from heedful.flows.lake import sync_main  # noqa: PLC0415 - needs Django.

        sys.exit(sync_main(tenant=tenant, now=timezone.now()))


@lake.command("verify")
@click.option("--tenant", help="The organisation's name, when there are several.")
def lake_verify(tenant: str | None) -> None:
    """Compare the lake with feedback, month by month, changing nothing."""
    with database():
        django_ready()
        from heedful.flows.lake import verify_main  # noqa: PLC0415 - needs Django.

        sys.exit(verify_main(tenant=tenant))


@cli.command()
@click.option("--seeds", type=click.IntRange(1, 10_000), default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--only", multiple=True, help="Judge only this area; may be given several times.")
@click.option("--small", is_flag=True, help="Fewer cases where a judge has a grid of its own.")
@click.option(
    "--record",
    is_flag=True,
    help="Keep it for docs/ and the method cards (a checkout); with --only, only those areas.",
)
def scorecard(
    *, seeds: int, as_json: bool, only: tuple[str, ...], small: bool, record: bool
) -> None:
    """Say how often every estimator is right where the truth is known."""
    from heedful.flows import scorecard as flow  # noqa: PLC0415 - only this command pays for it.

    sys.exit(flow.main(seeds=seeds, as_json=as_json, only=only, small=small, record=record))


cli.add_command(audit)
cli.add_command(cells)
cli.add_command(customers)
cli.add_command(mcp)
cli.add_command(survey)
cli.add_command(token)
cli.add_command(voice_bridge)


def start(*, demo: bool = False) -> None:
    read()  # What cannot be used is told before anything is made.
    home().prepare()
    keep_bytecode(home().path / "bytecode")
    from heedful.ops.up import up as bring_up  # noqa: PLC0415 - only two commands pay for it.
    from heedful.running import WORK  # noqa: PLC0415 - as above.

    bring_up(WORK, demo=demo)


def choose(**settings: object) -> None:
    """Let what was said on the command line outrank the environment, for children too."""
    os.environ.update({name: str(value) for name, value in settings.items() if value is not None})


def main() -> None:
    """Run the command; what only a person can set right is said in a sentence."""
    try:
        cli()
    except (OperatorError, WrongSetting) as reason:
        click.echo(f"heedful: {reason}", err=True)
        sys.exit(1)

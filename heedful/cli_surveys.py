"""Commands that bring questionnaires in and take answers out."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from heedful.cli_ready import database, django_ready

TENANT = click.option("--tenant", help="The organisation's name, when there are several.")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def survey() -> None:
    """Bring a questionnaire from another tool; take out what customers answered."""


@survey.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@TENANT
def survey_import(file: Path, tenant: str | None) -> None:
    """Make a draft of FILE (LimeSurvey, Qualtrics, SurveyJS, Formbricks) and print the report."""
    with database():
        django_ready()
        from heedful.flows.survey_files import bring  # noqa: PLC0415 - needs Django.

        sys.exit(bring(file=file, tenant=tenant))


@survey.command("answers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--survey", "name", required=True, help="The survey that they answer; published.")
@click.option("--place", default="", help="Name or code of the one location of all answers.")
@click.option("--place-column", default="", help="Or the column that names the location.")
@click.option("--time-zone", default="", help="Zone of the file's times, such as Europe/London.")
@click.option("--day", default="", help="Day of all answers, for a file without dates.")
@click.option("--partial", is_flag=True, help="Take in what was left before its end.")
@TENANT
def survey_answers(file: Path, name: str, tenant: str | None, **said: Any) -> None:
    """Bring the answers in FILE that a survey had in the tool it was imported from."""
    with database():
        django_ready()
        from heedful.flows.survey_files import bring_answers_in  # noqa: PLC0415 - needs Django.

        sys.exit(bring_answers_in(file=file, name=name, tenant=tenant, **said))


@survey.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--first", type=DAY, default="1970-01-01", help="First trading day.")
@click.option("--last", type=DAY, default="9999-12-31", help="Last trading day.")
@TENANT
def survey_export(
    name: str, file: Path, first: datetime, last: datetime, tenant: str | None
) -> None:
    """Write all answers to the questionnaire NAME into FILE: .csv .xlsx .sav .parquet .jsonl"""
    with database():
        django_ready()
        from heedful.flows.survey_files import take_out  # noqa: PLC0415 - needs Django.

        days = (first.date(), last.date())
        sys.exit(take_out(name=name, file=file, days=days, tenant=tenant))

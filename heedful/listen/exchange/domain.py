"""Answers that another tool collected, brought to the survey that was made of its questionnaire."""

import uuid
from collections.abc import Iterable

from heedful.listen.authoring.models import Survey
from heedful.listen.exchange.hub import gather, is_hub
from heedful.listen.exchange.origin import read_origin
from heedful.listen.exchange.reading import Asking, read_answers
from heedful.listen.exchange.report import NotBrought
from heedful.listen.imports.domain import bring_file, forget_file, set_mapping
from heedful.listen.imports.mapping import MappingError, Series, to_toml
from heedful.listen.imports.models import Import
from heedful.listen.imports.preview import head_of
from heedful.listen.imports.reading import UnreadableFile
from heedful.listen.imports.running import open_import
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of


class NotAsked(Exception):
    """The survey was never published, so there is nothing that could have been answered."""


def bring_answers(
    *,
    survey: Survey,
    by_id: uuid.UUID | None,
    file_name: str,
    chunks: Iterable[bytes],
    asking: Asking,
) -> tuple[Import, tuple[str, ...]]:
    """Keep a file with its mapping made; return it, and the columns that belong to no question.

    From there it goes the way of every file: looked at, let in, taken out again. Call it inside the
    fence. Raises NotAsked, NotBrought, and storage.TooLarge.
    """
    if survey.live is None:
        raise NotAsked
    entry = bring_file(tenant_id=survey.tenant_id, by_id=by_id, file_name=file_name, chunks=chunks)
    try:
        entry = _one_row_a_form(entry)
        return entry, _map(entry, survey, survey.live, asking)
    except (UnreadableFile, MappingError, NotBrought) as error:
        forget_file(entry=entry)
        raise NotBrought(str(error)) from error


def _one_row_a_form(entry: Import) -> Import:
    with open_import(entry=entry, mapping=None) as source:
        if not is_hub(source.columns):
            return entry
        whole = bring_file(
            tenant_id=entry.tenant_id,
            by_id=entry.by_id,
            file_name=f"{entry.file_name}.jsonl",
            chunks=gather(source),
        )
    forget_file(entry=entry)
    return whole


def _map(
    entry: Import, survey: Survey, version: QuestionnaireVersion, asking: Asking
) -> tuple[str, ...]:
    reading = read_answers(
        origin=read_origin(survey.origin),
        definition=definition_of(version=version),
        series=Series(version.questionnaire.name, version.name, published=True),
        head=head_of(entry=entry, mapping=None),
        asking=asking,
    )
    set_mapping(entry=entry, toml=to_toml(reading.mapping))
    return reading.rest

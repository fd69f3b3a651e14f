"""Which mapping reads which file, when several of each are given. Knows no Django."""

from collections.abc import Sequence
from pathlib import Path

from heedful.listen.imports.mapping import Mapping, MappingError
from heedful.listen.imports.reading import open_source


def choose_mappings(files: Sequence[Path], mappings: Sequence[Mapping]) -> list[Mapping]:
    """Return one mapping per file: the only one, the one in the same place, or the one that fits.

    Raises MappingError when the choice is not clear, UnreadableFile.
    """
    if len(mappings) == 1:
        return [mappings[0]] * len(files)
    if len(mappings) == len(files):
        return list(mappings)
    return [_fitting(file, mappings) for file in files]


def _fitting(file: Path, mappings: Sequence[Mapping]) -> Mapping:
    with open_source(file) as source:
        fitting = [mapping for mapping in mappings if not mapping.match(source.columns)]
    if len(fitting) != 1:
        raise MappingError(
            f"{len(fitting)} of {len(mappings)} mappings fit the columns of {file.name}."
            " Give one mapping for all files, or one for each in the same order."
        )
    return fitting[0]

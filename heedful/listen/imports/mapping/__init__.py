"""Mappings: which column is what. From text columns to feedback. Knows no Django."""

from heedful.listen.imports.mapping.batch import Batch
from heedful.listen.imports.mapping.guess import Guess, guess_mapping
from heedful.listen.imports.mapping.model import (
    CHANNELS,
    Answer,
    Channel,
    Comment,
    FileHints,
    Finished,
    Item,
    Language,
    LeaveOut,
    Location,
    Mapping,
    Respondent,
    Series,
    Traces,
    Weight,
    When,
)
from heedful.listen.imports.mapping.normalise import Normaliser
from heedful.listen.imports.mapping.tables import MappingError
from heedful.listen.imports.mapping.toml import load_mapping, read_mapping
from heedful.listen.imports.mapping.writing import to_toml

__all__ = [
    "CHANNELS",
    "Answer",
    "Batch",
    "Channel",
    "Comment",
    "FileHints",
    "Finished",
    "Guess",
    "Item",
    "Language",
    "LeaveOut",
    "Location",
    "Mapping",
    "MappingError",
    "Normaliser",
    "Respondent",
    "Series",
    "Traces",
    "Weight",
    "When",
    "guess_mapping",
    "load_mapping",
    "read_mapping",
    "to_toml",
]

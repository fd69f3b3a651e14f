"""`heedful brief`: what files of feedback tell, without server or database. Knows no Django."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console

from heedful.flows.brief.as_json import as_object
from heedful.flows.brief.findings import NothingToTell, brief_of
from heedful.flows.brief.reading import read_files
from heedful.flows.brief.telling import tell
from heedful.listen.imports.mapping import MappingError
from heedful.listen.imports.reading import UnreadableFile

__all__ = ["main"]
# Of what goes into a file or a pipe.
WIDTH = 100


def main(
    files: Sequence[Path],
    mappings: Sequence[Path],
    *,
    as_json: bool,
    out: TextIO,
    progress: bool,
) -> int:
    """Print a readable brief, or one JSON object; return the exit code.

    Several files with several mappings make one series. What went wrong is told in a sentence on
    the error stream, with exit code 2.
    """
    errors = Console(stderr=True, highlight=False)
    try:
        read = read_files(
            files,
            mappings,
            today=datetime.now(UTC).date(),
            console=errors if progress else None,
        )
        brief = brief_of(read)
    except (UnreadableFile, MappingError, NothingToTell) as error:
        errors.print(str(error), markup=False)
        return 2
    if as_json:
        json.dump(as_object(brief), out, ensure_ascii=False, indent=2, allow_nan=False)
        out.write("\n")
    else:
        tell(brief, Console(file=out, highlight=False, width=None if out.isatty() else WIDTH))
    return 0

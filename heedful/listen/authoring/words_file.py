"""The words of a survey as a CSV file, for whoever translates them elsewhere."""

import csv
import io

from heedful.base.org.files.table import read_table
from heedful.listen.authoring.texts import texts_of
from heedful.listen.imports.rules import formula_safe
from heedful.listen.surveys.definition import Definition

PLACE = "place"
LONGEST = 5_000


def write_words(definition: Definition) -> str:
    """Write every text with a column for each language; the first column says where it stands."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([PLACE, *definition.languages])
    for said in texts_of(definition):
        words = (said.text.get(language, "") for language in definition.languages)
        writer.writerow([said.path, *map(formula_safe, words)])
    return made.getvalue()


def read_words(data: bytes, definition: Definition) -> dict[str, dict[str, str]]:
    """Read words by language and place; what is empty in the file stays as it is.

    Columns of other languages and places that the survey does not have are passed over. Raises
    NotATable.
    """
    table = read_table(data, needs=(PLACE,))
    known = {said.path for said in texts_of(definition)}
    spelled = {language.casefold(): language for language in definition.languages}
    found: dict[str, dict[str, str]] = {}
    for line in table.lines:
        for column, language in spelled.items():
            words = _plain(line.get(column))
            if words and line.get(PLACE) in known:
                found.setdefault(language, {})[line.get(PLACE)] = words[:LONGEST]
    return found


def _plain(words: str) -> str:
    """Take the sign off that kept a spreadsheet from running the text."""
    return words[1:] if words.startswith("'") and formula_safe(words[1:]) == words else words

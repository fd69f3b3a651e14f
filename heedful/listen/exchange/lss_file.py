"""LimeSurvey's structure files (.lss, .lsg, .lsq): the tables of a database as XML."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from heedful.listen.exchange.report import NotBrought

Row = Mapping[str, str]
MOST_ROWS = 100_000
# Texts stand in tables of their own since LimeSurvey 4, before that beside each row.
TEXTS = {"questions": "question_l10ns", "subquestions": "question_l10ns", "groups": "group_l10ns"}


@dataclass(frozen=True)
class LssFile:
    """The tables by name; the rows of one thing in several languages are still apart."""

    tables: Mapping[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def words(self, table: str, key: str, name: str) -> dict[str, dict[str, str]]:
        """Return one column of texts by the key of its row, then by language."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in (*self.rows(table), *self.rows(TEXTS.get(table, ""))):
            if name in row:
                found[row.get(key, "")][row.get("language", "")] = row[name]
        return found

    def attributes(self) -> dict[str, dict[str, str]]:
        """Return the settings of each question by its key; those that are empty are not set."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows("question_attributes"):
            if row.get("value"):
                found[row.get("qid", "")].setdefault(row.get("attribute", ""), row["value"])
        return found


def read_lss(data: bytes) -> LssFile:
    """Read a structure file. Raises NotBrought."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        told = _("This is no LimeSurvey file: %(why)s")
        raise NotBrought(told % {"why": str(error)[:200]}) from error
    if root.tag != "document" or root.find("LimeSurveyDocType") is None:
        raise NotBrought(_("This XML file does not come from LimeSurvey."))
    tables = {table.tag: [_row(row) for row in table.iterfind("./rows/row")] for table in root}
    if sum(map(len, tables.values())) > MOST_ROWS:
        raise NotBrought(_("This file has too many rows to be a questionnaire."))
    return LssFile(tables)


def _row(row: Element) -> Row:
    return {one.tag: one.text or "" for one in row}

"""The list of cases as a file. Notes among colleagues are never in it."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from heedful.act.cases.models import Case
from heedful.listen.imports.rules import formula_safe
from heedful.web.cases.listing import Row
from heedful.web.csv_file import MARK

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Line = list[str | int | float | None]


def content_of(rows: Sequence[Row], *, kind: str) -> bytes:
    """The file's content; `kind` is one of FILES."""
    return {"csv": _csv, "xlsx": _xlsx}[kind](_lines(rows))


def _lines(rows: Sequence[Row]) -> Iterator[Line]:
    yield [
        _("Number"), _("State"), _("Location"), _("Customer"), _("Score"), _("Words"), _("Owner"),
        _("Opened"), _("First contact due"), _("First contact"), _("To be put right by"),
        _("Closed"), _("Root cause"), _("What was done"), _("Outcome"), _("Expected to be kept"),
        _("At least"), _("At most"),
    ]  # fmt: skip
    for row in rows:
        case = row.case
        owner = case.owner.user if case.owner else None
        moments = (
            case.opened_at, case.contact_due, case.contacted_at, case.resolve_due, case.closed_at
        )  # fmt: skip
        yield [
            case.number,
            case.get_state_display(),
            case.location.name,
            case.customer_name,
            case.score,
            row.words,
            (owner.name or owner.email) if owner else "",
            *(moment.isoformat() if moment else "" for moment in moments),
            case.cause.label if case.cause else "",
            case.action.label if case.action else "",
            case.get_outcome_display() if case.outcome else "",
            *(None if amount is None else round(amount, 2) for amount in _kept(case)),
        ]


def _kept(case: Case) -> tuple[float | None, ...]:
    """An amount comes with its range; without one it would be an assumption alone."""
    if case.kept_low is None:
        return None, None, None
    return case.priority, case.kept_low, case.kept_high


def _csv(lines: Iterator[Line]) -> bytes:
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([formula_safe(one) if isinstance(one, str) else one for one in line])
    return text.getvalue().encode()


def _xlsx(lines: Iterator[Line]) -> bytes:
    """Text is written as text, so nothing that a customer typed is ever a formula."""
    import xlsxwriter  # noqa: PLC0415  # only who asks for such a file waits for it

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Cases"))
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(number, column, value[:32_000])
                elif value is not None:
                    sheet.write_number(number, column, value)
    return content.getvalue()

"""QR codes of addresses, and the files they are handed out in."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from heedful.listen.authoring.handing import Address
from heedful.listen.imports.rules import formula_safe

COLUMNS = ("location", "code", "label", "address")
UNSAFE_NAME = re.compile(r"[^\w.-]+")
PIXELS_A_DOT = 12


def drawing(address: str) -> str:
    """Return a QR code as SVG that takes the size of its place on a page."""
    import segno  # noqa: PLC0415 - drawn rarely, and a second start should be quick.

    # A quarter of it may be dirty or torn and it is still read.
    code = segno.make(address, error="q", micro=False)
    drawn: str = code.svg_inline(omitsize=True, border=2, svgclass="code", lineclass=None)
    return drawn


def file_of(address: str, kind: str) -> bytes:
    """Return a QR code as a file of its own: "svg" or "png"."""
    import segno  # noqa: PLC0415 - as above.

    made = io.BytesIO()
    segno.make(address, error="q", micro=False).save(made, kind=kind, scale=PIXELS_A_DOT, border=4)
    return made.getvalue()


def as_csv(addresses: Sequence[tuple[Address, str]]) -> str:
    """Write addresses as CSV that no spreadsheet takes for formulas."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for one, address in addresses:
        writer.writerow([*map(formula_safe, (one.place, one.code, one.label)), address])
    return made.getvalue()


def as_zip(addresses: Sequence[tuple[Address, str]], kind: str) -> bytes:
    """Pack a picture of each code, and the list of addresses."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("addresses.csv", "\ufeff" + as_csv(addresses))
        for name, (_one, address) in zip(_names(addresses), addresses, strict=True):
            packed.writestr(f"{name}.{kind}", file_of(address, kind))
    return made.getvalue()


def _names(addresses: Iterable[tuple[Address, str]]) -> list[str]:
    """File names that say what a code is for, each once."""
    return [
        f"{number:05}-{UNSAFE_NAME.sub('-', f'{one.code} {one.label}'.strip())[:80].strip('-.')}"
        for number, (one, _address) in enumerate(addresses, start=1)
    ]

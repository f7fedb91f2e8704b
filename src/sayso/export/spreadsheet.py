"""CSV that a spreadsheet opens without running anything that stands in a report."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sayso.export.characters import without_controls

LONGEST = 32_767
"""Characters of a cell, in UTF-16 units: what Excel holds. It would spread a longer one over the cells below."""
CUT = "… (cut)"
# What begins a formula in Excel, LibreOffice or Google Sheets (OWASP, CSV Injection), also behind white space or marks
# that nobody sees, and also fullwidth. The quotation marks before it are counted in, so that the way back is one.
_FORMULA = re.compile(r"'*[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@\t\r\n＝＋－＠]")
# a sign before a number is no formula
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def cell(value: Any) -> str:
    """A value as a cell: a number as it is, "" for None, and a text that no spreadsheet takes for a formula.

    A text that begins like one gets an apostrophe before it; so does one that begins with apostrophes and then like a
    formula. `text_of` takes it away.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return _short(_safe(without_controls(str(value))))


def text_of(cell: str) -> str:
    """The text that a cell was made of, unless it was cut or had characters that no cell can hold."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, head: bool = True) -> str:
    """CSV (RFC 4180, UTF-8) of rows, with or without a first line of the names of the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if head:
        writer.writerow(columns)
    writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _short(text: str) -> str:
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT

"""A place in a report with all that it takes to quote it: its words, those around them, where they stand, the hash."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.export.citations import cite
from sayso.types import Report, nothing_found, part_of

LONGEST = 2_000
"""Characters of a place that is quoted; whoever needs more of a report needs the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The whole sentences that hold a place, with the quotation marks at their ends; text[start:end] of the report."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """A place in a report, ready to quote and to check.

    `text` is report.text[start:end], word for word, in code points; `raw` the same place in the decoded input.
    `page` or `paragraph` is where a document has it. `sha256` is of the bytes that were handed in. `address` leads a
    browser to the sentences of `context`, where the report has an address.
    """

    report: str
    start: int
    end: int
    text: str
    context: Context
    raw: tuple[int, int]
    page: int | None
    paragraph: int | None
    sha256: str
    outlet: str | None
    title: str | None
    published: str | None
    address: str | None


def quotable(report: Report, start: int, end: int) -> Quotable:
    """A place in a report with its context, its place in what was handed in, and the hash of that.

    Args:
        report: the report.
        start: offset of the first character, in code points.
        end: the offset after the last.

    Raises:
        ValueError: when the report has no such place, or it is longer than LONGEST.
    """
    length = len(report.text)
    if not 0 <= start < end <= length:
        raise ValueError(f"there is no place {start} to {end} in a text of {length:,} characters")
    if end - start > LONGEST:
        raise ValueError(f"a place has at most {LONGEST:,} characters, not {end - start:,}; ask for the parts of it")
    span = report.span(start, end)
    citation = cite(nothing_found(report), span)[0]
    part = part_of(report, start)
    number = {part.kind: part.number} if part is not None else {}
    return Quotable(
        report=report.id,
        start=start,
        end=end,
        text=span.text,
        context=Context(start=citation.start, end=citation.end, text=citation.quotation or ""),
        raw=span.raw,
        page=number.get("page"),
        paragraph=number.get("paragraph"),
        sha256=report.sha256,
        outlet=citation.outlet,
        title=citation.title,
        published=report.published,
        address=citation.address,
    )

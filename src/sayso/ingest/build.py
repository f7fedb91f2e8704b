"""A document to a report: decode, part into paragraphs, clean, and say what is known of it."""

from __future__ import annotations

from sayso.errors import UnreadableInput
from sayso.ingest.clean import clean
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.limits import LONGEST_TEXT
from sayso.ingest.paragraphs import join
from sayso.ingest.text import read_paragraphs
from sayso.types import Report


def build_report(document: Document) -> Report:
    """The report that a document holds.

    Raises:
        UnreadableInput: when it holds none; the kind says why.
    """
    raw = document.text if document.text is not None else decode(document.data, document.source, document.charset).text
    cleaned = clean(read_paragraphs(raw))
    text, offsets = join(cleaned.paragraphs)
    if not text:
        raise UnreadableInput(document.source, "no-article", "no article was found in it")
    if len(text) > LONGEST_TEXT:
        raise UnreadableInput(
            document.source, "too-large", f"its text has {len(text):,} characters; a report may have {LONGEST_TEXT:,}"
        )
    return Report(
        id=document.made_id,
        source=document.source,
        sha256=document.sha256,
        text=text,
        offsets=offsets,
        url=document.url,
        outlet=document.outlet,
        title=document.title,
        published=document.published,
        published_basis="stated" if document.published else None,
        language="en",
        noise=cleaned.noise,
    )

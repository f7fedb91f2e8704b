"""JSON feeds of checked claims (schema.org's ClaimReview): an item is a report whose outlet checked a claim."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.errors import UnreadableInput
from sayso.ingest.checked import Checked
from sayso.ingest.documents import Document
from sayso.ingest.encoding import decode
from sayso.ingest.linkeddata import checked_in_feed
from sayso.spans import OffsetMap, Segment


def read_checks(data: bytes, source: str) -> Iterator[Document]:
    """The checks of a JSON feed: a DataFeed, an ItemList or a list of ClaimReview, each as a report.

    Its text is the claim, word for word, and what was written about it, where the feed has that. Raw offsets count the
    code points of the feed.

    Args:
        data: the feed's bytes.
        source: its path or address.

    Raises:
        UnreadableInput: "format" when it is no JSON or has no ClaimReview, and "encoding".
    """
    text = decode(data, source).text
    found = False
    try:
        for checked in checked_in_feed(text):
            found = True
            yield _document(checked, data, source)
    except ValueError as error:
        raise UnreadableInput(source, "format", f"this is no JSON: {error}") from error
    if not found:
        raise UnreadableInput(
            source,
            "format",
            "this is JSON, but neither ClaimReview nor one object a line; give JSONL with `text`, `html` or `path`",
        )


def _document(checked: Checked, data: bytes, source: str) -> Document:
    words = [checked.claim, *([checked.text] if checked.text else [])]
    words.sort(key=lambda w: w.offsets.segments[0].raw_start)
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for one in words:
        if parts:
            parts.append("\n")
            last = segments[-1].raw_end
            segments.append(Segment(at, at + 1, last, max(last, one.offsets.segments[0].raw_start)))
            at += 1
        parts.append(one.text)
        segments += (Segment(s.start + at, s.end + at, s.raw_start, s.raw_end) for s in one.offsets.segments)
        at += len(one.text)
    text = "".join(parts)
    return Document(
        source=checked.url or source,
        data=text.encode("utf-8", "surrogatepass"),
        text=text,
        offsets=OffsetMap(tuple(segments)),
        whole=data,
        url=checked.url,
        outlet=checked.checker,
        title=checked.title,
        published=checked.checked,
        checked=(checked,),
    )

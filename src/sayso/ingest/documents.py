"""A text or page as it was handed in, with what was said about it; every way in ends in one of these."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sayso.ingest.checked import Checked
from sayso.spans import OffsetMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article's bytes or characters before they are cleaned.

    Args:
        source: file path as given, a row's path, or the address where there was only that.
        data: the bytes handed in; for a row of a JSONL file its text, UTF-8.
        text: the characters, where they are already decoded.
        form: "text", "html" (a page), "fragment" (markup that is all article, as in feeds), or the kind of a
            document's file: "pdf", "docx", "mail".
        offsets: where the characters of `text` stand in what was handed in, where that is more than they.
        id: an id that was handed in, or None.
        charset: encoding that a transport declared.
        whole: the bytes of what it is a piece of (a feed), where `offsets` count the characters of those.
        url, outlet, title, published: what was said about it outside of it.
        bylines: who wrote it, where that was said.
        checked: the claims that it checked, as the feed tells that it is an item of.
    """

    source: str
    data: bytes
    text: str | None = None
    form: str = "text"
    offsets: OffsetMap | None = None
    id: str | None = None
    charset: str | None = None
    whole: bytes | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    bylines: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes handed in."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def made_id(self) -> str:
        """The id: the one handed in, else "r" and ten hex digits of a hash of source and bytes."""
        return self.id or f"r{hashlib.sha256(self.source.encode('utf-8', 'replace') + self.data).hexdigest()[:10]}"

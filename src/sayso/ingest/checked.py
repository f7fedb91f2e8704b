"""A claim that somebody checked, as linked data tells it: its words at their place, and what the check came to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.ingest.paragraphs import Paragraph, plain
from sayso.ingest.text import read_paragraphs
from sayso.spans import OffsetMap

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w{2,8};")


@dataclass(frozen=True, slots=True)
class Words:
    """A string of linked data: what it says, and where in the source its characters stand."""

    text: str
    offsets: OffsetMap

    def paragraphs(self, name: str) -> tuple[Paragraph, ...]:
        """It as paragraphs of the source; markup in it is taken for markup."""
        # the article's parser is needed for markup alone, and knows what a document is
        from sayso.ingest.article import read_fragment

        found = read_fragment(self.text, name) if _MARKUP.search(self.text) else read_paragraphs(self.text)
        return tuple(p.through(self.offsets) for p in found)

    def whole(self) -> Paragraph:
        """It as one paragraph of the source."""
        return plain(self.text, [(0, len(self.text))]).through(self.offsets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim that somebody checked (schema.org's ClaimReview), with the words of the claim at their place.

    `rating` is what it came to, in the checker's words or as "1 of 5"; `checker` who checked it, `checked` when, and
    `url` where; `claimed` is when the claim was made.
    """

    claim: Words
    claimant: str | None
    claimed: str | None
    rating: str | None
    checker: str | None
    checked: str | None
    url: str | None
    title: str | None
    text: Words | None

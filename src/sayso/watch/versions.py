"""Whether two texts at one address are two versions of an article: pure, over reports."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from sayso.types import Report

# a paragraph that ends a sentence; share bars, links and captions of buttons do not
_ENDED = re.compile(r"""[.!?…:;]["”’')\]]*$|["”]$""")
# words of a line that may be a link or a button
_SHORT = 14
_QUOTES = str.maketrans("‘’‚‛′“”„‟″‐‑‒–—−", "'''''\"\"\"\"\"------")


def is_another_version(before: Report, after: Report) -> bool:
    """Decides whether what stands at an address now is another version of the article that stood there.

    It is when its headline or any of its sentences is another. Other quotation marks, dashes and white space are no
    change, nor are lines that end no sentence and stand between the others: links to other stories, share bars, time
    stamps that cleaning did not find.

    Args:
        before: what stood there.
        after: what stands there.
    """
    if (folded(before.title or ""), folded(after.title or "")) != ("", "") and folded(before.title or "") != folded(
        after.title or ""
    ):
        return True
    return _sentences(before) != _sentences(after)


def folded(text: str) -> str:
    """A text as it is compared: without differences of marks, white space and forms of the same character."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split())


def _sentences(report: Report) -> Counter[str]:
    """The paragraphs that are sentences, however they follow one another."""
    lines = [folded(line) for line in report.text.split("\n")]
    kept = [line for line in lines if line and (_ENDED.search(line) or len(line.split()) >= _SHORT)]
    return Counter(kept or [line for line in lines if line])

"""Which language a report is in, so that no model reads what it was not made for."""

from __future__ import annotations

import re
from typing import Any

# common words of English prose that are no word of another large European language ("at", "for", "was" are)
_FUNCTION_WORDS = frozenset(
    (
        "the",
        "and",
        "that",
        "with",
        "from",
        "this",
        "which",
        "said",
        "were",
        "they",
        "has",
        "its",
        "their",
        "would",
        "been",
    )
) | frozenset(
    (
        "who",
        "she",
        "his",
        "when",
        "will",
        "after",
        "than",
        "what",
        "there",
        "because",
        "about",
        "could",
        "other",
        "more",
    )
)
# share of these in the words of a text: 0.11 to 0.25 in English news, under 0.02 in others
_ENGLISH_SHARE = 0.06
_FEWEST_WORDS = 12
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language a text is in, None when it is too short to say or none is near.

    English is told by its function words; for any other the nearest of resiliparse's profiles is named.
    """
    sample = text[:20_000]
    words = [w.lower() for w in _WORD.findall(sample)]
    if not words:
        return None
    share = sum(w in _FUNCTION_WORDS for w in words) / len(words)
    if share >= _ENGLISH_SHARE:
        return "en"
    latin = sum(c.isascii() or "\u00c0" <= c <= "\u024f" for w in words for c in w)
    if latin < 0.5 * sum(map(len, words)):
        from resiliparse.parse.lang import detect_fast

        nearest = str(detect_fast(sample)[0])
        return nearest if nearest not in ("unknown", "en") else "und"
    if len(words) < _FEWEST_WORDS:
        return None
    from resiliparse.parse.lang import detect_fast

    found: Any = detect_fast(sample, n_results=20)
    ranks: dict[str, int] = dict(found)
    if not ranks:
        return None if share else "und"
    best = min(ranks, key=lambda code: ranks[code])
    # headings and lists have few function words; their letters are English all the same
    near = share > 0 and ranks.get("en", 9999) <= (_NEAR if share >= _ENGLISH_SHARE / 2 else _NEXT) * ranks[best]
    return "en" if best == "en" or near else best


# ranks of one language's headings and of its prose differ by less; of headings without any function word by this
_NEAR, _NEXT = 1.15, 1.1

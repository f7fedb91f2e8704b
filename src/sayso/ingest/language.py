"""Which language a report is in, so that no model reads what it was not made for."""

from __future__ import annotations

import re

# the commonest words of English prose that are no word of another large language: 20 to 35 in 100 words of news
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "is",
        "was",
        "for",
        "with",
        "he",
        "it",
        "by",
        "from",
        "have",
        "has",
        "were",
        "this",
        "his",
        "are",
        "at",
        "which",
        "said",
        "who",
        "had",
        "they",
        "be",
        "not",
    ]
)
# English news has never fewer; other languages stay under 0.04
_ENGLISH_SHARE = 0.09
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

        found = detect_fast(sample)[0]
        return found if found not in ("unknown", "en") else "und"
    if len(words) < _FEWEST_WORDS:
        return None
    from resiliparse.parse.lang import detect_fast

    found = str(detect_fast(sample)[0])
    if found == "unknown":
        return None if share else "und"
    return "en" if found == "en" or share >= _ENGLISH_SHARE / 2 else found

"""Claims that a report checked: each is a statement of the claimant whom the page names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.annotate.lexicon import heads
from sayso.types import Report, SpeakerType, Statement

# the page says so itself; the words may be the checker's summary of several posts
SAID_SO = 0.9
_SMALL = frozenset(("of", "the", "and", "for", "de", "la", "van", "von", "al", "bin"))


def find_reviewed(report: Report, statements: Sequence[Statement]) -> Iterator[Statement]:
    """The claims that a report checked, as statements of their claimants.

    Args:
        report: the report, with `reviews`.
        statements: those found in its text; a claim that one of them holds with its claimant as speaker is not doubled.
    """
    count = len(statements)
    for review in report.reviews:
        name = " ".join((review.claimant or "").split())
        if not name or any(_holds(s, review.span.start, review.span.end, name) for s in statements):
            continue
        count += 1
        named = _is_name(name)
        yield Statement(
            id=f"{report.id}.s{count}",
            report=report.id,
            source=None,
            cue=None,
            content=(review.span,),
            kind="indirect",
            speaker=None,
            speaker_name=name if named else f"unnamed: {name}",
            speaker_type=_type(name) if named else "unnamed",
            via=(),
            parent=None,
            mode="assert",
            score=SAID_SO,
        )


def _holds(statement: Statement, start: int, end: int, name: str) -> bool:
    return statement.speaker_name == name and any(c.start <= start and end <= c.end for c in statement.content)


def _is_name(name: str) -> bool:
    """Whether a claimant is somebody by name: "viral posts" and "Facebook users" are not."""
    words = re.findall(r"[^\W\d_][\w’'.-]*", name)
    return bool(words) and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def _type(name: str) -> SpeakerType:
    words = {w.lower().strip(".") for w in name.split()}
    body = words & (heads("organisation_heads") | heads("legal_forms")) or len(words) == 1
    return "organization" if body else "person"

"""What was said: one speaker's words, between quotation marks, with other words of weight in one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.link.conflicts.sides import side_of
from sayso.link.figures.judging import Ends
from sayso.types import Conflict, ConflictRelation, Quotation, QuotationMember

# part of a report's words for a quotation that may differ
FEW = 0.2
# between quotation marks, and with other words than the fullest form
_ALTERED = "altered"


def find_misquoted(quotations: Sequence[Quotation], origins: Ends) -> Iterator[Conflict]:
    """Finds quotations of one speaker whose words of weight are replaced in a report, within its quotation marks.

    Both cannot be what was said. Where the words that differ carry no weight it is *rounding*, else *error*: whoever
    has it wrong, it is no dispute of two parties. What is left out or marked as put in is none, and neither are words
    of which more differ: they may be translated twice, or said on two occasions.

    Args:
        quotations: as `compare_quotations` found them, the fullest form first.
        origins: names the far ends of chains of attribution.
    """
    for quotation in quotations:
        fullest = quotation.members[0]
        other = [m for m in quotation.members[1:] if m.form == _ALTERED and _replaces(m)]
        same = [m for m in quotation.members if m.form in ("same", "shortened")] or [fullest]
        if not other or quotation.speaker_name is None:
            continue
        relation: ConflictRelation = "error" if quotation.why.get("weighty_changes") else "rounding"
        yield Conflict(
            id="",
            kind="fact",
            about=f"how it was said: {fullest.spans[0].text}",
            sides=tuple(
                side_of([s for m in members for s in m.spans], (o for m in members for o in _origins(m, origins)))
                for members in (same, other)
            ),
            relation=relation,
            why={
                "quotation": quotation.id,
                "speaker": quotation.speaker_name,
                "changed_words": quotation.why.get("changed_words"),
            },
            score=0.6,
        )


def _replaces(member: QuotationMember) -> bool:
    """Whether few of a member's words stand for others, and nothing says so."""
    words = sum(len(span.text.split()) for span in member.spans)
    replaced = sum(
        max(len(c.fullest.text.split()) if c.fullest else 0, len(c.here.text.split()) if c.here else 0)
        for c in member.changes
        if c.kind == "replaced" and not c.marked
    )
    return 0 < replaced <= FEW * words


def _origins(member: QuotationMember, origins: Ends) -> tuple[str, ...]:
    return origins.of(member.spans[0].report, member.statement)

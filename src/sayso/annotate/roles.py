"""The title or office that a report gives with a name."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.annotate.words import Word
from sayso.language.backbone import Reading

# a description longer than this many characters is no title
LONGEST_ROLE = 80


def find_role(reading: Reading, ws: Sequence[Word], i: int, j: int, title: tuple[int, int] | None) -> str | None:
    """The words that say what the bearer of the name at i:j is: the title before it or the apposition after it.

    Args:
        title: the words of a capitalised title before the name, where there is one.
    """
    text = reading.report.text
    apposed = _apposition(reading, ws[i].start, ws[j - 1].end)
    if apposed:
        return apposed
    start = title[0] if title else i
    while start and ws[start].before == " " and not ws[start - 1].owner and _modifies(ws[start - 1]):
        start -= 1
    role = text[ws[start].start : ws[i].start].strip() if start < i else ""
    return role if 1 < len(role) <= LONGEST_ROLE else None


def _modifies(word: Word) -> bool:
    return word.tag in ("NOUN", "PROPN", "ADJ") and word.text.lower() not in ("the", "a", "an")


def _apposition(reading: Reading, start: int, end: int) -> str | None:
    span = reading.doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    head = span.root
    for child in head.children:
        if child.dep_ == "appos" and child.i >= span.end and child.pos_ in ("NOUN", "PROPN") and child.ent_type_ != "PERSON":
            left = min(t.i for t in child.subtree)
            if left - span.end > 1:
                continue
            right = child.i
            for t in sorted(child.subtree, key=lambda t: t.i):
                if t.i > child.i and (t.text in (",", "—", "-", "(", ";") or t.dep_ in ("relcl", "acl") or t.tag_ in ("WDT", "WP")):
                    break
                right = max(right, t.i)
            role = reading.doc[left : right + 1].text.strip()
            for article in ("the ", "a ", "an "):
                role = role.removeprefix(article)
            if 1 < len(role) <= LONGEST_ROLE and "\n" not in role:
                return role
    return None

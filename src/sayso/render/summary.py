"""A dossier in a few lines for the terminal."""

from __future__ import annotations

from sayso.render import wording
from sayso.render.dependence import dependence
from sayso.render.differences import differences
from sayso.render.formats import count, few
from sayso.render.header import header
from sayso.render.ledger import ledger
from sayso.render.lookup import Lookup
from sayso.render.new import what_is_new
from sayso.render.short import Line, in_short
from sayso.types import Dossier

_MOST = 5


def summary(dossier: Dossier) -> str:
    """The lines; see sayso.render.render_summary. Control characters in names and titles are left out."""
    lookup = Lookup(dossier)
    head = header(lookup)
    lines = [head.title, ", ".join(f"{n:,} {noun}" for n, noun in head.counts)]
    if head.period:
        lines.append(head.period)
    lines += head.notes
    if short := in_short(lookup):
        lines += ["", wording.PARTS["short"][0]]
        lines += [_told(line) for line in short]
    if new := what_is_new(lookup):
        lines += ["", new.intro]
        lines += [f"  {line.change}: {_cut(line.line.text, 90)}" for line in new.standing[:_MOST]]
    found = differences(lookup)
    differing = (*found.disputes, *found.others)
    if differing:
        lines += ["", wording.PARTS["differ"][0]]
        for d in differing[:_MOST]:
            sides = " / ".join(f"{_cut(side.value, 60)} ({few(side.reports, 3)})" for side in d.sides)
            lines.append(f"  {d.relation_text}: {_cut(d.about, 90)}: {sides}")
        if len(differing) > _MOST:
            lines.append(f"  {wording.MORE_CONFLICTS.format(n=count(len(differing) - _MOST, 'more difference'))}")
    else:
        lines += ["", wording.EMPTY["differ"]]
    shared = ledger(lookup).shared
    if shared:
        lines += ["", wording.PARTS["many"][0]]
        for q in shared[:_MOST]:
            lines.append(f"  {q.title}: {', '.join(dict.fromkeys(row.amount for row in q.rows))}")
    lines.append("")
    pairs = dependence(lookup).pairs
    if pairs:
        lines.append(wording.PARTS["copies"][0])
        for pair in pairs[:_MOST]:
            share = f", {pair.share}%" if pair.share else ""
            lines.append(f"  {pair.taker} / {pair.giver}: {pair.relation}{share}")
        if len(pairs) > _MOST:
            lines.append(f"  {wording.AND_MORE.format(n=count(len(pairs) - _MOST, 'pair'))}")
    else:
        lines.append(wording.EMPTY["copies"])
    return "\n".join("".join(c for c in line if c.isprintable()) for line in lines) + "\n"


def _told(line: Line) -> str:
    verdict = f"; {line.verdict_text}{': ' + line.detail if line.detail else ''}" if line.verdict_text else ""
    words = " ".join((line.before + line.text + line.after).split())
    return f"  {words} ({line.source}; {line.pips.text}{verdict})"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0] + "…"

"""The dossier as Markdown: the page's parts in its order, escaped so that no report can add markup of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sayso.render import wording
from sayso.render.dependence import Pair, dependence
from sayso.render.differences import Difference, differences
from sayso.render.formats import count, joined
from sayso.render.grid import Grid, grid
from sayso.render.header import header
from sayso.render.ledger import Quantity, Row, ledger
from sayso.render.lookup import Lookup, Pips, encodable, marked_gaps
from sayso.render.marked import full_reports
from sayso.render.new import New, what_is_new
from sayso.render.origins import origin_rows
from sayso.render.quoted import QuotedWords, Version, quoted_words
from sayso.render.short import Line, in_short
from sayso.render.speakers import speakers
from sayso.render.timeline import Happening, timeline
from sayso.types import Dossier

_SPECIAL = re.compile(r"([\\`*\[\]<>|~]|&(?=#?\w+;))|(?<![^\W_])_|_(?![^\W_])")
_BLOCK = re.compile(r"^([#>+=-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_CELLS = {"own": "■", "carried": "□", "late": "▨", "silent": "·"}


def escape(text: str) -> str:
    """A report's words as Markdown that shows exactly these words, on one line."""
    line = " ".join(text.split())
    line = _SPECIAL.sub(lambda m: "\\" + m[0], line)
    line = _NUMBERED.sub(r"\1\\\2", line)
    return _BLOCK.sub(r"\\\1", line)


def document(dossier: Dossier) -> str:
    """The whole document; see sayso.render.render_markdown."""
    lookup = Lookup(dossier)
    out = _head(lookup)
    new = what_is_new(lookup)
    if new is not None:
        title, lede = wording.PARTS["new"]
        out += ["", f"## {title}", "", lede, "", *_new(new)]
    for part, write in (
        ("short", _short),
        ("many", _many),
        ("when", _when),
        ("who", _who),
        ("differ", _differ),
        ("quoted", _quoted),
        ("alone", _alone),
        ("copies", _copies),
        ("reports", _reports),
    ):
        title, lede = wording.PARTS[part]
        lede = wording.EXCERPTS if lookup.shared and part == "reports" else lede
        out += ["", f"## {title}", "", lede, "", *write(lookup)]
    out += ["", "---", "", wording.NOTHING_GENERATED, escape(header(lookup).models), "", escape(header(lookup).made)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip() + "\n"
    return encodable(marked_gaps(text) if lookup.shared else text)


def _head(lookup: Lookup) -> list[str]:
    head = header(lookup)
    counts = " · ".join(f"{n:,} {noun}" for n, noun in head.counts)
    out = [f"# {escape(head.title)}", "", f"{counts}{' · ' + head.period if head.period else ''}"]
    for note in head.notes:
        out += ["", escape(note)]
    return out


def _pips(pips: Pips) -> str:
    return f"{'●' * min(pips.filled, 8)}{'○' * min(pips.hollow, 8)} {pips.text}".strip()


def _decided(sentences: Iterable[str]) -> str:
    """What a person decided, behind what it is about."""
    return "".join(f" {escape(sentence)}" for sentence in sentences)


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows),
        "",
    ]


def _unsure(lines: list[str]) -> list[str]:
    if not lines:
        return []
    head = wording.UNSURE.format(n=count(len(lines), "item"), threshold=wording.UNSURE_BELOW)
    return ["", f"### {head}", "", *lines]


def _short(lookup: Lookup) -> list[str]:
    lines = in_short(lookup)
    out = [] if lines else [wording.EMPTY["short"]]
    for n, line in enumerate(lines, start=1):
        detail = f": {escape(line.detail)}" if line.detail else ""
        verdict = f"; {escape(line.verdict_text)}{detail}" if line.verdict_text else ""
        source = " · ".join(escape(note) for note in (line.source, *line.when))
        out.append(f"{n}. {_words(line)}{verdict} ({source}){_decided(line.judged)}")
    return out


def _new(new: New) -> list[str]:
    out = [escape(new.intro), ""]
    out += [f"- {_words(c.line)} ({escape(c.change)})" for c in new.standing]
    for d in new.conflicts:
        out += ["", f"### {d.relation_text}: {escape(d.about)}", "", *_sides(d), "", escape(d.reason), ""]
    out += [
        f"- {escape(v.before + v.text + v.after)} ({escape(v.change)}; {escape(joined(v.reports))})" for v in new.values
    ]
    if new.claims:
        head = wording.NEW_CLAIMS.format(n=count(len(new.claims), "claim"))
        out += ["", f"### {head}", "", *(f"- {_words(c.line)} ({escape(c.line.verdict_text)})" for c in new.claims)]
    return out


def _words(line: Line) -> str:
    return f"{escape(line.before + line.text + line.after)} {_pips(line.pips)}"


def _many(lookup: Lookup) -> list[str]:
    found = ledger(lookup)
    out: list[str] = [] if found.shared or found.agreed or found.lone else [wording.EMPTY["many"]]
    for quantity in found.shared:
        decided = [*(escape(sentence) for sentence in quantity.judged), ""] if quantity.judged else []
        out += ["", f"### {escape(quantity.title)}", "", *decided, *_quantity(quantity)]
        out += ["", *(f"- {escape(s.text)}" for s in quantity.sums)] if quantity.sums else []
    for name, quantities in (
        (wording.AGREED, found.agreed),
        (wording.LONE_FIGURES.format(n=count(len(found.lone), "figure")), found.lone),
        (wording.AGES.format(n=count(len(found.ages), "age")), found.ages),
    ):
        if quantities:
            out += [
                "",
                f"### {name}",
                "",
                *(_single(quantity, row) for quantity in quantities for row in quantity.rows),
            ]
    unsure = [f"- {escape(row.item.title)} ({score:.2f})" for row, score in found.unsure]
    return out + _unsure(unsure)


def _single(quantity: Quantity, row: Row) -> str:
    givers = joined([giver.name for giver in row.givers if giver.name])
    given = f", {escape(givers)}" if givers else ""
    value = f"{escape(row.amount)}{' (' + row.status + ')' if row.status else ''}"
    return f"- {value}: {escape(quantity.title)}{given} ({escape(joined(row.reports))})"


def _quantity(quantity: Quantity) -> list[str]:
    rows = []
    for row in quantity.rows:
        givers = "; ".join(
            escape(giver.name or wording.OWN_VOICE_CELL)
            + (f", {escape(wording.VIA.format(names=joined(giver.via)))}" if giver.via else "")
            + f" ({escape(joined(giver.reports))})"
            for giver in row.givers
        )
        as_of = row.as_of or (wording.REPORTED.format(date=row.as_of_note) if row.as_of_note else "")
        value = f"{escape(row.amount)}{' (' + row.status + ')' if row.status else ''}"
        against = f"{wording.RELATIONS[row.relation]}: {escape(row.reason)}" if row.relation else ""
        rows.append([as_of, givers, value, _pips(row.pips), against])
    return _table([*wording.LEDGER_COLUMNS[:3], wording.GRID_COLUMNS[1], wording.LEDGER_COLUMNS[3]], rows)


def _when(lookup: Lookup) -> list[str]:
    found = timeline(lookup)
    out = [_happening(h) for h in (*found.background, *found.dated)]
    if found.more:
        out += ["", f"### {wording.MORE_EVENTS.format(n=count(len(found.more), 'more event'))}", ""]
        out += [_happening(h) for h in found.more]
    if found.told or found.undated:
        out += ["", f"### {wording.NO_DATE}", "", *(_happening(h) for h in (*found.told, *found.undated))]
    if not out:
        out = [wording.EMPTY["when"]]
    return out + _unsure([f"{_happening(h)} ({h.score:.2f})" for h in found.unsure])


def _happening(h: Happening) -> str:
    mark = "○" if h.mark == "plan" else "●"
    notes = [wording.BACKGROUND if h.mark == "back" else "", h.status, escape(h.place), escape(joined(h.reports))]
    when = f"{h.when}: " if h.when else ""
    words = escape("".join(run.text for run in h.words))
    return f"- {mark} {when}{words} ({', '.join(n for n in notes if n)}){_decided(h.judged)}"


def _who(lookup: Lookup) -> list[str]:
    found = speakers(lookup)
    out: list[str] = [] if found.speakers else [wording.EMPTY["who"]]
    for one in found.speakers:
        role = f"{escape(one.role)}, " if one.role else ""
        told = _decided([*filter(None, [one.also]), *one.judged])
        out += ["", f"### {escape(one.name)}", "", f"{role}{one.summary}{told}", ""]
        for said in one.said:
            mode = f"{said.mode}: " if said.mode else ""
            chains = "; ".join(
                escape(" → ".join([one.name, *chain.through, joined(chain.reports)])) for chain in said.chains
            )
            other = f" ({escape(said.other_words)})" if said.other_words else ""
            out.append(f"- {mode}{escape(said.text)} ({chains}){other}{_decided(said.judged)}")
            out += [f"  - {escape(text)}" for text in (*(one.text for one in said.documents), *said.checked)]
    return out + _unsure([f"- {escape(name)}: {escape(s.text)} ({s.score:.2f})" for name, s in found.unsure])


def _differ(lookup: Lookup) -> list[str]:
    found = differences(lookup)
    shown = [*found.disputes, *found.others, *found.names]
    out: list[str] = [] if shown else [wording.EMPTY["differ"]]
    for difference in shown:
        out += [
            "",
            f"### {difference.relation_text}: {escape(difference.about)}",
            "",
            *_sides(difference),
            "",
            escape(difference.reason),
        ]
    unsure = [
        f"- {d.relation_text}: {escape(d.about)}: {escape(' / '.join(s.value for s in d.sides))} ({d.score:.2f})"
        for d in found.unsure
    ]
    return out + _unsure(unsure)


def _sides(difference: Difference) -> list[str]:
    out = []
    for side in difference.sides:
        voice = wording.OWN_VOICE if len(side.reports) == 1 else wording.OWN_VOICES
        reports = joined(side.reports)
        origins = f"{joined(side.origins)}, in {reports}" if side.origins else f"{reports}, {voice}"
        mode = f"{side.mode}: " if side.mode else ""
        out.append(f"- {mode}**{escape(side.value)}**: {escape(origins)}{_decided(side.checked)}")
        if side.text:
            out.append(f"  {escape(side.before + side.text + side.after)}")
    return out


def _quoted(lookup: Lookup) -> list[str]:
    found = quoted_words(lookup)
    if not (found.differing or found.cut or found.same):
        return [wording.EMPTY["quoted" if len(lookup.reports) > 1 else "quoted-one"]]
    out = [line for q in found.differing for line in _quotation(q)]
    for quotations, head in ((found.cut, wording.CUT_QUOTATIONS), (found.same, wording.SAME_QUOTATIONS)):
        if quotations:
            out += ["", f"### {head.format(n=count(len(quotations), 'quotation'))}", ""]
            out += [line for q in quotations for line in _quotation(q, short=True)]
    return out


def _quotation(q: QuotedWords, *, short: bool = False) -> list[str]:
    head = f"{escape(q.speaker)}: {q.relation_text}"
    lines = [_version(v) for v in q.versions]
    if short:
        return [f"- {escape(q.speaker)}: {lines[0].removeprefix('- ')}", *(f"  {line}" for line in lines[1:])]
    return ["", f"### {head}", "", *lines]


def _version(v: Version) -> str:
    mark = "“{}”" if v.quoted else "{}"
    words = " … ".join(mark.format("".join(run.text for run in piece)) for piece in v.pieces)
    notes = [wording.QUOTATION_UNMARKED] if not v.quoted else list(v.notes)
    speaker = f"{v.speaker}, " if v.speaker else ""
    return (
        f"- {escape(words)} ({escape(speaker + joined(v.reports))}{': ' + escape('; '.join(notes)) if notes else ''})"
    )


def _alone(lookup: Lookup) -> list[str]:
    if len(lookup.reports) < 2:
        return [wording.EMPTY["alone-one"]]
    found = grid(lookup)
    out = _grid(found)
    if not out and not any(one.claims for one in found.alone):
        out = [wording.EMPTY["alone"]]
    for one in found.alone:
        if one.claims:
            out += ["", f"### {wording.ONLY_IN.format(report=escape(one.report))}", ""]
            out += [f"- {escape(text)}{_decided(one.checked.get(item.key, ()))}" for item, text in one.claims]
    return out + _unsure([f"- {escape(text)} ({score:.2f})" for _, text, score in found.unsure])


def _grid(found: Grid) -> list[str]:
    if not found.rows:
        return []
    key = ", ".join(f"{mark} {wording.CELLS[cell]}" for cell, mark in _CELLS.items())
    columns = ", ".join(f"{n} {escape(label)}" for n, label in found.columns)
    heads = [wording.GRID_COLUMNS[0], *(str(n) for n, _ in found.columns), wording.GRID_COLUMNS[1]]
    rows = [
        [
            escape(row.text),
            *(_CELLS[c] for c in row.cells),
            f"{'●' * min(row.pips.filled, 8)} {escape(row.verdict_text)}".strip() + _decided(row.judged),
        ]
        for row in found.rows
    ]
    return [f"### {wording.SHARED_HEAD}", "", f"{key}. {columns}.", "", *_table(heads, rows)]


def _copies(lookup: Lookup) -> list[str]:
    if len(lookup.reports) < 2:
        return [wording.EMPTY["copies-one"]]
    found = dependence(lookup)
    if not found.pairs and not found.related:
        return [wording.EMPTY["copies"], "", found.independent]
    out = [*_pairs(found.pairs), *_left_out(found.more_pairs)]
    if found.related:
        head = wording.MORE_PAIRS.format(n=count(len(found.related) + found.more_related, "pair"))
        out += ["", f"### {head}", "", *_pairs(found.related), *_left_out(found.more_related)]
    return [*out, found.independent, "", *_origins(lookup)]


def _left_out(more: int) -> list[str]:
    return ["", wording.PAIRS_LEFT_OUT.format(n=count(more, "pair"))] if more else []


def _origins(lookup: Lookup) -> list[str]:
    rows = origin_rows(lookup)
    if not rows:
        return []
    cells = [
        [
            escape(row.name),
            str(row.claims),
            "; ".join(f"{escape(via)} → {escape(joined(reports))}".strip() for via, reports in row.ways),
            "; ".join(map(escape, row.counted_with)),
        ]
        for row in rows
    ]
    head = wording.ORIGINS_HEAD.format(n=count(len(rows), "origin"))
    return [f"### {head}", "", *_table(list(wording.ORIGIN_COLUMNS), cells)]


def _pairs(pairs: tuple[Pair, ...]) -> list[str]:
    rows = [
        [
            escape(pair.taker),
            escape(pair.relation) + _decided(pair.judged),
            escape(pair.giver),
            f"{pair.share}%" if pair.share is not None else "",
            str(len(pair.passages) or ""),
        ]
        for pair in pairs
    ]
    return _table(list(wording.PAIRS_COLUMNS), rows) if rows else []


def _reports(lookup: Lookup) -> list[str]:
    out: list[str] = []
    for report in full_reports(lookup, {}):
        facts = " · ".join(escape(fact) for fact in report.facts)
        out += ["", f"### {report.number}. {escape(report.label)}", ""]
        if report.title and not report.titled:
            out += [f"**{escape(report.title)}**", ""]
        out += [f"{facts}{' · ' + escape(report.url) if report.url else ''}", ""]
        for n, paragraph in enumerate(report.paragraphs):
            if report.places[n]:
                out += [f"> *{report.places[n]}*", ">"]
            out += ["> " + escape("".join(p.text for sentence in paragraph for p in sentence)), ">"]
        if out[-1] == ">":
            out[-1] = ""
        if report.noise:
            out += [f"{report.noise_text}.", ""]
    return out

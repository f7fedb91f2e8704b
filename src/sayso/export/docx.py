"""The dossier as a Word document: to print, to send, to mark up by hand; the page's parts that read well on paper."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from sayso.export.characters import for_xml
from sayso.export.provenance import provenance_of
from sayso.render import wording
from sayso.render.differences import Difference, differences
from sayso.render.formats import day, joined
from sayso.render.header import header
from sayso.render.ledger import Quantity, Row, ledger
from sayso.render.lookup import Lookup, Pips, marked_gaps
from sayso.render.short import claim_words, in_short, verdict_text
from sayso.render.speakers import Said, speakers
from sayso.render.timeline import Happening, timeline
from sayso.types import Dossier

if TYPE_CHECKING:
    from docx.document import Document

# A4 with margins of 2 cm, in cm
WIDTH, HEIGHT, MARGIN = 21.0, 29.7, 2.0
TWIPS = 1440 / 2.54  # of a centimetre
FONT, SIZE, SMALL = "Calibri", 10.5, 8.5
GREY, RULE = "5F6368", "BDC1C6"
# the earliest moment that an archive can tell, so that the same dossier makes the same bytes
NO_TIME = (1980, 1, 1, 0, 0, 0)


def docx_file(dossier: Dossier) -> bytes:
    """A Word document of a dossier: what is disputed, who says what, the figures, what happened, claims, sources.

    Every text is a span of a report or a template of `sayso.render.wording`. What XML cannot hold stands as U+FFFD.
    """
    import docx

    paper = _Paper(docx.Document(), Lookup(dossier))
    paper.write()
    return paper.file()


class _Paper:
    """One document as it is written, from front to back: paragraphs and tables as WordprocessingML (ISO 29500).

    python-docx gives the file, the styles and the foot; it looks through all of a document for each paragraph that it
    adds, which a dossier of hundreds of reports has not the time for.
    """

    def __init__(self, document: Document, lookup: Lookup) -> None:
        self.document, self.lookup = document, lookup
        self.styles = {style.name: style.style_id for style in document.styles}
        self.blocks: list[str] = []

    def write(self) -> None:
        """All parts."""
        self._set_up()
        self._head()
        self._short()
        self._differ()
        self._who()
        self._many()
        self._when()
        self._claims()
        self._sources()
        self._foot()

    def file(self) -> bytes:
        """The document as a file, the same bytes each time."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        end = self.document.element.body.sectPr
        for block in parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(self.blocks)}</w:body>"):
            end.addprevious(block)
        made, out = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in given.infolist():
                fixed = zipfile.ZipInfo(entry.filename, NO_TIME)
                fixed.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(fixed, given.read(entry))
        return out.getvalue()

    def _set_up(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt, RGBColor

        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(WIDTH), Cm(HEIGHT)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(SIZE)
        normal.paragraph_format.space_after = Pt(4)
        for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
            style = styles[name]
            for line in style.element.pPr.findall(qn("w:pBdr")):
                style.element.pPr.remove(line)
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
            fonts = style.element.rPr.rFonts
            for key in list(fonts.attrib):
                if key.endswith("Theme"):
                    del fonts.attrib[key]
        properties = self.document.core_properties
        known = provenance_of(self.lookup.dossier)
        properties.title = self._text(header(self.lookup).title)[:255]
        properties.author = properties.last_modified_by = known.version
        properties.comments = ""
        if known.made:
            properties.created = properties.modified = datetime.fromisoformat(known.made).replace(tzinfo=None)

    def _head(self) -> None:
        head = header(self.lookup)
        self._paragraph(self._run(head.title), style="Title")
        counts = " · ".join(f"{n:,} {noun}" for n, noun in head.counts)
        self._small(" · ".join(filter(None, (counts, head.period))))
        for note in head.notes:
            self._small(note)

    def _part(self, part: str, *, lede: bool = True) -> None:
        title, told = wording.PARTS[part]
        self._heading(title)
        if lede:
            self._small(told)

    def _short(self) -> None:
        self._part("short")
        lines = in_short(self.lookup)
        for line in lines:
            verdict = f"{line.verdict_text}: {line.detail}" if line.detail else line.verdict_text
            notes = " · ".join(filter(None, (verdict, line.source, *line.when, *line.judged)))
            words = f"{line.before}{line.text}{line.after} {_pips(line.pips)}"
            self._paragraph(self._run(words) + self._run(f" ({notes})", grey=True), style="List Number")
        self._nothing(lines, "short")

    def _differ(self) -> None:
        self._part("differ")
        found = differences(self.lookup)
        shown = (*found.disputes, *found.others, *found.names)
        for difference in shown:
            self._difference(difference)
        self._nothing(shown, "differ")

    def _difference(self, difference: Difference) -> None:
        title = f"{difference.relation_text}: {difference.about}"
        self._heading(title[:1].upper() + title[1:], 2)
        for side in difference.sides:
            voice = wording.OWN_VOICE if len(side.reports) == 1 else wording.OWN_VOICES
            reports = joined(side.reports)
            who = f"{joined(side.origins)}, in {reports}" if side.origins else f"{reports}, {voice}"
            runs = self._run(f"{side.mode}: {side.value}" if side.mode else side.value, bold=True)
            runs += self._run(f": {who}")
            if side.text:
                runs += self._run(f"\n{self._text(side.before + side.text + side.after).strip()}")
            runs += "".join(self._run(f" {told}", grey=True) for told in side.checked)
            self._paragraph(runs, style="List Bullet")
        self._small(difference.reason)

    def _who(self) -> None:
        self._part("who")
        found = speakers(self.lookup).speakers
        for speaker in found:
            self._heading(speaker.name, 2)
            self._small(" · ".join(filter(None, (speaker.role, speaker.summary, speaker.also, *speaker.judged))))
            for said in speaker.said:
                self._said(speaker.name, said)
        self._nothing(found, "who")

    def _said(self, name: str, said: Said) -> None:
        chains = "; ".join(" → ".join([name, *chain.through, joined(chain.reports)]) for chain in said.chains)
        notes = "; ".join(filter(None, (chains, said.other_words, *said.judged)))
        words = self._run(f"{said.mode}: {said.text}" if said.mode else said.text)
        self._paragraph(words + self._run(f" ({notes})", grey=True), style="List Bullet")

    def _many(self) -> None:
        self._part("many", lede=False)
        found = ledger(self.lookup)
        for quantity in found.shared:
            self._heading(quantity.title, 2)
            for told in quantity.judged:
                self._small(told)
            self._table(wording.LEDGER_COLUMNS, [_cells(row) for row in quantity.rows], (2.4, 6.6, 3.4, 4.6))
            for addition in quantity.sums:
                self._paragraph(self._run(addition.text), style="List Bullet")
        singles = [(q, row) for q in (*found.agreed, *found.lone, *found.ages) for row in q.rows]
        if singles:
            self._heading(wording.OTHER_FIGURES, 2)
            columns = (wording.LEDGER_COLUMNS[2], wording.FIGURE_COLUMN, wording.LEDGER_COLUMNS[1])
            self._table(columns, [_single(quantity, row) for quantity, row in singles], (3.4, 7.0, 6.6))
        self._nothing((*found.shared, *singles), "many")

    def _when(self) -> None:
        self._part("when", lede=False)
        found = timeline(self.lookup)
        dated = [_happening(h) for h in (*found.background, *found.dated, *found.more)]
        undated = [_happening(h) for h in (*found.told, *found.undated)]
        if dated:
            self._table(wording.TIMELINE_COLUMNS, dated, (2.6, 9.4, 5.0))
        if undated:
            self._heading(wording.NO_DATE, 2)
            rows = [(f"{mark} {words}", told) for mark, words, told in undated]
            self._table(wording.TIMELINE_COLUMNS[1:], rows, (12.0, 5.0))
        self._nothing((*dated, *undated), "when")

    def _claims(self) -> None:
        self._heading(wording.CLAIMS_HEAD)
        rows = []
        for claim in self.lookup.dossier.claims:
            reports = list(dict.fromkeys(m.span.report for m in claim.members))
            if len(reports) > 1 or len(claim.origins) > 1:
                told = joined([self.lookup.label(r) for r in reports])
                origins = "; ".join(map(self.lookup.who, claim.origins))
                rows.append((claim_words(self.lookup, claim), verdict_text(self.lookup, claim), origins, told))
        if rows:
            self._table(wording.CLAIM_COLUMNS, rows, (7.4, 2.6, 3.8, 3.2))
        self._nothing(rows, "alone")

    def _sources(self) -> None:
        self._heading(wording.SOURCES_HEAD)
        for number, report in enumerate(self.lookup.reports, start=1):
            title = f" “{report.title}”" if report.title else ""
            when = f", {day(report.published)}" if report.published else ""
            runs = self._run(f"{number}. {self.lookup.label(report.id)}:{title}{when}")
            if report.url:
                runs += self._run("\n") + self._link(report.url)
            runs += self._run(f"\nsha256 {report.sha256}", grey=True, size=SMALL - 1)
            self._paragraph(runs)

    def _foot(self) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._small(wording.NOTHING_GENERATED)
        self._small(header(self.lookup).models)
        look = _look(grey=True, size=SMALL)
        field = "".join(
            f"<w:r>{look}{part}</w:r>"
            for part in (
                '<w:fldChar w:fldCharType="begin"/>',
                "<w:instrText>PAGE</w:instrText>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        told = self._run(f"{header(self.lookup).made} · ", grey=True, size=SMALL)
        foot = self.document.sections[0].footer.paragraphs[0]
        for run in parse_xml(f"<w:p {nsdecls('w')}>{told}{field}</w:p>"):
            foot._p.append(run)

    def _text(self, text: str) -> str:
        plain = for_xml(text)
        return marked_gaps(plain) if self.lookup.shared else plain

    def _heading(self, text: str, level: int = 1) -> None:
        self._paragraph(self._run(" ".join(text.split())), style=f"Heading {level}")

    def _small(self, text: str) -> None:
        if text:
            self._paragraph(self._run(text, grey=True, size=SMALL))

    def _nothing(self, found: Sequence[object], part: str) -> None:
        if not found:
            self._small(wording.EMPTY[part])

    def _paragraph(self, runs: str, *, style: str | None = None) -> None:
        named = f'<w:pPr><w:pStyle w:val="{self.styles[style]}"/></w:pPr>' if style else ""
        self.blocks.append(f"<w:p>{named}{runs}</w:p>")

    def _run(self, text: str, *, bold: bool = False, grey: bool = False, size: float | None = None) -> str:
        """Words in one look; a line end in them is one in the document."""
        lines = (
            f'<w:t xml:space="preserve">{escape(line)}</w:t>'
            for line in self._text(text).replace("\r", " ").split("\n")
        )
        return f"<w:r>{_look(bold=bold, grey=grey, size=size)}{'<w:br/>'.join(lines)}</w:r>"

    def _link(self, address: str) -> str:
        """An address that one can click; only one of the web, and only as the characters that an address may have."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        run = self._run(address, grey=True)
        if not address.startswith(("https://", "http://")):
            return run
        target = quote(address.encode("utf-8", "replace"), safe="%/:=&?~#+!$,;'@()*[]")
        name = self.document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{name}">{run}</w:hyperlink>'

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with lines between its rows alone, whose head stands on every page that it goes on."""
        twips = [round(width * TWIPS) for width in widths]
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in ("top", "bottom", "insideH")
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
        head = self._row(heads, twips, head=True)
        body = "".join(self._row(cells, twips) for cells in rows)
        self.blocks.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl><w:p/>'
        )

    def _row(self, cells: Sequence[str], twips: Sequence[int], *, head: bool = False) -> str:
        made = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:spacing w:after="40"/></w:pPr>{self._run(cell, bold=head, size=SMALL)}</w:p></w:tc>'
            for cell, width in zip(cells, twips, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{made}</w:tr>"


def _look(*, bold: bool = False, grey: bool = False, size: float | None = None) -> str:
    told = ("<w:b/>" if bold else "") + (f'<w:color w:val="{GREY}"/>' if grey else "")
    told += f'<w:sz w:val="{round(size * 2)}"/>' if size is not None else ""
    return f"<w:rPr>{told}</w:rPr>" if told else ""


def _pips(pips: Pips) -> str:
    return f"{'●' * min(pips.filled, 8)}{'○' * min(pips.hollow, 8)} {pips.text}".strip()


def _value(row: Row) -> str:
    return f"{row.amount} ({row.status})" if row.status else row.amount


def _cells(row: Row) -> tuple[str, ...]:
    givers = "; ".join(
        (giver.name or wording.OWN_VOICE_CELL)
        + (f", {wording.VIA.format(names=joined(giver.via))}" if giver.via else "")
        + f" ({joined(giver.reports)})"
        for giver in row.givers
    )
    as_of = row.as_of or (wording.REPORTED.format(date=row.as_of_note) if row.as_of_note else "")
    against = f"{wording.RELATIONS[row.relation]}: {row.reason}" if row.relation else ""
    return as_of, givers, f"{_value(row)} {_pips(row.pips)}", against


def _single(quantity: Quantity, row: Row) -> tuple[str, ...]:
    givers = joined([giver.name for giver in row.givers if giver.name])
    reports = joined(row.reports)
    return _value(row), quantity.title, f"{givers} ({reports})" if givers else reports


def _happening(h: Happening) -> tuple[str, ...]:
    notes = [wording.BACKGROUND if h.mark == "back" else "", h.status, h.place, joined(h.reports), *h.judged]
    mark = "○" if h.mark == "plan" else "●"
    return f"{mark} {h.when}".strip(), "".join(run.text for run in h.words), ", ".join(n for n in notes if n)

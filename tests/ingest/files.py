"""Documents made by the programs that people make them with: Chromium, reportlab, python-docx, Python's mail."""

from __future__ import annotations

import io
import subprocess
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def print_pdf(page: Path, folder: Path, *, heads: bool = False) -> Path:
    """The PDF that Chromium prints of a page; with `heads`, day, title, address and number stand in its margins."""
    made = folder / f"{page.stem}.pdf"
    options = [] if heads else ["--no-pdf-header-footer"]
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", *options, f"--print-to-pdf={made}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return made


def set_pdf(
    paragraphs: Sequence[str],
    *,
    title: str = "",
    author: str = "",
    head: str = "",
    columns: int = 1,
    indented: bool = False,
    password: str = "",
) -> bytes:
    """A PDF by reportlab: a running head and page numbers on every page, paragraphs parted by space or set in."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    width, height = A4
    space = {"firstLineIndent": 14} if indented else {"spaceAfter": 8}
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13.5, **space)
    heading = ParagraphStyle("heading", fontName="Times-Bold", fontSize=17, leading=21, spaceAfter=12)

    def furnish(canvas, document):  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        if head:
            canvas.drawString(60, height - 36, head)
        canvas.drawCentredString(width / 2, 28, f"Page {document.page}")

    out = io.BytesIO()
    lock = StandardEncryption(password, canPrint=0) if password else None
    made = BaseDocTemplate(out, pagesize=A4, title=title or None, author=author or None, encrypt=lock)
    each = (width - 100 - 20 * (columns - 1)) / columns
    frames = [Frame(50 + k * (each + 20), 60, each, height - 130, id=str(k)) for k in range(columns)]
    made.addPageTemplates(PageTemplate(frames=frames, onPage=furnish))
    made.build([*([Paragraph(title, heading)] if title else []), *(Paragraph(p, body) for p in paragraphs)])
    return out.getvalue()


def scanned_pdf() -> bytes:
    """A PDF of two pages that are pictures."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    grey = b"\x00\x80\xff" * 16
    rows = b"".join(b"\x00" + grey for _ in range(16))
    chunk = b"IHDR" + (16).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    data = b"IDAT" + zlib.compress(rows)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(c) - 4).to_bytes(4, "big") + c + zlib.crc32(c).to_bytes(4, "big") for c in (chunk, data, b"IEND")
    )
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(2):
        canvas.drawImage(ImageReader(io.BytesIO(png)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(content: bytes, pages: int = 1) -> bytes:
    """A PDF with this content on each of its pages."""
    data = zlib.compress(content, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join([b"3 0 R"] * pages)),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def word(paragraphs: Sequence[str], *, title: str = "", head: str = "", cells: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file by python-docx."""
    import docx

    made = docx.Document()
    if head:
        made.sections[0].header.paragraphs[0].text = head
    if title:
        made.add_heading(title, 0)
    for text in paragraphs:
        made.add_paragraph(text)
    if cells:
        table = made.add_table(len(cells), len(cells[0]))
        for i, row in enumerate(cells):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word_of(body: str, *, before: str = "", encoding: str = "utf-8", **parts: bytes) -> bytes:
    """A Word file whose body is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        xml = f"<?xml version='1.0'?>{before}<w:document {W}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", xml.encode(encoding))
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def mail(
    text: str,
    *attached: tuple[str, bytes, str],
    sender: str = "Norland Lighthouse Board Press Office <press@lighthouses.example>",
    subject: str = "Fwd: Fog signal failed",
    html: str | None = None,
) -> EmailMessage:
    """A mail by Python's `email`; `attached` are name, bytes and type."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@courier.example", subject
    made["Date"], made["Message-ID"] = "Mon, 03 May 2027 09:30:00 +0200", "<1@lighthouses.example>"
    if text:
        made.set_content(text)
    if html is not None:
        if text:
            made.add_alternative(html, subtype="html")
        else:
            made.set_content(html, subtype="html")
    for name, data, kind in attached:
        main, _, sub = kind.partition("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made

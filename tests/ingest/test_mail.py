"""Mail: its text, what it quotes, who sent it, and the documents attached to it."""

from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from sayso.ingest import read_inputs
from sayso.ingest.build import characters
from sayso.ingest.documents import Document
from sayso.ingest.limits import MAILS_DEEP, MOST_ATTACHMENTS
from sayso.types import Report, Unread
from tests.ingest.files import mail, set_pdf, word

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = """Dear editors,

The fog signal at Brell Point was silent for nine hours on Saturday,
because a fuse had failed that nobody had been able to find in the dark,
the board has found.

On Sun, 2 May 2027 the Courier wrote:
> What happened at Brell Point,
> and who knew?

--\x20
Kari Moe
Norland Lighthouse Board
"""
SAID = "The ferry ran aground on Friday morning, the harbour office said."
HEAD = b"From: a@b.example\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"


def read(path: Path, data: bytes | EmailMessage) -> list[Report | Unread]:
    path.write_bytes(data if isinstance(data, bytes) else data.as_bytes())
    return list(read_inputs([str(path)]))


def test_a_mail_is_its_own_text_and_its_sender_its_issuer(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    (report,) = read(path, mail(TEXT))
    assert isinstance(report, Report)
    assert report.text == (
        "The fog signal at Brell Point was silent for nine hours on Saturday, because a fuse had failed that nobody "
        "had been able to find in the dark, the board has found."
    )
    assert (report.genre, report.issuer) == ("mail", "Norland Lighthouse Board")
    assert (report.title, report.published) == ("Fog signal failed", "2027-05-03T09:30:00+02:00")
    reasons = {n.reason for n in report.noise}
    assert {"quoted mail", "signature"} <= reasons
    assert report.parts[-1].kind == "paragraph"
    assert report.parts[-1].number == 2
    raw = characters(Document(source="a.eml", data=path.read_bytes()))
    span = report.span(report.text.index("The fog"), len(report.text))
    assert raw[slice(*span.raw)].split() == span.text.split()


def test_what_closes_a_letter_is_its_signature(tmp_path: Path) -> None:
    (report,) = read(tmp_path / "a.eml", mail(f"Hello,\n\n{SAID}\n\nKind regards,\nKari Moe\nPress officer\n"))
    assert isinstance(report, Report)
    assert report.text == SAID
    assert list(dict.fromkeys(n.reason for n in report.noise)) == ["salutation", "signature"]


def test_documents_attached_to_it_are_reports_of_their_own(tmp_path: Path) -> None:
    release = word(["PRESS RELEASE", SAID, "Four boats came to help it."], head="Harbour Office of Fell")
    made = mail(
        TEXT,
        ("Ferry.docx", release, WORD),
        ("Bericht über die Fähre.pdf", set_pdf([SAID] * 3, title="Report on the ferry"), "application/pdf"),
        ("logo.png", b"\x89PNG\r\n\x1a\n12", "image/png"),
        ("notes.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "application/msword"),
        ("../../x.txt", SAID.encode(), "text/plain"),
    )
    path = tmp_path / "a.eml"
    found = read(path, made)
    assert [r.source.removeprefix(str(path)) for r in found] == [
        "", "/Ferry.docx", "/Bericht über die Fähre.pdf", "/notes.doc", "/x.txt"
    ]  # fmt: skip
    assert [type(r) for r in found] == [Report, Report, Report, Unread, Report]
    attached = found[1]
    assert isinstance(attached, Report)
    assert (attached.genre, attached.issuer) == ("press release", "Harbour Office of Fell")


def test_a_mail_that_only_carries_a_document_is_none_itself(tmp_path: Path) -> None:
    (report,) = read(tmp_path / "a.eml", mail("", ("a.txt", SAID.encode(), "text/plain")))
    assert report.source.endswith("a.eml/a.txt")


def test_the_html_of_a_mail_is_read_where_there_is_no_text(tmp_path: Path) -> None:
    page = f"<html><body><p>{SAID}</p><p>Nobody was <b>hurt</b>, it added &amp; wrote.</p></body></html>"
    (report,) = read(tmp_path / "a.eml", mail("", html=page))
    assert isinstance(report, Report)
    assert report.text == f"{SAID}\nNobody was hurt, it added & wrote."
    (report,) = read(tmp_path / "b.eml", mail(SAID, html=page))
    assert isinstance(report, Report)
    assert report.text == SAID


def test_a_release_in_a_mail_is_a_release(tmp_path: Path) -> None:
    text = f"---------- Forwarded message ---------\nFrom: Kari Moe\n\nFOR IMMEDIATE RELEASE\n\n{SAID}\n\nENDS\n"
    (report,) = read(tmp_path / "a.eml", mail(text, sender='"Harbour Office of Fell, Media Relations" <m@h.example>'))
    assert isinstance(report, Report)
    assert (report.genre, report.issuer, report.text) == ("press release", "Harbour Office of Fell", SAID)


def test_a_release_that_somebody_sends_on_is_not_his(tmp_path: Path) -> None:
    text = f"FOR IMMEDIATE RELEASE\n\nHarbour Office of Fell\n\n{SAID}\n\nENDS\n"
    (report,) = read(tmp_path / "a.eml", mail(text, sender="Ida Berg <ida@courier.example>"))
    assert isinstance(report, Report)
    assert (report.genre, report.issuer) == ("press release", "Harbour Office of Fell")


def test_a_mail_is_known_without_its_ending(tmp_path: Path) -> None:
    (report,) = read(tmp_path / "a.txt", mail(SAID))
    assert isinstance(report, Report)
    assert report.genre == "mail"
    memo = f"To: all masters\nFrom: the harbour office\nSubject: ferry\n\n{SAID}\n"
    (report,) = read(tmp_path / "memo.txt", memo.encode())
    assert isinstance(report, Report)
    assert report.genre == "article"


def test_a_thousand_attachments_are_bounded_and_it_says_so(tmp_path: Path) -> None:
    made = mail(SAID)
    for number in range(1000):
        made.add_attachment(
            f"{SAID} It was boat number {number}.".encode(), maintype="text", subtype="plain", filename=f"{number}.txt"
        )
    found = read(tmp_path / "a.eml", made)
    assert len(found) == MOST_ATTACHMENTS + 2
    last = found[-1]
    assert isinstance(last, Unread)
    assert "first 50 attachments" in last.message


def test_mails_within_mails_are_bounded_and_it_says_so(tmp_path: Path) -> None:
    made = mail(SAID)
    for _ in range(100):
        outer = mail(SAID)
        outer.add_attachment(made)
        made = outer
    found = read(tmp_path / "a.eml", made)
    assert [type(r) for r in found] == [Report] * MAILS_DEEP + [Unread]
    last = found[-1]
    assert isinstance(last, Unread)
    assert last.kind == "too-deep"


def nested(depth: int) -> bytes:
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (k, k) for k in range(depth))
    return HEAD + parts + b"Content-Type: text/plain\n\nhello\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (nested(100), "too-deep"),
        (nested(5000), "too-deep"),
        (HEAD + b"Content-Type: message/rfc822\n\nFrom: a@b\n" * 3000 + b"\n\nhello\n", "too-deep"),
        (HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\n\n" * 300_000, "too-large"),
        (HEAD + b"\n\n", "empty"),
        (HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n!!!!\n", "empty"),
    ],
    ids=["a hundred parts deep", "five thousand", "mails", "parts", "nothing", "broken base64"],
)
def test_bad_mails_say_so(tmp_path: Path, data: bytes, kind: str) -> None:
    began = time.process_time()
    (found,) = read(tmp_path / "a.eml", data)
    assert isinstance(found, Unread)
    assert found.kind == kind
    assert time.process_time() - began < 10


def test_headers_made_to_take_time_take_none(tmp_path: Path) -> None:
    data = (
        b"From: " + b"<a@b.example>, " * 100_000 + b"\nMessage-ID: <1@x>\nDate: " + b"(" * 200_000 + b"\n"
        b"Subject: =?utf-8?q?" + b"=41" * 50_000 + b"?=\nContent-Type: text/plain; charset=nonsense\n\n" + SAID.encode()
    )  # fmt: skip
    began = time.process_time()
    (report,) = read(tmp_path / "a.eml", data)
    assert isinstance(report, Report)
    assert report.text == SAID
    assert time.process_time() - began < 5


def test_a_mailbox_says_what_to_do(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "all.mbox", b"From a@b.example Mon May  3 09:30:00 2027\n" + mail(SAID).as_bytes())
    assert isinstance(found, Unread)
    assert ".eml" in found.message

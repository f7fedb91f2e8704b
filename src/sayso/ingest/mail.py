"""A mail to paragraphs, and the documents that are attached to it, within bounds."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from sayso.errors import UnreadableInput
from sayso.ingest.article import read_fragment
from sayso.ingest.encoding import decode
from sayso.ingest.limits import LARGEST_DOCUMENT, LARGEST_FILE, LONGEST_TEXT, MAILS_DEEP, MOST_ATTACHMENTS, MOST_BORDERS
from sayso.ingest.paragraphs import Paragraph
from sayso.ingest.parts import Content
from sayso.ingest.text import read_paragraphs
from sayso.types import Noise, Part

# characters of a header that are read: longer ones are lists of addresses, or made to take time
_LONGEST_HEADER = 2_000
# parts of a mail that are looked at, attachments and wrappers alike
_MOST_PARTS = 2_000
# levels of parts within each other; mail programs nest three or four
_DEEPEST = 30

if TYPE_CHECKING:
    Message = email.message.Message[str, str]


def read_mail(data: bytes, source: str) -> Content:
    """The text of a mail in paragraphs, numbered from 1 as far as they have text.

    The plain text is read, or the HTML where there is no other. Raw offsets count that part, decoded. Subject, sender
    and date are facts of it and not of its text. What is quoted from an earlier mail and what stands below a line "-- "
    is noise.

    Args:
        data: the mail, RFC 5322.
        source: its name, for messages.

    Raises:
        UnreadableInput: "format", "too-deep", "too-large" or "empty".
    """
    message = open_mail(data, source)
    text, markup = _body(message, source)
    if text is None:
        raise UnreadableInput(source, "empty", "the mail has no text of its own")
    if len(text) > (LARGEST_FILE if markup else LONGEST_TEXT):
        raise UnreadableInput(source, "too-large", f"its text has {len(text):,} characters; no mail to a desk has")
    found = read_fragment(text, source) if markup else read_paragraphs(text, wrapped=True)
    if not found:
        raise UnreadableInput(source, "empty", "the mail has no text of its own")
    reasons = [None] * len(found) if markup else list(_reasons(text, found))
    return Content(
        raw=text,
        paragraphs=tuple(p for p, reason in zip(found, reasons, strict=True) if not reason),
        places=tuple(
            Part(kind="paragraph", number=n, start=p.raw[0], end=p.raw[1]) for n, p in enumerate(found, start=1)
        ),
        noise=tuple(
            Noise(text=p.text, raw=p.raw, reason=reason) for p, reason in zip(found, reasons, strict=True) if reason
        ),
        facts=_facts(message),
    )


def attachments(message: Message, source: str) -> Iterator[tuple[str, bytes] | UnreadableInput]:
    """The files attached to a mail, those to mails attached to it included: name and bytes.

    A mail that is attached comes as a file "NAME.eml". At most MOST_ATTACHMENTS come, then an error that says so;
    pictures, signatures and calendars are passed over.

    Args:
        message: the mail, as `open_mail` gives it.
        source: its name, for messages.

    Raises:
        UnreadableInput: "too-deep".
    """
    count = 0
    for part in _parts(message, source):
        if not _is_attached(part):
            continue
        if count == MOST_ATTACHMENTS:
            yield UnreadableInput(
                source,
                "too-large",
                f"only its first {MOST_ATTACHMENTS} attachments were read; save the others as files",
            )
            return
        count += 1
        name = _file_name(part, count)
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            held = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(held, email.message.Message):
                yield f"{name.removesuffix('.eml')}.eml", held.as_bytes()
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            if len(content) > LARGEST_DOCUMENT:
                yield UnreadableInput(f"{source}/{name}", "too-large", f"it has {len(content):,} bytes")
            else:
                yield name, content


def has_text(message: Message, source: str) -> bool:
    """Whether a mail says something itself and does not only carry others.

    Raises:
        UnreadableInput: "too-deep".
    """
    text, _ = _body(message, source)
    return bool(text and text.strip())


def deep(source: str) -> bool:
    """Whether a mail lies in so many others that no more are opened, by its name "a.eml/b.eml/c.eml"."""
    return source.lower().count(".eml/") >= MAILS_DEEP


def open_mail(data: bytes, source: str) -> Message:
    """The mail, by the policy that leaves headers as they are: the newer one's parser takes minutes for a made one.

    Raises:
        UnreadableInput: "too-deep", "too-large" or "format".
    """
    if data.count(b"\n--") > MOST_BORDERS:
        raise UnreadableInput(source, "too-large", f"it has more than {MOST_BORDERS:,} borders of parts; no mail has")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
    except RecursionError as error:
        raise UnreadableInput(source, "too-deep", "its parts are nested deeper than any mail's; not read") from error
    except (ValueError, TypeError, LookupError) as error:
        raise UnreadableInput(source, "format", f"this is no mail: {error}") from error
    if not message.keys():
        raise UnreadableInput(source, "format", "this is no mail: it has no headers")
    return message


def _parts(message: Message, source: str) -> Iterator[Message]:
    """The parts of a mail that are no wrappers, in order; those of mails within it are theirs."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST:
            raise UnreadableInput(source, "too-deep", f"its parts are nested more than {_DEEPEST} deep; no mail's are")
        if seen > _MOST_PARTS:
            return
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list):
                held = [p for p in inner if isinstance(p, email.message.Message)]
                waiting += ((p, depth + 1) for p in reversed(held))
            continue
        yield part


def _body(message: Message, source: str) -> tuple[str | None, bool]:
    """The text of the mail itself, and whether it is HTML."""
    markup = None
    for part in _parts(message, source):
        if _is_attached(part):
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            text = _decoded(part, source)
            if text.strip():
                return text, False
        elif kind == "text/html" and markup is None:
            markup = _decoded(part, source)
    return markup, True


def _decoded(part: Message, source: str) -> str:
    content = part.get_payload(decode=True)
    return decode(content, source, part.get_content_charset()).text if isinstance(content, bytes) and content else ""


# what is attached to mails and is no document
_NO_DOCUMENTS = ("image/", "audio/", "video/", "font/", "text/calendar", "text/x-vcard", "text/vcard")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind.startswith(_NO_DOCUMENTS) or kind in _SIGNATURES:
        return False
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return kind == "message/rfc822" or named or not kind.startswith("text/")


def _file_name(part: Message, number: int) -> str:
    given = part.get_filename()
    if given is None and part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        held = inner[0] if isinstance(inner, list) and inner else None
        given = _header(held, "Subject") if isinstance(held, email.message.Message) else None
    name = _unfolded(given or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c.isprintable()).strip()[:200]
    return name or f"attachment {number}"


def _facts(message: Message) -> dict[str, str]:
    facts: dict[str, str] = {"genre": "mail"}
    if subject := re.sub(r"^(?:(?:re|fwd?|aw|wg|tr) ?: ?)+", "", _header(message, "Subject"), flags=re.IGNORECASE):
        facts["title"] = subject
    name, address = parseaddr(_header(message, "From"))
    if name or address:
        facts["issuer"] = " ".join(name.split()) or address
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        facts["date"] = parsedate_to_datetime(_header(message, "Date")).isoformat()
    return facts


def _header(message: Message, name: str) -> str:
    return _unfolded(str(message.get(name) or ""))


def _unfolded(value: str) -> str:
    """A header's value as a reader sees it."""
    value = value[:_LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError):
        return " ".join(value.split())
    out = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        try:
            out.append(piece.decode(charset or "utf-8", "replace"))
        except LookupError:
            out.append(piece.decode("utf-8", "replace"))
    return " ".join("".join(out).split())


_QUOTES = re.compile(r"[ \t]*>")
_WROTE = re.compile(
    r"(?:On|Am|Le) .{6,200}\b(?:wrote|schrieb|a écrit) ?:$|-{2,} ?Original Message ?-{2,}$", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"-{2,} ?Forwarded message ?-{2,}$|Begin forwarded message:?$"
    r"|(?:From|To|Cc|Date|Sent|Subject|Reply-To): \S.{0,400}$",
    re.IGNORECASE,
)
_SALUTATION = re.compile(r"(?:dear|hello|hi|good (?:morning|afternoon|evening|day))\b[^.?]{0,60}[,:!]?$", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:(?:with |my )?(?:(?:best|kind(?:est)?|warm(?:est)?|many) )*(?:regards|wishes|greetings|thanks)"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|thank you|cheers)(?: yours)?[,.!]?$",
    re.IGNORECASE,
)
# characters of a line of a signature
_LONGEST_SIGNED = 80
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)


def _reasons(text: str, paragraphs: tuple[Paragraph, ...]) -> Iterator[str | None]:
    """Why each paragraph is none of the mail's own text, None where it is."""
    signature = next((m.start() for m in _SIGNATURE.finditer(text)), len(text))
    closing = next((n for n, p in enumerate(paragraphs) if _CLOSING.match(p.text)), len(paragraphs))
    if closing < len(paragraphs) and all(len(p.text) <= _LONGEST_SIGNED for p in paragraphs[closing:]):
        signature = min(signature, paragraphs[closing].raw[0])
    for p in paragraphs:
        start = p.raw[0]
        if start >= signature:
            yield "signature"
        elif _QUOTES.match(text, text.rfind("\n", 0, start) + 1) or _WROTE.match(p.text):
            yield "quoted mail"
        elif _FORWARDED.match(p.text):
            yield "mail header"
        elif _SALUTATION.match(p.text):
            yield "salutation"
        else:
            yield None

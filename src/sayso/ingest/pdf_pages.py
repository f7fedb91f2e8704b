"""The text of a PDF's pages with the place of each line, read by PDFium in a process of its own.

PDFium is written in C++ and the files come from strangers: a file on which it crashes, or that takes its memory, must
not take this process with it. `python -m sayso.ingest.pdf_pages` reads a file from standard input and writes the answer
to standard output.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from sayso.errors import UnreadableInput
from sayso.ingest.limits import LONGEST_TEXT, MOST_MEMORY, MOST_PAGES, SECONDS_A_DOCUMENT

# what PDFium gives for a hyphen at the end of a line, in place of it and of the line break
_HYPHEN = "\ufffe"
# seconds for the process to start
_STARTING = 10.0
# bytes at the end of a file among which its end is marked; some programs write a little behind it
_TRAILER = 8_192
# letters of a line that are measured
_SAMPLES = 7


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A line of a page: its place in the page's text, and its box in points from the page's lower left corner."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """Height of its letters, ascenders and descenders included, in points."""
        return self.top - self.bottom


class Page(msgspec.Struct, frozen=True, array_like=True):
    """A page: its text as PDFium gives it, its lines in the order of the text, and its size in points.

    A hyphen right behind a line is one at its end that PDFium knows for one; it parts a word.
    """

    text: str
    lines: tuple[Line, ...]
    width: float
    height: float


class Pages(msgspec.Struct, frozen=True):
    """What a PDF holds: its pages and what it says of itself; or a word for why it could not be read."""

    pages: tuple[Page, ...] = ()
    said: dict[str, str] = {}
    wrong: str | None = None
    much: int = 0


_ENDED_FOR_TIME = {int(s) for name in ("SIGXCPU",) if (s := getattr(signal, name, None)) is not None}
_MESSAGES = {
    "encrypted": (
        "encrypted",
        "it can only be opened with a password; open it and print it to a new PDF, or save it without",
    ),
    "broken": ("truncated", "this is no whole PDF, it is broken or breaks off; fetch or save it anew"),
    "page": ("truncated", "its page {much:,} is broken; fetch or save it anew"),
    "pages": ("too-large", f"it has {{much:,}} pages, a document may have {MOST_PAGES:,}; cut out those that matter"),
    "long": ("too-large", f"its text has more than {LONGEST_TEXT:,} characters; cut out the pages that matter"),
    "slow": ("too-large", f"reading it took more than {SECONDS_A_DOCUMENT} seconds; cut out the pages that matter"),
    "crash": ("failed", "PDFium could not read it within its memory; print it to a new PDF and hand in that"),
}


def read_pages(data: bytes, source: str) -> Pages:
    """The pages of a PDF.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        UnreadableInput: "encrypted", "truncated", "too-large" or "failed".
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "sayso.ingest.pdf_pages"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_A_DOCUMENT + _STARTING,
            check=False,
        )
        if done.returncode:
            # a negative status is the signal that ended it
            answer = Pages(wrong="slow" if -done.returncode in _ENDED_FOR_TIME else "crash")
        else:
            answer = msgspec.msgpack.decode(done.stdout, type=Pages)
    except subprocess.TimeoutExpired:
        answer = Pages(wrong="slow")
    except OSError as error:
        raise UnreadableInput(source, "failed", f"no process could be started to read it: {error}") from error
    except msgspec.DecodeError:
        answer = Pages(wrong="crash")
    if answer.wrong is not None:
        kind, message = _MESSAGES[answer.wrong]
        raise UnreadableInput(source, kind, message.format(much=answer.much))
    return answer


def extract(data: bytes, clock: Callable[[], float] = time.monotonic) -> Pages:
    """What a PDF holds, read in this process.

    Args:
        data: the file.
        clock: tells the time in seconds; asked before each page.
    """
    import pypdfium2
    import pypdfium2.raw

    until = clock() + SECONDS_A_DOCUMENT
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        return Pages(wrong="encrypted" if locked else "broken")
    # PDFium repairs a file that breaks off, and says nothing of the pages that it lacks
    if not len(file) or b"%%EOF" not in data[-_TRAILER:]:
        return Pages(wrong="broken")
    if len(file) > MOST_PAGES:
        return Pages(wrong="pages", much=len(file))
    pages: list[Page] = []
    length = 0
    for number in range(len(file)):
        if clock() > until:
            return Pages(wrong="slow")
        try:
            page = file[number]
            page_text = page.get_textpage()
        except pypdfium2.PdfiumError:
            return Pages(wrong="page", much=number + 1)
        count = page_text.count_chars()
        length += count
        if length > LONGEST_TEXT:
            return Pages(wrong="long")
        text = page_text.get_text_range() if count else ""
        if len(text) != count:
            # PDFium counts the halves of a character beyond the first plane
            codes = (pypdfium2.raw.FPDFText_GetUnicode(page_text, k) for k in range(count))
            text = "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes)
        width, height = page.get_size()
        lines = tuple(_lines(text, partial(page_text.get_charbox, loose=True)))
        pages.append(Page(text.replace(_HYPHEN, "-"), lines, width, height))
        page_text.close()
        page.close()
    said = {k: v for k, v in file.get_metadata_dict().items() if v}
    return Pages(pages=tuple(pages), said=said)


def _lines(text: str, box: Callable[[int], tuple[float, float, float, float]]) -> Iterator[Line]:
    at = 0
    while at < len(text):
        ends = [e for mark in ("\r", "\n", _HYPHEN) if (e := text.find(mark, at)) >= 0]
        end = min(ends, default=len(text))
        first, last = at, end
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            # a line may begin in another font than it goes on in
            step = max(1, (last - first) // _SAMPLES)
            sampled = sorted(
                (box(k) for k in range(first, last, step) if not text[k].isspace()), key=lambda b: b[3] - b[1]
            )
            _, bottom, _, top = sampled[len(sampled) // 2]
            yield Line(first, last, box(first)[0], bottom, box(last - 1)[2], top)
        at = end + 1


def _bound() -> None:
    """Bounds the memory and the processor time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, SECONDS_A_DOCUMENT + 5)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _bound()
    sys.stdout.buffer.write(msgspec.msgpack.encode(extract(sys.stdin.buffer.read())))

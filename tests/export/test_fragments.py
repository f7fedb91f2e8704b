"""Text fragments: what they say, and that a real browser marks the right words by them."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from sayso.export.fragments import LONGEST, TextFragment, address_of_words, find_fragment

CHROMIUM = "/usr/bin/chromium"
TEXT = (
    "Flood at Orrin-on-Tesk: “It came like a train”\n"
    "The gate jammed at 9:30, R&D chief Bo Ask said. The gate jammed again at noon, he said.\n"
    "Nobody was told.\n"
    "“Nobody, not one of us, was told,” said Ms. O’Dell — whose house (No. 4) stands 300,000 feet away.\n"
    "Nobody was told.\n"
    "Café owner José Müller, 61, lost his 1,200-euro oven, a piano, two doors, the whole of his cellar with all the "
    "wine that his father had laid down in the year of the great drought, a boat, nine chairs, and, as he put it on "
    "the day after to anybody who came by and would listen, the one good table that he had ever been able to afford.\n"
    "The end of it came at six."
)


def place(words: str, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


PLACES = {
    "a sentence": place("The gate jammed again at noon, he said."),
    "marks that part terms": place("The gate jammed at 9:30, R&D chief Bo Ask said."),
    "words in quotation marks": place("“It came like a train”"),
    "the first of two": place("Nobody was told."),
    "the second of two": place("Nobody was told.", 2),
    "words that stand twice": place("The gate jammed", 2),
    "words before marks": place("said Ms. O’Dell"),
    "accents and a hyphen": place("Café owner José Müller, 61, lost his 1,200-euro oven"),
    "a long paragraph": place(TEXT.split("\n")[5]),
    "two paragraphs": (place("Nobody was told.")[0], place("away.")[1]),
    "one word": place("train"),
    "the last words": place("at six."),
}


@pytest.mark.parametrize("what", PLACES)
def test_terms_are_words_of_the_place(what: str) -> None:
    start, end = PLACES[what]
    fragment = find_fragment(TEXT, start, end)
    assert fragment is not None
    inside = " ".join(TEXT[start:end].split())
    assert inside.find(fragment.start) in range(3)
    if fragment.end:
        assert fragment.end in inside
    else:
        assert len(fragment.start) <= LONGEST
    assert re.fullmatch(r":~:text=([\w.~%]+-,)?[\w.~%]+(,[\w.~%]+)?(,-[\w.~%]+)?", str(fragment), re.ASCII)


def test_marks_of_the_directive_are_encoded() -> None:
    told = str(TextFragment(start="a-b, c & d", prefix="x-y", suffix="50%"))
    assert told == ":~:text=x%2Dy-,a%2Db%2C%20c%20%26%20d,-50%25"


def test_no_term_goes_over_what_the_page_has_in_between() -> None:
    start, end = PLACES["marks that part terms"]
    gap = TEXT.index("R&D")
    fragment = find_fragment(TEXT, start, end, broken=[gap])
    assert fragment is not None
    assert fragment.end is not None
    assert TEXT.index(fragment.start) + len(fragment.start) <= gap <= TEXT.index(fragment.end)


@pytest.mark.parametrize("text", ["", "—", "… …", "\n\n"])
def test_what_has_no_word_has_no_fragment(text: str) -> None:
    assert find_fragment(text, 0, len(text)) is None


@given(st.text(alphabet="ab c.\n“,-é", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_place_of_any_text_gives_words_of_it_or_nothing(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    fragment = find_fragment(text, start, end)
    if fragment is not None:
        # marks beside a word belong to it where a prefix or suffix must stand right at what is marked
        assert re.sub(r"^\W+|\W+$", "", fragment.start) in " ".join(text[start:end].split())


ADDRESSES = [
    ("https://a.example/x", "https://a.example/x#:~:text=Rain"),
    ("https://a.example/x#top", "https://a.example/x#top:~:text=Rain"),
    ("https://a.example/x#:~:text=Sun", "https://a.example/x#:~:text=Rain"),
    ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E#:~:text=Rain"),
    ("javascript:alert(1)", None),
    ("data:text/html,x", None),
    ("ftp://a.example", None),
    ("https://", None),
    ("http://[", None),
    (None, None),
]


@pytest.mark.parametrize(("address", "wanted"), ADDRESSES)
def test_only_pages_have_addresses_and_these_are_safe(address: str | None, wanted: str | None) -> None:
    assert address_of_words(address, TextFragment(start="Rain")) == wanted


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a made-up page with the text, as an outlet might set it."""
    folder = tmp_path_factory.mktemp("page")
    paragraphs = [escape(p).replace("’", "&rsquo;") for p in TEXT.split("\n")]
    filler = "<p>Subscribe now. Weather. Sport.</p>" * 40
    body = "".join(f"<p>{p.replace('Bo Ask', '<a href=x>Bo <b>Ask</b></a>')}</p>" for p in paragraphs[1:])
    style = "<style>::target-text{background:rgb(255,0,0);color:rgb(255,0,0)}</style>"
    page = f"<!doctype html><meta charset=utf-8><title>x</title>{style}{filler}<h2>{paragraphs[0]}</h2>{body}{filler}"
    Path(folder, "page.html").write_text(page, encoding="utf-8")
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}/page.html"
    server.shutdown()
    running.join()
    server.server_close()


WORDS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (const match of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const box = range.getClientRects()[0];
      found.push([match[0], box.left + box.width / 2, box.top + scrollY + box.height / 2]);
    }
  }
  return found;
}"""
RED = """async ([picture, points]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  return points.map(([x, y]) => String(paper.getImageData(x, y, 1, 1).data.slice(0, 3)) === "255,0,0");
}"""


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")
def test_a_browser_goes_to_the_words_and_marks_them_alone(pages: str) -> None:
    """A browser keeps what it marked from scripts, so that it is read off a picture of the page."""
    with sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        reader = browser.new_page()
        for what, (start, end) in PLACES.items():
            page = browser.new_page(viewport={"width": 700, "height": 900})
            page.goto(address_of_words(pages, find_fragment(TEXT, start, end)) or "")
            page.wait_for_timeout(200)
            assert page.evaluate("scrollY") > 500, what
            words = page.evaluate(WORDS)
            picture = base64.b64encode(page.screenshot(full_page=True)).decode()
            red = reader.evaluate(RED, [picture, [[x, y] for _, x, y in words]])
            marked = [word for (word, _, _), one in zip(words, red, strict=True) if one]
            assert marked == re.findall(r"\w+", TEXT[start:end]), what
            page.close()
        browser.close()

"""`python -m bench pages [--data FOLDER] [--record]`: article text from web pages, beside what a user would run.

The same pages go through trafilatura by itself, newspaper4k and sayso, which stands on trafilatura and adds the
encoding, the headline, the noise around the article, what the page says of itself, and the place of every character in
the page's source. Scored by `evals.html`, the benchmark's own measure. FOLDER holds html. `--record` keeps the table in
bench/pages.json.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.side_by_side import Comparison, each, run, timed
from evals.html import article_text, pages_of, score

COLUMNS = ("failed", "precision", "recall", "f1", "pages_per_cpu_second")
ADDRESS = "https://news.example/story"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes, its address, and its article where that is known."""

    data: bytes
    url: str
    article: str | None = None


def by_trafilatura(page: Page) -> str | None:
    """The text that trafilatura extracts by itself, None where it finds none."""
    from trafilatura import extract

    found: str | None = extract(page.data, url=page.url, include_comments=False)
    return found


def by_newspaper(page: Page) -> str | None:
    """The text that newspaper4k extracts; nothing else is fetched."""
    from newspaper import Article

    article = Article(page.url, language="en", fetch_images=False)
    article.download(input_html=page.data.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


def by_sayso(page: Page) -> str | None:
    """The article text of `sayso read`."""
    return article_text(page.data, page.url, page.url)


SYSTEMS: dict[str, Callable[[Page], str | None]] = {
    "trafilatura": by_trafilatura,
    "newspaper4k": by_newspaper,
    "sayso": by_sayso,
}


def read_pages(corpus: Path) -> list[Page]:
    """The pages of the benchmark with their articles."""
    return [Page(page.data, page.url or ADDRESS, page.article) for page in pages_of(corpus)]


def quality(name: str, corpus: Path) -> tuple[dict[str, float], float]:
    """A system's figures in COLUMNS but the last, and how many pages it does in a CPU second."""
    pages = read_pages(corpus)

    def extracted(pages: Sequence[Page]) -> list[str | None]:
        return [_tried(SYSTEMS[name], page) for page in pages]

    found, spent = timed(extracted, pages)
    scores = score([(page.article or "", text or "") for page, text in zip(pages, found, strict=True)])
    failed = sum(text is None for text in found) / len(pages)
    return {"failed": failed} | {key: scores[key] for key in ("precision", "recall", "f1")}, len(pages) / spent


def _tried(system: Callable[[Page], str | None], page: Page) -> str | None:
    try:
        return system(page)
    except Exception:
        return None


def compare(corpus: Path) -> dict[str, dict[str, float]]:
    """System -> its figures in COLUMNS."""
    return each(SYSTEMS, partial(quality, corpus=corpus), COLUMNS[-1])


COMPARISON = Comparison(
    name="pages",
    about=str(__doc__),
    corpora=("html",),
    peers=("trafilatura", "newspaper4k"),
    compare=compare,
    columns=COLUMNS,
    published={},
)


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when the pages or a peer are not there."""
    return run(COMPARISON, arguments)

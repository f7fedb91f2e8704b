"""`python -m bench attribution [--data FOLDER] [--record]`: who says what, beside what a user would run instead.

The same articles go through textacy's direct quotations, a plain set of dependency rules, and sayso, each from the bare
text, in one process, models loaded before the clock starts; textacy and the rules read the parse of the spaCy model
that sayso uses. All are scored in the same way: on PolNeAR's development part by `evals.attribution` (exact source, cue
and content; attributions with their precision and recall), on stories annotated by hand by `statements.loose` of
`evals.scoring`. An article on which a system fails counts as one in which it found nothing; `failed` is their share.
FOLDER holds polnear/dev and stories. `--record` keeps the table in bench/attribution.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.side_by_side import Comparison, each, run, timed
from evals.attribution import Parts, find, parts, read_annotations, read_texts, score
from evals.scoring import Side, Tally, statements
from sayso.types import Report

Result = list[Parts] | None  # what was found in an article, None where the system failed
System = Callable[[Sequence[Report]], Iterator[Result]]
COLUMNS = (
    "failed",
    "source",
    "cue",
    "content",
    "attribution",
    "precision",
    "recall",
    "stories",
    "articles_per_cpu_second",
)


def by_textacy(reports: Sequence[Report]) -> Iterator[Result]:
    """Speaker, cue and content as textacy gives them, each from its first token to its last."""
    from textacy.extract.triples import direct_quotations

    for doc in _parsed(reports):
        try:
            found = list(direct_quotations(doc))
        except ValueError:  # an odd number of quotation marks
            yield None
            continue
        yield [
            {
                role: [(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))]
                for role, tokens in (("Source", q.speaker), ("Cue", q.cue), ("Content", q.content))
            }
            for q in found
        ]


def by_rules(reports: Sequence[Report]) -> Iterator[Result]:
    """What `bench.attribution_rules` finds."""
    from bench.attribution_rules import attributions

    for doc in _parsed(reports):
        yield list(attributions(doc))


def by_sayso(reports: Sequence[Report]) -> Iterator[Result]:
    """The statements of `sayso read`, before speakers are linked."""
    for _, found in find(reports):
        yield [parts(s) for s in found]


def _parsed(reports: Sequence[Report]) -> Iterator[Any]:
    from sayso.language.backbone import available

    if not _SPACY:
        import spacy

        _SPACY.append(spacy.load(available()))
    yield from _SPACY[0].pipe(r.text for r in reports)


_SPACY: list[Any] = []  # loaded once for the two that share it
SYSTEMS: dict[str, System] = {
    "textacy, direct quotations": by_textacy,
    "dependency rules": by_rules,
    "sayso": by_sayso,
}


def compare(corpus: Path, stories: Path) -> dict[str, dict[str, float]]:
    """System -> its figures in COLUMNS.

    Args:
        corpus: a part of PolNeAR.
        stories: a folder of story folders, each with `gold.json` and `manifest.jsonl`.
    """
    return each(SYSTEMS, partial(quality, corpus=corpus, stories=stories), COLUMNS[-1])


def quality(name: str, corpus: Path, stories: Path) -> tuple[dict[str, float], float]:
    """A system's figures in COLUMNS but the last, and how many articles it reads in a CPU second.

    Args:
        name: one of SYSTEMS.
        corpus: a part of PolNeAR.
        stories: a folder of story folders, each with `gold.json` and `manifest.jsonl`.
    """
    articles, gold = read_texts(corpus), read_annotations(corpus)
    told = [_story(path.parent) for path in sorted(stories.glob("*/gold.json"))]
    reports = articles + [r for _, members in told for r in members]
    results, spent = timed(SYSTEMS[name], reports)
    found = {r.id: outermost(result or []) for r, result in zip(articles, results, strict=False)}
    scores = score({r.id: r.text for r in articles}, gold, found)
    rest = (result or [] for result in results[len(articles) :])
    tally = Tally()
    for story, members in told:
        ours = _record(members, [next(rest) for _ in members])
        theirs = Side(story, True)
        statements(tally, story, ours, theirs, Side(ours, False, set(theirs.report.values())))
    figures = {
        "failed": sum(result is None for result in results) / len(reports),
        **{role: scores[f"{role}.exact.f1"] for role in ("source", "cue", "content")},
        "attribution": scores["attribution.f1"],
        "precision": scores["attribution.precision"],
        "recall": scores["attribution.recall"],
        "stories": tally.report()["statements.loose"]["f1"],
    }
    return figures, len(reports) / spent


def outermost(found: Sequence[Parts]) -> list[Parts]:
    """Those whose cue (or content, without a cue) opens in no other's content: PolNeAR has few others."""
    contents = [{i for a, b in f.get("Content", []) for i in range(a, b)} for f in found]
    opens = [(f.get("Cue") or f["Content"])[0][0] for f in found]
    return [f for k, f in enumerate(found) if not any(opens[k] in c for j, c in enumerate(contents) if j != k)]


def _story(folder: Path) -> tuple[dict[str, Any], list[Report]]:
    from sayso.ingest import read_inputs

    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return gold, [r for r in read_inputs([str(folder / "manifest.jsonl")]) if isinstance(r, Report)]


def _record(reports: Sequence[Report], results: Sequence[Sequence[Parts]]) -> dict[str, Any]:
    """What a dossier would hold of these attributions, as far as `evals.scoring` asks for it."""

    def spans(report: Report, ranges: Any) -> list[dict[str, Any]]:
        made = (report.span(a, b) for a, b in ranges)
        return [{"report": s.report, "text": s.text, "raw": s.raw} for s in made]

    return {
        "reports": [{"id": r.id, "source": r.source} for r in reports],
        "statements": [
            {"content": spans(r, f["Content"]), "source": next(iter(spans(r, f.get("Source", []))), None)}
            for r, result in zip(reports, results, strict=True)
            for f in result
        ],
    }


COMPARISON = Comparison(
    name="attribution",
    about=str(__doc__),
    corpora=("polnear/dev", "stories"),
    peers=("textacy", "spacy"),
    compare=compare,
    columns=COLUMNS,
    published={},
)


def main(arguments: Sequence[str]) -> int:
    """Print one table; exit 1 when the articles or textacy are not there."""
    return run(COMPARISON, arguments)

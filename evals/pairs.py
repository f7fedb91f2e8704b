"""Pairs of short texts scored as the claim stage would score them; what the evals of claims and copies share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sayso.annotate import annotate
from sayso.language.backbone import parse
from sayso.link.claims.claims import compare_propositions
from sayso.link.figures.quantities import link_quantities
from sayso.link.likeness import probability
from sayso.link.names.entities import link_entities
from sayso.link.origins.speakers import link_speakers
from sayso.spans import OffsetMap
from sayso.types import Annotations, Proposition, Report

Values = NDArray[np.float64]


def likeness(pairs: Sequence[tuple[str, str]]) -> Values:
    """Probability that the two texts of each pair carry one claim: the best of their clauses or of them as a whole."""
    texts = list(dict.fromkeys(t for pair in pairs for t in pair))
    read = dict(zip(texts, (annotate(r) for r in parse(_reports(texts))), strict=True))
    return np.array([_pair(_whole(read[a], "a"), _whole(read[b], "b")) for a, b in pairs])


def _reports(texts: Sequence[str]) -> Iterator[Report]:
    for text in texts:
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield Report(id=digest, source="pair", sha256=digest, text=text, offsets=OffsetMap.identity(len(text)))


def _whole(found: Annotations, name: str) -> Annotations:
    """A text as one of two reports, with the text as a whole among its propositions."""
    text = found.report.text
    first = max(found.propositions, key=lambda p: p.span.end - p.span.start, default=None)
    terms = tuple(dict.fromkeys(t for p in found.propositions for t in p.terms))
    whole = Proposition(
        id=f"{name}.p0",
        report=name,
        span=replace(found.report.span(0, len(text)), report=name),
        statement=None,
        predicate=first.predicate if first else "",
        subject=first.subject if first else None,
        terms=terms,
        names=tuple(n.span.text for n in found.names),
        negated=first.negated if first else False,
        expected=first.expected if first else False,
    )
    others = [replace(p, report=name, span=replace(p.span, report=name), statement=None) for p in found.propositions]
    return replace(
        found,
        report=replace(found.report, id=name),
        names=tuple(replace(n, span=replace(n.span, report=name)) for n in found.names),
        statements=(),
        figures=tuple(
            replace(f, report=name, span=replace(f.span, report=name), statement=None) for f in found.figures
        ),
        propositions=(whole, *others),
    )


def _pair(a: Annotations, b: Annotations) -> float:
    both = (a, b)
    entities = link_entities(both)
    statements = link_speakers(both, entities)
    figures = link_quantities(both, statements, entities)
    story = compare_propositions(both, statements, figures, entities, ())
    first = len(a.propositions)
    pairs = [(i, j) for i in range(first) for j in range(first, len(story.clauses)) if i == 0 or j == first]
    return float(probability(story.rows(np.array(pairs, dtype=np.int64))).max())


def area_under_roc(scores: Values, labels: Values) -> float:
    """Probability that a positive scores above a negative, ties counting half (Hanley & McNeil 1982)."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    above = (positive[:, None] > negative[None, :]).mean()
    level = (positive[:, None] == negative[None, :]).mean()
    return float(above + level / 2)

"""Which events matter to a story: a probability from named cues, and the cut below which an event is left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sayso.annotate.plover import OTHER
from sayso.language.embed import embed
from sayso.link.events.likeness import stems, words_around
from sayso.types import Annotations, Event

Clause = tuple[str, int | None]
# Events less probable than this are left out of a dossier. On fifteen annotated stories the F1 of what is listed is
# flat from 0.5 down to 0.1, so the cut is set by the length of the list: about twenty events a story, where annotators
# who were asked for 8 to 20 list fourteen.
THRESHOLD = 0.4
# Nobody reads a longer list of what happened: of more events the likeliest are kept.
MOST = 40
# Characters at the head of a report that tell its news.
LEAD = 500
# Names that this share of the most mentioned ones' mentions reach are central to the story.
CENTRAL = 0.3
# Log odds of each cue. The cues are those of Choubey, Raju and Huang (2018, "Identifying the Most Dominant Event in a
# News Article by Mining Event Coreference Relations") and of newsworthiness in Choubey et al. (2020, "Discourse as a
# Function of Event"); no public corpus marks salience across reports of one story, so the weights are set by hand. A
# logistic regression on fifteen annotated stories, each left out in turn, ranks no better (average precision 0.56).
CUES = {
    "bias": -3.0,
    "told_again": 1.1,  # for each doubling of the reports that tell it
    "alone": -0.4,  # for each doubling of the reports up to four, when one alone tells it
    "title": 0.9,
    "lead": 0.7,
    "coded": 0.8,
    "dated": 0.6,
    "central": 0.5,
    "party": 0.3,
    "background": -0.6,
    "unreal": -0.8,
    "near": 3.4,  # times the cosine between the words around it and the story's titles and leads
}


def salient(joined: Sequence[tuple[Event, Sequence[Event]]], annotated: Sequence[Annotations]) -> list[Event]:
    """The events that matter to the story, with their probability as score, one for each clause.

    Args:
        joined: each event across the reports with its tellings; the score of a telling says how likely its word names
            a happening.
        annotated: the reports of the story.
    """
    if not joined:
        return []
    events = [event for event, _ in joined]
    judged = [
        (replace(event, score=score), tellings)
        for (event, tellings), score in zip(joined, scores(events, annotated), strict=True)
        if score >= THRESHOLD
    ]
    taken: dict[Clause, list[Event]] = {}
    kept: list[Event] = []
    for event, tellings in sorted(judged, key=lambda pair: -pair[0].score):
        clauses = {(t.what.report, t.clause): _heads(t) for t in tellings if t.clause is not None}
        rivals = [[r for r in taken.get(c, ()) if _shuts_out(r, heads=heads)] for c, heads in clauses.items()]
        shut = [r for r in rivals if r]
        apart = event.start is not None and all(event.start != other.start for others in shut for other in others)
        if 2 * len(shut) < len(clauses) or not shut or apart:
            kept.append(event)
            for clause in clauses:
                taken.setdefault(clause, []).append(event)
        if len(kept) == MOST:
            break
    return kept


def _heads(telling: Event) -> bool:
    """Whether the word that names it is the verb of the clause."""
    return telling.clause == telling.mentions[0].start


def _shuts_out(rival: Event, *, heads: bool) -> bool:
    """Whether an event leaves no room in a clause for another: the verb of a clause gives way to no noun that only
    takes up what is told elsewhere ("condemned the launch")."""
    return not heads or len(rival.mentions) == 1


def scores(events: Sequence[Event], annotated: Sequence[Annotations]) -> list[float]:
    """The probability of each event that a reader would list it among those of the story.

    One that stays below THRESHOLD however near it is to the titles and leads is not compared with them; its
    probability is what it has at the nearest.
    """
    central = _central(events)
    titles = {w for a in annotated for w in _words(a.report.title or "")}
    logits = []
    for event in events:
        parties = {*event.actors, *event.recipients}
        told = len({m.report for m in event.mentions})
        cues = {
            "bias": 1.0,
            "told_again": math.log2(told),
            "alone": (told == 1) * math.log2(min(len(annotated), 4)),
            "title": any(w in titles for m in event.mentions for w in _words(m.text)),
            "lead": any(m.start < LEAD for m in event.mentions),
            "coded": event.type != OTHER,
            "dated": event.start is not None,
            "central": bool(parties & central),
            "party": bool(parties),
            "background": event.background,
            "unreal": event.status in ("hypothetical", "denied"),
        }
        word = min(max(event.score, 0.01), 0.99)
        logits.append(math.log(word / (1 - word)) + sum(CUES[name] * float(value) for name, value in cues.items()))
    most = [_probability(logit + CUES["near"]) for logit in logits]
    undecided = [i for i, p in enumerate(most) if p >= THRESHOLD]
    for i, close in zip(undecided, _nearness([events[i] for i in undecided], annotated), strict=True):
        most[i] = _probability(logits[i] + CUES["near"] * close)
    return most


def _probability(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 2)


def _central(events: Sequence[Event]) -> set[str]:
    """The names that most events turn on."""
    counts = Counter(n for e in events for n in {*e.actors, *e.recipients})
    most = max(counts.values(), default=0)
    return {name for name, count in counts.items() if count > 1 and count >= CENTRAL * most}


def _nearness(events: Sequence[Event], annotated: Sequence[Annotations]) -> list[float]:
    """The cosine between the words around each event's and the middle of the story's titles and leads.

    Of a report alone the cosine is told from the words that both share, which is much cheaper: by least squares over
    1,842 events of 83 reports, of whose variance it leaves .4. Against annotated reports the events that are listed by
    it have an F1 of .67, by the cosine itself .66.
    """
    if not events:
        return []
    texts = {a.report.id: a.report.text for a in annotated}
    around = [words_around(e, texts[e.what.report]) for e in events]
    heads = [f"{a.report.title or ''} {a.report.text[:LEAD]}" for a in annotated]
    if len(annotated) == 1:
        title, head = stems(annotated[0].report.title or ""), stems(heads[0])
        return [0.25 + 0.5 * _shared(stems(words), head) + 0.45 * _shared(stems(words), title) for words in around]
    middle = embed(heads).mean(axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    return [float(x) for x in embed(around) @ middle]


def _shared(one: set[str], other: set[str]) -> float:
    """The cosine of two sets of words."""
    return len(one & other) / math.sqrt(max(1, len(one)) * max(1, len(other)))


def _words(text: str) -> set[str]:
    return {w.lower().strip("“”\"'’.,:;!?()")[:5] for w in text.split() if len(w) > 3}

"""Names of people, bodies and places: the parser's guesses put right by the rest of the document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import find_descriptions
from sayso.annotate.roles import find_role
from sayso.annotate.runs import PARTICLES, Piece, cut, find_runs, heads, is_function_word, not_names
from sayso.annotate.words import Word, headline_lines, words
from sayso.language.backbone import Reading
from sayso.types import EntityType, Name

TYPES: tuple[EntityType, ...] = get_args(EntityType)
_LOCATIVE = frozenset("in at near from into across outside inside around toward towards through via throughout".split())
# a name whose evidence stays below this is not believed
ENOUGH = 0.9


def find_names(reading: Reading) -> tuple[Name, ...]:
    """Decides which stretches of a report name a person, body, place, event or product, and which type each is.

    The parser's labels are votes among others: a gazetteer, titles and roles before a name, words that head the names of
    bodies and places, and above all the other mentions in the document, which are counted together. A surname goes with
    the full name that the document gives. Capitals in headlines and in lines of capitals say nothing: there only names
    known from the rest of the text are found.

    Args:
        reading: a report with its parse.

    Returns:
        The mentions in order of their place, without overlaps; `nominal` ones describe a body the text has named.
    """
    ws = list(words(reading))
    if not ws:
        return ()
    loud = headline_lines(reading.report.text)
    quiet = [_inside(w.start, loud) for w in ws]
    guesses = _guesses(reading, ws)
    pieces = [p for p in _pieces(ws, [(i, j) for i, j, _ in guesses], quiet)]
    lower = Counter(w.text for w in ws if not w.capital)
    pieces = [_weigh(p, ws, guesses, lower) for p in pieces]
    known = _decide(pieces, ws)
    found = {(p.i, p.j): known[k] for p in pieces if (k := _key(ws, p.i, p.j)) in known}
    roles = {(p.i, p.j): p.title for p in pieces}
    _sweep(ws, known, quiet, found)
    named = []
    for (i, j), kind in sorted(found.items()):
        span = reading.report.span(ws[i].start, ws[j - 1].end)
        role = find_role(reading, ws, i, j, roles.get((i, j))) if kind in ("PERSON", "ORG") else None
        named.append(Name(span=span, type=kind, role=role))
    return tuple(sorted([*named, *find_descriptions(reading, ws, named)], key=lambda n: (n.span.start, n.span.end)))


def _inside(at: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _guesses(reading: Reading, ws: Sequence[Word]) -> list[tuple[int, int, str]]:
    """The parser's names as ranges of words."""
    begin = {w.start: k for k, w in enumerate(ws)}
    found = []
    for ent in reading.doc.ents:
        if ent.label_ not in TYPES:
            continue
        inside = [begin[t.idx] for t in ent if t.idx in begin]
        while inside and is_function_word(ws[inside[0]]):
            inside.pop(0)
        if inside:
            found.append((inside[0], inside[-1] + 1, ent.label_))
    return found


def _pieces(ws: Sequence[Word], spanning: list[tuple[int, int]], quiet: Sequence[bool]) -> Iterable[Piece]:
    for i, j in find_runs(ws, spanning):
        if not quiet[i]:
            yield from cut(ws, i, j)


def _key(ws: Sequence[Word], i: int, j: int) -> str:
    return " ".join(w.text.rstrip(".") if len(w.text) > 4 else w.text for w in ws[i:j])


def _weigh(piece: Piece, ws: Sequence[Word], guesses: list[tuple[int, int, str]], lower: Counter[str]) -> Piece:
    """The piece with the votes that its words, its neighbours and the parser give."""
    i, j = piece.i, piece.j
    votes: dict[str, float] = defaultdict(float, piece.votes)
    for a, b, label in guesses:
        if a < j and b > i:
            votes[label] += 1.0 if (a, b) == (i, j) else 0.5 * (min(b, j) - max(a, i)) / (max(b, j) - min(a, i))
    text = " ".join(w.text for w in ws[i:j])
    _gazetteer_votes(text, j - i, votes)
    first, last = ws[i].low, ws[j - 1].low
    if j - i > 1:
        linked = next((ws[k - 1].low for k in range(i + 1, j) if ws[k].text in ("of", "for")), None)
        for word in {last, linked} - {None}:
            if word in heads("legal_forms"):
                votes["ORG"] += 3
            elif word in heads("organisation_heads"):
                votes["ORG"] += 1.0 if word in heads("weak_heads") else 2.5
            if word in heads("facility_heads"):
                votes["FAC"] += 1.5
            if word in heads("place_heads") or (first in ("lake", "mount", "cape", "gulf") and word == last):
                votes["LOC"] += 1.5
            if word in heads("settlement_heads"):
                votes["GPE"] += 1.0
            if word in heads("event_heads"):
                votes["EVENT"] += 1.5
        if any(w.before.strip() in ("&", "&amp;") for w in ws[i + 1 : j]):
            votes["ORG"] += 2
    elif ws[i].text.isupper() and 2 <= len(ws[i].text.replace(".", "")) <= 6:
        votes["ORG"] += 0.7
    before = ws[i - 1].text.lower() if i and ws[i].before == " " else ""
    if before in _LOCATIVE and (votes["GPE"] or votes["LOC"] or votes["FAC"]):
        votes["GPE"] += 0.6
    if before == "the":
        votes["PERSON"] -= 0.7
    if before in _PERSON_NOUNS:
        votes["PERSON"] += 2
    if j < len(ws) and ws[j].before == ", " and re.fullmatch(r"[1-9]\d", ws[j].text):
        votes["PERSON"] += 2
    if any(ws[k].text.lower() in PARTICLES for k in range(i + 1, j - 1)) and not votes["ORG"]:
        votes["PERSON"] += 0.5
    if ws[i].first and j - i == 1 and lower[ws[i].text.lower()]:
        votes = defaultdict(float, {k: v - 1 for k, v in votes.items()})
    if j - i > 1 and not ws[i].first and not any(votes.values()):
        votes["PERSON" if j - i <= 3 and before != "the" else "ORG"] += 1
    return replace(piece, votes=dict(votes))


_PERSON_NOUNS = frozenset(
    """spokesman spokeswoman spokesperson president minister lawyer analyst correspondent reporter journalist activist director
    leader chairman chairwoman author actor actress singer professor economist expert officer founder editor historian blogger
    mayor governor senator ambassador owner coach captain resident wife husband son daughter brother sister father mother
    chief secretary commander general colonel prosecutor judge attorney executive manager adviser advisor critic scientist
    researcher engineer student teacher doctor witness victim suspect candidate lawmaker politician diplomat envoy""".split()
)


def _gazetteer_votes(text: str, length: int, votes: dict[str, float]) -> None:
    if name := gazetteer.country(text):
        votes["LOC" if gazetteer.countries()[name].region else "GPE"] += 4
    elif gazetteer.state(text):
        votes["GPE"] += 2.5
    elif gazetteer.capital_of(text):
        votes["GPE"] += 2.5
    elif town := gazetteer.town(text):
        votes["GPE"] += 2.0 if town.population >= gazetteer.LARGE_TOWN else 0.6 * length


def _decide(pieces: Sequence[Piece], ws: Sequence[Word]) -> dict[str, EntityType]:
    """The type of each name of the document, by all votes for it together; names that nobody vouches for are left out."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for p in pieces:
        for kind, vote in p.votes.items():
            votes[_key(ws, p.i, p.j)][kind] += vote  # type: ignore[assignment]
    surnames: set[str] = set()
    for p in pieces:
        tally = votes[_key(ws, p.i, p.j)]
        if p.j - p.i > 1 and tally and max(tally, key=lambda k: tally[k]) == "PERSON":
            surnames.add(ws[p.j - 1].text)
            surnames.update(ws[k].text for k in (p.i,) if p.j - p.i == 3)
    known: dict[str, EntityType] = {}
    for key, tally in votes.items():
        if " " not in key and key in surnames:
            tally["PERSON"] += 3
        best = max(TYPES, key=lambda k: tally[k])
        if tally[best] >= ENOUGH and key.lower() not in not_names() and not gazetteer.nationality(key):
            known[key] = best
    return known


def _sweep(
    ws: Sequence[Word], known: dict[str, EntityType], quiet: Sequence[bool], found: dict[tuple[int, int], EntityType]
) -> None:
    """Finds the known names where the first pass passed them over: in headlines, in capitals, in broken runs."""
    taken = {k for i, j in found for k in range(i, j)}
    folded = {k.casefold(): t for k, t in known.items()}
    longest = max((k.count(" ") + 1 for k in known), default=0)
    for i in range(len(ws)):
        if i in taken or not ws[i].capital:
            continue
        for length in range(min(longest, len(ws) - i), 0, -1):
            if any(k in taken for k in range(i, i + length)):
                continue
            if any(ws[k].before not in (" ", "-", " & ") for k in range(i + 1, i + length)):
                continue
            key = _key(ws, i, i + length)
            kind = known.get(key) or (folded.get(key.casefold()) if quiet[i] else None)
            if kind is None and quiet[i] and gazetteer.country(key):
                kind = "GPE"
            if kind is not None:
                found[i, i + length] = kind
                taken.update(range(i, i + length))
                break

"""Names of people, bodies and places: the parser's guesses put right by the rest of the document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import get_args

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.datelines import dateline_offsets
from sayso.annotate.descriptions import find_descriptions
from sayso.annotate.evidence import Guess, plausible, weigh
from sayso.annotate.lexicon import (
    common_word,
    given_names,
    heads,
    is_person_noun,
    listed,
    never_name,
    not_names,
    world_name,
)
from sayso.annotate.roles import find_role
from sayso.annotate.runs import Piece, cut, find_runs, is_date_word, is_function_word, nationality_at
from sayso.annotate.words import Word, headline_lines, words
from sayso.language.backbone import Reading
from sayso.spans import Span
from sayso.types import EntityType, Name

TYPES: tuple[EntityType, ...] = get_args(EntityType)
# a name whose votes stay below this is not believed: an unlabelled word in the middle of a sentence has 0.35, the
# parser's label alone 1
ENOUGH = 0.9
REPEATED = 3
# a title before the name
SURE = 3.0


def find_names(reading: Reading) -> tuple[Name, ...]:
    """Decides which stretches of a report name a person, body, place, event or product, and which type each is.

    The parser's labels are votes among others: a gazetteer, titles and roles before a name, words that head the names
    of bodies and places, and above all the other mentions in the document, which are counted together. A surname goes
    with the full name that the document gives. Capitals in headlines and in lines of capitals say nothing: there only
    names known from the rest of the text are found.

    Args:
        reading: a report with its parse.

    Returns:
        The mentions in order of their place; none overlap but a body named by its owner ("Norland's army") holds the
        owner's. `nominal` ones describe what the text has named.
    """
    ws = _unbroken(list(words(reading)), [d.span for d in reading.report.damage])
    if not ws:
        return ()
    loud = headline_lines(reading.report.text)
    quiet = [_inside(w.start, loud) for w in ws]
    guesses = _guesses(reading, ws)
    pieces = list(_pieces(ws, guesses, quiet, dateline_offsets(reading.report.text)))
    pieces = _without_offices(pieces, ws)
    near = _by_word(guesses)
    pieces = [
        weigh(p, ws, {g for at in range(p.i, p.j) for g in near.get(at, ())}) for p in _split(pieces, ws, guesses)
    ]
    known = _decide(pieces, ws)
    known.update(_initialled(known))
    found = {(p.i, p.j): known[k] for p in pieces if (k := _key(ws, p.i, p.j)) in known}
    titles = {(p.i, p.j): p.title for p in pieces}
    _sweep(ws, known, quiet, found)
    _with_all(ws, quiet, found)
    _handles(ws, known, found)
    named = []
    for (i, j), kind in sorted(found.items()):
        role = find_role(reading, ws, i, j, titles.get((i, j)), kind) if kind in ("PERSON", "ORG") else None
        end = _with_place_noun(ws, j) if kind in ("GPE", "LOC") and not gazetteer.country(ws[i].text) else j
        named.append(Name(span=reading.report.span(ws[i].start, ws[end - 1].end), type=kind, role=role))
    named += _signed(reading, named)
    return tuple(sorted([*named, *find_descriptions(reading, named)], key=lambda n: (n.span.start, n.span.end)))


def _unbroken(ws: Sequence[Word], damage: Sequence[Span]) -> list[Word]:
    """The words without those that are broken in the copy; no name runs across such a place."""
    broken = {s.start for s in damage if " " not in s.text.strip()}
    kept: list[Word] = []
    for word in ws:
        if word.start not in broken:
            across = bool(broken) and bool(kept) and any(kept[-1].end <= at < word.start for at in broken)
            kept.append(word._replace(before="\n") if across else word)
    return kept


def _without_offices(pieces: Sequence[Piece], ws: Sequence[Word]) -> list[Piece]:
    """The pieces without titles that stand alone, where the document has them before a name: "Prince Ivo", "Prince"."""
    offices = {ws[k].low for p in pieces if p.title is not None for k in range(*p.title)} & listed("lone")
    return [p for p in pieces if p.title is not None or p.j - p.i > 1 or ws[p.i].low not in offices]


def _by_word(guesses: Sequence[Guess]) -> Mapping[int, Sequence[Guess]]:
    near: dict[int, list[Guess]] = defaultdict(list)
    for guess in guesses:
        for at in range(guess[0], guess[1]):
            near[at].append(guess)
    return near


def _inside(at: int, stretches: Sequence[tuple[int, int]]) -> bool:
    k = bisect_right(stretches, at, key=lambda s: s[0]) - 1
    return k >= 0 and at < stretches[k][1]


def _guesses(reading: Reading, ws: Sequence[Word]) -> list[Guess]:
    """The parser's names as ranges of words."""
    begin = {w.start: k for k, w in enumerate(ws)}
    found: list[Guess] = []
    for ent in reading.doc.ents:
        if ent.label_ not in TYPES:
            continue
        inside = [begin[t.idx] for t in ent if t.idx in begin]
        while (
            inside
            and is_function_word(ws[inside[0]])
            and not (len(inside) > 1 and ws[inside[0]].low in ("first", "new"))
        ):
            inside.pop(0)
        if inside:
            found.append((inside[0], inside[-1] + 1, ent.label_))
    return found


def _of_dateline(piece: Piece, ws: Sequence[Word], datelines: Sequence[tuple[int, int]]) -> Piece:
    """The piece with a vote for the place when it opens a dateline."""
    opens = any(a <= ws[piece.i].start < b and a + 2 >= ws[piece.i].start for a, b in datelines)
    return replace(piece, votes={**piece.votes, "GPE": 3.0}) if opens else piece


def _pieces(
    ws: Sequence[Word], guesses: Sequence[Guess], quiet: Sequence[bool], datelines: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    starting = {a for a, _, _ in guesses}
    held = {(a, b) for a, b, label in guesses if label not in ("PERSON", "GPE")}
    for i, j in find_runs(ws, [span for guess in guesses for span in _joined(ws, guess)]):
        if not quiet[i] and not ws[i].text.startswith(("@", "#")):
            for piece in cut(ws, _without_opening(ws, i, j, starting), j):
                yield _with_nationality(_of_dateline(piece, ws, datelines), ws, held)
    for i, word in enumerate(ws):
        if word.text in _small_acronyms():
            yield Piece(i, i + 1, None, {"ORG": 2.0})


def _joined(ws: Sequence[Word], guess: Guess) -> Iterator[tuple[int, int]]:
    """The range of a parser's name; a person's ends before "of", as "Ada Roe of Harrow" is who is from there."""
    a, b, label = guess
    end = next((k for k in range(a + 1, b) if label == "PERSON" and ws[k].text == "of" and k - a > 1), b)
    yield a, end


def _without_opening(ws: Sequence[Word], i: int, j: int, starting: set[int]) -> int:
    """Leaves out a plain word that is capitalised for opening the sentence: "Jubilant Harrow Rovers"."""
    if j - i < 2 or not ws[i].first:
        return i
    if j - i in (3, 4) and common_word(ws[i].text) and not _bears(ws[i].low) and _given_and_surname(ws[i + 1 : j]):
        # "Skater Ada Roe", whatever the parser takes it for
        return i + 1
    if not never_name(ws[i].text):
        return i
    if ws[i].tag == "VERB" or ws[i].text.endswith("ing"):
        return i + 1
    if i in starting:
        return i
    return i + (ws[i].tag in ("ADJ", "ADV", "VERB", "NOUN") or i + 1 in starting)


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(resources.load("metonyms")["acronyms"])


@cache
def _small_acronyms() -> frozenset[str]:
    """Acronyms that their bodies write in small letters."""
    return frozenset(a for a in resources.load("metonyms")["acronyms"] if a.islower())


def _with_nationality(piece: Piece, ws: Sequence[Word], held: set[tuple[int, int]]) -> Piece:
    """Takes a nationality word back into a name that the parser holds for one: "Norlander Star"."""
    i = piece.i
    if piece.title is not None or not i or ws[i].before != " " or not nationality_at(ws, i - 1, i):
        return piece
    return replace(piece, i=i - 1) if (i - 1, piece.j) in held and not world_name(ws[i].text) else piece


def _split(pieces: Sequence[Piece], ws: Sequence[Word], guesses: Sequence[Guess]) -> Iterator[Piece]:
    """Cuts runs in two where names that the document has apart stand side by side ("Reuters Ada Roe"), and where a
    person follows what he is the head of ("director of Public Works Ada Roe")."""
    alone = Counter(_key(ws, p.i, p.j) for p in pieces)
    people = {(a, b) for a, b, label in guesses if label == "PERSON"}
    for p in pieces:
        at = next((k for k in range(p.i + 1, p.j) if _side_by_side(p, k, ws, alone, people)), None)
        if at is not None:
            yield from (Piece(p.i, at, p.title), Piece(at, p.j))
        elif (at := _headed_by(p, ws)) is not None:
            yield from (Piece(p.i, at), Piece(at, p.j, votes={"PERSON": 2.0}))
        else:
            yield p


def _headed_by(p: Piece, ws: Sequence[Word]) -> int | None:
    """Where a person's name begins behind plain words that say what he is the head of: "director of Public Works"."""
    if p.i < 2 or ws[p.i - 1].low != "of" or not is_person_noun(ws[p.i - 2].low):
        return None
    k = next((k for k in range(p.i, p.j) if ws[k].low in given_names() or not common_word(ws[k].text)), p.i)
    return k if k > p.i and p.j - k in (2, 3) and _bears(ws[k].low) else None


def _side_by_side(p: Piece, k: int, ws: Sequence[Word], alone: Mapping[str, int], people: set[tuple[int, int]]) -> bool:
    if ws[k].text.lower() in ("of", "for", "and", "the") or ws[k - 1].text.lower() in ("of", "for", "and", "the"):
        return False
    left, right = _key(ws, p.i, k), _key(ws, k, p.j)
    person = (k, p.j) in people and p.j - k > 1
    headed = (
        (k - p.i > 1 and ws[k - 1].low in heads("organisation_heads"))
        or world_name(left) == "ORG"
        or left in _acronyms()
    )
    tail = ws[k : p.j]
    if headed and 2 <= len(tail) <= 3 and (all(_bears(w.low) for w in tail) or _given_and_surname(tail)):
        return True
    return bool((person and (headed or alone[left])) or (alone[left] and alone[right] and p.j - k > 1 and k - p.i > 1))


def _given_and_surname(tail: Sequence[Word]) -> bool:
    """Whether words begin with a given name and end with what may be a surname, be it a common word as "Hale" is."""
    return tail[0].low in given_names() and not any(_heads_a_name(w.low) for w in tail)


def _bears(word: str) -> bool:
    """Whether the word may be part of a person's name: no common word and no head of a body's or place's name."""
    return (word in given_names() or not common_word(word)) and not _heads_a_name(word)


def _heads_a_name(word: str) -> bool:
    kinds = ("organisation_heads", "facility_heads", "settlement_heads", "place_heads", "event_heads", "legal_forms")
    return any(word in heads(k) for k in kinds)


def _key(ws: Sequence[Word], i: int, j: int) -> str:
    return " ".join(w.text.rstrip(".") if len(w.text) > 4 else w.text for w in ws[i:j])


def _decide(pieces: Sequence[Piece], ws: Sequence[Word]) -> dict[str, EntityType]:
    """The type of each name of the document, by all votes for it together; names nobody vouches for are left out."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    possible: Counter[str] = Counter()
    mentions = Counter(_key(ws, p.i, p.j) for p in pieces)
    for p in pieces:
        key = _key(ws, p.i, p.j)
        possible[key] += plausible(ws, p.i, p.j, p.votes)
        # what the name says by itself it says no louder for being repeated: three mentions count, the rest do not
        share = min(1.0, REPEATED / mentions[key])
        for kind, vote in p.votes.items():
            around = p.context.get(kind, 0.0)
            votes[key][kind] += around + (vote - around) * share
    surnames = Counter[str]()
    for p in pieces:
        tally = votes[_key(ws, p.i, p.j)]
        if p.j - p.i > 1 and tally and max(tally, key=lambda k: tally[k]) == "PERSON" and tally["PERSON"] >= ENOUGH:
            surnames[ws[p.j - 1].text] += 1
            surnames[_key(ws, p.j - 2, p.j)] += p.j - p.i > 2
            if p.j - p.i <= 3:
                surnames[ws[p.i].text] += 1
    opens_body = {
        key.split()[0]
        for key, tally in votes.items()
        if " " in key and tally["ORG"] > max(2.0, tally["PERSON"], tally["GPE"])
    }
    people = {
        k for k, tally in votes.items() if " " not in k and tally["PERSON"] > max(tally["GPE"], tally["ORG"], 0.9)
    }
    sure = Counter({k: int(votes[k]["PERSON"] >= SURE) for k in people})
    known: dict[str, EntityType] = {}
    for key, tally in votes.items():
        first, *_, last = key.split(" ") if " " in key else ("", "")
        if (
            (first in people or last in people)
            and (tally["ORG"] < 2 or sure[last])
            and all(_bears(w.lower()) for w in (first, last))
        ):
            tally["PERSON"] += 1.5 + tally["ORG"] * sure[last]
        if key in opens_body and not common_word(key) and not _well_known(key) and tally["PERSON"] < 1.5:
            tally["ORG"] += 1.5
        if surnames[key]:
            # a place as well known as Washington needs more than a bearer of its name
            tally["PERSON"] += 3 if _well_known(key) else 3 + max(tally.values())
        best = max(TYPES, key=lambda k: tally[k])
        if tally[best] >= ENOUGH and (surnames[key] or (possible[key] and not _no_name(key))):
            known[key] = best
    return known


def _initialled(known: Mapping[str, EntityType]) -> dict[str, EntityType]:
    """The letters that stand for one person of the document and for no body of it: "J.T." beside "Justin Tolland"."""
    meant: dict[str, set[EntityType]] = defaultdict(set)
    for key, kind in known.items():
        if key.count(" ") in (1, 2) and not key.isupper():
            meant["".join(w[0] for w in key.split())].add(kind)
    letters = {key: key.replace(".", "") for key, kind in known.items() if kind == "ORG" and " " not in key}
    return {
        key: "PERSON"
        for key, short in letters.items()
        if short.isupper() and meant.get(short) == {"PERSON"} and not world_name(key) and short not in _acronyms()
    }


def _well_known(key: str) -> bool:
    town = gazetteer.town(key)
    known = gazetteer.country(key) or gazetteer.state(key) or gazetteer.capital_of(key) or world_name(key)
    return bool(known) or (town is not None and town.population >= gazetteer.LARGE_TOWN)


def _no_name(key: str) -> bool:
    low = key.lower().replace("’", "'").rstrip(".")
    if low in not_names() or gazetteer.nationality(key) or len(low) < 2:
        return True
    if _of_a_nation(*key.split("-")):
        return True
    return (
        " " not in key
        and (low in heads("organisation_heads") or low in heads("event_heads"))
        and low not in listed("alone")
    )


def _of_a_nation(first: str, *rest: str) -> bool:
    """Whether a word with hyphens only says of which nation: "Norlander-built", "Anti-Norlander"."""
    if not rest or not (gazetteer.nationality(first) or first.lower() in not_names()):
        return False
    return all(part.islower() or gazetteer.nationality(part) or part.lower() in not_names() for part in rest)


def _sweep(
    ws: Sequence[Word], known: Mapping[str, EntityType], quiet: Sequence[bool], found: dict[tuple[int, int], EntityType]
) -> None:
    """Finds the known names where the first pass passed them over: in headlines, in capitals, in broken runs."""
    taken = {k for i, j in found for k in range(i, j)}
    folded: dict[str, EntityType] = {
        k.split()[-1].casefold(): t for k, t in known.items() if t == "PERSON" and not never_name(k.split()[-1])
    }
    folded.update({k.casefold(): t for k, t in known.items()})
    longest = max((k.count(" ") + 1 for k in known), default=0)
    for i in range(len(ws)):
        if i in taken or not ws[i].capital:
            continue
        for length in range(min(max(longest, 3), len(ws) - i), 0, -1):
            if (
                (length == 1 and is_date_word(ws, i))
                or any(k in taken for k in range(i, i + length))
                or any(ws[k].before not in (" ", "-", " & ") for k in range(i + 1, i + length))
            ):
                continue
            key = _key(ws, i, i + length)
            loud = (quiet[i] or (key.isupper() and len(key) > 4)) and not (length == 1 and never_name(key))
            kind = known.get(key) or (folded.get(key.casefold()) if loud else None)
            if kind is None and quiet[i] and gazetteer.country(key):
                kind = "GPE"
            if kind is not None and not (length == 1 and ws[i].first and never_name(key)):
                found[i, i + length] = kind
                taken.update(range(i, i + length))
                break


def _with_all(ws: Sequence[Word], quiet: Sequence[bool], found: dict[tuple[int, int], EntityType]) -> None:
    """Takes a capital "All" within a sentence into the name that it opens: "All Norland Airways"."""
    opened = [
        (i, j)
        for i, j in found
        if i and ws[i - 1].text == "All" and not ws[i - 1].first and ws[i].before == " " and not quiet[i]
    ]
    full = [[w.text for w in ws[i:j]] for i, j in opened if found[i, j] == "ORG" and j - i > 1]
    for i, j in opened:
        short = [w.text for w in ws[i:j]]
        if any(name[: len(short)] == short for name in full):
            del found[i, j]
            found[i - 1, j] = "ORG"


def _handles(ws: Sequence[Word], known: Mapping[str, EntityType], found: dict[tuple[int, int], EntityType]) -> None:
    """Handles and hashtags whose letters are those of a name of the document, with an initial or without."""
    joined = {re.sub(r"\W", "", key).casefold(): kind for key, kind in known.items()}
    for i, word in enumerate(ws):
        if word.text.startswith(("@", "#")) and (i, i + 1) not in found:
            letters = re.sub(r"\W|_", "", word.text).casefold()
            kind = joined.get(letters) or next((joined[k] for k in (letters[1:],) if len(k) > 4 and k in joined), None)
            if kind is not None:
                found[i, i + 1] = kind


def _signed(reading: Reading, named: Sequence[Name]) -> Iterator[Name]:
    """Who signs a post that a report shows, in any case of letters: "— ada roe (@adaroe)".

    A handle has the type of the name beside it, or else of its words.
    """
    taken = sorted((n.span.start, n.span.end) for n in named)
    for match in _SIGNED.finditer(reading.report.text):
        known = next((n.type for n in named if n.span.start == match.start(1) and n.span.end == match.end(1)), None)
        ws = match[1].split()
        person = len(ws) in (2, 3) and all(w.isalpha() and _bears(w.lower()) for w in ws)
        for group in (1, 2):
            if not any(a < match.end(group) and match.start(group) < b for a, b in taken):
                yield Name(span=reading.report.span(*match.span(group)), type=known or ("PERSON" if person else "ORG"))


# as posts are quoted in articles: a dash, the name, the handle, then the day
_SIGNED = re.compile(r"[—–] ([^\W\d_][^\n()@#—–]{1,40}?) \((@\w{2,30})\)")


def _with_place_noun(ws: Sequence[Word], j: int) -> int:
    if j < len(ws) and ws[j].before == " " and ws[j].text in listed("place_endings") and not ws[j - 1].owner:
        return j + 1
    return j

"""Runs of capitalised words, cut into names and the titles that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from sayso import resources
from sayso.annotate import gazetteer
from sayso.annotate.words import Word

# lower-case words inside personal names; before a surname they belong to it
PARTICLES = frozenset(
    "von van der den de la le du da dos das di del della bin ibn bint ben al el abu ul ud zu af ter y e av".split()
)
_LINKS = frozenset({"of", "for", "and", "the", "in", "on", "to", "at", "&"})
_FUNCTION = frozenset(
    """a an the this that these those he she it they we you his her its their our your my and but or nor so yet if as at by for from in into
    of off on onto out over to up with about after before since until while when where who whom whose which what why how not no
    yes also then there here now still just only even more most many much some any all both each every other another such same own
    once however meanwhile although though because despite during between among against under above within without around
    across along near following according earlier later last next first second third one two three four five six seven eight nine ten
    is are was were be been has have had do does did will would can could may might must shall should let say said says asked
    added told dear hello hi thanks please sorry well oh per via amid upon unlike like than too very
    i'm i'll i've i'd bet it's that's let's what's who's can't won't isn't didn't there's he's she's we're they're don't""".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words i:j (end exclusive) that may be a name, with the title before it and the evidence so far."""

    i: int
    j: int
    title: tuple[int, int] | None = None
    votes: dict[str, float] = field(default_factory=dict)


@cache
def heads(kind: str) -> frozenset[str]:
    """The words of one list of the lexicon of bodies."""
    return frozenset(resources.load("bodies")[kind])


@cache
def title_words(kind: str) -> frozenset[str]:
    """The words of one list of the lexicon of titles."""
    return frozenset(resources.load("titles")[kind])


@cache
def not_names() -> frozenset[str]:
    """Capitalised words that name nobody and no place."""
    return frozenset(str(w) for words in resources.load("calendar_words").values() for w in words)


_PERSON_NOUNS = frozenset(
    """president minister leader owner resident wife husband son daughter brother sister father mother uncle aunt cousin boyfriend girlfriend
    expert engineer student teacher witness victim suspect politician diplomat critic blogger executive pilot driver farmer nurse
    surgeon lawyer artist writer poet novelist director producer musician composer journalist broadcaster comedian model designer
    entrepreneur billionaire investor banker trader broker dealer officer soldier veteran fighter gunman attacker shooter
    archaeologist astronomer biologist chemist physicist geologist seismologist meteorologist virologist epidemiologist
    psychologist sociologist criminologist statistician mathematician philosopher campaigner organizer organiser volunteer
    spokesman spokeswoman spokesperson successor predecessor colleague friend neighbor neighbour partner rival opponent player
    champion winner boss chief deputy guitarist drummer rapper star celebrity commentator columnist pundit investigator detective
    physician pediatrician psychiatrist therapist tourist survivor teenager man woman boy girl widow superintendent""".split()
)


def is_person_noun(word: str) -> bool:
    """Whether a lower-case word says what a person is: an office, a trade, a kinship."""
    return word in _PERSON_NOUNS or word in title_words("offices")


def is_function_word(word: Word) -> bool:
    """Whether it is capitalised for its place in the sentence only."""
    return word.text.lower().replace("’", "'") in _FUNCTION


def nationality_at(words: Sequence[Word], i: int, j: int) -> int:
    """How many words from i on (2, 1 or 0) make a nationality word."""
    for length in (2, 1):
        if i + length <= j and gazetteer.nationality(" ".join(w.text for w in words[i : i + length])):
            return length
    return 0


def find_runs(words: Sequence[Word], spanning: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Maximal runs i:j of capitalised words, over the small words that names contain.

    Args:
        spanning: word ranges that the parser holds for one name; "and" and "of" within them join.
    """
    together = {k for i, j in spanning for k in range(i, j - 1)}
    i, n = 0, len(words)
    while i < n:
        if not _starts(words[i]) and not (i in together and words[i].low in _ORDINALS and words[i].capital):
            i += 1
            continue
        j = i + 1
        while j < n and (not words[j - 1].owner or words[j - 1].low in _OWNERS):
            step = _step(words, i, j, n, together)
            if not step:
                break
            j += step
        yield i, j
        i = j


# after these "on", "in", "to" go on with the name: "Committee on Energy"
_HEADS_ON = frozenset("committee commission council conference campaign treaty agreement centre center institute accord war".split())
# possessives inside the names of bodies: "People's Bank", "Children's Fund"
_OWNERS = frozenset("people women children workers farmers world veterans lloyd men writers players lawyers mothers girls boys year years minister president governor sheriff attorney mother valentine".split())
_ORDINALS = frozenset({"first", "second", "third", "one", "new"})


def _starts(word: Word) -> bool:
    return word.capital and not is_function_word(word)


def _step(words: Sequence[Word], i: int, j: int, n: int, together: set[int]) -> int:
    """How many more words the run i:j takes in at j; 0 when it ends."""
    word = words[j]
    if word.before in (" & ", " &amp; ") and word.capital:
        return 1
    if word.before == ", " and word.low in heads("legal_forms") and word.capital:
        return 1
    if word.before not in (" ", "\u00a0", "") or (word.first and j - 1 not in together):
        return 0
    if word.capital:
        return 1 if not is_function_word(word) or j - 1 in together else 0
    ahead = j
    while ahead < n and ahead - j < 3 and not words[ahead].capital and words[ahead].before == " ":
        ahead += 1
    if ahead >= n or not _starts(words[ahead]) or words[ahead].before not in (" ", "-", ""):
        return 0
    small = [words[k].text for k in range(j, ahead)]
    previous = words[j - 1].low
    if all(w in PARTICLES for w in small):
        return ahead - j + 1
    if not all(w in _LINKS or w in PARTICLES for w in small):
        return 0
    if all(k in together for k in range(j - 1, ahead)) and (small[0] in ("of", "for", "and", "the", "&") or previous in _HEADS_ON):
        return ahead - j + 1
    headed = previous in heads("organisation_heads") or previous in heads("settlement_heads") or previous in heads("place_heads")
    titled = previous in title_words("offices")
    if small[0] == "of" and (headed or titled):
        return ahead - j + 1
    return ahead - j + 1 if small[0] == "for" and headed else 0


def cut(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    """The pieces of a run: names apart from titles, nationality words and calendar words."""
    k = i
    for at in range(i, j + 1):
        if at == j or is_date_word(words, at) or (words[at].capital and words[at].low in _CREDITS) or (words[at].text.isdigit() and at == i):
            if at > k:
                yield from _cut_titles(words, k, at)
            k = at + 1


# words of picture credits, which stand between names without being part of them
_CREDITS = frozenset("photo photos image images video file caption photograph photographer illustration".split())
# months and days that are also given names or surnames
_CALENDAR_PEOPLE = frozenset("may april june august march jan mar dec sun mon wed friday".split())


def is_date_word(words: Sequence[Word], k: int) -> bool:
    """Whether a capitalised day or month is one here, and no person's name ("Theresa May", "Jan Roe")."""
    word = words[k]
    calendar = resources.load("calendar_words")
    if not word.capital or not any(word.low in calendar[kind] for kind in ("days", "months")):
        return False
    after = words[k + 1] if k + 1 < len(words) else None
    if after is not None and after.before == " " and after.low in ("times", "telegraph", "mirror", "express", "herald", "mail", "post"):
        return False
    if word.low not in _CALENDAR_PEOPLE:
        return True
    if word.text.endswith(".") or (after is not None and after.text[:1].isdigit()):
        return True
    before = words[k - 1] if k and word.before == " " else None
    named_before = before is not None and before.capital and not before.first and before.low not in calendar["days"]
    named_after = after is not None and after.before == " " and after.capital and len(word.text) <= 5
    return not (named_before or (named_after and after is not None and not is_function_word(after)))


def _cut_titles(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    while i < j and ((words[i].text.lower() in _FUNCTION and words[i].low not in _ORDINALS) or not words[i].capital):
        i += 1
    while j > i and (words[j - 1].text.lower() in _LINKS or not words[j - 1].capital):
        j -= 1
    if i >= j:
        return
    start = _title_start(words, i, j)
    if start is None:
        yield from _strip_nationality(words, i, j)
        return
    last = _title_end(words, start, j)
    if last is None:
        yield from _strip_nationality(words, i, j)
        return
    name = last + 1
    if start > i:
        yield from _strip_nationality(words, i, start)
    if name >= j:
        return
    if not words[name].capital or words[name].text.lower() in _LINKS:
        yield from _cut_titles(words, name, j)
        return
    yield Piece(name, j, (start, name), {"PERSON": 3.0})


def _title_start(words: Sequence[Word], i: int, j: int) -> int | None:
    """Where a title begins in i:j, when one stands there with a name after it or all by itself."""
    for start in range(i, j):
        if not _is_title(words[start], inside=False):
            continue
        last = _title_end(words, start, j)
        if last is None:
            continue
        rest = words[last + 1 : j]
        if len(rest) > 0 and start == last and words[last].low in title_words("also_surnames") | _BODY_OPENERS:
            if any(w.low in heads("organisation_heads") for w in rest):
                return None
        if rest and rest[0].text == "of" and start == i:
            return start
        if rest and rest[-1].low in heads("organisation_heads") | heads("facility_heads") | heads("settlement_heads"):
            if rest[-1].low not in title_words("also_surnames"):
                return None
        if not rest and start > i and words[start].low in title_words("also_surnames") and start == last:
            # "Mary Bishop", "Stephen King": a surname that is also a title
            return None
        if rest and start > i and words[last].low in title_words("also_surnames") and words[last].low not in _OPENERS:
            continue
        return start
    return None


def _title_end(words: Sequence[Word], start: int, j: int) -> int | None:
    """The last word of the title that begins at `start`; None when no office, rank or form of address stands in it."""
    last, office = None, False
    for k in range(start, j):
        if not _is_title(words[k], inside=k > start):
            break
        office = office or _is_office(words[k])
        if office and (_is_office(words[k]) or words[k].low in _CLOSING):
            last = k
    return last


# these close a title that an office has opened: "Secretary of State", "Minister for Health", "Attorney General"
_CLOSING = frozenset("general state defense defence affairs interior health justice finance trade energy education staff police mission".split())
# titles that as often open the name of a body: "Major League", "General Electric", "Chief Executive Network"
_BODY_OPENERS = frozenset("major general chief first senior junior captain attorney".split())
_OPENERS = frozenset("king prince pope judge justice chancellor sultan emir sheikh shah rep hon col leader father general".split())


def _is_title(word: Word, *, inside: bool) -> bool:
    if not word.capital:
        return inside and word.low in ("of", "for", "the", "elect", "in")
    parts = re.split(r"-", word.low)
    kinds = ("honorifics", "ranks", "offices", "qualifiers")
    return all(any(p in title_words(k) for k in kinds) for p in parts) or word.low in title_words("qualifiers")


def _is_office(word: Word) -> bool:
    parts = word.low.split("-")
    return any(p in title_words(k) for k in ("honorifics", "ranks", "offices") for p in parts)


def _strip_nationality(words: Sequence[Word], i: int, j: int) -> Iterator[Piece]:
    """Drops a leading nationality word unless it belongs to a body's name ("Norland Air Force", "Norlander Army")."""
    while j - i > 1 and gazetteer.nationality(words[j - 1].text) and not nationality_at(words, i, j):
        j -= 1
    count = nationality_at(words, i, j)
    if count and i + count == j:
        return
    if count and words[j - 1].low not in heads("organisation_heads") | heads("event_heads") | heads("place_heads"):
        yield from _strip_nationality(words, i + count, j)
        return
    if i < j:
        yield Piece(i, j)

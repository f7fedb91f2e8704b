"""Which names of people are one person's: full names across reports, partial names by the full ones around them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from sayso.annotate.lexicon import given_names, is_misspelt
from sayso.link.groups import Groups
from sayso.link.names.forms import Key
from sayso.link.names.matching import SAME, same_person, skeleton, sound, token_likeness, words_alike
from sayso.link.names.mentions import Mention

# blocks of candidate names larger than this are compared with their neighbours in order only
LARGEST_BLOCK = 40
NEIGHBOURS = 8
# in a story each word of two spellings is this much alike, or brothers and namesakes would run together; an initial is
EACH_WORD = 0.85
# how well a part of a full name stands for it: its end (the surname), the start of a short name (the family name where
# it comes first, or the given name), the start of a long one
END, SHORT_START, START = 2.0, 1.5, 1.0
# a report gives the full name at most this many characters after it has used a part of it (headline and lead do)
INTRODUCED = 800
# of several bearers in other reports one is meant when it is told of this many times as often as the next
DOMINANT = 2


def join_people(mentions: Sequence[Mention], groups: Groups[Key]) -> None:
    """Groups the mentions of people, and gives each partial name the full name that it stands for.

    Full names meet in blocks by the consonants of one word and the first letter of another, so that a hundred people of
    one surname are not all compared; each block is bounded.
    """
    people = [m for m in mentions if m.form.key[0] == "person"]
    by_report: dict[str, list[Mention]] = defaultdict(list)
    for m in people:
        by_report[m.report].append(m)
    full: set[Key] = set()
    for own in by_report.values():
        keys = {m.form.key for m in own if len(m.form.key) > 2}
        parts = {part for key in keys for part, _ in _parts(key)}
        full |= {key for key in keys if _heard(key) not in parts}
    _join_full(sorted(full), groups)
    bearers: dict[str, dict[Key, float]] = defaultdict(dict)
    for key in sorted(full):
        for part, weight in _parts(key):
            bearers[part][key] = max(weight, bearers[part].get(key, 0.0))
    told = Counter(m.form.key for m in people if m.form.key in full)
    for own in by_report.values():
        _place_partial(own, full, bearers, told, groups)


def _heard(key: Key) -> str:
    return " ".join(sound(t) for t in key[1:])


def _parts(key: Key) -> Iterator[tuple[str, float]]:
    """The ends and starts of a full name, and its initials, that may stand for it, with how well each does."""
    heard = [sound(t) for t in key[1:]]
    short = len(heard) == 3 and max(len(t) for t in key[2:]) <= 6
    for k in range(1, len(heard)):
        yield " ".join(heard[k:]), START if short and len(set(key[1:]) & given_names()) == 0 else END
        yield " ".join(heard[:k]), SHORT_START if short and k == 1 else START
    if len(key) > 2:
        letters = [t[0] for t in key[1:]]
        yield "".join(letters), START
        yield " ".join(letters), START


def _join_full(full: Sequence[Key], groups: Groups[Key]) -> None:
    blocks: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in full:
        tokens = key[1:]
        for i, t in enumerate(tokens):
            for k, u in enumerate(tokens):
                if i != k and len(t) > 1:
                    blocks[skeleton(t), sound(u)[:1]].append(key)
        blocks["", "".join(skeleton(t) for t in tokens)].append(key)
    for block in blocks.values():
        reach = len(block) if len(block) <= LARGEST_BLOCK else NEIGHBOURS
        for i, a in enumerate(block):
            for b in block[i + 1 : i + 1 + reach]:
                if groups.find(a) != groups.find(b) and one_person(a[1:], b[1:]):
                    groups.join(a, b)


def one_person(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two full names are one person's: alike, and neither lacks the other's surname."""
    if same_person(" ".join(a), " ".join(b)) < SAME:
        return False
    if "".join(a) != "".join(b) and words_alike(tuple(a), tuple(b)) < EACH_WORD:
        return False
    short, long = sorted((a, b), key=len)
    if len(short) == len(long):
        return True
    return any(token_likeness(t, long[-1]) >= 0.85 for t in (short[-1], short[0])) or "".join(short) == "".join(long)


def _spelled_alike(part: Key, whole: Key) -> bool:
    """Whether each word of a partial name is written much like a word of the full one: Yoon does not stand for Un."""
    if "".join(part[1:]) == "".join(t[0] for t in whole[1:]):
        return True
    return all(max(Levenshtein.normalized_similarity(t, u) for u in whole[1:]) >= 0.5 for t in part[1:])


def _place_partial(
    own: Sequence[Mention],
    full: set[Key],
    bearers: Mapping[str, Mapping[Key, float]],
    told: Mapping[Key, int],
    groups: Groups[Key],
) -> None:
    """Gives each partial name of a report the full name in the report, else the one that other reports tell most of."""
    first: dict[Key, int] = {}
    roles: dict[Key, set[str]] = defaultdict(set)
    for m in own:
        if m.form.key in full:
            first.setdefault(m.form.key, m.name.span.start)
        if m.name.role:
            roles[m.form.key].update(m.name.role.lower().split())
    surnames = {m.form.key[-1] for m in own}
    last: dict[Key, int] = {}
    for order, m in enumerate(own):
        if m.form.key in first:
            last[m.form.key] = order
            continue
        known = bearers.get(_heard(m.form.key), {})
        at = m.name.span.start
        known = {k: w for k, w in known.items() if _spelled_alike(m.form.key, k)}
        if not known and len(m.form.key) == 2:
            # a surname misspelt in the report that has it right elsewhere
            meant = [k for k in first if is_misspelt(m.form.key[1], k[-1])]
            known = dict.fromkeys(meant, END) if len(meant) == 1 else {}
        candidates = [k for k in known if k in first and first[k] < at + (INTRODUCED if known[k] > START else 0)]
        if candidates:
            said = set(m.name.role.lower().split()) if m.name.role else set()

            def fit(k: Key, said: set[str] = said, known: Mapping[Key, float] = known) -> tuple[float, int]:
                return known[k] + 0.75 * bool(said & roles[k]), last.get(k, -1)

            m.home = max(candidates, key=fit)
            last[m.home] = order
            continue
        weights: dict[Key, int] = defaultdict(int)
        # a given name alone is that of the one bearer in the story when the report names others of the family
        family = len({groups.find(k) for k in known}) == 1 and any(k[-1] in surnames for k in known)
        for k, weight in known.items():
            if weight > START or len(m.form.key) > 2 or family:
                weights[groups.find(k)] += told[k]
        ranked = sorted(weights, key=lambda k: (-weights[k], k))
        if ranked and (len(ranked) == 1 or weights[ranked[0]] >= DOMINANT * weights[ranked[1]]):
            m.home = ranked[0]

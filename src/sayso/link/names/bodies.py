"""Which names of bodies, places and things are one: acronyms, short forms, owners and kinds, slips of the pen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from rapidfuzz.distance import Levenshtein

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds_of_name
from sayso.annotate.descriptions import kinds as kinds_of_bodies
from sayso.annotate.lexicon import common_word, heads, listed, world_name
from sayso.link.groups import Groups
from sayso.link.names.forms import Key, long_forms
from sayso.link.names.matching import body_tokens, flat, is_acronym_of, skeleton
from sayso.link.names.mentions import Mention
from sayso.types import Annotations

_THINGS = ("body", "fac", "event", "product")


def join_bodies(annotated: Sequence[Annotations], mentions: Sequence[Mention], groups: Groups[Key]) -> None:
    """Groups the mentions of bodies, buildings, events and products."""
    bodies = [m for m in mentions if m.form.key[0] in _THINGS]
    _join_same_words(bodies, groups)
    _join_acronyms(annotated, bodies, groups)
    proper = sorted({m.form.key for m in bodies if len(m.form.key) == 2}, key=lambda k: (-k[1].count(" "), k))
    _join_coordinated(bodies, groups)
    _join_short_forms(proper, bodies, groups)
    _join_slips(proper, mentions, groups)
    _join_kinds(annotated, bodies, groups)
    _place_bare(annotated, bodies)


def join_places(mentions: Sequence[Mention], groups: Groups[Key]) -> None:
    """Groups the mentions of places: "the Kursk region" with "Kursk", "Rhine River" with "Rhine"."""
    known = {m.form.key for m in mentions if m.form.key[0] == "place"}
    spelt: dict[str, Key] = {}
    for key in sorted(known):
        tokens = key[1].split()
        # "Dar-i-Noor" and "Dar-e-Noor", "Umm al-Qasr" and "Umm el-Qasr" are one
        bare = re.sub(r"(?<=[\s-])(?:i|e|y|al|el|ul)(?=[\s-])", "-", key[1])
        if bare != key[1]:
            groups.join(key, spelt.setdefault(re.sub(r"[\s-]+", " ", bare), key))
        generic = listed("generic_places")
        for base in (tokens[:-1] if tokens[-1] in generic else [], tokens[1:] if tokens[0] in generic else []):
            if base and ("place", " ".join(base)) in known:
                groups.join(key, ("place", " ".join(base)))


def join_handles(mentions: Sequence[Mention], groups: Groups[Key]) -> None:
    """Groups handles and hashtags with the name whose letters they have: "@AdaRoe", "#Norland", "@NorlandCouncil".

    A handle in brackets belongs to the name before them, whatever its letters: "— Ada Roe (@tarnwatcher)".
    """
    letters: dict[str, Key] = {}
    ends: dict[tuple[str, int], Key] = {}
    for m in mentions:
        if not m.text.startswith(("@", "#")):
            letters.setdefault(re.sub(r"[\W_]", "", flat(m.text)), m.home)
            ends[m.report, m.name.span.end] = m.home
    for m in mentions:
        if m.text.startswith(("@", "#")):
            tag = re.sub(r"[\W_]", "", flat(m.text))
            signed = ends.get((m.report, m.name.span.start - len(" ("))) if m.text.startswith("@") else None
            home = signed or letters.get(tag) or (letters.get(tag[1:]) if len(tag) > 5 else None)
            if home is not None:
                m.home = home


def _join_same_words(bodies: Sequence[Mention], groups: Groups[Key]) -> None:
    by_words: dict[str, Key] = {}
    for m in bodies:
        if len(m.form.key) == 2:
            groups.join(m.form.key, by_words.setdefault(m.form.key[1].replace(" ", ""), m.form.key))


def _join_acronyms(annotated: Sequence[Annotations], bodies: Sequence[Mention], groups: Groups[Key]) -> None:
    by_text: dict[str, Key] = {}
    by_initial: dict[str, set[str]] = defaultdict(set)
    for m in bodies:
        by_text.setdefault(m.text, m.form.key)
        bare = _bare(m.text)
        if " " in bare:
            by_initial[bare[:1].upper()].add(m.text)
    for a in annotated:
        for previous, name in zip(a.names, a.names[1:], strict=False):
            between = a.report.text[previous.span.end : name.span.start]
            short, full = name.span.text, previous.span.text
            if short not in by_text or full not in by_text or not _is_acronym(short) or short in long_forms():
                continue
            in_brackets = between in (" (", ", (") and a.report.text[name.span.end : name.span.end + 1] == ")"
            if in_brackets or (
                between in (", or ", ", known as ", ", or the ", " - ") and is_acronym_of(short, _bare(full))
            ):
                groups.join(by_text[short], by_text[full])
    for text in sorted(by_text):
        if not _is_acronym(text) or text.replace(".", "") in long_forms():
            continue
        roots = {groups.find(by_text[t]) for t in by_initial[text[0]] if is_acronym_of(text, _bare(t))}
        if len(roots) == 1:
            groups.join(by_text[text], next(iter(roots)))


def _is_acronym(text: str) -> bool:
    letters = text.replace(".", "")
    return (
        2 <= len(letters) <= 8 and letters.isalpha() and sum(c.isupper() for c in letters) >= max(2, len(letters) - 1)
    )


def _bare(text: str) -> str:
    return re.sub(r"^(?:The|the)\s+", "", text)


def _join_coordinated(bodies: Sequence[Mention], groups: Groups[Key]) -> None:
    """Puts "Harrow Zoo" with "Harrow Zoo & Botanical Garden": one body whose longer name goes on in plain words.

    "Harrow Zoo and Moss Museum" are two bodies, and so are police and fire department.
    """
    known = {m.form.key for m in bodies if len(m.form.key) == 2 and m.form.key[0] in ("body", "fac")}
    for m in bodies:
        match = re.match(r"(?:[Tt]he )?(\S+ .*?\S) (?:&|and) (.+)$", m.text)
        if match is None or len(m.form.key) != 2:
            continue
        first, rest = match.groups()
        last = first.split()[-1].lower()
        if last not in heads("organisation_heads") | heads("facility_heads"):
            continue
        if not all(w.lower() in heads("facility_heads") or common_word(w) for w in rest.split()):
            continue
        kinds, others = kinds_of_name(first), kinds_of_name(rest)
        if kinds and others and not kinds & others:
            continue
        for kind in ("body", "fac"):
            if (short := (kind, " ".join(body_tokens(first)))) in known:
                groups.join(m.form.key, short)


def _join_short_forms(proper: Sequence[Key], bodies: Sequence[Mention], groups: Groups[Key]) -> None:
    """Puts "Harrow" with "Harrow Holdings" and "Security Council" with "UN Security Council" where only one fits.

    Longer names go first, so that a short form meets its long ones already grouped; those of its report count first.
    """
    reports: dict[Key, set[str]] = defaultdict(set)
    for m in bodies:
        reports[m.form.key].add(m.report)
    by_end: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in proper:
        tokens = key[1].split()
        longer = [
            k
            for k in (*by_end["first", tokens[0]], *by_end["last", tokens[-1]])
            if k[0] == key[0] == "body" and _begins_or_ends(tokens, k[1].split())
        ]
        beside = [k for k in longer if reports[k] & reports[key]] or longer
        if len({groups.find(k) for k in beside}) == 1:
            groups.join(key, beside[0])
        by_end["first", tokens[0]].append(key)
        by_end["last", tokens[-1]].append(key)


def _begins_or_ends(short: list[str], long: list[str]) -> bool:
    if len(short) >= len(long):
        return False
    if long[: len(short)] == short:
        # "Harrow Committee" is a part of Harrow, "Harrow Bank" is Harrow
        rest = long[len(short) :]
        if all(word in listed("whole_bodies") for word in rest):
            return True
        if (
            short[-1] in ("police", "fire", "ambulance")
            and len(rest) == 1
            and rest[0] in ("department", "force", "service")
        ):
            return True
        parts = heads("organisation_heads") - listed("whole_bodies")
        return (
            long[-1] not in parts and " ".join(short) not in _in_full() and world_name(" ".join(short).title()) is None
        )
    if long[-len(short) :] != short:
        return False
    return len(short) > 1 or gazetteer.country(" ".join(long[: -len(short)])) is not None


@cache
def _in_full() -> frozenset[str]:
    return frozenset(" ".join(body_tokens(full)) for full in long_forms().values())


def _join_slips(proper: Sequence[Key], mentions: Sequence[Mention], groups: Groups[Key]) -> None:
    """Puts names together that differ in one letter of one long word, numbers apart: misspellings of one name."""
    seen = Counter(m.form.key for m in mentions)
    blocks: dict[tuple[str, int, str], list[Key]] = defaultdict(list)
    for key in proper:
        tokens = key[1].split()
        blocks[key[0], len(tokens), skeleton(tokens[0])].append(key)
    for block in blocks.values():
        block.sort(key=lambda k: (-seen[k], k))
        for i, a in enumerate(block[:40]):
            for b in block[i + 1 : i + 9]:
                if groups.find(a) != groups.find(b) and _slip(a[1], b[1]):
                    groups.join(a, b)


def _slip(a: str, b: str) -> bool:
    differing = [(x, y) for x, y in zip(a.split(), b.split(), strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    if min(len(x), len(y)) < (4 if " " in a else 6) or not (x.isalpha() and y.isalpha()):
        return False
    return x[0] == y[0] and Levenshtein.distance(x, y) == 1 and x + "s" != y and y + "s" != x


def _join_kinds(annotated: Sequence[Annotations], bodies: Sequence[Mention], groups: Groups[Key]) -> None:
    """Puts "Norland's spy service" together with the body of that kind that some report gives as Norland's."""
    owned = owners(annotated, bodies)
    for m in bodies:
        if m.form.kind and m.form.country:
            roots = {groups.find(k) for k in owned.get((m.form.country, m.form.kind), ())}
            if len(roots) == 1:
                groups.join(m.form.key, next(iter(roots)))


def _place_bare(annotated: Sequence[Annotations], bodies: Sequence[Mention]) -> None:
    """Gives a "Foreign Ministry" without a country the country of its report's only one, or the one before it."""
    texts = {a.report.id: a.report.text for a in annotated}
    told: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    bare = []
    for m in bodies:
        kind = m.form.kind or kind_of_phrase(m.text)
        if kind is None or not kinds_of_bodies()[kind].get("country"):
            continue
        country = m.form.country or _owner(texts[m.report], m.name.span.start)
        if country is not None:
            told[m.report, kind][country] = None
        if m.form.country is None and m.text[:1].isupper() and kind_of_phrase(m.text) and _names_kind(m.text, kind):
            bare.append((m, kind, country))
    for m, kind, country in bare:
        countries = told[m.report, kind]
        its = country or (next(iter(countries)) if len(countries) == 1 else None)
        if its is not None:
            m.home = ("body", "of", its, kind)


def _names_kind(text: str, kind: str) -> bool:
    """Whether a name says nothing but the kind of the body: "Foreign Ministry"."""
    return _bare(text).lower() in kinds_of_bodies()[kind]["heads"]


def owners(annotated: Sequence[Annotations], bodies: Sequence[Mention]) -> Mapping[tuple[str, str], set[Key]]:
    """The properly named bodies by the country that owns them and their kind."""
    texts = {a.report.id: a.report.text for a in annotated}
    owned: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for m in bodies:
        if len(m.form.key) == 2 and m.form.key[0] == "body":
            country = m.form.country or _owner(texts[m.report], m.name.span.start)
            if country:
                for kind in kinds_of_name(m.text):
                    owned[country, kind].add(m.form.key)
    return owned


def _owner(text: str, at: int) -> str | None:
    """The country in the possessive or nationality word before a body's name, over one adjective."""
    before = text[max(0, at - 60) : at]
    match = re.search(r"([A-Z][\w.]*(?:\s[A-Z][\w.]*)?)(['’]s?)?\s(?:[\w-]+\s)?$", before)
    if match is None:
        return None
    for words in (match.group(1), match.group(1).split()[-1], match.group(1).split()[0]):
        if found := gazetteer.country(words) if match.group(2) else gazetteer.nationality(words):
            return found
    return None

"""Which body a title, a role or a description belongs to: "the zoo's director" to the zoo that the report tells of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from sayso.annotate import gazetteer
from sayso.annotate.descriptions import kind_of_phrase, kinds, kinds_of_name
from sayso.annotate.lexicon import common_word, heads, is_person_noun, title_words
from sayso.link.origins.standing import country_of, has, is_former, only_concerns, plain
from sayso.resources import load
from sayso.spans import Span
from sayso.types import Annotations, Entity, Name, Report

# of several bodies with one noun, the one that is told of this many times as often as the next is meant by it
DOMINANT = 3
# a country is a body's when this share of the countries that reports give it to are that one
OWNER_SHARE = 0.6
# an office is the home country's when this share of the countries named in the sentences about its holder are it
HOME_SHARE = 0.5
# characters before a name in which its owner stands
BEFORE = 60
_COMPANIES = frozenset({"company", "bank"})
_PUBLIC = ("agency", "committee", "commission", "council", "department", "hospital", "ministry", "university")
# what makes a noun mean another body than the one told of
_OTHERS = re.compile(r"\b(?:another|other|rival|foreign|competing|neighbou?ring|nearby)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """The bodies of a story by their names and by the nouns that their names end in, report by report."""

    # names by their first word
    _named: Mapping[str, Sequence[tuple[str, Entity]]] = field(repr=False)
    _called: Mapping[str, Mapping[str, Counter[str]]] = field(repr=False)
    _ids: Mapping[str, Entity] = field(repr=False)

    def body_of(self, report_id: str, text: str) -> Entity | None:
        """The body for which the bearer of a title or description speaks; None when it speaks for none, or for no one
        body that the reports tell of more than of others of its kind.

        Args:
            report_id: the report that says so; "the zoo" is its zoo.
            text: "zoo director", "a spokeswoman for Norland Rail", "a news release from the hospital".
        """
        if is_former(text) or not has(plain(text), load("origins")["speaks_for"]):
            return None
        named = self._named_in(text)
        if named is not None:
            return named
        if _OTHERS.search(text):
            return None
        noun = _noun(text)
        at = re.search(rf"\b{noun}", text, re.IGNORECASE) if noun else None
        if noun is None or at is None or only_concerns(text, at.start(), at.end()):
            return None
        return self._agreeing(report_id, text, noun)

    def called(self, report_id: str, text: str) -> Entity | None:
        """The body that a definite description means by the noun that its name ends in: "the zoo", not "the company".

        Args:
            report_id: the report that the description stands in.
            text: the description.
        """
        # "the union of the striking weavers" is a union
        words = re.split(r"\s(?:of|for)\s", text.lower())[0].split()
        last = _one(words[-1]) if words else ""
        if last not in _short() or last in _company_nouns() or _OTHERS.search(text):
            return None
        return self._agreeing(report_id, text, last)

    def _agreeing(self, report_id: str, text: str, noun: str) -> Entity | None:
        found = self._called_so(report_id, noun)
        return found if found is not None and _agrees(text, noun, found) else None

    def _named_in(self, text: str) -> Entity | None:
        """The body with the longest name in a text."""
        found = [
            (len(form), -match.start(), entity)
            for match in re.finditer(r"\w+", text)
            for form, entity in self._named.get(match.group(), ())
            if text.startswith(form, match.start())
            and not text[match.start() + len(form) :][:1].isalnum()
            and not only_concerns(text, match.start(), match.start() + len(form))
        ]
        return max(found, key=lambda f: f[:2])[2] if found else None

    def _called_so(self, report_id: str, noun: str) -> Entity | None:
        """The body that a noun means: by far the most told of in the report, or of those there by far in the story."""
        own = self._called.get(report_id, {}).get(noun, Counter())
        story = sum((c.get(noun, Counter()) for c in self._called.values()), Counter[str]())
        for told in (own, Counter({k: n for k, n in story.items() if k in own}) if own else story):
            ranked = told.most_common(2)
            if ranked and (len(ranked) == 1 or ranked[0][1] >= DOMINANT * ranked[1][1]):
                return self._ids[ranked[0][0]]
        return None


def index_bodies(entities: Iterable[Entity]) -> Bodies:
    """Makes the bodies of a story ready to be looked up by titles and descriptions."""
    ids: dict[str, Entity] = {}
    forms: dict[str, Entity] = {}
    called: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for entity in entities:
        if entity.type not in ("ORG", "FAC"):
            continue
        ids[entity.id] = entity
        for alias in (entity.name, *entity.aliases):
            form = re.sub(r"^[Tt]he ", "", alias)
            if form[:1].isupper() and len(form) > 2 and country_of(form) != form:
                forms.setdefault(form, entity)
        nouns = {n for alias in (entity.name, *entity.aliases) for n in _nouns_of(alias)}
        if _is_company(entity):
            nouns |= _company_nouns()
        for span in entity.mentions:
            for noun in nouns:
                called[span.report][noun][entity.id] += 1
    named: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
    for form, entity in forms.items():
        if (first := re.match(r"\w+", form)) is not None:
            named[first.group()].append((form, entity))
    return Bodies(named, called, ids)


def is_institution(entity: Entity) -> bool:
    """Whether a body is of a kind that has officials: a zoo, a hospital, a council; no company, militia or party."""
    nouns = {n for alias in (entity.name, *entity.aliases) for n in _nouns_of(alias)}
    known = {_one(w) for kind in _PUBLIC for entry in (kinds()[kind],) for w in (*entry["heads"], *entry["names"])}
    return entity.type == "FAC" or (entity.type == "ORG" and bool(nouns & known))


def _is_company(entity: Entity) -> bool:
    kinds_told = {k for role in entity.roles if (k := kind_of_phrase(role))}
    return bool(_COMPANIES & (kinds_told | {k for a in (entity.name, *entity.aliases) for k in kinds_of_name(a)}))


def _nouns_of(name: str) -> set[str]:
    """What a body may be called for short: "zoo" and "garden" for the "Harrow Zoo and Botanical Garden"."""
    words = re.sub(r"['’]s?\b", "", name).lower().split()
    return {_one(w) for w in words[1:] if _one(w) in _short()}


def _noun(text: str) -> str | None:
    """The noun in a title or description that says whose it is: "zoo" of "Zoo director", "a spokesman for the zoo"."""
    words = [_one(re.sub(r"['’]s?$", "", w)) for w in re.findall(r"[\w'’-]+", text.lower())]
    found = [w for w in words if w in _short()]
    return found[0] if found else None


def _one(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 and not word.endswith("ss") else word


@cache
def _short() -> frozenset[str]:
    """Nouns that a body is called by, and that are no part of titles, of states or of the names of media."""
    table = kinds()
    own = {_one(w) for entry in table.values() for w in entry["heads"] if " " not in w and not entry.get("country")}
    states = {_one(w) for entry in table.values() if entry.get("country") for w in entry["heads"]}
    media = {_one(w) for kind in ("broadcaster", "newspaper", "news agency") for w in table[kind]["names"]}
    titles = {_one(w) for kind in ("offices", "qualifiers", "ranks") for w in title_words(kind)}
    said = {_one(w) for w in load("origins")["speaks_for"]}
    every = {_one(w) for kind in ("organisation_heads", "facility_heads") for w in heads(kind)} | own
    return frozenset(w for w in every - states - media - titles - said if not is_person_noun(w))


@cache
def _company_nouns() -> frozenset[str]:
    return frozenset(w for kind in _COMPANIES for w in kinds()[kind]["heads"] if " " not in w) & _short()


def _agrees(text: str, noun: str, body: Entity) -> bool:
    """Whether no name in the text is another body's: "Moss zoo officials" are not the Harrow Zoo's."""
    known = set(plain(" ".join((body.name, *body.aliases))).split()) | {noun}
    first, *others = re.findall(r"[\w'’-]+", text)
    proper = [w for w in (first, *others) if w[:1].isupper() and not (w == first and common_word(w))]
    words = [re.sub(r"['’]s?$", "", w).lower() for w in proper]
    return all(w in known or _one(w) in known or is_person_noun(w) or _titled(w) for w in words)


def _titled(word: str) -> bool:
    return any(word in title_words(kind) for kind in ("offices", "qualifiers", "ranks", "honorifics"))


def bodies_beside(report: Report, names: Sequence[Name]) -> Iterator[tuple[Name, Name]]:
    """The people of a report with the body whose name stands right before their office: "Norland Rail spokesman Roe".

    Args:
        report: the report.
        names: its mentions, in the order of the text.
    """
    proper = [n for n in names if not n.nominal]
    for body, person in pairwise(proper):
        between = report.text[body.span.end : person.span.start]
        if body.type not in ("ORG", "FAC") or person.type != "PERSON":
            continue
        if is_former(report.text[max(0, body.span.start - 12) : person.span.start]):
            continue
        words = re.sub(r"['’]s", "", between).lower().split()
        office = re.fullmatch(r"(?:['’]s)? (?:[\w.-]+ ){1,4}", between) and has(
            " ".join(words), load("origins")["speaks_for"]
        )
        if office and all(is_person_noun(w) or _titled(w.rstrip(".")) for w in words):
            yield person, body


def countries_of(annotated: Sequence[Annotations], entities: Iterable[Entity], home: str | None) -> Mapping[str, str]:
    """Whose the reports say that the people in office and the bodies of a story are, by entity.

    "Norland's Joint Chiefs" and "the Norlander foreign minister Ada Roe" say it outright. Where no report does, an
    office is the home country's when most countries that are named in the sentences about its holder are that one.
    """
    texts = {a.report.id: a.report.text for a in annotated}
    sentences = {a.report.id: a.sentences for a in annotated}
    found: dict[str, str] = {}
    for entity in entities:
        if entity.type not in ("PERSON", "ORG"):
            continue
        said = Counter(c for role in entity.roles if not is_former(role) and (c := country_of(role)))
        for s in entity.mentions:
            text = texts[s.report]
            said.update(
                c for c in (_owner(text[max(0, s.start - BEFORE) : s.start]), _is_of(text[s.end :][:BEFORE])) if c
            )
        if said:
            country, count = said.most_common(1)[0]
            if count >= OWNER_SHARE * said.total():
                found[entity.id] = country
        elif home is not None and entity.roles:
            around = Counter(c for s in entity.mentions for c in _around(texts[s.report], sentences[s.report], s))
            if around[home] > 1 and around[home] >= HOME_SHARE * around.total():
                found[entity.id] = home
    return found


def _owner(before: str) -> str | None:
    """The country before a name, over its title: "Norland's army chief Roe", "the Norlander premier, Ada Roe"."""
    match = re.search(r"([A-Z][\w.]*(?:\s[A-Z][\w.]*)?)(['’]s?)?\s((?:[\w-]+\s){0,3}(?:[\w-]+,\s)?)$", before)
    if match is None or not all(is_person_noun(w) or _titled(w) for w in re.findall(r"[\w-]+", match.group(3).lower())):
        return None
    return _country_in(match.group(1), possessive=bool(match.group(2)))


def _is_of(after: str) -> str | None:
    """The country in what is said of a name right after it: "Roe, who is the Norlander government's spokesman"."""
    match = re.match(r",\s(?:who\s(?:is|was)\s)?(?:the\s)?([A-Z][\w.]*(?:\s[A-Z][\w.]*)?)(['’]s?)?\s([\w'’ -]+)", after)
    if match is None or not any(is_person_noun(w.lower()) for w in re.findall(r"[\w-]+", match.group(3))[:4]):
        return None
    return _country_in(match.group(1), possessive=bool(match.group(2)))


def _country_in(words: str, *, possessive: bool) -> str | None:
    for part in (words, words.split()[-1], words.split()[0]):
        if country := gazetteer.country(part) if possessive else gazetteer.nationality(part):
            return country
    return None


def _around(text: str, sentences: Sequence[tuple[int, int]], span: Span) -> set[str]:
    """The countries named in the sentence of a mention."""
    for start, end in sentences:
        if start <= span.start < end:
            words = re.findall(r"[A-Z][\w.]+(?: [A-Z][\w.]+)*", text[start:end])
            return {c for w in words if (c := country_of(w))}
    return set()

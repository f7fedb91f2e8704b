"""Where words ultimately come from: the far end of each chain of attribution, and which ends count apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from sayso.ingest.agencies import names
from sayso.ingest.credits import credits_of
from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.copies.copied_words import NOTHING_COPIED, CopiedWords, copied_words
from sayso.link.names.serving import bodies_beside, countries_of, is_institution
from sayso.link.origins.independence import (
    COPIED_TEXT,
    OWN_VOICE,
    QUOTED_ALIKE,
    Known,
    Merge,
    group_origins,
    quotes,
    quotes_same,
)
from sayso.link.origins.issuers import CITES_DOCUMENT, citing, issuer_of
from sayso.link.origins.standing import UNNAMED, country_of, plain
from sayso.types import COPIED, Annotations, Copy, Member, Name, Report, Statement

if TYPE_CHECKING:
    from sayso.link.names.entities import Entities

Groups = tuple[tuple[tuple[str, ...], ...], tuple[Merge, ...]]

NOT_STATED = "unnamed: not stated"
# a report that speaks of what it said before
_ITSELF = re.compile(
    r"unnamed: (?:an? |the |this )?(?:earlier|previous|original|initial) (?:version|report|story|article)\b.*"
    r"(?:this (?:article|story|report|post|page)|version)"
)
# what stands between the name of a body and that of its part
_OWNS = re.compile(r".{0,2}['’]s?\s*")
# a story has a home when this share of the countries it names is one country
HOME_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Origins:
    """The far ends of all chains of attribution of a story, and how they count."""

    _voices: Mapping[str, str]
    _statements: Mapping[str, Statement]
    _known: Mapping[str, Known]
    _told: frozenset[tuple[str, str]] = frozenset()
    _copied: CopiedWords = NOTHING_COPIED
    home: str | None = None
    judged: Constraints = UNDECIDED
    _house: frozenset[tuple[str, str]] = frozenset()
    _citing: frozenset[tuple[str, str]] = frozenset()
    _answered: dict[tuple[Member, ...], Groups] = field(init=False, default_factory=dict, repr=False, compare=False)

    def of(self, report_id: str, statement_id: str | None) -> tuple[str, ...]:
        """The origins of what a report says in a statement, or in its own voice.

        Args:
            report_id: id of the report.
            statement_id: the innermost statement whose content holds the words; None for the report's own voice.

        Returns:
            The speaker at the far end of the chain; "OUTLET (own voice)" where there is none, or where the outlet or
            one of its own reporters speaks. What a document says itself is its issuer's.
        """
        statement = self._statements.get(statement_id) if statement_id is not None else None
        while statement is not None:
            name = statement.speaker_name
            if name and (_ITSELF.match(name) or (report_id, name) in self._house):
                break
            if name and not (name == NOT_STATED and statement.parent in self._statements):
                return (name,)
            statement = self._statements.get(statement.parent) if statement.parent else None
        return (self._voices[report_id],)

    def voice(self, report_id: str) -> str:
        """The own voice of a report: its outlet's, or the agency's whose copy it is; a document's is its issuer."""
        return self._voices[report_id]

    def independent(self, members: Sequence[Member]) -> tuple[tuple[str, ...], ...]:
        """The origins of a claim's members in groups that count as one each; own voices are left out.

        Members whose words were copied tell the claim once: whatever names they give it, these stand in one group. What
        a report has of its own beside copied text counts on its own.
        """
        return self.grouped(members)[0]

    def merges(self, members: Sequence[Member]) -> tuple[Merge, ...]:
        """The merges that made the groups of a claim's origins, each with its reason."""
        return self.grouped(members)[1]

    def grouped(self, members: Sequence[Member]) -> Groups:
        """Both at once: the groups of a claim's origins, and the merges that made them."""
        # each claim is asked about several times on its way
        asked = tuple(members)
        if asked not in self._answered:
            self._answered[asked] = self._group(*self._ask(asked))
        return self._answered[asked]

    def _ask(self, members: Sequence[Member]) -> tuple[tuple[str, ...], dict[tuple[str, str], str]]:
        names = tuple(dict.fromkeys(n for m in members for n in m.stands_on))
        together = {(min(a, b), max(a, b)): CITES_DOCUMENT for a, b in self._citing if a in names and b in names}
        # own voices are in no group, so that nothing is asked about them
        members = [m for m in members if not all(n.endswith(OWN_VOICE) for n in m.stands_on)]
        if len({m.stands_on for m in members}) < 2:
            return names, together
        among: dict[str, list[int]] = {}
        for at, m in enumerate(members):
            among.setdefault(m.span.report, []).append(at)
        quoting = {at for at, m in enumerate(members) if quotes(m.span.text)}
        for at, m in enumerate(members):
            if at in quoting:
                others: Iterable[int] = range(len(members))
            else:
                shared = (among[r] for r in self._copied.partners(m.span.report, among))
                others = sorted(quoting.union(*shared))
            for other in (members[k] for k in others):
                if m.span.report == other.span.report or m.stands_on == other.stands_on:
                    continue
                named = not any(n.startswith(UNNAMED) for n in (*m.stands_on, *other.stands_on))
                copied = self._copied.one(m.span, other.span, named=named)
                why = COPIED_TEXT if copied else QUOTED_ALIKE if quotes_same(m.span.text, other.span.text) else None
                if why is not None:
                    together |= {(a, b): why for a in m.stands_on for b in other.stands_on if a != b}
                    together |= {(b, a): why for a in m.stands_on for b in other.stands_on if a != b}
        return names, together

    def _group(self, names: tuple[str, ...], together: Mapping[tuple[str, str], str]) -> Groups:
        return group_origins(names, self._known, self._told, self.home, together, self.judged)

    def named(self, name: str) -> str | None:
        """The origin of that name, or the one that has it as another name; None when the story has none."""
        if name in self._known or name in self._voices.values():
            return name
        return next((n for n, its in self._known.items() if name in its.aliases), None)


def find_origins(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    entities: Entities,
    copies: Sequence[Copy],
    judged: Constraints = UNDECIDED,
) -> Origins:
    """Finds the far end of every chain of attribution of a story.

    Args:
        annotated: the reports.
        statements: all statements, with speakers linked across reports.
        entities: what the names stand for; roles tell whose spokesperson a person is.
        copies: how the reports depend on each other; copy of an agency speaks with the agency's voice.
        judged: origins that a person counts together or apart, by their names.

    Returns:
        An index that is asked for single places (`of`) and for independence (`independent`, `merges`).
    """
    by_id = {e.id: e for e in entities.entities}
    home = home_of(annotated)
    countries = countries_of(annotated, entities.entities, home)
    roles: dict[str, set[tuple[str, str]]] = {}
    beside: dict[str, dict[str, None]] = {}
    for a in annotated:
        for person, body in bodies_beside(a.report, a.names):
            holder, its = (entities.resolve(a.report.id, n.span.text, n.span) for n in (person, body))
            if holder is not None and its is not None:
                beside.setdefault(holder.id, {})[its.name] = None
        for owner, body in _bodies_of_bodies(a):
            whole, part = (entities.resolve(a.report.id, n.span.text, n.span) for n in (owner, body))
            if whole is not None and part is not None and whole.id != part.id:
                beside.setdefault(part.id, {})[whole.name] = None
        for mention in a.names:
            entity = entities.resolve(a.report.id, mention.span.text, mention.span) if mention.role else None
            if entity is not None and mention.role:
                roles.setdefault(entity.id, set()).add((mention.role, a.report.id))
    known: dict[str, Known] = {}
    serves: dict[str, dict[str, None]] = {}
    told: set[tuple[str, str]] = set()
    for statement in statements:
        name = statement.speaker_name
        if not name:
            continue
        entity = by_id.get(statement.speaker) if statement.speaker else None
        if entity is None and not name.startswith("unnamed"):
            entity = entities.resolve(statement.report, name)
        said = sorted(roles.get(entity.id, ())) if entity else []
        if name not in serves or (entity is not None and known[name].entity is None):
            of_roles = (entities.body_of(report, role) for role, report in said)
            serves.setdefault(name, {}).update({its.name: None for its in of_roles if its is not None})
        if entity is not None and is_institution(entity):
            # "officials" may be its own
            serves[name][entity.name] = None
        if entity is None and (whose := entities.body_of(statement.report, name.removeprefix("unnamed: "))) is not None:
            serves[name][whose.name] = None
        if entity is not None:
            serves[name].update(beside.get(entity.id, {}))
        if name not in known or known[name].entity is None:
            known[name] = Known(
                entity=entity.id if entity else None,
                aliases=entity.aliases if entity else (),
                roles=tuple(sorted({*entity.roles, *(role for role, _ in said)})) if entity else (),
                country=countries.get(entity.id) if entity else None,
            )
        told |= {(name, teller) for teller in statement.via}
    issuers = {a.report.id: name for a in annotated if (name := issuer_of(a.report, entities)) is not None}
    for report, name in issuers.items():
        entity = entities.resolve(report, name)
        if entity is not None and name not in known:
            known[name] = Known(
                entity=entity.id,
                aliases=entity.aliases,
                roles=tuple(sorted(entity.roles)),
                country=countries.get(entity.id),
            )
            serves[name] = {entity.name: None} if is_institution(entity) else {}
    found = Origins(
        _voices=_voices(annotated, copies) | issuers,
        _statements={s.id: s for s in statements},
        _known={name: replace(its, serves=tuple(serves[name])) for name, its in known.items()},
        _told=frozenset(told),
        _copied=copied_words(copies),
        home=home,
        _house=frozenset(_of_the_house(annotated, statements, known, serves)),
        _citing=frozenset(citing(annotated, statements, entities)),
    )
    return replace(found, judged=judged.renamed(lambda name: found.named(name) or name))


def _bodies_of_bodies(annotations: Annotations) -> Iterable[tuple[Name, Name]]:
    """The bodies of a report that are said to be another one's: "the Norland police's fraud squad"."""
    proper = [n for n in annotations.names if not n.nominal]
    for owner, body in pairwise(proper):
        between = annotations.report.text[owner.span.end : body.span.start]
        # the mark may stand in the name itself
        owned = between.strip() in ("'s", "’s", "'", "’") or (
            not between.strip() and owner.span.text[-2:] in ("'s", "’s")
        )
        if owned and owner.type == body.type == "ORG":
            yield owner, body


def _of_the_house(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    known: Mapping[str, Known],
    serves: Mapping[str, Mapping[str, None]],
) -> Iterable[tuple[str, str]]:
    """Speakers of a report who are its own outlet or a reporter of it: "we have reported", "the Post's Ada Roe"."""
    outlet = {a.report.id: plain(a.report.outlet or "") for a in annotated}
    bylines = {a.report.id: {plain(b) for b in a.report.bylines} for a in annotated}
    for s in statements:
        name, its = s.speaker_name, outlet[s.report]
        if not name:
            continue
        bodies = {plain(name), *map(plain, serves.get(name, ()))}
        posts = [f"{plain(role)} " for role in known[name].roles]
        if plain(name) in bylines[s.report] or (
            its and (its in bodies or any(post.startswith(f"{its} ") for post in posts))
        ):
            yield s.report, name


def _voices(annotated: Sequence[Annotations], copies: Sequence[Copy]) -> dict[str, str]:
    agency = {a.report.id: agency_of(a.report) for a in annotated}
    for copy in copies:
        if copy.relation in COPIED and copy.source and copy.source.startswith("third: "):
            third = copy.source.removeprefix("third: ")
            if third in names():
                for report in (copy.a, copy.b):
                    agency[report] = agency[report] or _long_name(names()[third])
    return {a.report.id: (agency[a.report.id] or _outlet(a.report)) + OWN_VOICE for a in annotated}


def _outlet(report: Report) -> str:
    return report.outlet or PurePath(report.source).name or report.id


@lru_cache(maxsize=4096)
def agency_of(report: Report) -> str | None:
    """The agency whose copy a report is, by the surest credit; None when it only cites one or has parts of several."""
    if report.outlet in names():
        return _long_name(names()[report.outlet])
    whole = next((credit for credit in credits_of(report) if credit.whole), None)
    return _long_name(whole.agencies[0]) if whole and len(whole.agencies) == 1 else None


def _long_name(agency: str) -> str:
    """How an agency is called where it counts as an origin: "Associated Press" rather than "AP"."""
    long = [form for form, short in names().items() if short == agency and len(form) > len(agency) and " " in form]
    return long[0] if len(agency) <= 2 and long else agency


def home_of(annotated: Sequence[Annotations]) -> str | None:
    """The country that a story is about, when one stands out; nationality words count as well as names."""
    counts: Counter[str] = Counter()
    for a in annotated:
        seen = [country_of(text) for text in re.findall(r"[A-Z][\w.]+(?: [A-Z][\w.]+)*", a.report.text)]
        counts.update(c for c in seen if c)
    total = sum(counts.values())
    if not total:
        return None
    country, count = counts.most_common(1)[0]
    return country if count / total >= HOME_SHARE else None

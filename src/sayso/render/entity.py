"""One person, body or place over many stories: what it is called, what it said, gave and did, and what others said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.render.formats import amount, day, dimension
from sayso.render.found import Excerpt, surroundings
from sayso.render.lookup import Lookup, plain_label
from sayso.types import Dossier, Entity, Place, Report, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in a report: its story, the report with its label and day, and the characters there.

    `published` is the ISO day or time that things are ordered by, "" where it is not known.
    """

    story: int
    report: str
    label: str
    day: str
    published: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing told of somebody: its words in a report, and where that has them first.

    `head` is the figure, the day of an event, or the chain of a statement, "" for one's own that came through nobody;
    `mode` is how something is said, "" for plainly; `others` are reports that have the same words.
    """

    head: str
    mode: str
    excerpt: Excerpt
    where: Where
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office or title that reports give somebody, where it stands first, and the reports that do."""

    role: str
    where: Where
    reports: frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InStory:
    """Somebody as one story has them: under which names, in which roles, how often named, and by how many reports."""

    story: int
    title: str | None
    start: str | None
    end: str | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: int
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityOverStories:
    """All that some dossiers tell of what has one name and kind; every list has the newest first."""

    name: str
    type: str
    names: tuple[tuple[str, int], ...]
    roles: tuple[Role, ...]
    place: Place | None
    said: tuple[Told, ...]
    said_of: tuple[Told, ...]
    figures: tuple[Told, ...]
    events: tuple[Told, ...]
    stories: tuple[InStory, ...]


def entity_over_stories(held: Sequence[tuple[int, Dossier, Sequence[str]]]) -> EntityOverStories:
    """Lays together what dossiers tell of entities that a caller takes for one.

    Args:
        held: number of each story, its dossier, and the ids there of those entities; no dossier lacks all of them.

    Raises:
        ValueError: when there is nothing to lay together.
    """
    parts = [_InDossier(story, dossier, ids) for story, dossier, ids in held]
    parts = [part for part in parts if part.entities]
    if not parts:
        raise ValueError("no dossier has the entity")
    forms: dict[str, tuple[str, set[int]]] = {}
    for part in parts:
        for form in part.forms():
            forms.setdefault(_letters(form), (form, set()))[1].add(part.story)
    first = max((e for part in parts for e in part.entities), key=lambda e: len(e.mentions))
    return EntityOverStories(
        name=first.name,
        type=first.type,
        names=tuple(
            sorted(
                ((form, len(held)) for form, held in forms.values()), key=lambda f: (f[0] != first.name, -f[1], f[0])
            )
        ),
        roles=_roles(part_role for part in parts for part_role in part.roles()),
        place=next((e.place for part in parts for e in part.entities if e.place), None),
        said=_newest(told for part in parts for told in part.said()),
        said_of=_newest(told for part in parts for told in part.said_of()),
        figures=_newest(told for part in parts for told in part.figures()),
        events=_newest(told for part in parts for told in part.events()),
        stories=tuple(part.in_story() for part in parts),
    )


class _InDossier:
    """What one dossier tells of some of its entities."""

    def __init__(self, story: int, dossier: Dossier, ids: Sequence[str]) -> None:
        self.story = story
        self._dossier = dossier
        self._lookup = Lookup(dossier)
        self.entities: tuple[Entity, ...] = tuple(e for e in dossier.entities if e.id in ids)
        self._ids = {e.id for e in self.entities}
        self._names = {e.name for e in self.entities}

    def forms(self) -> list[str]:
        """The names that the story has for them, each once."""
        return list(dict.fromkeys(form for e in self.entities for form in (e.name, *e.aliases)))

    def in_story(self) -> InStory:
        """What stands in the list of stories."""
        story = self._dossier.story
        mentions = [s for e in self.entities for s in e.mentions]
        return InStory(
            story=self.story,
            title=story.title,
            start=story.start,
            end=story.end,
            names=tuple(self.forms()),
            roles=tuple(dict.fromkeys(r for e in self.entities for r in e.roles)),
            mentions=len(mentions),
            reports=len({s.report for s in mentions}),
        )

    def roles(self) -> Iterator[Role]:
        """Each role with the reports that tell it beside a mention, the first of them in front."""
        for role in dict.fromkeys(r for e in self.entities for r in e.roles):
            places: dict[str, tuple[int, int]] = {}
            for span in self._lookup.ordered(s for e in self.entities for s in e.mentions):
                before, _, after = self._lookup.sentence(span)
                if span.report not in places and role.casefold() in f"{before}\0{after}".casefold():
                    places[span.report] = span.start, span.end
            if not places:
                continue
            report = self._lookup.by_id[next(iter(places))]
            reports = frozenset((self.story, name) for name in places)
            yield Role(role=role, where=self._where(report, *places[report.id]), reports=reports)

    def said(self) -> Iterator[Told]:
        """Their own statements."""
        own = [s for s in self._dossier.statements if s.speaker in self._ids and s.content]
        for s in own:
            if not any(o is not s and _within(s, o) for o in own):
                yield self._told_statement(s)

    def said_of(self) -> Iterator[Told]:
        """What others say in whose words they are named."""
        mentions = [m for e in self.entities for m in e.mentions]
        for s in self._dossier.statements:
            if s.speaker not in self._ids and any(c.overlaps(m) for c in s.content for m in mentions):
                yield self._told_statement(s)

    def figures(self) -> Iterator[Told]:
        """The figures that they gave."""
        for f in self._dossier.figures:
            if f.giver in self._ids:
                counted = " ".join(f.of.split()) if dimension(f.unit)[0].startswith("count") else ""
                yield self._told(f.report, [(f.span.start, f.span.end)], f"{amount(f)} {counted}".strip(), "")

    def events(self) -> Iterator[Told]:
        """What happened in which they acted, or to them; in order of the day."""
        for e in self._dossier.events:
            if self._names & {*e.actors, *e.recipients} and e.what.report in self._lookup.by_id:
                when = day(e.start)
                told = self._told(e.what.report, [(e.what.start, e.what.end)], when, "")
                mode = "" if e.status == "happened" else e.status
                where = replace(told.where, published=e.start or told.where.published)
                yield replace(told, where=where, mode=mode)

    def _told_statement(self, s: Statement) -> Told:
        own = s.speaker in self._ids and not s.via
        chain = "" if own else self._lookup.chain(self._lookup.speaker(s), s.via)
        return self._told(s.report, [(c.start, c.end) for c in s.content], chain, "" if s.mode == "assert" else s.mode)

    def _told(self, name: str, places: list[tuple[int, int]], head: str, mode: str) -> Told:
        report = self._lookup.by_id[name]
        return Told(
            head=head,
            mode=mode,
            excerpt=surroundings(report, places, ()),
            where=self._where(report, places[0][0], places[-1][1]),
            others=(),
        )

    def _where(self, report: Report, start: int, end: int) -> Where:
        return Where(
            story=self.story,
            report=report.id,
            label=plain_label(report) or self._lookup.label(report.id),
            day=day(report.published),
            published=report.published or "",
            start=start,
            end=end,
        )


def _within(inner: Statement, outer: Statement) -> bool:
    """Whether all words of a statement are among those of another one, which has more."""
    held = all(
        any(o.report == i.report and o.start <= i.start and i.end <= o.end for o in outer.content)
        for i in inner.content
    )
    return held and sum(i.end - i.start for i in inner.content) < sum(o.end - o.start for o in outer.content)


def _newest(found: Iterable[Told]) -> tuple[Told, ...]:
    """Things told, the newest first; words that several reports of a story have stand once, by the first of them."""
    groups: dict[tuple[int, str], list[Told]] = {}
    for told in sorted(found, key=lambda t: (t.where.published == "", t.where.published)):
        said = "".join(p.text for p in told.excerpt.pieces if p.kinds)
        groups.setdefault((told.where.story, _letters(said)), []).append(told)
    lines = [replace(held[0], others=_others(held)) for held in groups.values()]
    return tuple(sorted(lines, key=lambda t: (t.where.published, t.where.story, -t.where.start), reverse=True))


def _letters(text: str) -> str:
    """A text without case, marks and spaces, in which two newsrooms' spellings of it are equal."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _others(held: Sequence[Told]) -> tuple[str, ...]:
    first = held[0].where.report
    return tuple(dict.fromkeys(t.where.label for t in held[1:] if t.where.report != first))


def _roles(found: Iterable[Role]) -> tuple[Role, ...]:
    """Roles, each by whoever tells it first, the last new one in front."""
    first: dict[str, Role] = {}
    for role in sorted(found, key=lambda r: (r.where.published == "", r.where.published)):
        key = _letters(role.role)
        if key in first:
            first[key] = replace(first[key], reports=first[key].reports | role.reports)
        else:
            first[key] = role
    return tuple(sorted(first.values(), key=lambda r: r.where.published, reverse=True))

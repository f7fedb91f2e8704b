"""Answers what an assistant asks, from a library that is opened for reading alone."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from msgspec import structs

from sayso.errors import LibraryError, NoSuchItem, SaysoError
from sayso.export.citations import Citation, cite
from sayso.export.excerpts import share
from sayso.export.json import to_json
from sayso.export.spans import LONGEST, quotable
from sayso.mcp import answers, asked
from sayso.mcp.sections import Sections, report_uri, shown, story_uri, words_of
from sayso.render.found import excerpts
from sayso.store import open_library
from sayso.store.library import Library, Made, ReportLine, StoryLine
from sayso.types import Dossier, Report

Line = TypeVar("Line")

# reports with the words in which stories are looked for; they are the last added
LOOKED_THROUGH = 500
# citations of one item that are given: a claim may stand in hundreds of reports
CITED = 20
# dossiers that are held ready
HELD = 4
# characters that no reader sees, in which words for a model can be hidden: format, private use, unassigned
UNSEEN = ("Cf", "Co", "Cn")


class Refused(SaysoError):
    """Something asked for that is not there or out of bounds; the message is for the assistant."""


class _Paged(Protocol):
    """What is asked for a page at a time."""

    @property
    def limit(self) -> int: ...

    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Ready:
    """A dossier as it is shown, with what tells it from others of its story."""

    made: str
    input: str
    dossier: Dossier


class Answering:
    """The answers to each tool, over one library; calls may come from several threads.

    Args:
        where: a file or a postgresql:// address; None for `sayso.store.default_library`.
        whole: whether texts are shown whole rather than in excerpts.

    Raises:
        LibraryError: when there is no library, or it cannot be read.
    """

    def __init__(self, where: str | None = None, *, whole: bool = False) -> None:
        self._where, self._whole = where, whole
        self._ready: dict[int, _Ready] = {}
        self._making = threading.Lock()
        with closing(open_library(where, write=False)) as library:
            self.where = library.where

    def search_stories(self, what: asked.SearchStories) -> answers.Stories:
        """Stories with reports that have the words, or all of them, that first to which a report came last."""
        since, until = _day(what.since), _day(what.until)
        with self._library() as library:
            if not what.words.strip():
                if since or until:
                    raise Refused("since and until go with words; without words the latest stories are given")
                lines, after = _page(library.stories(what.limit + 1, what.offset), what)
                return answers.Stories(stories=tuple(map(_story, lines)), next_offset=after)
            found = library.search_reports(what.words, since=since, until=until, limit=LOOKED_THROUGH)
            told: dict[int, list[str]] = {}
            for report in found:
                told.setdefault(report.story, []).append(report.id)
            numbers, after = _page(tuple(told)[what.offset : what.offset + what.limit + 1], what)
            stories = tuple(_story(library.story(n), tuple(told[n][: what.limit])) for n in numbers)
        return answers.Stories(stories=stories, next_offset=after, complete=len(found) < LOOKED_THROUGH)

    def search_reports(self, what: asked.SearchReports) -> answers.Reports:
        """Reports that have all words in title or text, with the sentences that have them."""
        since, until = _day(what.since), _day(what.until)
        if not what.words.strip():
            raise Refused("say which words to look for")
        with self._library() as library:
            lines, after = _page(
                library.search_reports(what.words, since=since, until=until, limit=what.limit + 1, offset=what.offset),
                what,
            )
            found = tuple(_report(line, library.report(line.id).report, what.words) for line in lines)
        return answers.Reports(reports=found, next_offset=after)

    def search_statements(self, what: asked.SearchStatements) -> answers.Statements:
        """Who said what with these words."""
        since, until = _day(what.since), _day(what.until)
        if not what.words.strip() and not what.speaker.strip():
            raise Refused("say which words or which speaker to look for")
        with self._library() as library:
            lines, after = _page(
                library.search_statements(
                    what.words,
                    speaker=what.speaker,
                    since=since,
                    until=until,
                    limit=what.limit + 1,
                    offset=what.offset,
                ),
                what,
            )
            texts = _texts(library, [line.report for line in lines])
        found = tuple(
            answers.StatementFound(
                key=f"statement-{line.id}",
                story=f"s{line.story}",
                speaker=line.speaker,
                cue=line.cue,
                mode=line.mode,
                published=line.published,
                content=_quoted(texts[line.report], line.start, line.stop),
            )
            for line in lines
        )
        return answers.Statements(statements=found, next_offset=after)

    def search_figures(self, what: asked.SearchFigures) -> answers.Figures:
        """Figures by what they count and by their value."""
        if not what.words.strip() and what.low is None and what.high is None:
            raise Refused("say which words or which values to look for")
        with self._library() as library:
            lines, after = _page(
                library.search_figures(
                    what.words, low=what.low, high=what.high, limit=what.limit + 1, offset=what.offset
                ),
                what,
            )
            texts = _texts(library, [line.report for line in lines])
        found = tuple(
            answers.FigureFound(
                key=f"figure-{line.id}",
                story=f"s{line.story}",
                low=line.low,
                high=line.high,
                unit=line.unit,
                of=line.counted,
                giver=line.giver,
                published=line.published,
                words=_quoted(texts[line.report], line.start, line.stop),
            )
            for line in lines
        )
        return answers.Figures(figures=found, next_offset=after)

    def search_entities(self, what: asked.SearchEntities) -> answers.Entities:
        """People, bodies and places by name and role."""
        if not what.words.strip():
            raise Refused("say which name or role to look for")
        with self._library() as library:
            lines, after = _page(
                library.search_entities(what.words, kind=what.type, limit=what.limit + 1, offset=what.offset), what
            )
        found = tuple(
            answers.EntityFound(
                story=f"s{line.story}",
                name=line.name,
                type=line.type,
                mentions=line.mentions,
                aliases=line.aliases,
                roles=line.roles,
            )
            for line in lines
        )
        return answers.Entities(entities=found, next_offset=after)

    def get_dossier(self, what: asked.GetDossier) -> answers.Section:
        """A page of one section of a story's dossier."""
        line, made, dossier = self._dossier(_number(what.story))
        sections = Sections(dossier)
        counts = sections.counts
        total = counts[what.section]
        if what.offset and what.offset >= total:
            raise Refused(f"section {what.section} of {what.story} has {total} items; offset {what.offset} is beyond")
        items, after = sections.page(what.section, what.offset, what.limit)
        return answers.Section(
            story=what.story,
            title=dossier.story.title,
            first_day=dossier.story.start,
            last_day=dossier.story.end,
            made=made.made,
            version=made.version,
            input=made.input,
            current=line.current,
            excerpts=not self._whole,
            section=what.section,
            sections=counts,
            total=total,
            items=items,
            next_offset=after,
            notes=dossier.notes,
        )

    def get_span(self, what: asked.GetSpan) -> answers.Span:
        """The characters of a report from start to end, with those around them."""
        with self._library() as library:
            held = library.report(what.report)
        try:
            place = quotable(held.report, what.start, what.end)
        except ValueError as error:
            raise Refused(f"report {what.report}: {error}") from error
        return answers.Span(
            report=place.report,
            story=f"s{held.story}",
            start=place.start,
            end=place.end,
            text=place.text,
            context=answers.Context(start=place.context.start, end=place.context.end, text=place.context.text),
            characters=len(held.report.text),
            sha256=place.sha256,
            outlet=place.outlet,
            title=place.title,
            published=place.published,
            url=held.report.url,
            address=place.address,
            page=place.page,
            paragraph=place.paragraph,
            invisible=sum(unicodedata.category(c) in UNSEEN for c in place.text),
        )

    def cite(self, what: asked.Cite) -> answers.Citations:
        """An item of a dossier as citations to copy."""
        number = _number(what.story)
        with self._library() as library:
            made = self._made(library, number)
            read = {r.id: r.added for r in library.reports(number)}
        try:
            found = cite(made.dossier, what.item, read=read)
        except NoSuchItem as error:
            raise Refused(f"{what.story}: {error}") from error
        written = tuple(
            answers.Cited(
                report=one.report,
                start=one.start,
                end=one.end,
                quotation=one.quotation,
                address=one.address,
                sha256=one.sha256,
                citation=_written(one, what.form),
            )
            for one in found[:CITED]
        )
        return answers.Citations(story=what.story, item=what.item, citations=written, more=max(0, len(found) - CITED))

    def report(self, name: str) -> answers.ReportText:
        """A report as a resource: its text, in excerpts unless texts are shown whole."""
        with self._library() as library:
            held = library.report(name)
        report = held.report
        if not self._whole:
            _, _, dossier = self._dossier(held.story)
            report = next((r for r in dossier.reports if r.id == name), replace(report, excerpts=()))
        return answers.ReportText(
            report=report.id,
            story=f"s{held.story}",
            title=report.title,
            outlet=report.outlet,
            published=report.published,
            url=report.url,
            sha256=report.sha256,
            characters=len(report.text),
            excerpts=not self._whole,
            parts=shown(report),
        )

    def stories(self, limit: int, offset: int) -> tuple[StoryLine, ...]:
        """Stories as resources, that first to which a report came last."""
        with self._library() as library:
            return library.stories(limit, offset)

    @contextmanager
    def _library(self) -> Iterator[Library]:
        """The library for one answer; where it lies is nothing that an assistant has to know."""
        try:
            with closing(open_library(self._where, write=False)) as library:
                yield library
        except LibraryError as error:
            raise Refused(str(error).removeprefix(f"{self.where}: ")) from error

    def _dossier(self, number: int) -> tuple[StoryLine, Made, Dossier]:
        """A story, its dossier, and the dossier as it is shown."""
        with self._library() as library:
            line = _line(library, number)
            made = self._made(library, number)
        if self._whole:
            return line, made, made.dossier
        with self._making:
            ready = self._ready.pop(number, None)
            if ready is None or ready.made != made.made or ready.input != made.input:
                ready = _Ready(made.made, made.input, share(made.dossier))
            self._ready[number] = ready
            while len(self._ready) > HELD:
                del self._ready[next(iter(self._ready))]
        return line, made, ready.dossier

    def _made(self, library: Library, number: int) -> Made:
        _line(library, number)
        made = library.dossier(number)
        if made is None:
            raise Refused(f"story s{number} has no dossier yet; whoever keeps the library makes it with `sayso add`")
        return made


def _line(library: Library, number: int) -> StoryLine:
    """A story by its number; of one that is no more it is told where its reports went."""
    try:
        return library.story(number)
    except LibraryError:
        went = library.went_into(number)
        if went is None:
            raise
        raise Refused(f"story s{number} is no more: its reports are in s{went}") from None


def _story(line: StoryLine, found_in: tuple[str, ...] = ()) -> answers.StoryFound:
    return answers.StoryFound(
        story=f"s{line.number}",
        title=line.title,
        first_day=line.start,
        last_day=line.end,
        reports=line.reports,
        dossier_made=line.made,
        current=line.current,
        uri=story_uri(line.number),
        found_in=found_in,
    )


def _report(line: ReportLine, report: Report, words: str) -> answers.ReportFound:
    return answers.ReportFound(
        report=line.id,
        story=f"s{line.story}",
        title=line.title,
        outlet=line.outlet,
        published=line.published,
        url=line.url,
        sha256=line.sha256,
        uri=report_uri(line.id),
        words=tuple(words_of(report, e.start, e.end) for e in excerpts(report, [words])),
    )


def _quoted(report: Report, start: int, end: int) -> answers.Words:
    """Words that were found; what is longer than a quotation has none."""
    words = words_of(report, start, end)
    return words if end - start <= LONGEST else structs.replace(words, text=None)


def _texts(library: Library, names: Sequence[str]) -> dict[str, Report]:
    return {name: library.report(name).report for name in dict.fromkeys(names)}


def _page(lines: Sequence[Line], what: _Paged) -> tuple[tuple[Line, ...], int | None]:
    """The lines of a page, and the offset of the next, when one line more than the limit was looked for."""
    after = what.offset + what.limit
    return tuple(lines[: what.limit]), after if len(lines) > what.limit and after <= asked.FURTHEST else None


def _number(story: str) -> int:
    return int(story[1:])


def _day(day: str | None) -> str | None:
    try:
        if day is not None:
            date.fromisoformat(day)
    except ValueError:
        raise Refused(f"{day} is not a day; write it as 2028-03-08") from None
    return day


def _written(citation: Citation, form: asked.Form) -> str:
    if form == "csl":
        return to_json(citation.to_csl())
    return {"text": citation.to_text, "markdown": citation.to_markdown, "html": citation.to_html}[form]().rstrip()

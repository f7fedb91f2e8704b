"""What is looked for on the search page, and what is found: pure, from the query of an address to lines to show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote, urlencode

from sayso.render.formats import day
from sayso.render.found import Excerpt, excerpts, surroundings
from sayso.render.lookup import plain_label
from sayso.store.library import EntityLine, FigureLine, Library, ReportLine, StatementLine
from sayso.types import Report
from sayso.web import wording
from sayso.web.lines import title_of
from sayso.web.namesakes import of_one_name
from sayso.web.places import entity_place, report_place

Kind = Literal["reports", "statements", "figures", "entities"]
KINDS: tuple[Kind, ...] = ("reports", "statements", "figures", "entities")
# what is shown on one page, and how far one can turn them: who wants more asks more closely
SHOWN, LAST_PAGE = 20, 250
LONGEST = 500
"""Characters of a field beyond which nothing is looked for."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MARKS = re.compile(r"[\"“”„]")
_FIELDS: dict[Kind, tuple[str, ...]] = {
    "reports": ("words", "since", "until"),
    "statements": ("words", "speaker", "cue", "since", "until"),
    "figures": ("words", "low", "high"),
    "entities": ("words", "type"),
}
ENTITY_TYPES = ("PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: the fields as they were typed, what is wrong with them, and the page.

    `wrong` names a field or is empty for the whole; `remarks` say how something was understood.
    """

    kind: Kind
    typed: Mapping[str, str]
    page: int
    low: float | None
    high: float | None
    wrong: Mapping[str, str]
    remarks: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Whether anything is looked for at all."""
        return any(self.typed[f] for f in _FIELDS[self.kind])

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that this kind of search has."""
        return _FIELDS[self.kind]

    def address(self, **changed: str) -> str:
        """The address of this search with something else in some fields; empty ones are left out."""
        fields = {"for": self.kind, **{f: self.typed[f] for f in self.fields}} | changed
        return f"/search?{urlencode({k: v for k, v in fields.items() if v})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: its story, with a title, and its report, by label and day, with the address of both.

    That of the story is that of the item in its dossier.
    """

    story: str
    story_title: str
    label: str
    day: str
    to_story: str
    to_report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found, with where it stands and the words of its report.

    `head` is what it is in short: a headline, who says it, or a figure; `to` leads to the page of the speaker, if any.
    """

    kind: Kind
    head: str
    detail: str
    to: str
    excerpts: tuple[Excerpt, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHit:
    """Somebody or something named that was found, over the stories that have it."""

    name: str
    type: str
    also: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: int
    stories: tuple[tuple[str, str], ...]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was found, or nothing; `before` and `after` are the addresses of the pages beside this one, or empty."""

    hits: tuple[Hit, ...]
    named: tuple[NamedHit, ...]
    first: int
    before: str
    after: str


def query_of(parameters: Mapping[str, str]) -> Query:
    """What the query of an address asks for, and what of it cannot be looked for.

    Args:
        parameters: field -> what was typed; unknown fields are left alone.
    """
    given = parameters.get("for", "")
    kind: Kind = next((k for k in KINDS if k == given), "reports")
    typed = {f: " ".join(parameters.get(f, "").split()) for f in dict.fromkeys(sum(_FIELDS.values(), ()))}
    wrong: dict[str, str] = {}
    remarks = []
    if given and given != kind:
        wrong[""] = wording.SEARCH_KIND
    for field in _FIELDS[kind]:
        if len(typed[field]) > LONGEST:
            wrong[field] = wording.SEARCH_LONG.format(most=LONGEST, n=f"{len(typed[field]):,}")
            typed[field] = typed[field][:LONGEST]
    for field in ("words", "speaker", "cue"):
        text = typed[field]
        if field in wrong or field not in _FIELDS[kind] or not text:
            continue
        if not re.search(r"[^\W_]", text):
            wrong[field] = wording.SEARCH_NO_WORD
        elif len(_MARKS.findall(text)) % 2:
            remarks.append(wording.SEARCH_LONE_MARK)
    for field in ("since", "until"):
        if field in _FIELDS[kind] and typed[field] and not _a_day(typed[field]):
            wrong[field] = wording.SEARCH_NO_DAY
    if not wrong and typed["since"] and typed["until"] and typed["since"] > typed["until"]:
        wrong["until"] = wording.SEARCH_DAYS
    low, high = _number(typed, "low", kind, wrong), _number(typed, "high", kind, wrong)
    if low is not None and high is not None and low > high:
        wrong["high"] = wording.SEARCH_RANGE
    if kind == "entities" and typed["type"] and typed["type"] not in ENTITY_TYPES:
        wrong["type"] = wording.SEARCH_TYPE
    page = parameters.get("page", "1")
    turned = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
    if not 1 <= turned <= LAST_PAGE:
        wrong["page"] = wording.SEARCH_PAGE.format(last=LAST_PAGE)
    return Query(
        kind=kind,
        typed=typed,
        page=max(1, turned),
        low=low,
        high=high,
        wrong=wrong,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _a_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _number(typed: Mapping[str, str], field: str, kind: Kind, wrong: dict[str, str]) -> float | None:
    text = typed[field].replace(",", "").replace(" ", "")
    if field not in _FIELDS[kind] or not text or field in wrong:
        return None
    if len(text) > 20 or not _NUMBER.fullmatch(text):
        wrong[field] = wording.SEARCH_NO_NUMBER
        return None
    return float(text)


def find(library: Library, query: Query) -> Results:
    """Looks for what a query asks, if it asks for anything and nothing in it is wrong.

    Args:
        library: where to look.
        query: for what.
    """
    if query.wrong or not query.asked:
        return Results(hits=(), named=(), first=0, before="", after="")
    offset = (query.page - 1) * SHOWN
    typed = query.typed
    since, until = typed["since"] or None, typed["until"] or None
    limit = SHOWN + 1
    hits: list[Hit] = []
    named: tuple[NamedHit, ...] = ()
    more: bool
    shown = _Shown(library, query)
    if query.kind == "reports":
        reports = library.search_reports(typed["words"], since=since, until=until, limit=limit, offset=offset)
        more = len(reports) > SHOWN
        hits = [shown.report(line) for line in reports[:SHOWN]]
    elif query.kind == "statements":
        statements = library.search_statements(
            typed["words"],
            speaker=typed["speaker"],
            cue=typed["cue"],
            since=since,
            until=until,
            limit=limit,
            offset=offset,
        )
        more = len(statements) > SHOWN
        hits = [shown.statement(line) for line in statements[:SHOWN]]
    elif query.kind == "figures":
        figures = library.search_figures(typed["words"], low=query.low, high=query.high, limit=limit, offset=offset)
        more = len(figures) > SHOWN
        hits = [shown.figure(line) for line in figures[:SHOWN]]
    else:
        entities = library.search_entities(typed["words"], kind=typed["type"] or None, limit=limit, offset=offset)
        more = len(entities) > SHOWN
        named = shown.entities(entities[:SHOWN])
    return Results(
        hits=tuple(hits),
        named=named,
        first=offset + 1,
        before=query.address(page=str(query.page - 1)) if query.page > 1 else "",
        after=query.address(page=str(query.page + 1)) if more and query.page < LAST_PAGE else "",
    )


class _Shown:
    """Turns lines of a library into lines to show; what several of them need is fetched once."""

    def __init__(self, library: Library, query: Query) -> None:
        self._library = library
        self._asked = [query.typed[f] for f in ("words", "speaker", "cue") if f in query.fields]
        self._titles: dict[int, str] = {}
        self._reports: dict[str, Report] = {}

    def report(self, line: ReportLine) -> Hit:
        report = self._report(line.id)
        return Hit(
            kind="reports",
            head=line.title or wording.UNTITLED,
            detail="",
            to=report_place(line.story, line.id),
            excerpts=excerpts(report, self._asked),
            place=self._place(line.story, report, line.published),
        )

    def statement(self, line: StatementLine) -> Hit:
        report = self._report(line.report)
        unnamed = (line.speaker or "").startswith("unnamed:")
        said_by = (line.speaker or "").removeprefix("unnamed:").strip() or wording.NO_SPEAKER
        return Hit(
            kind="statements",
            head=said_by,
            detail=wording.UNNAMED if unnamed else "",
            to=entity_place(line.speaker) if line.speaker and not unnamed else "",
            excerpts=(surroundings(report, [(line.start, line.stop)], self._asked),),
            place=self._place(
                line.story, report, line.published, (line.start, line.stop), f"#statement-{quote(line.id)}"
            ),
        )

    def figure(self, line: FigureLine) -> Hit:
        report = self._report(line.report)
        counted = " ".join(line.counted.split())
        head = " ".join(line.words.split())
        return Hit(
            kind="figures",
            head=head if not counted or counted.casefold() in head.casefold() else f"{head} {counted}",
            detail=wording.SEARCH_GIVEN_BY.format(name=line.giver) if line.giver else wording.SEARCH_NO_GIVER,
            to="",
            excerpts=(surroundings(report, [(line.start, line.stop)], self._asked),),
            place=self._place(line.story, report, line.published, (line.start, line.stop), f"#figure-{quote(line.id)}"),
        )

    def entities(self, lines: Sequence[EntityLine]) -> tuple[NamedHit, ...]:
        """Those of one name and kind together, though a story each has them."""
        return tuple(
            NamedHit(
                name=held[0].name,
                type=held[0].type,
                also=tuple(dict.fromkeys(a for e in held for a in e.aliases if a != held[0].name)),
                roles=tuple(dict.fromkeys(r for e in held for r in e.roles)),
                mentions=sum(e.mentions for e in held),
                stories=tuple((f"/stories/s{e.story}", self._title(e.story)) for e in held),
                to=entity_place(held[0].name, held[0].type),
            )
            for held in of_one_name(lines).values()
        )

    def _report(self, name: str) -> Report:
        if name not in self._reports:
            self._reports[name] = self._library.report(name).report
        return self._reports[name]

    def _title(self, story: int) -> str:
        if story not in self._titles:
            self._titles[story] = title_of(self._library.story(story))
        return self._titles[story]

    def _place(
        self, story: int, report: Report, published: str | None, at: tuple[int, int] | None = None, item: str = ""
    ) -> Place:
        return Place(
            story=f"s{story}",
            story_title=self._title(story),
            label=plain_label(report) or report.source,
            day=day(published) or wording.UNDATED,
            to_story=f"/stories/s{story}{item}",
            to_report=report_place(story, report.id, at),
        )

"""What is searched in a library: the words of reports, and the statements, figures and entities of dossiers."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.store.database import Database, insert
from sayso.store.library import PAGE, EntityLine, FigureLine, ReportLine, StatementLine
from sayso.types import Dossier

_STATEMENT = (
    *("story", "arrival", "id", "entity", "speaker", "speaker_type", "cue", "content"),
    *("mode", "kind", "published", "start", "stop", "score"),
)
_FIGURE = (
    *("story", "arrival", "id", "words", "low", "high", "modifier", "unit", "counted"),
    *("giver", "quantity", "as_of", "status", "published", "start", "stop", "score"),
)
_ENTITY = ("story", "id", "name", "type", "aliases", "roles", "mentions")


class Search:
    """The part of a library that finds things, and writes what is found.

    Args:
        db: an open library.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep_lines(self, story: int, dossier: Dossier, arrivals: dict[str, int]) -> None:
        """Writes what can be searched of a dossier, within a transaction of the caller's.

        Args:
            story: its number.
            dossier: the dossier.
            arrivals: the number of each of its reports.
        """
        days = {r.id: r.published for r in dossier.reports}
        insert(
            self._db,
            "statements",
            _STATEMENT,
            (
                (
                    *(story, arrivals[s.report], s.id, s.speaker, s.speaker_name, s.speaker_type),
                    *(s.cue.text if s.cue else None, " … ".join(c.text for c in s.content), s.mode, s.kind),
                    *(days[s.report], s.content[0].start, s.content[-1].end, s.score),
                )
                for s in dossier.statements
                if s.content
            ),
        )
        insert(
            self._db,
            "figures",
            _FIGURE,
            (
                (
                    *(story, arrivals[f.report], f.id, f.span.text, f.low, f.high, f.modifier, f.unit, f.of),
                    *(f.giver_name, f.quantity, f.as_of, f.status, days[f.report], f.span.start, f.span.end, f.score),
                )
                for f in dossier.figures
            ),
        )
        insert(
            self._db,
            "entities",
            _ENTITY,
            (
                (story, e.id, e.name, e.type, _listed(e.aliases), _listed(e.roles), len(e.mentions))
                for e in dossier.entities
            ),
        )

    def search_reports(
        self, words: str, *, since: str | None = None, until: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[ReportLine, ...]:
        """See `Library`."""
        wanted = _Wanted(self._db, "reports")
        wanted.words(words, "title", "text")
        wanted.days(since, until)
        rows = wanted.rows(
            "reports.id, story, reports.title, outlet, source, reports.url, published, added, input",
            "reports JOIN arrivals ON arrivals.arrival = reports.arrival",
            "reports.arrival DESC",
            limit,
            offset,
        )
        return tuple(ReportLine(**dict(zip(ReportLine.__slots__, row, strict=True))) for row in rows)

    def search_statements(
        self,
        words: str = "",
        *,
        speaker: str = "",
        cue: str = "",
        since: str | None = None,
        until: str | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[StatementLine, ...]:
        """See `Library`."""
        wanted = _Wanted(self._db, "statements")
        for text, column in ((words, "content"), (speaker, "speaker"), (cue, "cue")):
            if text.strip():
                wanted.words(text, column)
        wanted.days(since, until)
        rows = wanted.rows(
            "statements.story, statements.id, arrivals.id, speaker, cue, content, mode, published, start, stop",
            "statements JOIN arrivals ON arrivals.arrival = statements.arrival",
            "statements.number DESC",
            limit,
            offset,
        )
        return tuple(StatementLine(**dict(zip(StatementLine.__slots__, row, strict=True))) for row in rows)

    def search_figures(
        self,
        words: str = "",
        *,
        low: float | None = None,
        high: float | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[FigureLine, ...]:
        """See `Library`."""
        wanted = _Wanted(self._db, "figures")
        if words.strip():
            wanted.words(words, "counted", "unit", "giver")
        if low is not None:
            wanted.that("(figures.high >= ? OR (figures.high IS NULL AND figures.low IS NOT NULL))", low)
        if high is not None:
            wanted.that("(figures.low <= ? OR (figures.low IS NULL AND figures.high IS NOT NULL))", high)
        rows = wanted.rows(
            "figures.story, figures.id, arrivals.id, words, low, high, unit, counted, giver, published, start, stop",
            "figures JOIN arrivals ON arrivals.arrival = figures.arrival",
            "figures.number DESC",
            limit,
            offset,
        )
        return tuple(FigureLine(**dict(zip(FigureLine.__slots__, row, strict=True))) for row in rows)

    def search_entities(
        self, words: str, *, kind: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[EntityLine, ...]:
        """See `Library`."""
        wanted = _Wanted(self._db, "entities")
        wanted.words(words, "name", "aliases", "roles")
        if kind is not None:
            wanted.that("entities.type = ?", kind)
        rows = wanted.rows(
            "story, id, name, type, aliases, mentions", "entities", "mentions DESC, number DESC", limit, offset
        )
        return tuple(
            EntityLine(
                story=story, id=name, name=full, type=kind_of, aliases=tuple(msgspec.json.decode(also)), mentions=count
            )
            for story, name, full, kind_of, also, count in rows
        )


class _Wanted:
    """The conditions of one search on a table."""

    def __init__(self, db: Database, table: str) -> None:
        self._db = db
        self._table = table
        self._conditions: list[str] = []
        self._parameters: list[object] = []

    def that(self, condition: str, *parameters: object) -> None:
        self._conditions.append(condition)
        self._parameters += parameters

    def words(self, text: str, *columns: str) -> None:
        self.that(self._db.matching(self._table, columns), self._db.query(text, columns))

    def days(self, since: str | None, until: str | None) -> None:
        if since is not None:
            self.that(f"{self._table}.published >= ?", since)
        if until is not None:
            # a moment of the last day is behind its name, and before this
            self.that(f"{self._table}.published < ?", f"{until}U")

    def rows(self, columns: str, source: str, order: str, limit: int, offset: int) -> list[tuple[Any, ...]]:
        where = f"WHERE {' AND '.join(self._conditions)}" if self._conditions else ""
        return self._db.rows(
            f"SELECT {columns} FROM {source} {where} ORDER BY {order} LIMIT ? OFFSET ?",
            [*self._parameters, limit, offset],
        )


def _listed(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()

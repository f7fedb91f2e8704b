"""What is searched in a library: the words of reports, and the statements, figures and entities of dossiers."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.link.names.resolve import form_key
from sayso.store.database import MARKS, Database, Found, insert
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
RANKED = 1000  # entities found last that are put in the order of their mentions
LOOKED_AT = 200  # entities with the words of a name that are looked at before the next are fetched
_ENTITY_LINE = "story, id, entities.name, type, entities.aliases, entities.roles, mentions"
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
        wanted = _Wanted(self._db.found("reports", [(("title", "text"), words)]))
        wanted.days("reports", since, until)
        rows = wanted.rows(
            self._db,
            "reports.id, story, reports.title, outlet, source, reports.url, published, added, input",
            "JOIN arrivals ON arrivals.arrival = reports.arrival",
            (limit, offset),
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
        asked = [
            ((column,), text)
            for column, text in (("content", words), ("speaker", speaker), ("cue", cue))
            if text.strip()
        ]
        wanted = _Wanted(self._db.found("statements", asked))
        wanted.days("statements", since, until)
        rows = wanted.rows(
            self._db,
            "statements.story, statements.id, arrivals.id, statements.speaker, statements.cue, statements.content,"
            " mode, published, start, stop",
            "JOIN arrivals ON arrivals.arrival = statements.arrival",
            (limit, offset),
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
        asked = [(("counted", "unit", "giver"), words)] if words.strip() else []
        wanted = _Wanted(self._db.found("figures", asked))
        if low is not None:
            wanted.that("coalesce(figures.high, figures.low) >= ?", low)
        if high is not None:
            wanted.that("coalesce(figures.low, figures.high) <= ?", high)
        rows = wanted.rows(
            self._db,
            "figures.story, figures.id, arrivals.id, words, low, high, figures.unit, figures.counted, figures.giver,"
            " published, start, stop",
            "JOIN arrivals ON arrivals.arrival = figures.arrival",
            (limit, offset),
        )
        return tuple(FigureLine(**dict(zip(FigureLine.__slots__, row, strict=True))) for row in rows)

    def search_entities(
        self, words: str, *, kind: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[EntityLine, ...]:
        """See `Library`."""
        wanted = _Wanted(self._db.found("entities", [(("name", "aliases", "roles"), words)]))
        if kind is not None:
            wanted.that("entities.type = ?", kind)
        # the rows of a common name are too many to be put in order
        latest, parameters = wanted.statement("entities.number AS latest", "", (RANKED, 0))
        rows = self._db.rows(
            f"SELECT {_ENTITY_LINE} FROM ({latest}) AS found JOIN entities ON entities.number = found.latest"
            " ORDER BY mentions DESC, entities.number DESC LIMIT ? OFFSET ?",
            [*parameters, limit, offset],
        )
        return tuple(_entity_line(row) for row in rows)

    def entities_named(self, name: str, *, limit: int = PAGE, offset: int = 0) -> tuple[EntityLine, ...]:
        """See `Library`."""
        key = form_key(name)
        wanted = _Wanted(self._db.found("entities", [(("name", "aliases"), f'"{MARKS.sub(" ", name)}"')]))
        found: list[EntityLine] = []
        at = 0
        while len(found) < offset + limit and (rows := wanted.rows(self._db, _ENTITY_LINE, "", (LOOKED_AT, at))):
            some = [_entity_line(row) for row in rows]
            found += [e for e in some if key in map(form_key, (e.name, *e.aliases))]
            at += LOOKED_AT
        return tuple(found[offset : offset + limit])


class _Wanted:
    """The conditions of one search, by words and others."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._conditions = [found.condition] if found.condition else []
        self._parameters: list[object] = list(found.parameters)

    def that(self, condition: str, *parameters: object) -> None:
        self._conditions.append(condition)
        self._parameters += parameters

    def days(self, table: str, since: str | None, until: str | None) -> None:
        if since is not None:
            self.that(f"{table}.published >= ?", since)
        if until is not None:
            # a moment of the last day is behind its name, and before this
            self.that(f"{table}.published < ?", f"{until}U")

    def rows(self, db: Database, columns: str, joined: str, page: tuple[int, int]) -> list[tuple[Any, ...]]:
        return db.rows(*self.statement(columns, joined, page))

    def statement(self, columns: str, joined: str, page: tuple[int, int]) -> tuple[str, list[object]]:
        """The search in SQL, the newest first, with its parameters."""
        where = f"WHERE {' AND '.join(self._conditions)}" if self._conditions else ""
        return (
            f"SELECT {columns} FROM {self._found.source} {joined} {where} ORDER BY {self._found.newest}"
            " LIMIT ? OFFSET ?",
            [*self._parameters, *page],
        )


def _entity_line(row: tuple[Any, ...]) -> EntityLine:
    story, name, full, kind, also, roles, count = row
    return EntityLine(
        story=story,
        id=name,
        name=full,
        type=kind,
        aliases=tuple(msgspec.json.decode(also)),
        mentions=count,
        roles=tuple(msgspec.json.decode(roles)),
    )


def _listed(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()

"""Lines that list what a library holds, and the description of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from sayso.export.json import to_json
from sayso.judge.words import listed
from sayso.store.library import EntityLine, FigureLine, ReportLine, StatementLine, StoryLine
from sayso.store.trail import TrailLine

FORGOTTEN = "{id}  {day}  {by}: {what} (its words went with a report that was forgotten)"


def listed_stories(stories: Iterable[StoryLine], as_json: bool) -> Iterator[str]:
    """A line for each story: its name, days, number of reports and title; or an object of JSON."""
    for s in stories:
        if as_json:
            days = {"from": s.start, "to": s.end}
            counts = {"reports": s.reports, "added": s.added, "made": s.made}
            yield to_json({"story": f"s{s.number}", "title": s.title, **days, **counts})
        else:
            first, last = (s.start or "")[:10], (s.end or "")[:10]
            days_told = first if first == last else f"{first} – {last}"
            reports = f"{s.reports} report{'s' if s.reports != 1 else ''}"
            yield f"{f's{s.number}':6} {days_told or 'undated':23} {reports:>12}  {s.title or '(no title)'}"


def listed_reports(reports: Iterable[ReportLine], as_json: bool) -> Iterator[str]:
    """A line for each report: its id, day, outlet and title; or an object of JSON."""
    for r in reports:
        if as_json:
            known = {"title": r.title, "outlet": r.outlet, "source": r.source, "url": r.url}
            yield to_json(
                {
                    "report": r.id,
                    "story": f"s{r.story}",
                    **known,
                    "published": r.published,
                    "added": r.added,
                    "sha256": r.sha256,
                }
            )
        else:
            day = (r.published or "undated")[:10]
            yield f"{r.id:14} {day:10}  {r.outlet or r.url or r.source}: {r.title or '(no title)'}"


def listed_trail(lines: Iterable[TrailLine]) -> Iterator[str]:
    """A line for each judgement, the oldest first, with what took it back or that its words are gone."""
    every = tuple(lines)[::-1]
    rows = [t.judgement for t in every if t.judgement is not None]
    told = dict(zip((row.id for row in rows), listed(rows), strict=True))
    for t in every:
        yield told.get(t.id) or FORGOTTEN.format(id=t.id, day=t.made[:10], by=t.by, what=f"{t.about} {t.decides}")


def listed_found(found: Iterable[StatementLine | FigureLine | EntityLine], as_json: bool) -> Iterator[str]:
    """A line for each statement, figure or entity that was found, with its story and report; or an object of JSON."""
    for one in found:
        if as_json:
            yield to_json(asdict(one) | {"story": f"s{one.story}"})
        elif isinstance(one, EntityLine):
            told = "; ".join(", ".join(part) for part in (one.roles, one.aliases) if part)
            yield f"{f's{one.story}':6} {one.type:8} {one.name}{f' ({told})' if told else ''}"
        else:
            day = (one.published or "undated")[:10]
            if isinstance(one, StatementLine):
                text = f"{one.speaker or '(speaker not stated)'}: {' '.join(one.content.split())}"
            else:
                giver = f" ({one.giver})" if one.giver else ""
                text = f"{' '.join(one.words.split())}, {' '.join(one.counted.split())}{giver}"
            yield f"{f's{one.story}':6} {day:10}  {text}  [{one.report}]"


def datasette_metadata(name: str = "library") -> dict[str, Any]:
    """What each table and column of a library holds, in the form that Datasette reads.

    Args:
        name: what Datasette calls the library: its file's name without the ending.
    """
    import yaml

    tables: dict[str, dict[str, Any]] = yaml.safe_load(
        (files("sayso.store") / "migrations" / "tables.yaml").read_text(encoding="utf-8")
    )
    return {
        "title": "sayso: a library of reports",
        "description": "Reports, what was read of them, their stories and dossiers, and what people decided.",
        "databases": {
            name: {
                "tables": {
                    table: {"description": told["is"], "columns": told["columns"], **(told.get("datasette") or {})}
                    for table, told in tables.items()
                }
            }
        },
    }

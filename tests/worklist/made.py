"""Dossiers of made-up stories from short cases: what each report says, on whose word, and what differs."""

from __future__ import annotations

from typing import Any

from sayso.spans import OffsetMap, Span
from sayso.types import (
    Claim,
    Conflict,
    Copy,
    Dossier,
    Event,
    Figure,
    LeadSentence,
    Member,
    Passage,
    Quantity,
    Report,
    Side,
    Statement,
    Story,
    Time,
)


def made(case: dict[str, Any]) -> Dossier:
    """The dossier of a case; see tests/cases/worklist."""
    reports = {name: _report(name, text, n) for n, (name, text) in enumerate(case["reports"].items())}

    def at(report: str, words: str) -> Span:
        start = reports[report].text.index(words)
        return reports[report].span(start, start + len(words))

    statements: list[Statement] = []
    claims, events = [], []
    for n, told in enumerate(case.get("claims", ()), start=1):
        claim = _claim(f"c{n}", told, at, statements)
        claims.append(claim)
        if told.get("firm", True):
            events += [_event(f"ev{len(events) + k}", m.span) for k, m in enumerate(claim.members)]
    figures = [_figure(f"f{n}", f, at) for n, f in enumerate(case.get("figures", ()), start=1)]
    return Dossier(
        story=Story(title=None, start="2031-05-01", end=None),
        reports=tuple(reports.values()),
        entities=(),
        statements=tuple(statements),
        figures=tuple(figures),
        times=tuple(
            Time(span=at(report, words), value=start[:4], start=start, end=end)
            for report, words, start, end in case.get("times", ())
        ),
        events=tuple(events),
        claims=tuple(claims),
        conflicts=tuple(_conflict(f"x{n}", c, at) for n, c in enumerate(case.get("conflicts", ()), start=1)),
        copies=tuple(_copy(reports[a], reports[b], by) for a, b, by in case.get("copies", ())),
        models={},
        ledger=tuple(_quantities(figures)),
        lead=tuple(
            LeadSentence(span=at(report, words), claims=tuple(ids), origins=(), conflicts=(), why={})
            for report, words, *ids in case.get("lead", ())
        ),
    )


def _report(name: str, text: str, number: int) -> Report:
    return Report(
        id=name,
        source=f"{name}.txt",
        sha256=f"{number:064x}",
        text=text,
        offsets=OffsetMap.identity(len(text)),
        outlet=name.title(),
        published=f"2031-05-0{number + 1}",
    )


def _claim(name: str, told: dict[str, Any], at: Any, statements: list[Statement]) -> Claim:
    members = []
    for report, words in told["members"].items():
        span, origin = at(report, words), told.get("from", {}).get(report, told.get("of"))
        statement = None
        if origin is not None:
            statement = f"{report}.s{len(statements)}"
            statements.append(_statement(statement, span, origin, told.get("mode", "assert")))
        members.append(Member(span=span, statement=statement, stands_on=(origin or f"{report.title()} (own voice)",)))
    origins = tuple(dict.fromkeys(o for m in members for o in m.stands_on))
    independent = tuple((o,) for o in origins if not o.endswith("(own voice)"))
    verdict = "unsourced" if not independent else "single-origin" if len(independent) == 1 else "corroborated"
    if len(members) == 1:
        verdict = "only-here"
    why = {
        "unnamed_only": (bool(independent) and all(o.startswith("unnamed:") for (o,) in independent)) or None,
        "denied_by": told.get("denied_by"),
        "disputed_by": told.get("disputed_by"),
    }
    disputed = told.get("denied_by") or told.get("disputed_by")
    return Claim(
        id=name,
        text=members[0].span.text,
        members=tuple(members),
        origins=origins,
        independent=independent,
        verdict="disputed" if disputed else verdict,  # type: ignore[arg-type]
        silent=(),
        why=why,
        score=told.get("score", 1.0),
    )


def _statement(name: str, span: Span, speaker: str, mode: Any) -> Statement:
    return Statement(
        id=name,
        report=span.report,
        source=None,
        cue=None,
        content=(span,),
        kind="indirect",
        speaker=None,
        speaker_name=speaker,
        speaker_type="person",
        via=(),
        parent=None,
        mode=mode,
        score=0.9,
    )


def _event(name: str, span: Span) -> Event:
    return Event(
        id=name,
        what=span,
        trigger="happen",
        type="OTHER",
        actors=(),
        recipients=(),
        place=None,
        start=None,
        end=None,
        status="happened",
        mentions=(span,),
        statements=(),
        score=0.9,
    )


def _figure(name: str, told: dict[str, Any], at: Any) -> Figure:
    return Figure(
        id=name,
        report=told["report"],
        span=at(told["report"], told["words"]),
        low=told["value"],
        high=told["value"],
        modifier="exact",
        unit=told["unit"],
        of=told["unit"],
        head=told["unit"],
        scope=(),
        quantity=told["unit"],
        giver=None,
        giver_name=told.get("giver"),
        via=(),
        statement=None,
        as_of=None,
        status="actual",
        score=0.9,
    )


def _quantities(figures: list[Figure]) -> list[Quantity]:
    units = dict.fromkeys(f.quantity or "" for f in figures)
    return [
        Quantity(
            id=unit, title=unit, figures=tuple(f.id for f in figures if f.quantity == unit), comparisons=(), sums=()
        )
        for unit in units
    ]


def _conflict(name: str, told: dict[str, Any], at: Any) -> Conflict:
    return Conflict(
        id=name,
        kind=told.get("kind", "figure"),
        about=told["about"],
        sides=tuple(Side(value=words, members=(at(r, words),), origins=(o,)) for r, words, o in told["sides"]),
        relation=told.get("relation", "dispute"),
        why=told.get("why", {}),
        score=0.9,
    )


def _copy(a: Report, b: Report, by: str | None) -> Copy:
    size = min(len(a.text), len(b.text))
    passage = Passage(a=a.span(0, size), b=b.span(0, size))
    why = {"source_by": by}
    return Copy(a=a.id, b=b.id, relation="near-identical", source="a" if by else None, passages=(passage,), why=why)

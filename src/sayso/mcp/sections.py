"""A dossier in sections for a model to read: pure, from records to small items, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args
from urllib.parse import quote

import msgspec

from sayso.mcp import answers
from sayso.mcp.asked import SectionName
from sayso.spans import Span
from sayso.types import (
    Claim,
    Conflict,
    Copy,
    Dossier,
    Entity,
    Event,
    Figure,
    LeadSentence,
    Origin,
    Quantity,
    Quotation,
    Report,
    Statement,
    part_of,
)

SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
# places of one item that are shown; a claim of a hundred reports would fill a page
SHOWN = 8
# bytes of JSON after which a page ends: about 8,000 tokens of a language model
PAGE_BYTES = 32_000


def story_uri(story: int) -> str:
    """The address of a story among the server's resources."""
    return f"sayso://stories/s{story}"


def report_uri(report: str) -> str:
    """The address of a report among the server's resources."""
    return f"sayso://reports/{quote(report, safe='')}"


class Sections:
    """The sections of one dossier.

    Args:
        dossier: whole, or as `sayso.share` gives it: then places that are not shown have no text.
    """

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._reports = {r.id: r for r in dossier.reports}
        self._names = {e.id: e.name for e in dossier.entities}

    @property
    def counts(self) -> dict[str, int]:
        """How many items each section has."""
        return {name: len(self._records(name)) for name in SECTIONS}

    def page(self, section: SectionName, offset: int, limit: int) -> tuple[tuple[answers.Item, ...], int | None]:
        """Items of a section from an offset on, as many as fit on a page.

        Args:
            section: its name.
            offset: how many to pass over.
            limit: how many at most.

        Returns:
            The items, and the offset of the next page if there is one.
        """
        records = self._records(section)
        made: list[answers.Item] = []
        size = 0
        for record in records[offset : offset + limit]:
            item = self._item(section, record)
            size += len(msgspec.json.encode(item))
            if made and size > PAGE_BYTES:
                break
            made.append(item)
        after = offset + len(made)
        return tuple(made), after if made and after < len(records) else None

    def words(self, span: Span) -> answers.Words:
        """A place with its words, if all of them may be seen."""
        return words_of(self._reports[span.report], span.start, span.end)

    def _records(self, section: SectionName) -> Sequence[Any]:
        records: Sequence[Any] = self._dossier.lead if section == "summary" else getattr(self._dossier, section)
        return records

    def _item(self, section: SectionName, record: Any) -> answers.Item:
        make: dict[SectionName, Callable[[Any], answers.Item]] = {
            "summary": self._lead,
            "reports": self._report,
            "claims": self._claim,
            "conflicts": self._conflict,
            "figures": self._figure,
            "ledger": self._quantity,
            "statements": self._statement,
            "events": self._event,
            "quotations": self._quotation,
            "copies": self._copy,
            "origins": self._origin,
            "entities": self._entity,
        }
        return make[section](record)

    def _lead(self, line: LeadSentence) -> answers.Item:
        return answers.LeadItem(
            words=self.words(line.span),
            claims=tuple(f"claim-{c}" for c in line.claims),
            origins=line.origins,
            conflicts=line.conflicts,
        )

    def _report(self, report: Report) -> answers.Item:
        parts = shown(report)
        return answers.ReportItem(
            key=f"report-{report.id}",
            report=report.id,
            title=report.title,
            outlet=report.outlet,
            published=report.published,
            published_basis=report.published_basis,
            url=report.url,
            sha256=report.sha256,
            characters=len(report.text),
            uri=report_uri(report.id),
            bylines=report.bylines,
            agencies=report.agencies,
            excerpts=parts[:SHOWN] if report.excerpts is not None else (),
            more_excerpts=max(0, len(parts) - SHOWN) if report.excerpts is not None else 0,
        )

    def _claim(self, claim: Claim) -> answers.Item:
        words, more = self._some(m.span for m in claim.members)
        return answers.ClaimItem(
            key=f"claim-{claim.id}",
            text=claim.text,
            verdict=claim.verdict,
            independent=claim.independent,
            words=words,
            more_words=more,
            silent=claim.silent[:SHOWN],
        )

    def _conflict(self, conflict: Conflict) -> answers.Item:
        sides = []
        for number, side in enumerate(conflict.sides):
            words, more = self._some(side.members)
            key = f"side-{conflict.id}-{number}"
            sides.append(
                answers.SideItem(key=key, value=side.value, origins=side.origins, words=words, more_words=more)
            )
        return answers.ConflictItem(
            about=conflict.about, of=conflict.kind, relation=conflict.relation, sides=tuple(sides)
        )

    def _figure(self, figure: Figure) -> answers.Item:
        return answers.FigureItem(
            key=f"figure-{figure.id}",
            words=self.words(figure.span),
            low=figure.low,
            high=figure.high,
            modifier=figure.modifier,
            unit=figure.unit,
            of=figure.of,
            giver=figure.giver_name,
            as_of=figure.as_of,
            status=figure.status,
            via=figure.via,
            quantity=figure.quantity,
        )

    def _quantity(self, quantity: Quantity) -> answers.Item:
        compared = tuple(f"figure-{c.a} {c.relation} figure-{c.b}" for c in quantity.comparisons)
        most = 4 * SHOWN
        return answers.QuantityItem(
            quantity=quantity.id,
            title=quantity.title,
            figures=tuple(f"figure-{f}" for f in quantity.figures[:most]),
            relations=compared[:most],
            more=max(0, len(quantity.figures) - most),
        )

    def _statement(self, statement: Statement) -> answers.Item:
        return answers.StatementItem(
            key=f"statement-{statement.id}",
            speaker=statement.speaker_name,
            speaker_type=statement.speaker_type,
            mode=statement.mode,
            form=statement.kind,
            content=tuple(map(self.words, statement.content)),
            cue=self.words(statement.cue) if statement.cue else None,
            source=self.words(statement.source) if statement.source else None,
            via=statement.via,
            score=statement.score,
        )

    def _event(self, event: Event) -> answers.Item:
        return answers.EventItem(
            key=f"event-{event.id}",
            what=self.words(event.what),
            type=event.type,
            status=event.status,
            first_day=event.start,
            last_day=event.end,
            reports=tuple(dict.fromkeys(m.report for m in event.mentions)),
            actors=tuple(self._names.get(a, a) for a in event.actors),
            recipients=tuple(self._names.get(r, r) for r in event.recipients),
        )

    def _quotation(self, quotation: Quotation) -> answers.Item:
        forms = tuple(
            answers.QuotationMember(form=m.form, words=tuple(map(self.words, m.spans)), speaker=m.speaker_name)
            for m in quotation.members[:SHOWN]
        )
        return answers.QuotationItem(
            key=f"quotation-{quotation.id}",
            speaker=quotation.speaker_name,
            relation=quotation.relation,
            forms=forms,
            more_forms=len(quotation.members) - len(forms),
        )

    def _copy(self, copy: Copy) -> answers.Item:
        # passages may lie in one another
        covered: set[int] = set()
        for passage in copy.passages:
            covered.update(range(passage.a.start, passage.a.end))
        return answers.CopyItem(a=copy.a, b=copy.b, relation=copy.relation, source=copy.source, shared=len(covered))

    def _origin(self, origin: Origin) -> answers.Item:
        most = 4 * SHOWN
        return answers.OriginItem(
            name=origin.name,
            own_voice=origin.own_voice,
            claims=tuple(f"claim-{c}" for c in origin.claims[:most]),
            more_claims=max(0, len(origin.claims) - most),
            reports=tuple(dict.fromkeys(p.report for p in origin.paths)),
            counted_with=tuple(f"{o.name}: {o.why}" for o in origin.counted_with[:SHOWN]),
        )

    def _entity(self, entity: Entity) -> answers.Item:
        return answers.EntityItem(
            entity=entity.id,
            name=entity.name,
            type=entity.type,
            mentions=len(entity.mentions),
            aliases=entity.aliases[:SHOWN],
            roles=entity.roles[:SHOWN],
        )

    def _some(self, spans: Iterable[Span]) -> tuple[tuple[answers.Words, ...], int]:
        """The first of several places, and how many more there are."""
        every = tuple(spans)
        return tuple(map(self.words, every[:SHOWN])), max(0, len(every) - SHOWN)


def words_of(report: Report, start: int, end: int) -> answers.Words:
    """A place in a report with its words, if all of them may be seen."""
    part = part_of(report, start)
    seen = report.excerpts is None or any(a <= start and end <= b for a, b in report.excerpts)
    return answers.Words(
        report=report.id,
        start=start,
        end=end,
        text=report.text[start:end] if seen else None,
        page=part.number if part and part.kind == "page" else None,
        paragraph=part.number if part and part.kind == "paragraph" else None,
    )


def shown(report: Report) -> tuple[answers.Words, ...]:
    """What of a report may be seen."""
    places = report.excerpts if report.excerpts is not None else ((0, len(report.text)),)
    return tuple(words_of(report, start, end) for start, end in places if end > start)

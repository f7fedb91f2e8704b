"""The ledger as CSV: a row a figure, quantity by quantity, in the order of the time that the figures hold for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.export.columns import PROVENANCE
from sayso.export.provenance import Found
from sayso.export.spreadsheet import csv_text
from sayso.link.figures.judging import GRAVEST
from sayso.types import Comparison, Dossier, Figure, Quantity

COLUMNS = (
    "quantity",
    "title",
    "figure",
    "as_of",
    "status",
    "text",
    "low",
    "high",
    "modifier",
    "unit",
    "of",
    "giver",
    "via",
    "report",
    "outlet",
    "published",
    "start",
    "end",
    "relation",
    "against",
    "features",
    *(f"provenance.{key}" for key in PROVENANCE),
)


def ledger_csv(dossier: Dossier) -> str:
    """All figures with a quantity as CSV (RFC 4180, UTF-8, a header line), each judged against an earlier value.

    `relation` is the gravest difference to a value above, `against` the id of the figure that says that value most
    exactly, `features` the features of the judgement; the three are empty where nothing above differs. An open side
    of a bound is an empty cell. Sums follow the figures of their quantity as rows without a report: `text` is the
    addition in ids of figures, `low` and `high` its result, `relation` "sum-agrees" or "sum-differs". The last columns
    say where each row comes from.
    """
    return csv_text(COLUMNS, _rows(dossier))


def _rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    found = Found(dossier)
    figures = {f.id: f for f in dossier.figures}
    reports = {r.id: r for r in dossier.reports}
    for quantity in dossier.ledger:
        for f in (figures[i] for i in quantity.figures):
            report = reports[f.report]
            against = _against(f, quantity, figures)
            yield {
                "quantity": quantity.id,
                "title": quantity.title,
                "figure": f.id,
                "as_of": f.as_of,
                "status": f.status,
                "text": " ".join(f.span.text.split()),
                "low": f.low,
                "high": f.high,
                "modifier": f.modifier,
                "unit": f.unit,
                "of": " ".join(f.of.split()),
                "giver": f.giver_name,
                "via": " | ".join(f.via),
                "report": f.report,
                "outlet": report.outlet,
                "published": report.published,
                "start": f.span.start,
                "end": f.span.end,
                "relation": against.relation if against else "",
                "against": against.a if against else "",
                "features": "; ".join(f"{k}={v}" for k, v in against.why.items()) if against else "",
                **_provenance(found.of("figures", f)),
            }
        for total in quantity.sums:
            yield {
                "quantity": quantity.id,
                "title": quantity.title,
                "text": " + ".join(total.parts),
                "low": total.value,
                "high": total.value,
                "relation": "sum-agrees" if total.agrees else "sum-differs",
                "against": " | ".join(total.totals),
                "features": "; ".join(f"{k}={v}" for k, v in total.why.items()),
                **_provenance(found.of("ledger", quantity)),
            }


def _provenance(of: dict[str, Any]) -> dict[str, Any]:
    return {f"provenance.{key}": " | ".join(value) if isinstance(value, list) else value for key, value in of.items()}


def _against(figure: Figure, quantity: Quantity, figures: dict[str, Figure]) -> Comparison | None:
    """The gravest difference of a figure's value to an earlier one."""
    told = [c for c in quantity.comparisons if _value(figures[c.b]) == _value(figure)]
    return min(told, key=lambda c: GRAVEST.index(c.relation), default=None)


def _value(figure: Figure) -> tuple[object, ...]:
    return figure.low, figure.high, figure.modifier, figure.unit if figure.unit != figure.head else None, figure.status

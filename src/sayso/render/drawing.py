"""The page's drawings as SVG: marks on a ledger's axis, and the picture of dependence; see over_time.py for a third.

Colours come from the style sheet by class, so that dark, light and print each have their own; nothing here styles.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup, escape

from sayso.render import wording
from sayso.render.dependence import Dependence, Node
from sayso.render.formats import dimension, number, with_unit
from sayso.render.ledger import Quantity
from sayso.types import Figure

_LOG_FROM = 200.0
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def tag(name: str, body: Markup | str = "", /, **attributes: object) -> Markup:
    """One SVG element, everything in it escaped; `class_` gives the class, underscores become hyphens."""
    parts = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{parts}>{escape(body)}</{name}>")


def _short(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from values to 0..1, from nought to a round number, or in powers of ten where values lie far apart.

    Values are in `unit`; figures in other units of the same dimension are converted to it.
    """

    low: float
    high: float
    log: bool
    unit: str | None

    def at(self, value: float) -> float:
        """Where a value stands, 0 to 1."""
        if self.log:
            span = math.log10(self.high) - math.log10(self.low)
            return min(1.0, max(0.0, (math.log10(max(value, self.low)) - math.log10(self.low)) / span))
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def bounds(self, figure: Figure) -> tuple[float | None, float | None]:
        """A figure's low and high in the axis's unit; (None, None) when it measures something else."""
        return _bounds(figure, self.unit)

    def label(self, value: float) -> str:
        """A value at an end of the axis, with the unit."""
        return with_unit(number(value), self.unit, value)


def _bounds(figure: Figure, unit: str | None) -> tuple[float | None, float | None]:
    (measured, size), (other, base) = dimension(figure.unit), dimension(unit)
    if measured != other:
        return None, None
    low, high = (v * size / base if v is not None and math.isfinite(v) else None for v in (figure.low, figure.high))
    return low, high


def axis(quantity: Quantity) -> Axis | None:
    """The common axis of a quantity's figures, in the unit of most of them; None when none has a finite value."""
    figures = [row.figure for row in quantity.rows]
    unit = Counter(f.unit if dimension(f.unit)[0] != "count" else None for f in figures).most_common(1)[0][0]
    values = [v for f in figures for v in _bounds(f, unit) if v is not None]
    if not values:
        return None
    top, bottom = max(values), min(values)
    positive = [v for v in values if v > 0]
    if bottom > 0 and top / bottom >= _LOG_FROM and len(positive) > 1:
        return Axis(10 ** math.floor(math.log10(bottom)), 10 ** math.ceil(math.log10(top * 1.0001)), True, unit)
    if top <= 0:
        return Axis(-_round_up(-bottom) if bottom < 0 else -1.0, 0.0 if bottom < 0 else 1.0, False, unit)
    return Axis(-_round_up(-bottom) if bottom < 0 else 0.0, _round_up(top * 1.05), False, unit)


def _round_up(value: float) -> float:
    size = 10.0 ** math.floor(math.log10(value))
    return next((step * size for step in _STEPS if step * size >= value), 10 * size)


def mark(figure: Figure, scale: Axis | None, label: str) -> Markup:
    """One figure on its axis: a dot for a value, a bar for a bound or range, hollow when it is only expected."""
    lowest, highest = scale.bounds(figure) if scale else (None, None)
    if scale is None or (lowest is None and highest is None):
        return Markup("")
    width, mid = 300.0, 11.0
    kind = "hollow" if figure.status == "expected" else "past" if figure.status == "past" else "full"
    low = 8 + scale.at(lowest) * (width - 16) if lowest is not None else None
    high = 8 + scale.at(highest) * (width - 16) if highest is not None else None
    body = tag("line", x1=0, x2=width, y1=mid, y2=mid, class_="axis")
    if low is not None and high is not None and high - low > 1:
        body += tag("rect", x=low, y=mid - 4, width=high - low, height=8, rx=1, class_=f"bar {kind}")
    else:
        dot = low if low is not None else high
        if high is None:
            body += tag("rect", x=low, y=mid - 3, width=width - (low or 0), height=6, class_="bound")
        elif low is None:
            body += tag("rect", x=0, y=mid - 3, width=high, height=6, class_="bound")
        strict = figure.modifier in ("more than", "fewer than")
        body += tag("circle", cx=dot, cy=mid, r=5, class_=f"dot {'edge' if strict and kind == 'full' else kind}")
    return tag("svg", body, viewBox=f"0 0 {width:.0f} 22", class_="mark", role="img", aria_label=label)


_ROW, _TOP = 26.0, 34.0
_COLUMNS = (10.0, 330.0, 610.0)
_WIDE = (29, 26, 34)


def dependence_drawing(view: Dependence) -> Markup:
    """The drawing of who took from whom: three columns, solid lines for words, dashed ones for copied text."""
    columns: list[list[Node]] = [[n for n in view.nodes if n.column == c] for c in range(3)]
    place = _placed(view, columns)
    height = _TOP + _ROW * max(1, max(len(c) for c in columns)) + 8
    lines, labels, points = Markup(""), Markup(""), Markup("")
    kind = {n.key: n for n in view.nodes}
    ends = {n.key: f"n{i}" for i, n in enumerate(view.nodes)}
    for edge in view.edges:
        (ax, ay), (bx, by) = place[edge.a], place[edge.b]
        from_x = ax + _text_width(kind[edge.a])
        if kind[edge.a].column == kind[edge.b].column:
            out = from_x + 6 if edge.copied else from_x
            bend = out + 46 + abs(by - ay) * 0.15
            end_x = bx + _text_width(kind[edge.b]) + 6
            path = f"M{out:.1f} {ay:.1f} C{bend:.1f} {ay:.1f} {bend:.1f} {by:.1f} {end_x:.1f} {by:.1f}"
        else:
            half = (from_x + bx - 12) / 2
            path = f"M{from_x + 4:.1f} {ay:.1f} C{half:.1f} {ay:.1f} {half:.1f} {by:.1f} {bx - 10:.1f} {by:.1f}"
        lines += tag(
            "path", d=path, class_="copied" if edge.copied else "words", data_ends=f"{ends[edge.a]} {ends[edge.b]}"
        )
    notes: dict[str, str] = {}
    for edge in view.edges:
        if edge.copied:
            notes.setdefault(edge.b, edge.label)
    for node in view.nodes:
        x, y = place[node.key]
        if node.kind == "origin":
            points += tag("circle", cx=x, cy=y, r=4.5, class_="origin")
        name = _cut(node.name, _WIDE[node.column])
        full = tag("title", node.name) if name != node.name else Markup("")
        labels += tag(
            "text",
            full + escape(name),
            x=x + (12 if node.kind == "origin" else 0),
            y=y + 4.5,
            class_=node.kind,
            data_node=ends[node.key],
        )
        if node.key in notes and node.column == 2:
            labels += tag("text", notes[node.key], x=x + _text_width(node) + 10, y=y + 4, class_="note")
    for n, head in enumerate(wording.COLUMNS):
        if columns[n]:
            labels += tag("text", head, x=_COLUMNS[n], y=14, class_="head")
    return tag(
        "svg",
        lines + points + labels,
        viewBox=f"0 0 1000 {height:.0f}",
        class_="dependence",
        role="img",
        aria_label=wording.PARTS["copies"][0],
    )


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _text_width(node: Node) -> float:
    letters = _cut(node.name, _WIDE[node.column])
    wide = sum(0.55 if c in "ijlftI.,'()| " else 1.35 if c in "mwMW" else 1.15 if c.isupper() else 1.0 for c in letters)
    return wide * (7.0 if node.kind == "origin" else 7.7) + (14 if node.kind == "origin" else 4)


def _placed(view: Dependence, columns: list[list[Node]]) -> dict[str, tuple[float, float]]:
    """Where each node stands: reports in their order, the others near the middle of what they are tied to."""
    rows = max(1, max(len(c) for c in columns))
    height = {n.key: i * (rows / max(1, len(columns[2]))) for i, n in enumerate(columns[2])}
    neighbours: dict[str, list[str]] = {}
    for edge in view.edges:
        neighbours.setdefault(edge.a, []).append(edge.b)
        neighbours.setdefault(edge.b, []).append(edge.a)
    for c in (1, 0):
        for n, node in enumerate(columns[c]):
            tied = [height[k] for k in neighbours.get(node.key, []) if k in height]
            height[node.key] = sum(tied) / len(tied) if tied else rows + n
        columns[c].sort(key=lambda node: height[node.key])
        gap = rows / max(1, len(columns[c]))
        for n, node in enumerate(columns[c]):
            height[node.key] = (n + 0.5) * gap - 0.5
    gap = rows / max(1, len(columns[2]))
    for n, node in enumerate(columns[2]):
        height[node.key] = (n + 0.5) * gap - 0.5
    return {
        node.key: (_COLUMNS[c] + (6 if node.kind == "origin" else 0), _TOP + _ROW * (height[node.key] + 0.5))
        for c, column in enumerate(columns)
        for node in column
    }

"""The values of a quantity over time as SVG: a line for each giver, bounds as bars, what is expected set apart."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sayso.render import wording
from sayso.render.drawing import Axis, axis, tag
from sayso.render.formats import amount, day, number, ordinal_day
from sayso.render.ledger import Point, Quantity

_FEWEST_DAYS, _LEAST_CHANGE = 3, 0.05
_LEFT, _RIGHT, _TOP, _BOTTOM, _WIDTH, _HEIGHT = 76.0, 540.0, 18.0, 168.0, 760.0, 196.0
_INSET = 14.0
_LINE = 15.0  # from one label's baseline to the next one's
_KINDS = 4  # of dashes, by which the lines of givers are told apart
_LONGEST = 26  # letters of a giver's name
_LABEL = 12  # letters of a value with its bound and unit


@dataclass(frozen=True, slots=True)
class _Spot:
    """A point on the page: where it stands, its bounds there (None for an open side) and what it is."""

    x: float
    y: float
    low: float | None
    high: float | None
    point: Point


def over_time(quantity: Quantity) -> Markup:
    """The values of a quantity against the days that they stand for; "" with few days or without a change.

    Filled marks are counted, hollow ones expected; behind the last count a dotted line sets off what is still to come.
    A bar reaches as far as a bound or range does. The values of one giver are joined, and named at their last.
    """
    scale = axis(quantity)
    placed = _placed(quantity, scale) if scale else []
    heights = [spot.y for spot in placed]
    few = len({spot.x for spot in placed}) < _FEWEST_DAYS
    if scale is None or few or max(heights) - min(heights) < _LEAST_CHANGE * (_BOTTOM - _TOP):
        return Markup("")
    body = _grid(scale) + _days(placed) + _to_come(placed)
    series: dict[str, list[_Spot]] = {}
    for spot in placed:
        series.setdefault(spot.point.giver, []).append(spot)
    for spot in placed:
        body += _bounds(spot)
    for n, (giver, spots) in enumerate(series.items()):
        if giver:
            body += _run(spots, n % _KINDS)
    for spot in placed:
        body += _mark(spot)
    body += _values(placed) + _names(series)
    told = "; ".join(f"{day(s.point.when)}: {amount(s.point.figure)}" for s in placed[:12])
    label = f"{quantity.title}. {wording.OVER_TIME}: {told}"
    return tag("svg", body, viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}", class_="time", role="img", aria_label=label)


def _placed(quantity: Quantity, scale: Axis) -> list[_Spot]:
    """The points that have a day and a value, each once, in the order of their days."""
    found = []
    for point in quantity.points:
        at, (low, high) = ordinal_day(point.when), scale.bounds(point.figure)
        value = low if low is not None else high
        if at is not None and value is not None:
            found.append((at, low, high, value, point))
    if not found:
        return []
    first, last = min(f[0] for f in found), max(f[0] for f in found)
    spots: dict[tuple[object, ...], _Spot] = {}
    for at, low, high, value, point in found:
        x = _LEFT + _INSET + (at - first) / ((last - first) or 1.0) * (_RIGHT - _LEFT - 2 * _INSET)
        middle = (low + high) / 2 if low is not None and high is not None else value
        spot = _Spot(
            x,
            _y(scale, middle),
            None if low is None else _y(scale, low),
            None if high is None else _y(scale, high),
            point,
        )
        spots.setdefault((x, spot.low, spot.high, point.giver, point.figure.status), spot)
    return sorted(spots.values(), key=lambda s: s.x)


def _y(scale: Axis, value: float) -> float:
    return _BOTTOM - scale.at(value) * (_BOTTOM - _TOP)


def _grid(scale: Axis) -> Markup:
    body = Markup("")
    middle = (scale.low * scale.high) ** 0.5 if scale.log else (scale.low + scale.high) / 2
    for value in (scale.low, middle, scale.high):
        y = _y(scale, value)
        label = scale.label(value) if value == scale.high else number(value)
        body += tag("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_="axis")
        if not scale.log or value != middle:
            body += tag("text", label, x=_LEFT - 8, y=y + 4, text_anchor="end")
    return body


def _days(placed: list[_Spot]) -> Markup:
    body, shown = Markup(""), list[float]()
    far = placed[0].point.when[:4] != placed[-1].point.when[:4]
    for spot in placed:
        if all(abs(spot.x - s) > 70 for s in shown):
            text = day(spot.point.when[:10], year=far)
            body += tag("text", text, x=spot.x, y=_BOTTOM + 20, text_anchor="middle")
            shown.append(spot.x)
    return body


def _to_come(placed: list[_Spot]) -> Markup:
    """A dotted line between the last count and what is expected after it."""
    counted = [s.x for s in placed if s.point.figure.status != "expected"]
    ahead = [s.x for s in placed if s.point.figure.status == "expected" and s.x > max(counted, default=0.0)]
    if not counted or not ahead:
        return Markup("")
    x = (max(counted) + min(ahead)) / 2
    body = tag("line", x1=x, x2=x, y1=_TOP - 8, y2=_BOTTOM, class_="ahead")
    return body + tag("text", wording.FIGURE_STATUS["expected"], x=x + 5, y=_TOP - 2)


def _bounds(spot: _Spot) -> Markup:
    low = _BOTTOM if spot.low is None else spot.low
    high = _TOP if spot.high is None else spot.high
    if low - high < 1:
        return Markup("")
    kind = "bound" if spot.low is None or spot.high is None else _kind(spot, "bar")
    return tag("rect", x=spot.x - 4, y=high, width=8, height=low - high, rx=1, class_=kind)


def _line(spots: list[_Spot]) -> list[_Spot]:
    """The points that a giver's line joins: of days on which the giver tells one value, and not how it changed."""
    values: dict[float, set[float]] = {}
    for spot in spots:
        values.setdefault(spot.x, set()).add(spot.y)
    return [next(s for s in spots if s.x == x) for x, ys in values.items() if len(ys) == 1]


def _run(spots: list[_Spot], kind: int) -> Markup:
    path = " ".join(f"{s.x:.1f},{s.y:.1f}" for s in _line(spots))
    return tag("polyline", points=path, class_=f"run k{kind}") if " " in path else Markup("")


def _mark(spot: _Spot) -> Markup:
    if spot.low is not None and spot.high is not None and spot.low - spot.high >= 1:
        return Markup("")
    return tag("circle", cx=spot.x, cy=spot.y, r=5, class_=_kind(spot, "dot"))


def _kind(spot: _Spot, shape: str) -> str:
    status = spot.point.figure.status
    return f"{shape} {'hollow' if status == 'expected' else 'past' if status == 'past' else 'full'}"


def _values(placed: list[_Spot]) -> Markup:
    """The value beside each point, above it or below it, where no other label and no other point stands."""
    body, taken = Markup(""), [(s.x - 5, s.y - 5, s.x + 5, s.y + 5) for s in placed]
    told: set[tuple[float, str]] = set()
    for spot in placed:
        whole = amount(spot.point.figure)
        text = whole if len(whole) < _LABEL else _short(spot)
        if (spot.x, text) in told:
            continue
        told.add((spot.x, text))
        at_end = spot.x > _RIGHT - 60
        x, wide = (spot.x - 9 if at_end else spot.x + 9), 7.0 * len(text)
        for y in (spot.y - 7, spot.y + 15, spot.y + 4):
            box = (x - wide if at_end else x, y - 10, x if at_end else x + wide, y + 2)
            if box[1] > _TOP - 14 and not any(_meet(box, other) for other in taken):
                anchor = "end" if at_end else "start"
                body += tag("text", text, x=x, y=y, text_anchor=anchor, class_="value")
                taken.append(box)
                break
    return body


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _short(spot: _Spot) -> str:
    low, high = spot.point.figure.low, spot.point.figure.high
    if low is not None and high is not None and low != high:
        return f"{number(low)}–{number(high)}"
    return number(low if low is not None else high or 0.0)


def _names(series: dict[str, list[_Spot]]) -> Markup:
    """A key of the lines beside the drawing, highest last value first; who gave one value has a dot and its day."""
    ends = sorted(((spots[-1], giver, n) for n, (giver, spots) in enumerate(series.items())), key=lambda e: e[0].y)
    body, y = Markup(""), _TOP
    for spot, giver, n in ends[: int((_BOTTOM - _TOP) // _LINE)]:
        name = giver or wording.OWN_VOICE_CELL
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
        if giver and len(_line(series[giver])) > 1:
            body += tag("line", x1=_RIGHT + 14, x2=_RIGHT + 40, y1=y - 4, y2=y - 4, class_=f"run k{n % _KINDS}")
        else:
            body += tag("circle", cx=_RIGHT + 27, cy=y - 4, r=3.5, class_=_kind(spot, "dot"))
            short = f"{short}, {day(spot.point.when[:10], year=False)}" if giver else short
        body += tag("text", short, x=_RIGHT + 46, y=y, class_="giver")
        y += _LINE
    return body

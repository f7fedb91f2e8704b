"""Arithmetic that a story's counts invite: parts that make up a whole, and what is left when some are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from sayso import resources
from sayso.link.figures.measures import action_of, kindred
from sayso.types import Feature, Figure, Report, Sum

# sums below this come about by chance, unless words invite them
LEAST = 6
# characters between two counts that one sentence adds up
NEAR = 160
_ENDS = re.compile(r"[.!?][\"'”’)]*\s|\n|;")
_WORD = re.compile(r"[\w'’-]+")


def find_sums(reports: Sequence[Report], figures: Sequence[Figure]) -> tuple[tuple[str, Sum], ...]:
    """Finds counts that a text invites to add up, and whether they make the number that stands elsewhere.

    Two or three counts of one sentence are parts when words set them beside one another ("four ... and 20 others") or
    when some count of the same kind is their very sum. A count that went down is told apart from another that says
    where the rest went: 218 held, 21 freed, 197 held.

    Args:
        reports: the reports, for the words around the figures.
        figures: all figures, with quantities.

    Returns:
        Each sum with the key of the quantity whose line it stands on: that of its totals, else of its first part.
    """
    texts = {r.id: r.text for r in reports}
    counts = [f for f in figures if f.quantity and _is_count(f)]
    found: dict[tuple[str, ...], tuple[str, Sum]] = {}
    for parts in _side_by_side(counts, texts):
        if (made := _checked(parts, counts, texts)) is not None:
            found.setdefault(tuple(f"{p.quantity}={p.low}" for p in parts), made)
    for total, left, gone in _remainders(counts):
        key = tuple(f"{p.quantity}={p.low}" for p in (left, gone))
        totals = _ids(f for f in counts if f.quantity == total.quantity and f.low == total.low)
        why: dict[str, Feature] = {"invited_by": "the rest", "fate": action_of(gone)}
        found.setdefault(
            key,
            (
                total.quantity or "",
                Sum(parts=(left.id, gone.id), value=_value(total), totals=totals, agrees=True, why=why),
            ),
        )
    return tuple(found.values())


def parts_of(sums: Sequence[tuple[str, Sum]], figures: Sequence[Figure]) -> frozenset[tuple[str, float]]:
    """Quantities and values that count a part beside others, so that a larger count does not speak against them.

    Args:
        sums: as `find_sums` gives them.
        figures: all figures.
    """
    by_id = {f.id: f for f in figures}
    parts = (by_id[part] for _, s in sums if s.why.get("invited_by") != "the rest" for part in s.parts)
    return frozenset((p.quantity or "", _value(p)) for p in parts)


def accounted(sums: Sequence[tuple[str, Sum]], figures: Sequence[Figure]) -> Mapping[tuple[str, float, float], str]:
    """Which changes of a count another count explains: (quantity, earlier value, later value) -> what accounts for it.

    Args:
        sums: as `find_sums` gives them.
        figures: all figures.
    """
    by_id = {f.id: f for f in figures}
    out = {}
    for key, total in sums:
        if total.why.get("invited_by") == "the rest":
            left, gone = (by_id[p] for p in total.parts)
            out[key, total.value, _value(left)] = " ".join(gone.span.text.split())
    return out


def _is_count(figure: Figure) -> bool:
    exact = figure.low is not None and figure.low == figure.high and figure.low > 0 and float(figure.low).is_integer()
    return (
        exact and figure.unit == figure.head and figure.status != "expected" and figure.modifier in ("exact", "about")
    )


def _value(figure: Figure) -> float:
    return float(figure.low or 0)


def _ids(figures: Iterator[Figure]) -> tuple[str, ...]:
    return tuple(f.id for f in figures)


def _side_by_side(counts: Sequence[Figure], texts: Mapping[str, str]) -> Iterator[tuple[Figure, ...]]:
    """Two or three counts of one sentence, of things of one kind, each of another quantity."""
    ordered = sorted(counts, key=lambda f: (f.report, f.span.start))
    for n in (3, 2):
        for start in range(len(ordered) - n + 1):
            run = tuple(ordered[start : start + n])
            if len({f.quantity for f in run}) == n and all(
                _adjoin(a, b, texts) and (kindred(a.head, b.head) or _invitation((a, b), texts))
                for a, b in pairwise(run)
            ):
                yield run


def _adjoin(a: Figure, b: Figure, texts: Mapping[str, str]) -> bool:
    if a.report != b.report or not 0 <= b.span.start - a.span.end <= NEAR:
        return False
    return not _ENDS.search(texts[a.report][a.span.end : b.span.start])


def _checked(parts: tuple[Figure, ...], counts: Sequence[Figure], texts: Mapping[str, str]) -> tuple[str, Sum] | None:
    value = sum(_value(p) for p in parts)
    invited = _invitation(parts, texts)
    if _is_nested(parts, texts) or (value < LEAST and not invited):
        return None
    fates = {action_of(p) for p in parts} - {None}
    if not invited and any(p.modifier == "about" for p in parts):
        # round numbers make one another by chance
        return None
    candidates = counts if invited else [f for f in counts if _value(f) == value]
    others = [f for f in candidates if _may_hold(f, parts, fates, all_kin=not invited)]
    makes = [f for f in others if _value(f) == value]
    if makes:
        why: dict[str, Feature] = {"invited_by": invited or "the total"}
        return makes[0].quantity or "", Sum(
            parts=_ids(iter(parts)), value=value, totals=_ids(iter(makes)), agrees=True, why=why
        )
    if not invited or len(fates) != 1 or action_of(parts[0]) is None:
        return None
    against = [f for f in others if action_of(f) in fates]
    if not against:
        return None
    line = max({f.quantity for f in against}, key=lambda q: sum(f.quantity == q for f in against)) or ""
    totals = _ids(f for f in against if f.quantity == line)
    return line, Sum(parts=_ids(iter(parts)), value=value, totals=totals, agrees=False, why={"invited_by": invited})


def _may_hold(total: Figure, parts: Sequence[Figure], fates: set[str | None], *, all_kin: bool) -> bool:
    """Whether a count can be the whole of these parts: of their kind and time, larger than each, with their one fate.

    Where words set the parts beside one another ("12 leaders and 128 other officials") the last one names their kind.
    """
    kin = parts if all_kin else parts[-1:]
    if any(not kindred(total.head, p.head) for p in kin) or any(_value(total) <= _value(p) for p in parts):
        return False
    if any(p.status != total.status for p in parts):
        return False
    return len(fates) > 1 or action_of(total) is None or not fates or action_of(total) in fates


def _invitation(parts: Sequence[Figure], texts: Mapping[str, str]) -> str | None:
    """The words that set a later part beside the earlier ones ("20 others"), or None."""
    besides = resources.load("ledger")["besides"]
    for part in parts[1:]:
        behind = texts[part.report][part.span.end : part.span.end + 24]
        words = [part.span.text.split()[0].lower(), *(w.lower() for w in _WORD.findall(behind)[:2])]
        for word in words:
            if word in besides:
                return str(word)
    return None


def _is_nested(parts: Sequence[Figure], texts: Mapping[str, str]) -> bool:
    """Whether one of the counts is said to be among the other: "23 people, including four children"."""
    between = " ".join(texts[a.report][a.span.end : b.span.start].lower() for a, b in pairwise(parts))
    return any(re.search(rf"\b{re.escape(cue)}\b", between) for cue in resources.load("ledger")["parts"])


def _remainders(counts: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    """(the whole, what is left of it, what went): two counts of one quantity whose difference another count is."""
    went: dict[float, list[Figure]] = {}
    for f in counts:
        if action_of(f) in resources.load("ledger")["leaving"] and _value(f) > 1:
            went.setdefault(_value(f), []).append(f)
    lines: dict[str | None, dict[float, Figure]] = {}
    for f in counts:
        lines.setdefault(f.quantity, {}).setdefault(_value(f), f)
    for members in lines.values():
        for a, b in combinations(members.values(), 2):
            whole, left = (a, b) if _value(a) > _value(b) else (b, a)
            if _value(whole) < 2 * LEAST or action_of(left) in resources.load("ledger")["leaving"]:
                continue
            for gone in went.get(_value(whole) - _value(left), ()):
                if gone.quantity != whole.quantity and kindred(gone.head, whole.head):
                    yield whole, left, gone
                    break

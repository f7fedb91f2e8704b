"""Finds what an anchor holds on to among the reports of today: the report, and the place of its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.judge.rows import Anchor, Identity
from sayso.spans import Span
from sayso.types import Report


class Places:
    """The reports of a dossier, to be asked where an anchor is in them.

    Args:
        reports: all of them.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports

    def report(self, identity: Identity) -> Report | None:
        """The report of that identity: of the same input or else the same address, the same in both before all others.

        A page fetched again has other bytes at the same address; a file that was moved has another name. Of reports
        with one and the same input the one that was read under the same name is meant.
        """
        ranked = [(fit, r) for r in self._reports if (fit := _fit(r, identity)) is not None]
        return max(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def span(self, anchor: Anchor) -> Span | None:
        """Where an anchor's words stand: where they stood, else at the nearest place in their report; None if gone."""
        if anchor.report is None or anchor.start is None or anchor.text is None:
            return None
        report = self.report(anchor.report)
        if report is None:
            return None
        start = _nearest(report.text, anchor.text, anchor.start)
        return None if start is None else report.span(start, start + len(anchor.text))


def _fit(report: Report, identity: Identity) -> tuple[bool, bool, bool] | None:
    """By what a report is the one that is meant; None when it is another."""
    same_input = report.sha256 == identity.sha256
    same_url = report.url is not None and report.url == identity.url
    elsewhere = report.url is not None and identity.url is not None and not same_url
    if elsewhere or not (same_input or same_url):
        return None
    return same_input, same_url, report.source == identity.source


def _nearest(text: str, words: str, at: int) -> int | None:
    if text.startswith(words, at):
        return at
    before, behind = text.rfind(words, 0, at + len(words)), text.find(words, at)
    found = [place for place in (before, behind) if place >= 0]
    return min(found, key=lambda place: abs(place - at), default=None)


def overlap(a: Span, b: Span) -> float:
    """What share of the stretch that two spans cover together both of them cover, 0 to 1."""
    if a.report != b.report:
        return 0.0
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / max(1, max(a.end, b.end) - min(a.start, b.start))


def nearest(span: Span, items: Iterable[tuple[str, Span]], least: float = 0.5) -> str | None:
    """Which of some items stands where a span does: the one that shares most of it, if that is half; None when none is.

    A newer version may cut its clauses a little differently; what it finds in the same words is still what was judged.
    """
    best = max(((overlap(span, its), name) for name, its in items), key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] if best[0] >= least else None

"""The record of one judgement: what it is about, by anchors that outlast a run, what it decides, by whom and when."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

About = Literal["entity", "statement", "figure", "event", "claim", "conflict", "copy", "origin", "check", "judgement"]
Decides = Literal[
    "same",
    "apart",
    "name",
    "type",
    "speaker",
    "mode",
    "giver",
    "value",
    "as_of",
    "status",
    "verdict",
    "confirmed",
    "false",
    "withdrawn",
    "relation",
    "source",
    "dismiss",
    "aside",
    "revoke",
]
Form = Literal["name", "place", "report", "origin"]

FORMS: Mapping[About, Form] = {
    "entity": "name",
    "statement": "place",
    "figure": "place",
    "event": "place",
    "claim": "place",
    "conflict": "place",
    "copy": "report",
    "origin": "origin",
    "check": "place",
}
"""What the anchors of each kind are: names, places in reports, whole reports, or names of origins."""

_RELATIONS = ("dispute", "update", "different-scope", "rounding", "error")
_COPIES = ("identical", "near-identical", "excerpt", "rewrite", "shared-origin", "independent")
_TYPES = ("PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT")
_VERDICTS = ("disputed", "updated", "corroborated", "only-here", "single-origin", "unsourced")
_MODES = ("assert", "deny", "expect", "warn", "ask", "order", "promise", "decline", "opinion")
_COUNTED = ("actual", "expected", "past")
HOW = ("phone", "in person", "in writing", "document", "seen")
_HAPPENED = ("happened", "planned", "denied", "hypothetical", "ongoing")
_CODES = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "OTHER",
)  # fmt: skip
_ANY: tuple[str, ...] = ()
CHECKS: tuple[Decides, ...] = ("confirmed", "false", "withdrawn")
"""What a desk finds out of a claim by itself; it stands beside what the reports say and never counts among it."""
FIRST = "first"
"""The value of `apart` by which only its first anchor and the others are two; of an entity the others are one then."""
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a decision takes: the least and most anchors, and its values; None for no value, empty for any words."""

    least: int
    most: int | None
    values: tuple[str, ...] | None = None
    optional: bool = False


RULES: Mapping[tuple[About, Decides], Rule] = {
    **{
        (about, decides): Rule(2, None)
        for about in ("entity", "figure", "event", "claim", "origin")
        for decides in ("same", "apart")
    },
    **{(about, "apart"): Rule(2, None, (FIRST,), optional=True) for about in ("entity", "figure", "event", "claim")},
    ("entity", "name"): Rule(1, 1, _ANY),
    ("entity", "type"): Rule(1, 1, _TYPES),
    ("entity", "dismiss"): Rule(1, None),
    ("statement", "speaker"): Rule(1, None, _ANY),
    ("statement", "mode"): Rule(1, None, _MODES),
    ("statement", "dismiss"): Rule(1, None),
    ("figure", "giver"): Rule(1, None, _ANY, optional=True),
    ("figure", "value"): Rule(1, None, _ANY),
    ("figure", "as_of"): Rule(1, None, _ANY),
    ("figure", "status"): Rule(1, None, _COUNTED),
    ("figure", "dismiss"): Rule(1, None),
    ("event", "type"): Rule(1, None, _CODES),
    ("event", "status"): Rule(1, None, _HAPPENED),
    ("event", "dismiss"): Rule(1, None),
    ("claim", "verdict"): Rule(1, None, _VERDICTS),
    ("claim", "confirmed"): Rule(1, None, _ANY),
    ("claim", "false"): Rule(1, None, _ANY, optional=True),
    ("claim", "withdrawn"): Rule(1, None, _ANY, optional=True),
    ("conflict", "relation"): Rule(2, None, _RELATIONS),
    ("conflict", "dismiss"): Rule(2, None),
    ("copy", "relation"): Rule(2, 2, _COPIES),
    ("copy", "source"): Rule(2, 2, _ANY, optional=True),
    ("copy", "aside"): Rule(2, 2),
    ("check", "aside"): Rule(1, None),
    ("judgement", "revoke"): Rule(0, 0, _ANY),
}
"""Every decision that there is, by what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A report as it can be known again: the hash of its input, its address, and the name it was read under."""

    sha256: str
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a judgement holds on to, whatever ids the next run gives.

    A place is a report with `start`, `end` and `text`; a name is `text` alone, or `text` in one `report`; a report
    stands alone; an origin is its name as `text`.
    """

    report: Identity | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person decided, when (ISO), and with what note; a row of its own that no result is mixed into.

    `id` follows from the rest, so that the same row twice is one. `value` is what the decision sets, None where it sets
    nothing (`same`, `dismiss`) or sets none. Of what a desk found out of a claim it is who told or showed it; `how` and
    `on` (an ISO day or time) say in which way and when.
    """

    id: str
    about: About
    decides: Decides
    anchors: tuple[Anchor, ...]
    value: str | None
    by: str
    made: str
    note: str | None = None
    how: str | None = None
    on: str | None = None

    @property
    def at(self) -> datetime:
        """The moment it was made; a time without an offset is taken as UTC, so that every machine orders rows alike."""
        return _instant(self.made)


def new_judgement(
    about: About,
    decides: Decides,
    anchors: tuple[Anchor, ...] = (),
    value: str | None = None,
    *,
    by: str,
    made: str,
    note: str | None = None,
    how: str | None = None,
    on: str | None = None,
) -> Judgement:
    """A judgement whose id is made from what it says.

    Args:
        about: kind of thing.
        decides: what is decided of it.
        anchors: what it is about; see `Anchor`.
        value: what the decision sets, by `RULES`.
        by: who decides.
        made: when, ISO.
        note: why, in the person's own words.
        how: in which way a claim was confirmed or found false or withdrawn.
        on: when that was, ISO.

    Raises:
        ValueError: when there is no such decision, or it lacks something.
    """
    made_row = Judgement(
        id="",
        about=about,
        decides=decides,
        anchors=anchors,
        value=value,
        by=by,
        made=made,
        note=note or None,
        how=how,
        on=on,
    )
    _check(made_row)
    row = {k: v for k, v in to_row(made_row).items() if k != "id"}
    text = json.dumps(row, sort_keys=True, ensure_ascii=True)
    named = {"id": f"j{hashlib.sha256(text.encode()).hexdigest()[:10]}", **row}
    return _built(named, named["id"])


def to_row(judgement: Judgement) -> dict[str, Any]:
    """The judgement as an object of JSON, without what is empty."""
    anchors = [
        {
            **({"report": _kept(_identity_row(a.report))} if a.report else {}),
            **_kept({"start": a.start, "end": a.end, "text": a.text}),
        }
        for a in judgement.anchors
    ]
    return {
        "id": judgement.id,
        "about": judgement.about,
        "decides": judgement.decides,
        **({"anchors": anchors} if anchors else {}),
        **_kept({key: getattr(judgement, key) for key in ("value", "how", "on", "by", "made", "note")}),
    }


def from_row(row: object) -> Judgement:
    """The judgement that an object of JSON holds; an `id` that is left out is made.

    Raises:
        ValueError: when it is none; the message says what is wrong with it.
    """
    given = _object(row, "a judgement", tuple(Judgement.__slots__))
    for key in ("about", "decides", "by", "made"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise ValueError(f"it has no `{key}`")
    for key in ("id", "value", "note", "how", "on"):
        if given.get(key) is not None and (not isinstance(given[key], str) or not given[key].strip()):
            raise ValueError(f"`{key}` must be words in quotation marks")
    if given.get("id") is None:
        made = _built(given, "")
        return new_judgement(
            made.about,
            made.decides,
            made.anchors,
            made.value,
            by=made.by,
            made=made.made,
            note=made.note,
            how=made.how,
            on=made.on,
        )
    return _built(given, given["id"])


def taken_back(rows: Iterable[Judgement]) -> dict[str, Judgement]:
    """The ids of judgements that somebody took back, each with the last row that does so and was not taken back.

    Args:
        rows: judgements in the order in which they were written.
    """
    back: dict[str, Judgement] = {}
    for row in reversed(tuple(rows)):
        if row.decides == "revoke" and row.id not in back:
            back.setdefault(row.value or "", row)
    return back


def _built(given: Mapping[str, Any], name: str) -> Judgement:
    anchors = given.get("anchors") or []
    if not isinstance(anchors, list):
        raise ValueError("`anchors` must be a list")
    made = Judgement(
        id=name,
        about=given["about"],
        decides=given["decides"],
        anchors=tuple(_anchor(a) for a in anchors),
        value=given.get("value"),
        by=given["by"],
        made=given["made"],
        note=given.get("note"),
        how=given.get("how"),
        on=given.get("on"),
    )
    _check(made)
    return made


def _anchor(row: object) -> Anchor:
    given = _object(row, "an anchor", ("report", "start", "end", "text"))
    report = given.get("report")
    if report is not None:
        of = _object(report, "the report of an anchor", ("sha256", "url", "source"))
        if not isinstance(of.get("sha256"), str) or not all(isinstance(v, str) for v in of.values()):
            raise ValueError("the report of an anchor must give its `sha256`, and `url` and `source` as words")
        report = Identity(sha256=of["sha256"], url=of.get("url"), source=of.get("source"))
    start, end, text = (given.get(k) for k in ("start", "end", "text"))
    if any(n is not None and (not isinstance(n, int) or isinstance(n, bool) or n < 0) for n in (start, end)):
        raise ValueError("`start` and `end` of an anchor must be numbers from 0 on")
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise ValueError("the `text` of an anchor must be words")
    return Anchor(report=report, start=start, end=end, text=text)


def _object(row: object, what: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise ValueError(f"{what} must be an object of JSON")
    unknown = sorted(set(row) - set(keys))
    if unknown:
        raise ValueError(f"{what} has no `{unknown[0]}`; it may have {', '.join(keys)}")
    return row


def _check(j: Judgement) -> None:
    if j.about not in get_args(About):
        raise ValueError(f"`about` must be one of {', '.join(get_args(About))}, not {j.about!r}")
    rule = RULES.get((j.about, j.decides))
    if rule is None:
        known = ", ".join(decides for about, decides in RULES if about == j.about)
        raise ValueError(f"of {_article(j.about)} one can decide {known}, not {j.decides!r}")
    if len(j.anchors) < rule.least or (rule.most is not None and len(j.anchors) > rule.most):
        wanted = str(rule.least) if rule.least == rule.most else f"{rule.least} or more"
        raise ValueError(f"`{j.decides}` of {_article(j.about)} needs {wanted} anchors, not {len(j.anchors)}")
    if rule.values is None and j.value is not None:
        raise ValueError(f"`{j.decides}` of {_article(j.about)} takes no value")
    if rule.values is not None and j.value is None and not rule.optional:
        raise ValueError(f"`{j.decides}` of {_article(j.about)} needs a value")
    if rule.values and j.value is not None and j.value not in rule.values:
        raise ValueError(f"the value of `{j.decides}` must be one of {', '.join(rule.values)}, not {j.value!r}")
    if j.decides == "source" and j.value not in ("first", "second", None) and not str(j.value).startswith("third: "):
        raise ValueError("the value of `source` must be first, second, third: NAME, or left out")
    if j.decides == "as_of" and not _DAY.fullmatch(j.value or ""):
        raise ValueError(f"the value of `as_of` must be a year, month or day such as 2028-03-07, not {j.value!r}")
    if j.decides == "value" and not _NUMBER.fullmatch(j.value or ""):
        raise ValueError(f"the value of `value` must be a number such as 11400 or 2.5, not {j.value!r}")
    if j.decides not in CHECKS and (j.how is not None or j.on is not None):
        raise ValueError(f"`{j.decides}` of {_article(j.about)} takes no `how` and no `on`")
    if j.how is not None and j.how not in HOW:
        raise ValueError(f"`how` must be one of {', '.join(HOW)}, not {j.how!r}")
    _instant(j.made)
    if j.on is not None:
        _instant(j.on, "on")
    for anchor in j.anchors:
        _check_anchor(j, anchor)


def _check_anchor(j: Judgement, anchor: Anchor) -> None:
    form = FORMS[j.about]
    placed = anchor.start is not None and anchor.end is not None
    if (anchor.start is None) != (anchor.end is None) or (placed and anchor.end <= anchor.start):  # type: ignore[operator]
        raise ValueError("an anchor's `start` must lie before its `end`")
    if placed and (anchor.report is None or anchor.text is None):
        raise ValueError("an anchor with `start` and `end` needs its `report` and `text`")
    if form == "place" and not placed:
        raise ValueError(f"an anchor of {_article(j.about)} needs `report`, `start`, `end` and `text`")
    if form in ("name", "origin") and anchor.text is None:
        raise ValueError(f"an anchor of {_article(j.about)} needs a name as `text`")
    if (form == "origin" and anchor.report is not None) or (form == "report" and anchor.text is not None):
        raise ValueError(f"an anchor of {_article(j.about)} is {'a name' if form == 'origin' else 'a report'} alone")
    if form == "report" and anchor.report is None:
        raise ValueError(f"an anchor of {_article(j.about)} needs a `report`")


def _article(about: str) -> str:
    return f"{'an' if about[0] in 'aeiou' else 'a'} {about}"


def _instant(iso: str, key: str = "made") -> datetime:
    try:
        at = datetime.fromisoformat(iso.strip())
    except ValueError:
        raise ValueError(f"`{key}` must be a day or time such as 2028-03-07T18:00:00+01:00, not {iso!r}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _identity_row(identity: Identity) -> dict[str, object]:
    return {"sha256": identity.sha256, "url": identity.url, "source": identity.source}


def _kept(row: Mapping[str, object]) -> dict[str, object]:
    return {k: v for k, v in row.items() if v is not None}

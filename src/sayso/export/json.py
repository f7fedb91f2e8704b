"""The dossier as JSON by the contract `sayso/dossier/1`, and a report's annotations as `sayso/report/1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

import msgspec

from sayso.export.characters import whole
from sayso.export.provenance import provenance_record
from sayso.types import Claim, Dossier, Event, Report, Table, Time, Unread, part_of

DOSSIER = "sayso/dossier/1"
REPORT = "sayso/report/1"
_LINE_END = re.compile("[\x85\u2028\u2029]")


def dossier_record(dossier: Dossier) -> dict[str, Any]:
    """The dossier as plain dictionaries and lists, with the keys of the contract."""
    return {
        **dossier_head(dossier),
        **{table: table_records(dossier, table) for table in get_args(Table)},
        **dossier_rest(dossier),
    }


def dossier_head(dossier: Dossier) -> dict[str, Any]:
    """What stands before the records of a dossier: the name of the contract, and the story."""
    story = {"title": dossier.story.title, "from": dossier.story.start, "to": dossier.story.end}
    return {"schema": DOSSIER, "story": story}


def dossier_rest(dossier: Dossier) -> dict[str, Any]:
    """What stands behind the records of a dossier: first lines, news, what made it, what was not read, notes."""
    rest = {
        "lead": [_lead(s) for s in _plain(dossier.lead)],
        **({"news": _plain(dossier.news)} if dossier.news else {}),
        "models": dict(dossier.models),
        "provenance": provenance_record(dossier),
        "unread": [_plain(u) for u in dossier.unread],
        "notes": list(dossier.notes),
    }
    return _placed(rest, dossier.reports)


def table_records(dossier: Dossier, table: Table) -> list[dict[str, Any]]:
    """The records of one kind as plain dictionaries and lists, with the keys of the contract."""
    plain: Callable[[Any], dict[str, Any]] = _RECORDS.get(table, _plain)
    records = [plain(item) for item in getattr(dossier, table)]
    _placed({table: records}, dossier.reports)
    return records


def report_record(one: Dossier) -> dict[str, Any]:
    """What `sayso read` prints for one report: the dossier of that report alone, without the comparing parts."""
    report = one.reports[0]
    record = {
        "schema": REPORT,
        "id": report.id,
        "report": _report(report),
        "entities": [_plain(e) for e in one.entities],
        "statements": [_plain(s) for s in one.statements],
        "figures": [_plain(f) for f in one.figures],
        "times": [_time(t) for t in one.times],
        "events": [_event(e) for e in one.events],
        "notes": list(one.notes),
    }
    return _placed(record, one.reports)


def unread_record(unread: Unread) -> dict[str, Any]:
    """What `sayso read` prints for an input that gave no report."""
    error = {"kind": unread.kind, "message": unread.message, "source": unread.source}
    return {"schema": REPORT, "id": unread.id, "error": error}


def to_json(record: Any, *, indent: int = 0) -> str:
    """JSON text of a record; `indent` spaces a level, 0 for one line, which has no character that ends lines anywhere.

    U+FFFD stands for halves of characters.
    """
    try:
        data = msgspec.json.encode(record)
    except UnicodeEncodeError:
        data = msgspec.json.encode(whole(msgspec.to_builtins(record)))
    if indent:
        return msgspec.json.format(data, indent=indent).decode()
    return _LINE_END.sub(lambda m: f"\\u{ord(m[0]):04x}", data.decode())


def _plain(item: Any) -> Any:
    return _with_judged(msgspec.to_builtins(item))


def _with_judged(plain: Any) -> Any:
    """What a person decided of an item stands among the reasons for it, without the places that it was decided by."""
    if isinstance(plain, list | tuple):
        return [_with_judged(one) for one in plain]
    if not isinstance(plain, dict) or "judged" not in plain:
        return plain
    rows = plain.pop("judged")
    if rows:
        told = [{k: v for k, v in row.items() if k not in ("about", "anchors", "how", "on")} for row in rows]
        plain["why"] = {**(plain.get("why") or {}), "judged": told}
    return plain


def _report(report: Report) -> dict[str, Any]:
    names = ("id", "source", "url", "sha256", "outlet", "title", "bylines", "agencies", "dateline", "published")
    rest = ("published_basis", "language", "text", "noise")
    out = {name: _plain(getattr(report, name)) for name in (*names, *rest)}
    if report.published_why is not None:
        out |= {"published_score": report.published_score, "published_why": dict(report.published_why)}
    if report.excerpts is not None:
        out["excerpts"] = [list(place) for place in report.excerpts]
    out["damage"] = [_plain(d.span) | {"reason": d.reason} for d in report.damage]
    out |= {"genre": report.genre, "issuer": report.issuer}
    if report.reviews:
        out["reviews"] = [
            _plain(review.span) | {k: v for k, v in _plain(review).items() if k != "span"} for review in report.reviews
        ]
    if report.parts:
        out["parts"] = [_plain(part) for part in report.parts]
    return out


def _placed(record: dict[str, Any], reports: tuple[Report, ...]) -> dict[str, Any]:
    """A record whose spans in documents name their page or paragraph."""
    documents = {r.id: r for r in reports if r.parts}
    if documents:
        _place(record, documents)
    return record


def _place(item: Any, documents: dict[str, Report]) -> None:
    if isinstance(item, list | tuple):
        for one in item:
            _place(one, documents)
    elif isinstance(item, dict):
        for one in item.values():
            _place(one, documents)
        report = documents.get(item["report"]) if "report" in item and "raw" in item else None
        if report is not None and (part := part_of(report, item["start"])):
            item[part.kind] = part.number


def _time(time: Time) -> dict[str, Any]:
    return {**_plain(time.span), "value": time.value, "from": time.start, "to": time.end}


def _event(event: Event) -> dict[str, Any]:
    out = {"from" if k == "start" else "to" if k == "end" else k: v for k, v in _plain(event).items()}
    return out | {"what": event.what.text}


def _lead(sentence: dict[str, Any]) -> dict[str, Any]:
    return {**sentence["span"], **{k: v for k, v in sentence.items() if k != "span"}}


def _claim(item: Claim) -> dict[str, Any]:
    claim = _plain(item)
    members = [m["span"] | {k: v for k, v in m.items() if k != "span"} for m in claim["members"]]
    checks = [_check(row) for row in claim["checks"]]
    return (
        {k: v for k, v in claim.items() if k != "checks"}
        | {"members": members}
        | ({"checks": checks} if checks else {})
    )


def _check(row: dict[str, Any]) -> dict[str, Any]:
    """What a desk found out of a claim: who told or showed it, in which way and when, and who noted it."""
    keys = {"decides": "outcome", "value": "who", "id": "judgement"}
    order = ("decides", "value", "how", "on", "by", "made", "note", "id")
    return {keys.get(key, key): row[key] for key in order}


_RECORDS: Mapping[Table, Callable[[Any], dict[str, Any]]] = {
    "reports": _report,
    "times": _time,
    "events": _event,
    "claims": _claim,
}

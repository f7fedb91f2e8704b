"""Makes judgements of the ids in a dossier's JSON, so that a person writes none of the anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sayso.errors import JudgementsError
from sayso.export.json import DOSSIER, dossier_record
from sayso.judge.rows import (
    CHECKS,
    FIRST,
    RULES,
    About,
    Anchor,
    Decides,
    Identity,
    Judgement,
    new_judgement,
    taken_back,
)
from sayso.link.names.resolve import form_key
from sayso.types import Dossier

ORIGIN = "origin:"
_LISTS: tuple[tuple[str, About], ...] = (
    ("entities", "entity"),
    ("statements", "statement"),
    ("figures", "figure"),
    ("events", "event"),
    ("claims", "claim"),
    ("conflicts", "conflict"),
)
_VALUED = ("name", "type", "speaker", "mode", "giver", "value", "as_of", "status", "verdict", "relation", "source")
# what is decided of an item wherever it stands
_WHOLE = ("verdict", "dismiss", *CHECKS)
_NONE = ("-", "none")
SPLIT = "split"
# reports in which an entity is held on to, so that one of them may be forgotten
_HELD = 3


def make_judgement(
    dossier: Dossier | Mapping[str, Any],
    words: Sequence[str],
    *,
    by: str,
    made: str,
    note: str | None = None,
    how: str | None = None,
    on: str | None = None,
    within: bool = False,
) -> Judgement:
    """What a person decides about items of a dossier, as a judgement that outlasts their ids.

    Args:
        dossier: a dossier, or its JSON as a dictionary.
        words: the decision, the items, and what it sets: `same e3 e7`, `speaker s4 "Ada Roe"`, `relation x2 update`. An
            item is an id; `ID@REPORT` is only what an entity, claim or event has in that report, `NAME@REPORT` a name
            there, and a name by itself the entity's that has it; `origin:NAME` is an origin. `split ID@REPORT` sets
            off what an item has in that report from the rest of it, `split FIGURE` a figure from its quantity
            but for figures named behind it. `aside` takes conflicts, claims, figures and quotations off the worklist,
            or what one report took from another.
        by: who decides.
        made: when, ISO.
        note: why.
        how: of a claim that is `confirmed`, `false` or `withdrawn`: in which way that was found.
        on: when it was found, ISO.
        within: whether names are meant in the reports of this dossier alone, and not in all that there may be.

    Raises:
        JudgementsError: when the words name no decision, or an item that the dossier does not have.
    """
    known = dict.fromkeys([*(decides for about, decides in RULES if about != "judgement"), SPLIT])
    if not words or words[0] not in known:
        said = f", not {words[0]!r}" if words else ""
        raise JudgementsError(f"begin with what is decided: {', '.join(known)}{said}")
    decides: Decides = "apart" if words[0] == SPLIT else words[0]  # type: ignore[assignment]
    items, value = list(words[1:]), None
    if decides in _VALUED:
        if len(items) < 2:
            raise JudgementsError(f"`{decides}` needs an item and what it is to be: {decides} ITEM VALUE")
        value = items.pop()
    elif decides in CHECKS and len(items) > 1:
        value = items.pop()
    made_of = _Items(dossier if isinstance(dossier, Mapping) else dossier_record(dossier), within)
    if words[0] == SPLIT:
        about, anchors = made_of.split(items)
        value = FIRST
    elif decides in ("relation", "source"):
        about, anchors = made_of.pair(items)
    elif decides == "aside":
        about, anchors = made_of.aside(items)
    else:
        about, anchors = made_of.of(items, decides)
    if decides in ("giver", "source") and value in _NONE:
        value = None
    elif decides in ("speaker", "giver"):
        value = made_of.name(value or "")
    elif decides == "source":
        value = made_of.source(items, value or "")
    try:
        return new_judgement(about, decides, tuple(anchors), value, by=by, made=made, note=note, how=how, on=on)
    except ValueError as error:
        raise JudgementsError(f"{' '.join(words)}: {error}") from error


def find_items(dossier: Dossier | Mapping[str, Any], text: str) -> Iterator[str]:
    """A line for each item of a dossier whose words hold a text: its id, its kind, and what it is.

    Args:
        dossier: a dossier, or its JSON as a dictionary.
        text: words, in any case; nothing for all items.
    """
    wanted = " ".join(text.casefold().split())
    record = dossier if isinstance(dossier, Mapping) else dossier_record(dossier)
    for name, about, said in _Items(record).told():
        if wanted in said.casefold():
            yield "".join(c for c in f"{name}  {about}  {said}" if c.isprintable())


def revocation(rows: Sequence[Judgement], name: str, *, by: str, made: str, note: str | None = None) -> Judgement:
    """A judgement that takes back another.

    Args:
        rows: what is there.
        name: its id.
        by: who decides.
        made: when, ISO.
        note: why.

    Raises:
        JudgementsError: when there is none of that id, or it is taken back already.
    """
    if all(row.id != name for row in rows):
        raise JudgementsError(f"there is no judgement {name}; without more words all are listed with their ids")
    before = taken_back(rows).get(name)
    if before is not None:
        raise JudgementsError(f"{name} was taken back already, by {before.by} ({before.id})")
    return new_judgement("judgement", "revoke", (), name, by=by, made=made, note=note)


class _Items:
    """The items of a dossier by their ids, and what a judgement on them holds on to."""

    def __init__(self, dossier: Mapping[str, Any], within: bool = False) -> None:
        if dossier.get("schema") != DOSSIER:
            raise JudgementsError("this is no dossier in JSON; make one with `sayso dossier … --format json`")
        self._dossier = dossier
        self._within = within
        self._reports: dict[str, Mapping[str, Any]] = {r["id"]: r for r in dossier["reports"]}
        self._known: dict[str, tuple[About, Mapping[str, Any]]] = {}
        for key, about in _LISTS:
            for item in dossier[key]:
                self._known.setdefault(item["id"], (about, item))
        self._named: dict[str, list[Mapping[str, Any]]] = {}
        for entity in dossier["entities"]:
            for form in {m["text"] for m in entity["mentions"]} | {entity["name"]}:
                held = self._named.setdefault(form_key(form), [])
                held += [entity] if entity not in held else []

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Every item with its id, its kind and its words."""
        for report in self._dossier["reports"]:
            yield (
                report["id"],
                "report",
                " · ".join(filter(None, (report["outlet"], report["title"], report["source"]))),
            )
        for name, (about, item) in self._known.items():
            if about == "entity":
                said = f"{item['name']}: {', '.join(item['aliases'])}"
            elif about == "conflict":
                said = f"{item['relation']}, {item['about']}: {' / '.join(side['value'] for side in item['sides'])}"
            elif about == "claim":
                reports = ", ".join(dict.fromkeys(m["report"] for m in item["members"]))
                said = f"{item['verdict']}: {item['text']} ({reports})"
            elif about == "statement":
                said = f"{item['speaker_name']}: {' … '.join(c['text'] for c in item['content'])} ({item['report']})"
            elif about == "figure":
                said = f"{item['span']['text']}: {item['of']}, {item['giver_name'] or 'own voice'} ({item['report']})"
            else:
                said = f"{item['trigger']}: {item['what']}"
            yield name, about, " ".join(said.split())

    def of(self, items: Sequence[str], decides: str) -> tuple[About, list[Anchor]]:
        """The kind of the items and an anchor for each; all must be of one kind."""
        found = [self._item(item, decides) for item in items]
        kinds = {about for about, _ in found}
        if len(kinds) != 1:
            raise JudgementsError(f"`{decides}` needs items of one kind, not {', '.join(sorted(kinds)) or 'none'}")
        return kinds.pop(), [anchor for _, anchors in found for anchor in anchors]

    def split(self, items: Sequence[str]) -> tuple[About, list[Anchor]]:
        """What an item has in one report, set off from the rest of it; of an entity its rest comes first.

        A figure is set off from the rest of its quantity but for those that are named behind it.
        """
        name, _, report = (items[0] if items else "").rpartition("@")
        if report in self._known and self._known[report][0] == "figure":
            about, found = self._known[report]
            key = found["quantity"]
            rest = [f for f in self._dossier["figures"] if key and f["quantity"] == key and f["id"] not in items]
            return about, self._off(report, [found["span"]], [f["span"] for f in rest])
        if len(items) > 1 or report not in self._reports or name not in self._known:
            raise JudgementsError(f"`{SPLIT}` needs one ID@REPORT of an entity, a claim or an event, or a figure")
        about, found = self._known[name]
        if about == "entity":
            own = [m for m in found["mentions"] if m["report"] == report]
            rest = [m for m in found["mentions"] if m["report"] != report]
            if not own or not rest:
                raise JudgementsError(f"{name} has nothing {'else' if own else 'in the report ' + report}")
            forms = dict.fromkeys(m["text"] for m in own)
            first = self._entity(found, rest[0]["report"])
            return about, [first, *(Anchor(report=self._identity(report), text=form) for form in forms)]
        if about not in ("claim", "event"):
            raise JudgementsError(f"{name} cannot be split; it is of the kind {about}")
        places = list(self._places(about, found, None))
        return about, self._off(
            name, [p for p in places if p["report"] == report], [p for p in places if p["report"] != report]
        )

    def _off(self, name: str, own: Sequence[Mapping[str, Any]], rest: Sequence[Mapping[str, Any]]) -> list[Anchor]:
        if not own or not rest:
            raise JudgementsError(f"{name} has nothing {'else' if own else 'there'} that it could be set off from")
        return [self._place(own[0]), *(self._place(p) for p in rest)]

    def pair(self, items: Sequence[str]) -> tuple[About, list[Anchor]]:
        """One conflict, or two places that are to stand against one another, or two reports."""
        if len(items) == 2 and all(i in self._reports and i not in self._known for i in items):
            return "copy", [Anchor(report=self._identity(i)) for i in items]
        if len(items) == 1:
            about, item = self._find(items[0])
            if about != "conflict":
                raise JudgementsError(f"{items[0]} is of the kind {about}; name a conflict, or two reports")
            return "conflict", list(self._sides(item))
        about, anchors = self.of(items, "relation")
        if about not in ("claim", "figure"):
            raise JudgementsError("a relation stands between two claims, two figures or two reports, or in a conflict")
        return "conflict", anchors

    def aside(self, items: Sequence[str]) -> tuple[About, list[Anchor]]:
        """Every place of some items, of whatever kinds, or two reports of which one took text from the other."""
        if len(items) == 2 and all(i in self._reports and i not in self._known for i in items):
            return "copy", [Anchor(report=self._identity(i)) for i in items]
        quoted = {q["id"]: q for q in self._dossier["quotations"]}
        spans: list[Mapping[str, Any]] = []
        for name in items:
            about, item = ("quotation", quoted[name]) if name in quoted else self._find(name)
            if about in ("conflict", "quotation"):
                parts = item["sides"] if about == "conflict" else item["members"]
                spans += [s for part in parts for s in part["members" if about == "conflict" else "spans"]]
            elif about in ("claim", "figure"):
                spans += self._places(about, item, None)  # type: ignore[arg-type]
            else:
                raise JudgementsError(f"{name} is of the kind {about}, which the worklist does not have")
        places = {(s["report"], s["start"], s["end"]): self._place(s) for s in spans}
        return "check", list(places.values())

    def name(self, value: str) -> str:
        """A name, or the name of the entity of that id."""
        about, item = self._known.get(value, ("", {}))
        return item["name"] if about == "entity" else value

    def source(self, items: Sequence[str], value: str) -> str:
        """Which of two reports is meant as the source, or who else."""
        if value in items:
            return "first" if items.index(value) == 0 else "second"
        return value if value.startswith("third: ") else f"third: {value}"

    def _item(self, item: str, decides: str) -> tuple[About, list[Anchor]]:
        if item.startswith(ORIGIN):
            return "origin", [Anchor(text=item.removeprefix(ORIGIN).strip())]
        name, _, report = item.rpartition("@")
        within = report if name and report in self._reports else None
        if within is None:
            name = item
        if name not in self._known:
            return "entity", self._held([self._name(name, within)], self._named_so(name), decides, within)
        about, found = self._known[name]
        if about == "entity":
            return about, self._held([self._entity(found, within)], found["mentions"], decides, within)
        if about == "conflict":
            return about, list(self._sides(found))
        places = list(self._places(about, found, within))
        if not places:
            raise JudgementsError(f"{name} has nothing in the report {within}")
        return about, [self._place(p) for p in (places if decides in _WHOLE else places[:1])]

    def _find(self, name: str) -> tuple[About, Mapping[str, Any]]:
        if name not in self._known:
            raise JudgementsError(f"the dossier has no {name}")
        return self._known[name]

    def _places(self, about: About, item: Mapping[str, Any], within: str | None) -> Iterator[Mapping[str, Any]]:
        """Places that an item is known by, the clearest first."""
        if about == "claim":
            spans = sorted(item["members"], key=lambda m: m["text"] != item["text"])
        elif about == "event":
            spans = sorted(item["mentions"], key=lambda m: m["text"] not in item["what"])
        else:
            spans = item["content"] if about == "statement" else [item["span"]]
        yield from (s for s in spans if within is None or s["report"] == within)

    def _sides(self, conflict: Mapping[str, Any]) -> Iterator[Anchor]:
        for side in conflict["sides"]:
            yield self._place(side["members"][0])

    def _entity(self, entity: Mapping[str, Any], within: str | None) -> Anchor:
        """An entity by a name that no other has; else by one that no other has in a report; else by one mention."""
        mentions = [m for m in entity["mentions"] if within is None or m["report"] == within]
        if not mentions:
            where = f"the report {within}" if within is not None else "any report"
            raise JudgementsError(f"{entity['id']} is not named in {where}")
        if within is None:
            own = sorted(
                {m["text"] for m in mentions if self._named[form_key(m["text"])] == [entity]},
                key=lambda text: (text != entity["name"], -len(text), text),
            )
            if own:
                return Anchor(text=own[0])
        others = (e for e in self._dossier["entities"] if e is not entity)
        forms = {(m["report"], form_key(m["text"])) for e in others for m in e["mentions"]}
        for m in sorted(mentions, key=lambda m: -len(m["text"])):
            if (m["report"], form_key(m["text"])) not in forms:
                return Anchor(report=self._identity(m["report"]), text=m["text"])
        return self._place(mentions[0])

    def _held(
        self, anchors: list[Anchor], mentions: Sequence[Mapping[str, Any]], decides: str, within: str | None
    ) -> list[Anchor]:
        """A name as it is meant: in all reports, or in those of the dossier alone, each by itself."""
        if not self._within or within is not None or anchors[0].report is not None or decides == "apart":
            return anchors
        so = [m["report"] for m in mentions if form_key(m["text"]) == form_key(anchors[0].text or "")]
        most = {"dismiss": None, "same": _HELD}.get(decides, 1)
        return [replace(anchors[0], report=self._identity(report)) for report in list(dict.fromkeys(so))[:most]]

    def _named_so(self, name: str) -> list[Mapping[str, Any]]:
        mentions = (m for e in self._named.get(form_key(name), ()) for m in e["mentions"])
        return [m for m in mentions if form_key(m["text"]) == form_key(name)]

    def _name(self, name: str, within: str | None) -> Anchor:
        """A name that stands in the reports."""
        mentions = [m for e in self._named.get(form_key(name), ()) for m in e["mentions"]]
        if all(form_key(m["text"]) != form_key(name) for m in mentions if within in (None, m["report"])):
            if re.fullmatch(r"(?:e|c|x|ev|j)\d+", name):
                raise JudgementsError(f"the dossier has no {name}")
            where = f"the report {within} does not name" if within else "no report of the dossier names"
            raise JudgementsError(f"{where} {name!r}")
        if within is None:
            return Anchor(text=name)
        return Anchor(report=self._identity(within), text=name)

    def _place(self, span: Mapping[str, Any]) -> Anchor:
        return Anchor(report=self._identity(span["report"]), start=span["start"], end=span["end"], text=span["text"])

    def _identity(self, report: str) -> Identity:
        known = self._reports[report]
        return Identity(sha256=known["sha256"], url=known["url"], source=known["source"])

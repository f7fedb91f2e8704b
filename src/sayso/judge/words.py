"""A judgement in plain words, for lists and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.judge.rows import CHECKS, FIRST, Anchor, Judgement, taken_back

# words of a place that are shown; a clause can be long
SHOWN = 60

SENTENCES = {
    ("entity", "same"): "{all} are one",
    ("entity", "apart"): "{all} are not one",
    ("entity", "name"): "{all} is called {value}",
    ("entity", "type"): "{all} is of type {value}",
    ("entity", "dismiss"): "{all} is no name",
    ("statement", "speaker"): "{all} is said by {value}",
    ("statement", "mode"): "the mode of {all} is {value}",
    ("statement", "dismiss"): "{all} is no statement",
    ("figure", "same"): "{all} measure the same thing",
    ("figure", "apart"): "{all} do not measure the same thing",
    ("figure", "giver"): "{all} is given by {value}",
    ("figure", "value"): "the value of {all} is {value}",
    ("figure", "as_of"): "{all} holds as of {value}",
    ("figure", "status"): "{all} is {value}",
    ("figure", "dismiss"): "{all} is no figure",
    ("event", "same"): "{all} are one event",
    ("event", "apart"): "{all} are not one event",
    ("event", "type"): "{all} is of type {value}",
    ("event", "status"): "{all} is {value}",
    ("event", "dismiss"): "{all} is no event",
    ("claim", "same"): "{all} say the same",
    ("claim", "apart"): "{all} do not say the same",
    ("claim", "verdict"): "the verdict on {all} is {value}",
    ("claim", "confirmed"): "{all} is confirmed by {value}{found}",
    ("claim", "false"): "{all} is false{found}",
    ("claim", "withdrawn"): "{all} is withdrawn{found}",
    ("conflict", "relation"): "between {all} stands: {value}",
    ("conflict", "dismiss"): "{all} do not contradict one another",
    ("copy", "relation"): "between {all} stands: {value}",
    ("copy", "source"): "of {all} the source is {value}",
    ("origin", "same"): "{all} count as one",
    ("origin", "apart"): "{all} count apart",
    ("copy", "aside"): "the text that {all} share is not worth checking",
    ("check", "aside"): "{all} is not worth checking",
    ("judgement", "revoke"): "{value} is taken back",
}
# of these one place tells enough: the rest are other places of the same
_BY_ONE = frozenset({("check", "aside"), *(("claim", decides) for decides in CHECKS)})
NOBODY = {"giver": "the report itself", "source": "not known"}
IN = "{name} in {report}"
BACK = "taken back by {by}"
FIRST_APART = "{first} stands apart from {all}"
# in which way and when a claim was confirmed or found false or withdrawn
WAYS = {
    "phone": "by phone",
    "in person": "in person",
    "in writing": "in writing",
    "document": "by a document",
    "seen": "by seeing it",
}
FOUND_BY = "by {value}"
FOUND_ON = "on {on}"


def plain(judgement: Judgement) -> str:
    """What was decided, as a sentence without an end."""
    value = judgement.value or NOBODY.get(judgement.decides, "")
    if judgement.decides == "source" and judgement.value in ("first", "second"):
        value = _named(judgement.anchors[0 if judgement.value == "first" else 1])
    if judgement.value == FIRST and judgement.decides == "apart":
        return FIRST_APART.format(first=_named(judgement.anchors[0]), all=_all(judgement.anchors[1:]))
    said = judgement.about, judgement.decides
    return SENTENCES[said].format(
        all=_all(judgement.anchors[:1] if said in _BY_ONE else judgement.anchors),
        value=value,
        found=_found(judgement),
    )


def _found(judgement: Judgement) -> str:
    """By whom, how and when a claim was checked, as far as that is known."""
    who = FOUND_BY.format(value=judgement.value) if judgement.value and judgement.decides != "confirmed" else ""
    when = FOUND_ON.format(on=judgement.on) if judgement.on else ""
    return "".join(f", {part}" for part in (who, WAYS.get(judgement.how or ""), when) if part)


def _all(anchors: Sequence[Anchor]) -> str:
    named = list(dict.fromkeys(_named(a) for a in anchors))
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}" if named else ""


def _named(anchor: Anchor) -> str:
    words = " ".join((anchor.text or "").split())
    if len(words) > SHOWN:
        words = f"{words[:SHOWN].rpartition(' ')[0] or words[:SHOWN]} …"
    report = (anchor.report.source or anchor.report.url or anchor.report.sha256[:10]) if anchor.report else ""
    if not words:
        return report
    return IN.format(name=f"“{words}”", report=report) if report else f"“{words}”"


def listed(rows: Sequence[Judgement]) -> Iterator[str]:
    """A line for each judgement: its id, day, by whom, what was decided, and whether it was taken back."""
    back = taken_back(rows)
    for row in dict.fromkeys(rows):
        note = f" ({row.note})" if row.note else ""
        by = f" [{BACK.format(by=back[row.id].id)}]" if row.id in back else ""
        line = f"{row.id}  {row.made[:10]}  {row.by}: {plain(row)}{note}{by}"
        yield "".join(c for c in line if c.isprintable())

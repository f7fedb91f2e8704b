"""In quotation marks: how each report gives the same spoken words, and what it changed in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.render import wording
from sayso.render.formats import few
from sayso.render.lookup import Item, Lookup
from sayso.spans import Span
from sayso.types import Quotation, QuotationMember, WordChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of a report's words; `changed` when they are not those of every report."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The words as some reports give them, in runs, one tuple for each pair of quotation marks.

    `quoted` is false for indirect speech, which is shown without marks. `notes` say what differs from the fullest form.
    """

    pieces: tuple[tuple[Run, ...], ...]
    quoted: bool
    form: str
    speaker: str
    reports: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedWords:
    """One quotation as the page shows it: the fullest version first."""

    item: Item
    speaker: str
    relation: str
    relation_text: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Quotations that differ between reports, those only cut at their ends, and those that are the same."""

    differing: tuple[QuotedWords, ...]
    cut: tuple[QuotedWords, ...]
    same: tuple[QuotedWords, ...]


def quoted_words(lookup: Lookup) -> Quoted:
    """Orders the quotations of a dossier; what only reports that copy each other have in common is left out."""
    differing, cut, same = [], [], []
    for quotation in lookup.dossier.quotations:
        if quotation.relation in ("altered", "reworded") or _tells(quotation):
            differing.append(_quoted(lookup, quotation))
        elif quotation.relation == "shortened":
            cut.append(_quoted(lookup, quotation))
        elif quotation.why.get("independent_reports") != 1:
            same.append(_quoted(lookup, quotation))
    return Quoted(differing=tuple(differing), cut=tuple(cut), same=tuple(same))


def _tells(quotation: Quotation) -> bool:
    """Whether words went unseen, speakers differ, or what one report alone quotes is indirect speech elsewhere."""
    why = quotation.why
    alone = quotation.relation == "paraphrased" and why.get("quoted_in") == 1
    return alone or bool(why.get("unmarked_omissions")) or int(why.get("speakers") or 0) > 1


def _quoted(lookup: Lookup, quotation: Quotation) -> QuotedWords:
    places = lookup.ordered(s for m in quotation.members for s in m.spans)
    speakers = int(quotation.why.get("speakers") or 0)
    relation: str = quotation.relation
    if relation == "altered" and not quotation.why.get("weighty_changes"):
        relation = "small"
    relation = "speakers" if speakers > 1 and quotation.relation in ("same", "shortened") else relation
    name = _name(lookup, quotation.speaker, quotation.speaker_name)
    return QuotedWords(
        item=Item(key=f"quotation-{quotation.id}", title=name, places=places),
        speaker=name,
        relation=relation,
        relation_text=wording.QUOTATION_FORMS[relation],
        versions=_versions(lookup, quotation, several=speakers > 1),
    )


def _versions(lookup: Lookup, quotation: Quotation, *, several: bool) -> tuple[Version, ...]:
    """The fullest version with the reports that give the same, then every other one."""
    fullest = quotation.members[0]
    told = [c.fullest for m in quotation.members for c in m.changes if c.fullest and not c.marked]
    groups: dict[tuple[str, ...], list[QuotationMember]] = {}
    for member in quotation.members:
        speaker = _name(lookup, member.speaker, member.speaker_name) if several else ""
        plain = member.form == "same" and not member.changes
        words = " ".join(s.text for s in (fullest if plain else member).spans).casefold()
        groups.setdefault((member.form, words, speaker), []).append(member)
    out = []
    for (_, _, speaker), members in groups.items():
        first = members[0]
        marks = told if first is fullest else [c.here for c in first.changes if c.here and not c.marked]
        out.append(
            Version(
                pieces=tuple(_runs(s, marks) for s in first.spans),
                quoted=first.form != "paraphrased",
                form=wording.QUOTATION_FORMS[first.form] if first is not fullest else "",
                speaker=speaker,
                reports=lookup.names(s.report for m in members for s in m.spans),
                notes=differences_of(first),
            )
        )
    return tuple(out)


def _runs(span: Span, marks: Iterable[Span]) -> tuple[Run, ...]:
    """The words of a span, those that differ apart."""
    out: list[Run] = []
    at = span.start
    for mark in sorted({(m.start, m.end) for m in marks if m.report == span.report}):
        start, end = max(at, mark[0]), min(span.end, mark[1])
        if start < end:
            if at < start:
                out.append(Run(text=_slice(span, at, start), changed=False))
            out.append(Run(text=_slice(span, start, end), changed=True))
            at = end
    if at < span.end:
        out.append(Run(text=_slice(span, at, span.end), changed=False))
    return tuple(out)


def _slice(span: Span, start: int, end: int) -> str:
    return span.text[start - span.start : end - span.start]


def differences_of(member: QuotationMember) -> tuple[str, ...]:
    """What differs in a form from the fullest, kind by kind; what the report itself shows is only said, not listed."""
    return changed_words(member.changes)


def changed_words(changes: Sequence[WordChange]) -> tuple[str, ...]:
    """Changes of words in plain words, kind by kind; those that readers see are only said, not listed."""
    unseen = [c for c in changes if not c.marked]
    out = [
        wording.QUOTATION_REPLACED.format(here=_short(c.here), fullest=_short(c.fullest))
        for c in unseen
        if c.kind == "replaced"
    ]
    for kind, template in (("put-in", wording.QUOTATION_PUT_IN), ("left-out", wording.QUOTATION_LEFT_OUT)):
        words = [_short(c.here or c.fullest) for c in unseen if c.kind == kind]
        if words:
            out.append(template.format(words=few(words, 6)))
    if any(c.marked and c.kind == "left-out" for c in changes):
        out.append(wording.QUOTATION_CUT)
    if any(c.marked and c.kind != "left-out" for c in changes):
        out.append(wording.QUOTATION_GLOSS)
    return tuple(out)


def _short(span: Span | None) -> str:
    words = " ".join(span.text.split()) if span else ""
    if len(words) > wording.LONG_OMISSION:
        head, tail = words[: wording.LONG_OMISSION // 2], words[-wording.LONG_OMISSION // 3 :]
        words = f"{head.rpartition(' ')[0]} … {tail.partition(' ')[2]}"
    return f"“{words}”"


def _name(lookup: Lookup, speaker: str | None, name: str | None) -> str:
    if speaker and speaker in lookup.entities:
        return lookup.entities[speaker].name
    return lookup.who(name) if name else wording.NO_SPEAKER

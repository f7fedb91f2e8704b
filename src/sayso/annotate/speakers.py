"""Who speaks: the source of a statement resolved within its report to the fullest name, and what kind of speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft
from sayso.resources import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import Name, Report, SpeakerType

_HE_SHE = frozenset(("he", "she", "him", "her", "his"))
_IT = frozenset(("it", "its"))
_THEY = frozenset(("they", "them", "their", "both"))
_FIRST = frozenset(("i", "we", "my", "our", "me", "us"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "his", "her", "its", "their"))
_ARTICLES = frozenset(("the", "a", "an"))
_SAID = 12


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker's fullest name in the report and its type."""

    name: str
    type: SpeakerType


UNSTATED = Speaker("unnamed: not stated", "unnamed")


@cache
def _nouns(kind: str) -> frozenset[str]:
    return frozenset(load("speakers")[kind])


@cache
def _agencies() -> frozenset[str]:
    table = load("origins")["agencies"]
    return frozenset(m.lower() for name, row in table.items() for m in (name, *row["marks"]))


@cache
def _offices() -> frozenset[str]:
    return frozenset(load("titles")["offices"]) | _nouns("people")


def is_media(name: str) -> bool:
    """Whether a name is an agency's or has the form of an outlet's ("the Norland Times", "NDB News")."""
    words = name.lower().removeprefix("the ").split()
    return bool(words) and (
        " ".join(words) in _agencies()
        or words[-1].strip(".,'’") in _nouns("mastheads")
        or words[-1].endswith((".com", ".net", ".org", ".au", ".uk"))
    )


class Cast:
    """The people and bodies of one report, and who of them a source stands for.

    Sources are to be asked for in the order of the text: pronouns and descriptions go back to who spoke or was named
    last. Surnames and descriptions resolve to the fullest name in the report (Hobbs 1978 for the order of search; the
    last speaker first, as quotation attribution finds: O'Keefe et al. 2012).

    Args:
        report: the report itself; its outlet is who says "we" outside quotations.
        doc: its parse.
        names: the mentions found in it.
    """

    def __init__(self, report: Report, doc: Doc, names: Sequence[Name]) -> None:
        self._doc = doc
        self._report = report
        self._names = sorted((n for n in names if not n.nominal), key=lambda n: n.span.start)
        self._starts = [n.span.start for n in self._names]
        self._people: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._collect()
        self._spoken: list[tuple[int, Speaker, str]] = []

    def _collect(self) -> None:
        for n in self._names:
            words = n.span.text.split()
            if n.type == "PERSON" and len(words) > 1:
                for word in {words[-1].lower(), words[0].lower()}:
                    if len(n.span.text) > len(self._people.get(word, "")):
                        self._people[word] = n.span.text
        # a surname decides over a given name that another person bears as surname
        for n in self._names:
            words = n.span.text.split()
            if n.type == "PERSON" and len(words) > 1:
                known = self._people.get(words[-1].lower(), "")
                if not known.lower().endswith(words[-1].lower()):
                    self._people[words[-1].lower()] = n.span.text
            elif n.type == "ORG" and len(words) > 1:
                initials = "".join(w[0] for w in words if w[0].isupper())
                for short in (words[0].lower(), initials.lower()):
                    self._bodies.setdefault(short, n.span.text)

    def speaker(self, draft: Draft, enclosing: Speaker | None) -> Speaker:
        """The speaker of a draft.

        Args:
            draft: the attribution; drafts are to come in the order of the text.
            enclosing: the speaker of the statement in whose content this one stands.
        """
        if draft.source is None:
            return UNSTATED
        head = self._doc[draft.source[0] : draft.source[1]].root
        found = self._resolve(draft, head, enclosing)
        if found is not UNSTATED and (enclosing is None or head.lower_ not in _FIRST):
            self._spoken.append((draft.source[0], found, head.lemma_.lower()))
        return found

    def last(self) -> Speaker:
        """Who spoke last."""
        return self._spoken[-1][1] if self._spoken else UNSTATED

    def _resolve(self, draft: Draft, head: Token, enclosing: Speaker | None) -> Speaker:
        assert draft.source is not None
        word = head.lower_
        if draft.source[1] - draft.source[0] == 1 and (head.pos_ in ("PRON", "DET") or word in _FIRST):
            return self._pronoun(word, draft, enclosing)
        name = self._name_of(draft, head)
        if name is not None:
            return self._named(name, head)
        text = self._doc[draft.source[0] : draft.source[1]].text
        lemma = head.lemma_.lower()
        first = self._doc[draft.source[0]].lower_
        short = draft.source[1] - draft.source[0] <= 4
        if first in _DEFINITE and head.tag_ in ("NN", "NNP") and short:
            before = self._described(lemma, draft.source[0])
            if before is not None:
                return before
        return self._unnamed(text, head, lemma)

    def _name_of(self, draft: Draft, head: Token) -> Name | None:
        """The name that the source bears: at its head, in an apposition, or after a title."""
        assert draft.source is not None
        doc = self._doc
        start, end = doc[draft.source[0]].idx, doc[draft.source[1] - 1].idx + len(doc[draft.source[1] - 1])
        inside = [
            n
            for n in self._names[bisect_left(self._starts, start - 3) :][:12]
            if n.span.start < end and n.span.end > start
        ]
        heads = {head.idx}
        for c in head.subtree:
            if c.dep_ == "appos" and c.head.i == head.i and draft.source[0] <= c.i < draft.source[1]:
                heads.add(c.idx)
        at = [n for n in inside if any(n.span.start <= h < n.span.end for h in heads)]
        people = [n for n in at if n.type == "PERSON"]
        if people or at:
            return (people or at)[0]
        # a title and a name run together whose head the parser took for the title
        for n in inside:
            if (
                n.type == "PERSON"
                and n.span.end >= end - 2
                and not any(
                    t.dep_ == "prep"
                    for t in doc[draft.source[0] : draft.source[1]]
                    if t.idx < n.span.start and t.i > head.i
                )
            ):
                return n
        if len(inside) == 1 and inside[0].span.end - inside[0].span.start >= 0.6 * (end - start):
            return inside[0]
        return None

    def _named(self, name: Name, head: Token) -> Speaker:
        text = name.span.text
        for mark in ("'s", "’s"):
            text = text.removesuffix(mark)
        if name.type == "PERSON":
            full = self._people.get(text.split()[-1].lower(), text) if " " not in text else text
            known = self._people.get(text.split()[-1].lower(), "")
            if set(text.lower().split()) <= set(known.lower().split()):
                full = known
            return Speaker(full, "person")
        if is_media(text):
            return Speaker(self._bodies.get(text.lower(), text), "media")
        if name.type in ("GPE", "LOC"):
            return Speaker(text, "government")
        full = self._bodies.get(text.lower(), text)
        lowered = {w.lower() for w in full.split()}
        kind: SpeakerType = "government" if lowered & _nouns("government") else "organization"
        if name.type == "PRODUCT":
            kind = "document"
        return Speaker(full, kind)

    def _pronoun(self, word: str, draft: Draft, enclosing: Speaker | None) -> Speaker:
        assert draft.source is not None
        at = draft.source[0]
        if word in _FIRST:
            if enclosing is not None:
                return enclosing
            if word in ("we", "our", "us") and self._report.outlet:
                return Speaker(self._report.outlet, "media")
            return self.last()
        if word in _HE_SHE:
            return self._last_where(("person",), at) or self._last_person(at) or self._last_unnamed(at) or self.last()
        if word in _IT:
            return self._last_where(("organization", "government", "media", "document"), at) or self.last()
        if word in _THEY:
            return self._last_where(("group", "organization", "government", "unnamed"), at) or self.last()
        return Speaker(f"unnamed: {word}", "unnamed")

    def _last_where(self, types: tuple[str, ...], at: int) -> Speaker | None:
        for where, speaker, _ in reversed(self._spoken[-_SAID:]):
            if where < at and speaker.type in types:
                named = self._last_person(at) if types == ("person",) else None
                if named is not None and named.name != speaker.name and self._subject_since(where, at, named):
                    return named
                return speaker
        return None

    def _subject_since(self, where: int, at: int, named: Speaker) -> bool:
        """Whether a person was made the subject of a sentence after somebody else spoke."""
        low, high = self._doc[where].idx, self._doc[at].idx
        for n in self._names[bisect_left(self._starts, low + 1) : bisect_left(self._starts, high)]:
            if n.type == "PERSON" and self._named(n, self._doc[at]).name == named.name:
                token = self._token_at(n.span.end - 1)
                if token is not None and token.dep_ in ("nsubj", "nsubjpass"):
                    return True
        return False

    def _last_person(self, at: int) -> Speaker | None:
        k = bisect_left(self._starts, self._doc[at].idx)
        fallback = None
        for n in reversed(self._names[max(0, k - 8) : k]):
            if n.type == "PERSON":
                token = self._token_at(n.span.end - 1)
                found = self._named(n, self._doc[at])
                if token is not None and token.dep_ in ("nsubj", "nsubjpass", "appos"):
                    return found
                fallback = fallback or found
        return fallback

    def _last_unnamed(self, at: int) -> Speaker | None:
        for where, speaker, _ in reversed(self._spoken[-_SAID:]):
            if where < at and speaker.type == "unnamed":
                return speaker
        return None

    def _token_at(self, offset: int) -> Token | None:
        span = self._doc.char_span(offset, offset + 1, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def _described(self, lemma: str, at: int) -> Speaker | None:
        """Who "the spokesman" or "the company" is: the one last called so, else the last of that kind."""
        for where, speaker, said in reversed(self._spoken[-_SAID:]):
            if where < at and said == lemma:
                return speaker
        offset = self._doc[at].idx
        k = bisect_left(self._starts, offset)
        for n in reversed(self._names[max(0, k - 30) : k]):
            if n.role and lemma in n.role.lower().split():
                return self._named(n, self._doc[at])
        if lemma in _offices():
            return self._last_where(("person",), at) or self._last_person(at)
        if lemma in _nouns("bodies"):
            if lemma in ("government", "country"):
                return self._last_where(("government",), at)
            found = self._last_where(("organization", "media", "government"), at)
            if found is not None:
                return found
            for n in reversed(self._names[max(0, k - 12) : k]):
                if n.type == "ORG":
                    return self._named(n, self._doc[at])
        return None

    def _unnamed(self, text: str, head: Token, lemma: str) -> Speaker:
        words = text.split()
        if words and words[0].lower() in _ARTICLES:
            plain = " ".join(words[1:]) or text
        else:
            plain = text
        if lemma in _nouns("unnamed") or lemma in _offices():
            return Speaker(f"unnamed: {text[0].lower() + text[1:]}", "unnamed")
        if lemma in _nouns("group") and head.tag_ in ("NNS", "NNPS"):
            return Speaker(f"unnamed: {text[0].lower() + text[1:]}", "group")
        if lemma in _nouns("government"):
            return Speaker(plain, "government")
        if lemma in _nouns("media"):
            return Speaker(plain, "media")
        if lemma in _nouns("document"):
            return Speaker(f"unnamed: {text[0].lower() + text[1:]}", "document")
        if head.tag_ in ("NNP", "NNPS"):
            return Speaker(plain, "media" if is_media(plain) else "organization")
        if lemma in _nouns("bodies"):
            return Speaker(plain, "organization")
        return Speaker(f"unnamed: {text[0].lower() + text[1:]}", "group" if head.tag_ == "NNS" else "unnamed")

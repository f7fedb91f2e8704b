"""Who speaks: the source of a statement resolved within its report to the fullest name, and what kind of speaker."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.annotate.drafts import Draft, Range
from sayso.annotate.lexicon import common_word, is_misspelt, is_person_noun, listed
from sayso.annotate.pronouns import is_apposed, is_subject, known_pronouns, of_given_name, single_words, token_at
from sayso.annotate.quotations import CLOSING, OPENING
from sayso.annotate.speakerwords import (
    COMMON,
    TRADERS,
    body_words,
    is_media,
    is_somebody,
    is_speaker_noun,
    marks,
    may_be,
    nouns,
    offices,
    plain,
    title_words,
    told_before,
)
from sayso.annotate.unnamed import UNSTATED, Speaker, unnamed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from sayso.types import Name, Report, SpeakerType

__all__ = ["UNSTATED", "Cast", "Speaker", "is_media", "is_speaker_noun"]

_HE_SHE = frozenset(("he", "she", "him", "her", "his", "himself", "herself"))
_IT = frozenset(("it", "its"))
_THEY = frozenset(("they", "them", "their", "both"))
_FIRST = frozenset(("i", "we", "my", "our", "me", "us"))
_ARTICLES = frozenset(("the", "a", "an"))
_PLURALS = frozenset(
    ["people", "men", "women", "others", "officials", "some", "many", "both", "several", "two", "three", "families"]
)
# offices that only who is named with them holds
_SEATS = frozenset(
    ("minister", "president", "mayor", "governor", "king", "queen", "pope", "premier", "chancellor", "judge")
)
# what a service of a state or of the press is called, one for the other
_SERVICES = frozenset(("agency", "service", "bureau"))
_OPENING = OPENING | {"'"}
# characters from the start of a report in which its lead stands
LEAD = 600
# a noun phrase of more tokens is taken without what follows its noun
_LONGEST = 12
# tokens before "the statement" or "the website" in which it was released, or whose it is was told
_REACH = 120
_RELEASING = frozenset(("release", "issue", "publish", "post", "read"))
_AGED = re.compile(r"the ([1-9][0-9]?)[- ]year[- ]old\b", re.I)
# what one person or body writes and sends
_WRITINGS = frozenset(("statement", "letter", "memo", "email", "e-mail", "post", "tweet", "message", "note"))
# what somebody holds: "his aim is to test it" is what he aims at
_MINDS = frozenset(
    ("aim", "goal", "hope", "intention", "wish", "dream", "ambition", "belief", "view", "opinion", "fear")
)
# how many sentences after its issuer "the statement" may stand
_STATEMENT = 2
# how many speakers back a pronoun or a description reaches
_SAID = 12

# what an outlet carries: what it says there, it says
_STORIES = frozenset(("story", "article", "report", "piece", "column", "editorial"))
_SEVERAL = frozenset(("most", "many", "some", "several", "few", "both", "all", "others"))
_PLACES = frozenset(("in", "on", "by", "from"))


def _is_who(lemma: str) -> bool:
    """Whether a noun says who somebody is, as the "director" of a zoo director does and the "zoo" does not."""
    return lemma in offices() or is_person_noun(lemma) or lemma in title_words()


def _is_plural(name: str) -> bool:
    """Whether those who bear no name are several: "unnamed: the officials"."""
    words = name.lower().removeprefix("unnamed: ").replace(",", " ").split()
    return any(w in _PLURALS or (w.endswith("s") and w[:-1] in nouns("unnamed")) for w in words)


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
        # where people of each surname are named in full
        self._bearers: dict[str, list[tuple[int, str]]] = {}
        self._bodies: dict[str, str] = {}
        self._collect()
        self._spoken: list[tuple[int, Speaker, str, bool]] = []
        # who speaks only in the words of others, and the words in quotation marks so far
        self._reported: set[tuple[int, Speaker, str, bool]] = set()
        # who speaks only in a relative clause: "the deal, which Roe opposed"
        self._aside: set[tuple[int, Speaker, str, bool]] = set()
        self._quoted: list[Range] = []
        self._turn: tuple[int, Speaker] = (0, UNSTATED)
        self._content: list[Range] = []
        people = [n for n in self._names if n.type == "PERSON"]
        self._doubted = single_words(doc, people, lambda n: self._named(n, doc[0]).name)
        self._known = known_pronouns(doc, people, lambda n: self._named(n, doc[0]).name)

    def _collect(self) -> None:
        for n in self._names:
            words = n.span.text.split()
            if n.type == "PERSON" and len(words) > 1:
                for word in {words[-1].lower(), words[0].lower()}:
                    if len(n.span.text) > len(self._people.get(word, "")):
                        self._people[word] = n.span.text
                self._bearers.setdefault(words[-1].lower(), []).append((n.span.start, n.span.text))
        # a surname decides over a given name that another person bears as surname
        for n in self._names:
            words = n.span.text.split()
            if n.type == "PERSON" and len(words) > 1:
                known = self._people.get(words[-1].lower(), "")
                if not known.lower().endswith(words[-1].lower()):
                    self._people[words[-1].lower()] = n.span.text
        for n in self._names:
            words = n.span.text.split()
            if n.type == "PERSON" and 1 < len(words) < 4:
                letters = [w[0].lower() for w in words]
                for short in ("".join(letters), "".join(f"{x}." for x in letters)):
                    self._people.setdefault(short, n.span.text)
        alone = {n.span.text.lower() for n in self._names if n.type == "PERSON" and " " not in n.span.text}
        near = {
            word: {full for surname, full in self._people.items() if is_misspelt(word, surname)}
            for word in alone - set(self._people)
        }
        self._people |= {word: next(iter(meant)) for word, meant in near.items() if len(meant) == 1}
        longer: dict[str, set[str]] = {}
        for n in self._names:
            words = n.span.text.split()
            if n.type == "ORG" and len(words) > 1:
                initials = "".join(w[0] for w in words if w[0].isupper())
                shorts = {initials.lower()} if len(initials) > 1 else set()
                if words[-1].lower().strip(".") in body_words():
                    # "Goldman" for "Goldman Sachs", but not "Google" for "Google Camera"
                    shorts.add(words[0].lower())
                for short in shorts:
                    longer.setdefault(short, set()).add(n.span.text)
        # a first word that opens several names is short for none of them
        self._bodies.update({short: next(iter(full)) for short, full in longer.items() if len(full) == 1})

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
        if draft.pattern == "transcript":
            # within a turn "he" is another, and "I" its speaker
            self._turn = (draft.content[-1][1], found)
        elif found is not UNSTATED and (enclosing is None or head.lower_ not in _FIRST):
            several = (
                head.tag_ in ("NNS", "NNPS") or head.lower_ in _SEVERAL or any(c.dep_ == "conj" for c in head.children)
            )
            row = (draft.source[0], found, head.lemma_.lower(), several)
            self._spoken.append(row)
            if enclosing is not None:
                self._reported.add(row)
            if head.head.dep_ == "relcl" and head.dep_ == "nsubj" and head.tag_ not in ("WP", "WDT"):
                self._aside.add(row)
        if enclosing is None and draft.cue is not None:
            self._quoted += [r for r in draft.content if self._doc[r[0]].text in _OPENING]
        return found

    def cited(self, r: Range) -> Speaker:
        """Whom a statement cites as its own source ("citing two officials")."""
        head = self._doc[r[0] : r[1]].root
        return self._resolve(Draft("cited", head.i, None, r, [r]), head, None)

    def last(self) -> Speaker:
        """Who spoke last."""
        return self._spoken[-1][1] if self._spoken else UNSTATED

    def _resolve(self, draft: Draft, head: Token, enclosing: Speaker | None) -> Speaker:
        assert draft.source is not None
        word = head.lower_
        if draft.source[1] - draft.source[0] == 1 and (head.pos_ in ("PRON", "DET") or word in _FIRST):
            return self._pronoun(word, draft, enclosing)
        holder = next((c for c in head.children if c.dep_ == "poss" and c.pos_ == "PROPN"), None)
        if holder is not None and head.lemma_.lower() in _MINDS:
            held = (holder.left_edge.i, holder.i + 1)
            return self._resolve(Draft("holder", holder.i, None, held, [held]), holder, enclosing)
        name = self._name_of(draft, head)
        if name is not None:
            return self._together(name, head, draft.source)
        text = self._doc[draft.source[0] : draft.source[1]].text
        lemma = head.lemma_.lower()
        first = self._doc[draft.source[0]].lower_
        words = [t for t in self._doc[draft.source[0] : draft.source[1]] if t.tag_ != "HYPH"]
        short = len(words) <= 4 or (len(words) <= 6 and head.i == draft.source[1] - 1 and words[1].like_num)
        if first in ("the", "this", "that", "these", "those") and head.tag_ == "NNS" and short:
            for where, speaker, said, _ in reversed(self._spoken[-_SAID:]):
                if where < draft.source[0] and said == lemma and draft.source[1] - draft.source[0] == 2:
                    return speaker
        if first in ("the", "this", "that") and head.tag_ in ("NN", "NNP") and short:
            before = self._described(lemma, draft.source)
            if before is not None:
                return before
        if first == "the" and (aged := _AGED.match(text)) and (person := self._aged(aged[1], lemma, draft.source[0])):
            return person
        if first in ("his", "her") and draft.source[1] - draft.source[0] > 1:
            owner = self._he_or_she("he" if first == "his" else "she", draft.source[0], closes=False)
            if owner.type == "person":
                if lemma in _MINDS:
                    return owner
                kept = unnamed(self._doc, text, head, lemma)
                return replace(kept, name=re.sub(rf"\b{first}\b", f"{owner.name}'s", kept.name, count=1, flags=re.I))
        if first in ("a", "an") and head.tag_ == "NN":
            introduced = self._introduced(lemma, draft.source)
            if introduced is not None:
                return introduced
        return self._outlet(lemma, draft.source) or unnamed(self._doc, text, head, lemma)

    def _aged(self, years: str, lemma: str, at: int) -> Speaker | None:
        """Who "the 38-year-old" is: of whom the report tells that age, or the subject of this sentence or the last."""
        pronoun = next((p for p, said in marks().items() if lemma in said), None)
        if re.search(rf"\ban? {years}[- ]year[- ]old\b", self._report.text[: self._doc[at].idx]):
            # "saw a 40-year-old man": the one without a name
            return None
        people = [n for n in self._names if n.type == "PERSON"]
        told = [n for n in people if self._report.text.startswith(f", {years}", n.span.end)]
        found = self._named(told[0], self._doc[at]) if told else self._last_person(at, pronoun)
        near = self._doc[max(0, self._doc[at].sent.start - 1)].sent.start
        return found if found is not None and (told or self._subject_since(near - 1, at, found)) else None

    def _together(self, name: Name, head: Token, source: Range) -> Speaker:
        """The bearer of a name, or of both names where two of a kind speak: "Norland and Sundmark"."""
        one = self._named(name, head)
        joined = [c for c in head.children if c.dep_ == "conj" and c.i < source[1]]
        end = self._doc[source[1] - 1].idx + len(self._doc[source[1] - 1])
        if len(joined) != 1 or any(c.dep_ == "conj" for c in joined[0].children):
            return one
        at = [
            n for n in self._names if n.span.start <= joined[0].idx < n.span.end <= end and n.span.start > name.span.end
        ]
        link = self._report.text[name.span.end : at[0].span.start].split() if at else []
        if link[:1] != ["and"] or len(link) > 3:
            return one
        other = self._named(at[0], joined[0])
        kind = one.type if one.type == other.type and one.type != "person" else "group"
        return Speaker(f"{one.name} and {other.name}", kind)

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
        opening = inside[0] if inside and inside[0].type == "PERSON" and inside[0].span.start <= start + 1 else None
        if opening is not None and self._report.text[opening.span.end : opening.span.end + 1] == ",":
            return opening
        before = self._describes(draft, start)
        if before is not None:
            return before
        for n in inside:
            titled = n.type == "PERSON" and n.role and self._report.text[start : n.span.start].strip() == n.role
            if titled and not self._owns(n):
                # "Norpress chief Ada Roe": not the body, wherever the parse puts the head
                return n
        at = [n for n in inside if any(n.span.start <= h < n.span.end for h in heads)]
        if head.lower_ in TRADERS:
            # "the state-run Norvia company that built the satellite"
            at += [n for n in inside if n.type == "ORG" and n.span.end == head.idx - 1]
        people = [n for n in at if n.type == "PERSON"]
        if people or at:
            return (people or at)[0]
        for n in inside:
            if n.type == "PERSON" and n.span.end >= end - 2 and is_apposed(doc, n, draft.source[0]):
                return n
        if (
            head.pos_ == "PROPN"
            and len(inside) == 1
            and inside[0].span.end - inside[0].span.start >= 0.6 * (end - start)
        ):
            return inside[0]
        return None

    def _owns(self, name: Name) -> bool:
        """Whether a name stands in the possessive: "President Ada Roe's spokesman Ben Karr"."""
        behind = self._report.text[name.span.end : name.span.end + 3].lstrip()
        return name.span.text.endswith(("'s", "’s")) or behind.startswith(("'s", "’s", "' ", "’ "))

    def _describes(self, draft: Draft, start: int) -> Name | None:
        """The person whom a source describes right after the name: "Ada Roe, a visitor who saw it, told of a fire"."""
        assert draft.source is not None
        doc, end = self._doc, draft.source[1]
        k = bisect_left(self._starts, start)
        name = self._names[k - 1] if k else None
        if name is None or name.type != "PERSON" or self._report.text[name.span.end : start] != ", ":
            return None
        cue = draft.cue[0] if draft.cue is not None else -1
        # "he met Ada Roe, a spokesman said": the verb comes right after
        if cue <= end or doc[end].lower_ not in ("who", "whose", ","):
            return None
        token = token_at(self._doc, name.span.end - 1)
        opens = token is not None and (token.dep_ in ("nsubj", "nsubjpass", "ROOT") or self._opens(name))
        return name if opens else None

    def _opens(self, name: Name) -> bool:
        token = token_at(self._doc, name.span.start)
        return token is not None and bool(token.is_sent_start)

    def _named(self, name: Name, head: Token) -> Speaker:
        text = name.span.text
        for mark in ("'s", "’s"):
            text = text.removesuffix(mark)
        if name.type == "PERSON":
            if " " not in text and (told := told_before(self._bearers.get(text.lower(), ()), name.span.start)):
                return Speaker(told, "person")
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
        kind: SpeakerType = "government" if lowered & nouns("government") else "organization"
        if name.type == "PRODUCT":
            kind = "document"
        return Speaker(full, kind)

    def _pronoun(self, word: str, draft: Draft, enclosing: Speaker | None) -> Speaker:
        assert draft.source is not None
        at = draft.source[0]
        if word in _FIRST:
            if enclosing is not None:
                return enclosing
            if at < self._turn[0]:
                return self._turn[1]
            ours = word in ("we", "our", "us")
            if self._report.outlet and (ours or not (self._within_marks(at) or self._opens_quoted(at))):
                # who writes
                return Speaker(self._report.outlet, "media")
            return self.last()
        if word in _HE_SHE:
            self._content = [r for r in draft.content if self._doc[r[0]].text in _OPENING]
            pronoun = "he" if word in ("he", "him", "his", "himself") else "she"
            found = self._he_or_she(pronoun, at, closes=bool(draft.content) and draft.end <= at)
            if found.type == "person":
                # who was "he" once is "he" in the whole report
                self._known.setdefault(found.name, pronoun)
            return found
        if word in _IT:
            return (
                self._body_since(at)
                or self._last_where(("organization", "government", "media", "document"), at)
                or self._last_body(at)
                or self.last()
            )
        if word in _THEY:
            if (own := self._plural_subject(at, draft.content)) is not None:
                return own
            plural = [
                row
                for row in reversed(self._spoken[-_SAID:])
                if row[0] < at and (row[3] or row[1].type in ("group", "organization", "government"))
            ]
            plural.sort(key=lambda row: row in self._reported)
            if plural:
                return plural[0][1]
            last = self.last()
            alone = last.type == "person" or (last.type == "unnamed" and last != UNSTATED and not _is_plural(last.name))
            return Speaker(f"unnamed: {word}", "unnamed") if alone else last
        # "you know": nobody in particular
        return UNSTATED if word in ("you", "that", "this", "what") else Speaker(f"unnamed: {word}", "unnamed")

    def _plural_subject(self, at: int, content: Sequence[Range]) -> Speaker | None:
        """Who the sentence of "they", or the one before it, is about, when no others spoke since."""
        sentence = self._doc[at].sent
        before = self._doc[max(0, sentence.start - 1)].sent
        spoke = max((row[0] for row in self._spoken if row[0] < at and row[3]), default=-1)
        for t in (*self._doc[sentence.start : at], *before):
            if any(a <= t.i < b for a, b in content):
                continue
            opens = t.left_edge.is_sent_start and t.dep_ in ("dep", "ROOT")
            if (
                t.tag_ not in ("NNS", "NNPS")
                or not (opens or t.dep_ in ("nsubj", "nsubjpass"))
                or not spoke <= t.i < at
            ):
                continue
            if is_speaker_noun(t.lemma_.lower()) or is_somebody(t.lemma_.lower()):
                inner = [c for c in t.children if c.dep_ in ("relcl", "acl")]
                end = min([t.right_edge.i + 1, *(c.left_edge.i for c in inner)])
                source = (t.left_edge.i, end if end - t.left_edge.i <= _LONGEST else t.i + 1)
                return self._resolve(Draft("subject", t.i, None, source, [source]), t, None)
        return None

    def _he_or_she(self, pronoun: str, at: int, *, closes: bool) -> Speaker:
        """The person who spoke last, unless another was made a subject since; nobody known by the other pronoun.

        Args:
            pronoun: "he" or "she".
            at: its token.
            closes: whether what is reported stands before it: "Roe said Fenn was “ill,” he said" is Roe both times.
        """
        where, spoke = self._last_single(pronoun, at) or (-1, None)
        if spoke is not None and closes and where >= self._doc[at].sent.start:
            return spoke
        named = self._last_person(at, pronoun)
        if spoke is None:
            return named or self._last_person(at, pronoun, quoted=True) or self.last()
        doubtful = self._shown(spoke.name) == pronoun and named is not None and self._shown(named.name) is None
        if named is not None and named.name != spoke.name and not doubtful and self._subject_since(where, at, named):
            return named
        return spoke

    def _last_single(self, pronoun: str, at: int) -> tuple[int, Speaker] | None:
        """Where a single person spoke last, and who; who spoke just before goes before who only spoke aside."""
        fitting = []
        for row in reversed(self._spoken[-_SAID:]):
            place, speaker, _, several = row
            single = (speaker.type == "person" and speaker.name not in self._doubted) or (
                speaker != UNSTATED and (speaker.type == "unnamed" and is_somebody(speaker.name))
            )
            if place < at and single and not several and self._goes_with(speaker, pronoun):
                fitting.append(row)
        # the sentence of the pronoun and the one before
        near = self._doc[max(0, self._doc[at].sent.start - 1)].sent.start
        just_before = (row for row in fitting if row[0] >= near and row not in self._aside)
        return next(just_before, fitting[0])[:2] if fitting else None

    def _shown(self, name: str) -> str | None:
        """The pronoun that the text or the given name of a person shows."""
        return self._known.get(name) or of_given_name(name)

    def _goes_with(self, speaker: Speaker, pronoun: str) -> bool:
        words = speaker.name.lower().removeprefix("unnamed: ").replace(",", " ").split()
        if speaker.type == "unnamed":
            if _is_plural(speaker.name):
                return False
            known = next((p for p, said in marks().items() if said & set(words)), None)
        else:
            known = self._shown(speaker.name)
        return known is None or known == pronoun

    def _last_where(self, types: tuple[str, ...], at: int, *, since: int = 0) -> Speaker | None:
        for where, speaker, _, _ in reversed(self._spoken[-_SAID:]):
            if since <= where < at and speaker.type in types and speaker != UNSTATED:
                return speaker
        return None

    def _subject_since(self, where: int, at: int, named: Speaker) -> bool:
        """Whether a person was made the subject of a sentence after somebody else spoke."""
        low, high = self._doc[where].idx if where >= 0 else -1, self._doc[at].idx
        for n in self._names[bisect_left(self._starts, low + 1) : bisect_left(self._starts, high)]:
            if n.type == "PERSON" and not self._in_quotation(n) and self._named(n, self._doc[at]).name == named.name:
                token = token_at(self._doc, n.span.end - 1)
                if token is not None and is_subject(token):
                    return True
        return False

    def _last_person(self, at: int, pronoun: str | None = None, *, quoted: bool = False) -> Speaker | None:
        """The person named last as a subject or in apposition; up to that, one who is shown to go with the pronoun."""
        k = bisect_left(self._starts, self._doc[at].idx)
        shown = told = named = doubted = None
        for n in reversed(self._names[max(0, k - 8) : k]):
            if n.type != "PERSON" or (self._in_quotation(n) and not quoted):
                continue
            token = token_at(self._doc, n.span.end - 1)
            found = self._named(n, self._doc[at])
            plain_word = " " not in found.name and common_word(found.name) and found.name.lower() not in listed("lone")
            if plain_word or (pronoun and not self._goes_with(found, pronoun)):
                continue
            if found.name in self._doubted:
                doubted = doubted or found
                continue
            if token is not None and is_subject(token):
                return shown or told or found
            named = named or found
            if token is not None and token.dep_ == "appos":
                told = told or found
            shown = shown or (found if pronoun is not None and self._shown(found.name) == pronoun else None)
        return shown or told or named or doubted

    def _within_marks(self, at: int) -> bool:
        """Whether an odd number of quotation marks stands before a token in its paragraph."""
        marks = 0
        for t in reversed(self._doc[:at]):
            if "\n" in t.text:
                break
            marks += (t.text in OPENING or t.text in CLOSING) and t.tag_ != "POS"
        return marks % 2 == 1

    def _opens_quoted(self, at: int) -> bool:
        """Whether the paragraph of a token opens with a quotation mark."""
        first = next((t.i + 1 for t in reversed(self._doc[:at]) if "\n" in t.text), 0)
        return self._doc[first].text in _OPENING

    def _in_quotation(self, name: Name) -> bool:
        """Whether a name stands in words that somebody is quoted with; pronouns outside go back to names outside."""
        token = token_at(self._doc, name.span.start)
        return token is not None and any(a <= token.i < b for a, b in (*self._quoted[-_SAID:], *self._content))

    def _body_since(self, at: int) -> Speaker | None:
        """The body or state that opens the sentence before as its subject, when nobody spoke since."""
        sentence = self._doc[at].sent
        if sentence.start == 0:
            return None
        before = self._doc[sentence.start - 1].sent
        if "\n" in self._doc[before.end - 1].text:
            return None
        found = None
        for n in self._names[
            bisect_left(self._starts, self._doc[before.start].idx) : bisect_left(self._starts, self._doc[at].idx)
        ]:
            token = token_at(self._doc, n.span.end - 1) if n.type in ("ORG", "GPE") else None
            main = token is not None and token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
            if main and n.span.start < self._doc[before.end - 1].idx and not self._in_quotation(n):
                found = self._named(n, self._doc[at])
        spoke = max((row[0] for row in self._spoken if row[0] < at), default=-1)
        return found if spoke < before.start else None

    def _last_body(self, at: int) -> Speaker | None:
        """The body or state that was the subject last."""
        k = bisect_left(self._starts, self._doc[at].idx)
        for n in reversed(self._names[max(0, k - 8) : k]):
            token = token_at(self._doc, n.span.end - 1) if n.type in ("ORG", "GPE") else None
            if token is not None and token.dep_ in ("nsubj", "nsubjpass"):
                return self._named(n, self._doc[at])
        return None

    def _described(self, lemma: str, source: Range) -> Speaker | None:
        """Who "the spokesman" or "the company" is: the one last called so, else the last of that kind.

        A body named in the description must be in the name or role, too: "the Navy spokesman" is nobody else's.
        """
        at = source[0]
        beside = {
            t.lower_ for t in self._doc[at : source[1]] if t.ent_type_ in ("ORG", "PERSON") and t.lower_ != "the"
        } - {lemma}
        if beside:
            for where, speaker, said, _ in reversed(self._spoken[-_SAID:]):
                if where < at and said == lemma and beside & set(speaker.name.lower().split()):
                    return speaker
            for n in reversed(self._names):
                if n.role and lemma in n.role.lower().split() and beside & set(n.role.lower().split()):
                    return self._named(n, self._doc[at])
            return self._at_top(beside, at) if lemma in nouns("tops") else None
        for where, speaker, said, several in reversed(self._spoken[-_SAID:]):
            if where < at and said == lemma and not several:
                return speaker
        offset = self._doc[at].idx
        k = bisect_left(self._starts, offset)
        bearers = [
            self._named(n, self._doc[at])
            for n in reversed(self._names[max(0, k - 30) : k])
            if n.role and lemma in n.role.lower().split() and (n.type != "PERSON" or _is_who(lemma))
        ]
        if bearers:
            # of several presidents, the one who is speaking
            return self.last() if self.last() in bearers else bearers[0]
        if lemma in offices():
            later = {
                self._named(n, self._doc[at]) for n in self._names[k:] if n.role and lemma in n.role.lower().split()
            }
            if len(later) == 1:
                return later.pop()
            if lemma in _SEATS or (lemma in COMMON and any(t.lemma_.lower() == lemma for t in self._doc[:at])):
                # an office that nobody named holds, or somebody who was in the story before as "a boy"
                return None
            if self._within_marks(at):
                # whom quoted words mean by "the pilot" need not stand before them
                return None
            pronoun = next((p for p, said in marks().items() if lemma in said), None)
            person = self._last_person(at, pronoun)
            for where, speaker, _, _ in reversed(self._spoken[-_SAID:]):
                if where < at and speaker.type == "person" and (pronoun is None or self._goes_with(speaker, pronoun)):
                    return person if person is not None and self._subject_since(where, at, person) else speaker
            return person
        if lemma in _SERVICES:
            for where, speaker, _, _ in reversed(self._spoken[-_SAID:]):
                if where < at and set(plain(speaker.name).split()) & _SERVICES and speaker.type != "unnamed":
                    return speaker
        for n in (*reversed(self._names[max(0, k - 60) : k]), *self._names[k:]):
            if n.type in ("ORG", "FAC") and lemma in n.span.text.lower().split()[1:]:
                return self._named(n, self._doc[at])
        if lemma in nouns("media"):
            named = [n for n in self._names[max(0, k - 12) : k] if n.type == "ORG" and is_media(n.span.text)]
            return self._last_where(("media",), at) or (self._named(named[-1], self._doc[at]) if named else None)
        if lemma in ("website", "site"):
            return self._last_where(("organization", "media"), at, since=at - _REACH)
        if lemma in _WRITINGS and (writer := self._writer(lemma, at)) is not None:
            return writer
        if lemma == "statement":
            return self._issuer(at)
        if lemma in nouns("government"):
            # "the army" is not just any part of the state that spoke before
            return self._last_where(("government",), at) if lemma in ("government", "country", "state") else None
        if lemma in nouns("bodies"):
            spoke = [r[1] for r in reversed(self._spoken[-_SAID:]) if r[0] < at and r[1].type == "organization"]
            # "European regulators" are no firm
            fitting = [s for s in spoke if may_be(s.name, lemma) and not s.name.rpartition(" ")[2].islower()]
            # letters alone are more often an agency's
            if full := [speaker for speaker in fitting if not speaker.name.isupper()]:
                return full[0]
            for n in reversed(self._names[max(0, k - 12) : k]):
                if (
                    n.type == "ORG"
                    and not is_media(n.span.text)
                    and may_be(n.span.text, lemma)
                    and not n.span.text.isupper()
                ):
                    return self._named(n, self._doc[at])
            return fitting[0] if fitting else None
        return None

    def _at_top(self, body: set[str], at: int) -> Speaker | None:
        """Who "the Norpress founder" is: the only one whom the report calls its chief, owner or the like."""
        roles = ((n, set(n.role.lower().split())) for n in self._names if n.role and n.type == "PERSON")
        heads = {self._named(n, self._doc[at]) for n, role in roles if role & body and role & nouns("tops")}
        return heads.pop() if len(heads) == 1 else None

    def _issuer(self, at: int) -> Speaker | None:
        """Whose "the statement" is: who released one before, or who spoke by name in the two sentences before."""
        for t in reversed(self._doc[max(0, at - _REACH) : at]):
            released = t.lemma_.lower() == "statement" and t.dep_ == "dobj" and t.head.lemma_ in _RELEASING
            if released and (issuer := self._doer(t.head)) is not None:
                return issuer
        where, speaker, _, _ = next((row for row in reversed(self._spoken) if row[0] < at), (-1, UNSTATED, "", False))
        if speaker.type not in ("person", "organization", "government"):
            return None
        breaks = sum(bool(t.is_sent_start) for t in self._doc[where + 1 : at + 1])
        return speaker if where >= 0 and breaks <= _STATEMENT else None

    def _writer(self, lemma: str, at: int) -> Speaker | None:
        """Whose "the letter" is: who told something in one before, "Roe announced her departure in an open letter"."""
        for t in reversed(self._doc[max(0, at - _REACH) : at]):
            within = t.lemma_.lower() == lemma and t.dep_ == "pobj" and t.head.lower_ == "in"
            if within and (writer := self._doer(t.head.head)) is not None:
                return writer
        return None

    def _doer(self, verb: Token) -> Speaker | None:
        """Who the subject of a verb is, where it is no pronoun."""
        subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.pos_ != "PRON"), None)
        if subject is None:
            return None
        source = (subject.left_edge.i, subject.right_edge.i + 1)
        return self._resolve(Draft("issuer", subject.i, None, source, [source]), subject, None)

    def _outlet(self, lemma: str, source: Range) -> Speaker | None:
        """Whose "a story in the Tarn Courier" is: the outlet's that is named as its place."""
        if lemma not in _STORIES:
            return None
        low, high = self._doc[source[0]].idx, self._doc[source[1] - 1].idx
        for n in self._names[bisect_left(self._starts, low) : bisect_left(self._starts, high + 1)]:
            before = self._report.text[low : n.span.start].lower().split()
            place = before[-2:] if before[-1:] == ["the"] else before[-1:]
            theirs = "by" in before[:-2]
            if n.type == "ORG" and place[:1] and place[0] in _PLACES and is_media(n.span.text) and not theirs:
                return self._named(n, self._doc[source[0]])
        return None

    def _introduced(self, lemma: str, source: Range) -> Speaker | None:
        """Whom a lead means by "a woman": the first person named after it, as the subject of a sentence soon below.

        Leads keep the name for the second paragraph; where another person was named before, nobody is meant.
        """
        pronoun = next((p for p, said in marks().items() if lemma in said), None)
        offset = self._doc[source[0]].idx
        if pronoun is None or lemma not in COMMON or offset > LEAD:
            return None
        k = bisect_left(self._starts, offset)
        if any(n.type == "PERSON" for n in self._names[:k]):
            return None
        for n in self._names[k:]:
            if n.span.start > offset + 2 * LEAD:
                return None
            if n.type == "PERSON" and n.span.start > self._doc[source[1] - 1].idx:
                token = token_at(self._doc, n.span.end - 1)
                found = self._named(n, self._doc[source[0]])
                good = token is not None and token.dep_ in ("nsubj", "nsubjpass") and " " in found.name
                return found if good and self._goes_with(found, pronoun) else None
        return None

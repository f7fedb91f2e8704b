"""What kind of text a report is, and, when it is a document, whose own words it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import cast

from sayso.ingest import noise as patterns
from sayso.ingest.agencies import known_agency
from sayso.ingest.credits import SHORTEST_PROSE
from sayso.ingest.paragraphs import Paragraph
from sayso.resources import load
from sayso.types import Genre, Noise

# paragraphs above the text among which its kind is said
TOP = 12
# of a page or a plain text, which are articles as a rule
TOP_OF_PAGE = 4
# paragraphs at the end among which contacts and end marks stand
FOOT = 14
# turns of a transcript, the speakers that come again among them, and the share of the paragraphs that they open
TURNS, TURN_SHARE = 4, 0.4
# signs of a press release that has no line above it
SIGNS = 2
# words of a letterhead's line
LONGEST_LETTERHEAD = 9

_TURN = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}(?:, [A-Z]{2,})?|Q|A)(?: ?\([^)]{1,40}\))?[:.] +\S")
_PARTED = re.compile(r" ?[|·•] ?| [–—-] |: ")
_CLOSED = re.compile(r"[.!?;,][”\"’')]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a text is: its genre, its issuer, and the paragraphs that only say so: number of it -> reason."""

    genre: Genre
    issuer: str | None
    noise: dict[int, str]


def find_genre(
    paragraphs: Sequence[Paragraph],
    noise: Sequence[Noise],
    facts: dict[str, str],
    *,
    outlet: str | None,
    document: bool,
) -> Kind:
    """Decides whether a text is a press release, a filing, a transcript, a mail or an article, and who issued it.

    A page or a plain text is an article unless a line at its very top says that it is a press release or a transcript.
    The forms are in `resources/genres.yaml`.

    Args:
        paragraphs: the text before it is cleaned.
        noise: what its form showed to be none of the text, such as running heads, which may hold the letterhead.
        facts: what its file says of itself.
        outlet: who published it, as handed in.
        document: whether it came as a document's file.
    """
    texts = [p.text for p in paragraphs]
    top = list(takewhile(lambda text: not _is_prose(text), texts[: TOP if document else TOP_OF_PAGE]))
    heads = list(dict.fromkeys(n.text for n in noise if n.reason == "running head")) if document else []
    marks = {n: kind for n, text in enumerate(top) if (kind := _opening(text))}
    counts = Counter(marks.values())
    counts.update(kind for head in heads for part in (head, *_PARTED.split(head)) if (kind := _opening(part)))
    signs = _signs(texts)
    found = next((g for g in _openings() if counts[g] >= load("genres")["needed"][g]), None)
    if found == "filing" and not document:
        found = None
    if found is None and document and _is_transcript(texts):
        found = "transcript"
    if found is None and document and len(set(signs.values()) & {"end mark", "contact", "notes", "about"}) >= SIGNS:
        found = "press release"
    if found is None and "genre" in facts:
        found = facts["genre"]
    genre = cast(Genre, found or "article")
    taken = {n: "genre" for n, kind in marks.items() if kind == genre}
    if genre == "press release":
        taken |= _boilerplate(texts, signs)
    if genre in ("article", "transcript"):
        return Kind(genre=genre, issuer=None, noise=taken)
    issuer = _issuer(texts, heads, signs, facts, outlet, set(marks), genre, document)
    alone = (n for n, text in enumerate(texts[:TOP]) if issuer and _plain(text).casefold() == issuer.casefold())
    taken |= dict.fromkeys(alone, "letterhead")
    return Kind(genre=genre, issuer=issuer, noise=taken)


@cache
def _openings() -> dict[str, tuple[re.Pattern[str], ...]]:
    return {genre: tuple(map(_regex, forms)) for genre, forms in load("genres")["openings"].items()}


@cache
def _sign_forms() -> dict[str, re.Pattern[str]]:
    return {name: _regex(form) for name, form in load("genres")["signs"].items()}


@cache
def _issued() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_regex, load("genres")["issued"]))


def _regex(form: str) -> re.Pattern[str]:
    return re.compile(form.replace("{date}", patterns.WRITTEN_DATE), re.IGNORECASE)


def _is_prose(text: str) -> bool:
    return len(text) >= SHORTEST_PROSE and _CLOSED.search(text) is not None


def _opening(text: str) -> str | None:
    if len(text) > 240:
        return None
    return next((g for g, forms in _openings().items() if any(f.fullmatch(text) for f in forms)), None)


def _signs(texts: Sequence[str]) -> dict[int, str]:
    """The paragraphs that are a sign of a press release: number -> which sign."""
    found: dict[int, str] = {}
    for n, text in enumerate(texts):
        if len(text) > 240:
            continue
        kind = next((name for name, form in _sign_forms().items() if form.fullmatch(text)), None)
        if kind and (n >= len(texts) - FOOT or kind == "contact"):
            found[n] = kind
    return found


def _is_transcript(texts: Sequence[str]) -> bool:
    turns = [m["name"] for text in texts if (m := _TURN.match(text))]
    again = {name for name, count in Counter(turns).items() if count > 1}
    return len(turns) >= TURNS and len(again) >= 2 and len(turns) >= TURN_SHARE * len(texts)


def _boilerplate(texts: Sequence[str], signs: dict[int, str]) -> dict[int, str]:
    """What stands in every release of an issuer: end marks, contacts, and what the issuer is."""
    taken: dict[int, str] = {}
    for n, sign in signs.items():
        if sign == "end mark":
            taken[n] = "end mark"
        elif sign == "contact":
            taken[n] = "contact"
            for k in range(n + 1, min(len(texts), n + 1 + _CONTACT_LINES)):
                if not _is_contact(texts[k]):
                    break
                taken[k] = "contact"
        elif sign == "about" and n + 1 < len(texts) and len(texts) - n <= FOOT:
            taken[n] = taken[n + 1] = "about the issuer"
    return taken


# lines of a contact's block
_CONTACT_LINES = 6
_REACHED = re.compile(
    r"\S+@\S+\.\w|\+?\d[\d ()./-]{6,}\d|https?://|www\.|^(?:tel|phone|e-?mail|mobile|fax)\b", re.IGNORECASE
)


def _is_contact(text: str) -> bool:
    """Whether a line tells how somebody is reached: a number, an address, or a name without a sentence."""
    return len(text) < 160 and (bool(_REACHED.search(text)) or (len(text.split()) <= 6 and not _CLOSED.search(text)))


def _issuer(
    texts: Sequence[str],
    heads: Sequence[str],
    signs: dict[int, str],
    facts: dict[str, str],
    outlet: str | None,
    marked: set[int],
    genre: Genre,
    document: bool,
) -> str | None:
    """Who issued a document.

    The first that says it: what was handed in, a line "Issued by …", the sender of a mail, who of a release has
    to be a body, the heading "About …", a letterhead, the author of the file when that is a body.
    """
    wires = {w.casefold() for w in load("genres")["wires"]}
    medium = outlet is None or outlet.casefold() in wires or outlet in load("outlets").values() or known_agency(outlet)
    # a small paper that prints a release stands in no list; it hardly names itself in it
    if outlet and not medium and (document or _is_body(outlet) or any(outlet in text for text in texts)):
        return outlet
    for text in (*texts[:TOP], *texts[-FOOT:]):
        for form in _issued():
            m = form.fullmatch(text)
            if m and (name := _plain(m["issuer"])).casefold() not in wires and _is_name(name):
                return name
    sender = _plain(facts.get("issuer", "")) or facts.get("issuer")
    if sender and (genre == "mail" or _is_body(sender)):
        return sender
    for n, sign in signs.items():
        about = re.fullmatch(r"about (?P<issuer>.+?):?", texts[n], re.IGNORECASE)
        if sign == "about" and about and n + 1 < len(texts) and about["issuer"] in texts[n + 1]:
            return about["issuer"]
    body = " ".join(texts)
    for at, text in _letterheads(texts, heads, marked):
        for part in _PARTED.split(text):
            name = _plain(part)
            if _is_body(name) and (at is None or body.count(name) > 1 or _is_body_for_sure(name)):
                return name
    author = _plain(facts.get("author", ""))
    # a release that somebody sends on is his when nothing says otherwise
    return author if author and _is_body(author) else sender


def _letterheads(texts: Sequence[str], heads: Sequence[str], marked: set[int]) -> Iterator[tuple[int | None, str]]:
    """The lines in which an issuer's name may stand by itself, with the number of the paragraph that it is."""
    for n, text in enumerate(texts[:TOP]):
        if n in marked:
            continue
        if len(text.split()) > LONGEST_LETTERHEAD or _CLOSED.search(text):
            break
        yield n, text
    yield from ((None, head) for head in heads)


def _plain(name: str) -> str:
    """A name without the office of it that writes, and without address and marks."""
    name = re.sub(r"<[^<>]*>|\([^()]*\)|\S+@\S+", " ", name)
    name = " ".join(name.split()).strip(" .,;:–—-\"'")
    shorter = re.sub(load("genres")["office"], "", name, flags=re.IGNORECASE).strip(" ,–—-")
    return shorter or name


def _is_name(name: str) -> bool:
    return bool(re.match(r"(?:the )?[A-ZÀ-Þ\d]", name)) and 0 < len(name.split()) <= LONGEST_LETTERHEAD


def _is_body(name: str) -> bool:
    """Whether a line is a body's name: its words are capital, and one of them heads such names."""
    words = re.findall(r"[\w’'&.-]+", name)
    low = {w.casefold().rstrip(".") for w in words}
    capital = [w for w in words if w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL]
    return _is_name(name) and len(capital) == len(words) and bool(low & _body_words())


def _is_body_for_sure(name: str) -> bool:
    return name.casefold().split()[-1].rstrip(".") in _body_words() or " of " in name


_SMALL = frozenset({"of", "the", "and", "for", "de", "la", "&", "on", "in", "&c"})


@cache
def _body_words() -> frozenset[str]:
    bodies = load("bodies")
    return frozenset(str(w) for kind in ("organisation_heads", "legal_forms") for w in bodies[kind])

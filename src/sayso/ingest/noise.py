"""The patterns of `resources/noise.yaml`, compiled, and questions about one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sayso.ingest.agencies import agency_pattern, known_agency, picture_pattern
from sayso.resources import load

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
WRITTEN_DATE = (
    rf"(?:\d{{4}}[-/.]\d\d?[-/.]\d\d?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\.?,? \d{{4}}|(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_PARTS = {
    "{weekday}": r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)",
    "{date}": WRITTEN_DATE,
    "{clock}": (
        r"(?:\d{1,2}(?:[:.]\d\d){1,2}(?:\.\d+)?(?: ?[ap]\.?m\.?)?(?: ?(?:\(?[A-Z]{1,4}T?\)?|[+-]\d\d:?\d\d))?"
        r"|\d{1,2} ?[ap]\.?m\.?(?: [A-Z]{2,4})?)"
    ),
    "{stamped}": (
        r"(?:(?:first |last |originally |date )?(?:published|updated|update|posted|modified|created|issued|date)"
        r"(?: on| at| date)?(?: ?[:|])?)"
    ),
}
# no heading, button or credit is longer; articles are not searched with these patterns
_LONGEST_LINE = 600
_LONGEST_CREDIT = 200
# so few characters alone are a separator, if they name no agency
_SHORT_NAME = 2


@lru_cache
def _group(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, _regex(p)) for reason, patterns in load("noise")[name].items() for p in patterns)


@lru_cache
def _starts() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    return tuple((r, g["longest"], _regex(p)) for r, g in load("noise")["starts"].items() for p in g["patterns"])


@lru_cache
def _lists() -> tuple[re.Pattern[str], ...]:
    return tuple(_regex(p) for p in load("noise")["lists"])


@lru_cache
def _endings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r, _regex(f"(?:{p})$")) for r, patterns in load("noise")["endings"].items() for p in patterns)


def _regex(pattern: str) -> re.Pattern[str]:
    parts = {**_PARTS, "{agency}": agency_pattern(), "{pictures}": picture_pattern()}
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return re.compile(pattern, re.IGNORECASE)


@lru_cache
def _agency_credits(where: str) -> tuple[re.Pattern[str], ...]:
    # one pattern of every agency's name takes 10 ms to compile, and here it would stand twenty times
    name = r"((?-i:(?:[Tt]he )?[A-ZÀ-Þ][\w’'&-]*(?: [A-ZÀ-Þ&][\w’'-]*){0,4}|dpa))"
    end = r"\.?\)?$" if where == "endings" else r"\.?\)?"
    parts = {"{agency}": name, "{person}": f"(?-i:{PERSON})"}
    forms: list[str] = load("noise")["agency credits"][where]
    for mark, part in parts.items():
        forms = [f.replace(mark, part) for f in forms]
    return tuple(re.compile(form + end, re.IGNORECASE) for form in forms)


def _known(m: re.Match[str]) -> bool:
    return all(known_agency(name) for name in m.groups() if name is not None)


def _agency_line(text: str) -> bool:
    """Whether a paragraph is a credit that names an agency, and nothing else."""
    return len(text) < _LONGEST_CREDIT and any((m := p.fullmatch(text)) and _known(m) for p in _agency_credits("lines"))


def whole(text: str) -> str | None:
    """The reason for which a whole paragraph is noise by its own words alone, None when it is not."""
    if _agency_line(text) or (len(text) <= _SHORT_NAME and known_agency(text)):
        return "credit"
    if len(text) <= _LONGEST_LINE:
        for reason, pattern in _group("lines"):
            if pattern.fullmatch(text):
                return reason
    for reason, longest, pattern in _starts():
        if len(text) <= longest and pattern.match(text):
            return reason
    if _is_bracketed_link(text):
        return "link to another story"
    if len(text) < 240 and text.endswith(" Read more"):
        return "link to another story"
    if len(_KICKER.findall(text)) >= _TEASERS and not (_SENTENCE_END.search(text) and _FULL_STOP.search(text)):
        # headlines may ask and shout, and have no full stop
        return "other stories"
    return _standing_credit(text)


def tail(text: str) -> str | None:
    """The reason for which this paragraph and what follows it are noise, None when they are not."""
    if len(text) > 200:
        return None
    return next((reason for reason, pattern in _group("tails") if pattern.fullmatch(text)), None)


def opens_list(text: str) -> bool:
    """Whether the paragraph is the heading of a list of links."""
    return len(text) < 80 and any(p.fullmatch(text) for p in _lists())


def opening(text: str) -> tuple[int, str] | None:
    """How many characters at the paragraph's beginning are noise, and why."""
    for reason, pattern in _group("openings"):
        if (m := pattern.match(text)) and m.end():
            return m.end(), reason
    if (m := _leading_credit().match(text)) and len(text) < 400 and not text.endswith((".", "”", '"', "?", "!")):
        return m.end(), "picture credit"
    return None


def ending(text: str) -> tuple[int, str] | None:
    """Where noise at the paragraph's end begins, and why."""
    tail_start = max(0, len(text) - 260)
    for reason, pattern in _endings():
        if m := pattern.search(text, tail_start):
            return m.start(), reason
    for pattern in _agency_credits("endings"):
        if (m := pattern.search(text, tail_start)) and _known(m):
            return m.start(), "credit"
    return None


_SENTENCE_END = re.compile(r"[.!?][”\"’')]*$")
_FULL_STOP = re.compile(r"(?<![.A-Z])\.[”\"’')]*(?= |$)")
# words in capitals before a headline: "HARBOUR ROW Master quits over log"
_KICKER = re.compile(r"(?<!\S)(?:[‘'“\"]?[A-Z][A-Z’'&!?,]+[”\"]? ){2,12}(?=[A-Z‘'“\"]?[a-z’']|[A-Z][a-z])")
# fewer headlines in one paragraph may be a figure's labels or a shout
_TEASERS = 3


@lru_cache
def _leading_credit() -> re.Pattern[str]:
    # a caption that begins with its agency: "Reuters Soldiers cross the river"; case decides
    who = f"(?:{agency_pattern()}|{picture_pattern()})"
    return re.compile(rf"(?:Handout ?- ?)?{who}(?: ?[-:/•] ?(?:{who}|[A-Z][\w .]{{2,30}}(?=  )))* (?=[A-Z0-9“‘'\"])")


@lru_cache
def _standing_credits() -> tuple[tuple[str, re.Pattern[str]], ...]:
    who = f"(?:{agency_pattern()}|{picture_pattern()})"
    agency = agency_pattern()
    name = r"[A-Z][\w’'.-]+(?: (?:[a-z]{1,3} )?[A-Z][\w’'.-]*){0,3}"
    other = r"[A-Z][\w .’'-]{1,30}"
    site = r"[\w-]+\.(?:com|ca|org|net|co\.uk|com\.au|tv)"
    return (
        ("credit", re.compile(rf"\(?{agency}(?: ?[-/,&|·] ?(?:and )?{agency})*\)?\.?")),
        ("credit", re.compile(rf"[a-z]{{1,4}}(?:/[a-z]{{1,4}})* ?\({who}(?:, ?{who})*\)")),
        ("credit", re.compile(rf"(?:[Bb][Yy] )?{name}(?:, {name})?,? (?:[A-Z][\w’'.-]+ ){{0,3}}{site}")),
        (
            "picture credit",
            re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,3}(?:,| via)? (?:YouTube|Instagram|Facebook|Twitter)"),
        ),
        ("picture credit", re.compile(rf"\(?{who}(?: ?[-/,&|·] ?(?:and )?{who})*\)?\.?")),
        ("picture credit", re.compile(rf"{name} ?/ ?(?:{who} ?|{other})(?:/ ?{other})*(?: (?:via|for) {other})?")),
    )


def _standing_credit(text: str) -> str | None:
    if len(text) >= 120:
        return None
    return next((reason for reason, pattern in _standing_credits() if pattern.fullmatch(text)), None)


def _is_bracketed_link(text: str) -> bool:
    if not (text.startswith("[") and text.endswith("]") and 12 < len(text) < 160 and text.count("[") == 1):
        return False
    return not re.match(load("noise")["notes"], text[1:].strip(), re.IGNORECASE)


def byline(text: str) -> re.Match[str] | None:
    """The match of a line that says only who wrote the report: "By Ada Holm and Jon Berg, Staff Writers"."""
    return _BYLINE.fullmatch(text) if len(text) < 160 else None


_PARTICLE = "(?:de|da|del|della|di|van|von|der|den|bin|ibn|al|el|la|le|du|dos|ter|y)"
PERSON = rf"[A-ZÀ-Þ][\w’'.-]+(?: (?:{_PARTICLE} ){{0,2}}[A-ZÀ-Þ][\w’'-]*\.?){{1,3}}"
# a person or a body in one, so that a long list can be read in one way alone
_WRITER = rf"(?:[Tt]he )?+[A-ZÀ-Þ][\w.’'&-]*(?: (?:{_PARTICLE} ){{0,2}}[A-ZÀ-Þ][\w.’'-]*){{0,3}}"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|[Ww]ords(?: by)?|[Ss]tory by|[Rr]eport by|[Ff]rom):? {_WRITER}(?:(?:, | and |, and | & ){_WRITER})*"
    r"(?:(?:, | \| | - | – | — | in | for )(?:[^.!?]|\.(?=\d|m\b)){2,70})?"
)


def is_person(text: str) -> bool:
    """Whether the text has the shape of a person's full name."""
    return bool(re.fullmatch(PERSON, text.strip()))


def stories_in_a_row(texts: list[str]) -> Iterator[tuple[int, int, str]]:
    """Runs of paragraphs that only hang together as a gallery or a list of headlines: (first, after last, reason)."""
    yield from _numbered(texts)
    yield from _prefixed(texts)


_NUMBERED = re.compile(r"(\d{1,3}) ?(?:/|of) ?(\d{1,3})\b")


def _numbered(texts: list[str]) -> Iterator[tuple[int, int, str]]:
    """Captions of a gallery that count themselves: "3/16 Soldiers cross the river"."""
    first = 0
    while first < len(texts):
        m = _NUMBERED.match(texts[first])
        if not m:
            first += 1
            continue
        last = first
        for k in range(first + 1, len(texts)):
            n = _NUMBERED.match(texts[k])
            if n and n[2] == m[2] and 0 < k - last <= 2:
                last = k
            elif k - last > 2:
                break
        if last - first >= 2 and int(m[2]) >= 3:
            yield first, last + 1, "picture gallery"
        first = last + 1


# a gallery's title before each of its captions; shorter shared openings are a figure of speech
_SHORTEST_TITLE = 4


def _prefixed(texts: list[str]) -> Iterator[tuple[int, int, str]]:
    """Captions that all repeat the gallery's title, each followed by words of its own in capitals."""
    split = [t.split() for t in texts]
    first = 0
    while first + 2 < len(texts):
        shared = split[first]
        last = first
        while last + 1 < len(texts) and (common := _common(shared, split[last + 1])) >= _SHORTEST_TITLE:
            shared = shared[:common]
            last += 1
        run = split[first : last + 1]
        own = [w[len(shared)] for w in run if len(w) > len(shared)]
        if (
            len(run) >= 3
            and not texts[first].startswith(("“", '"', "‘", "'"))
            and all(w[0].isupper() or w[0].isdigit() for w in own)
        ):
            yield first, last + 1, "picture gallery"
        first = last + 1


def _common(a: list[str], b: list[str]) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n

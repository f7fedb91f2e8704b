"""Reports of one made-up event, as many as wanted: its facts in many wordings, with copies planted among them.

Some facts are the story's core, which most reports tell; others are told by few, the rarer the later they stand (Zipf);
and three sentences in ten stand in one report alone, so that a story's facts grow with its reports. Wordings, speakers
and, now and then, figures are drawn, so that two reports tell a fact in the same words only by chance or because one
copied the other. A report holds about 27 sentences and 450 words, as news does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sayso.spans import OffsetMap
from sayso.types import Report

# what part of the reports are copies of an earlier one, by kind
RATES = {"identical": 0.05, "near-identical": 0.1, "excerpt": 0.05}
CORE, SHARED, SENTENCES = 12, 160, 27
# the parts of a report's sentences that are of the core, and of the other shared facts
OF_CORE, OF_SHARED = 0.4, 0.3
# how often a figure is told otherwise
CHANGED = 0.1

_SYLLABLES = [c + v for c in ("b", "br", "d", "f", "h", "k", "l", "m", "n", "r", "s", "t", "v") for v in "aeiou"]
_ROLES = {
    "interior minister": "the Interior Ministry",
    "fire chief": "the fire service",
    "mayor": "the town council",
    "police spokeswoman": "the police",
    "hospital director": "the regional hospital",
    "company spokesman": "the operator",
    "prosecutor": "the prosecutor's office",
    "union leader": "the technicians' union",
    "rescue coordinator": "the rescue service",
    "lawmaker": "the opposition",
}
# {n} is the fact's number, {p} its place, {q} a second place, {w} its person, {d} its day; of [a|b] one is drawn
_FACTS = (
    "[Some|About|Around] {n} [people|residents] [were evacuated|were moved] from {p}"
    "|{p} [had to be evacuated|was cleared], and {n} [people|residents] [left|lost] their homes",
    "At least {n} houses [were flooded|stood under water] in {p}"
    "|The water [flooded|reached] at least {n} houses in {p}",
    "[The|A] bridge [at|near] {p} [was washed away|collapsed] on {d}"
    "|On {d} the water [destroyed|took] the bridge at {p}",
    "{n} [people|villagers] [were missing|had not been found] in {p}"
    "|In {p} [rescuers|divers] were [still|yet] looking for {n} [people|villagers]",
    "[Divers|Soldiers|Firefighters] [rescued|saved] {n} people from [roofs|cellars] in {p}"
    "|{n} people were [brought|flown] to safety from {p} by [soldiers|firefighters]",
    "The power [failed|went out] in {n} households [around|near] {p}|{n} households near {p} had no electricity",
    "Engineers [inspected|checked] the gate at {p} on {d}|The gate at {p} was [examined|inspected] on {d} by engineers",
    "{w} [visited|travelled to] {p} on {d} to [meet|see] the [victims|families]"
    "|On {d} {w} [met|spoke to] families who had fled from {p}",
    "The [government|cabinet] [promised|set aside] {n} million crowns for {p}"
    "|{p} is to [receive|get] {n} million crowns from the [government|state]",
    "The road between {p} and {q} was [closed|blocked] for {n} hours"
    "|For {n} hours [nobody|no car] could [drive|get] from {p} to {q}",
    "The school in {p} [took in|sheltered] {n} children|{n} children [slept|spent the night] in the school of {p}",
    "{w} [resigned|stepped down] on {d} after [criticism|protests] in {p}"
    "|After [angry meetings|protests] in {p}, {w} [gave up|left] the post on {d}",
    "The [alarm|siren] in {p} [sounded|went off] {n} minutes [late|after the breach]"
    "|It took {n} minutes until the [alarm|siren] was heard in {p}",
    "Investigators [searched|raided] the offices of the operator in {p} on {d}"
    "|On {d} the operator's offices in {p} were searched",
    "The river [peaked|crested] at {n} centimetres in {p}|In {p} the [water|river] rose to {n} centimetres",
    "{n} [volunteers|helpers] [filled|stacked] sandbags in {p}|Sandbags were filled by {n} [volunteers|helpers] in {p}",
    "A [court|judge] in {p} [rejected|threw out] the complaint of {w}|{w} lost a case before a court in {p}",
    "The [train|railway] line from {p} to {q} [will reopen|is to open again] on {d}"
    "|Trains are expected to run from {p} to {q} again on {d}",
)  # fmt: skip
_FRAMES = (
    "{fact}, {who} said.",
    "{fact}, according to {who}.",
    "{fact}.",
    "{fact}.",
    "{Who} said that {low}.",
    "{Who} [told reporters|confirmed] on {d} that {low}.",
    "“{fact},” {who} said.",
    "{Who} denied that {low}.",
)
_FRAME_WEIGHTS = (5, 3, 5, 5, 4, 3, 2, 0.5)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class _Fact:
    """One thing that can be told, with what its wordings are filled with and whose word it is."""

    wordings: tuple[str, ...]
    number: int
    place: str
    second: str
    person: str
    day: str
    speaker: int


def made_reports(count: int, seed: int = 7) -> tuple[Report, ...]:
    """Reports of one event.

    Args:
        count: how many.
        seed: the same one gives the same reports, and the first of more are those of fewer.
    """
    world = Random(seed)
    people = [f"{_name(world)} {_name(world, 3)}" for _ in range(60)]
    places = [_name(world, 3) for _ in range(40)]
    new = _facts(world, people, places)
    core, shared = [next(new) for _ in range(CORE)], [next(new) for _ in range(SHARED)]
    chances = [1 / rank for rank in range(3, SHARED + 3)]
    out: list[Report] = []
    originals: list[list[str]] = []
    for number in range(count):
        # what a report tells depends on its number alone
        draw = Random(f"{seed} {number}")
        kind = draw.choices((None, *RATES), (1 - sum(RATES.values()), *RATES.values()))[0] if originals else None
        if kind is None:
            many = max(8, round(draw.gauss(SENTENCES, 6)))
            first, second = round(many * OF_CORE), round(many * OF_SHARED)
            told = draw.sample(core, min(first, CORE))
            told += dict.fromkeys(draw.choices(shared, chances, k=second))
            told += [next(new) for _ in range(many - len(told))]
            sentences = [_sentence(f, draw, people) for f in told]
            originals.append(sentences)
        else:
            sentences = _copy(originals[draw.randrange(len(originals))], kind, draw)
        out.append(_report(number, sentences, draw))
    return tuple(out)


def _name(draw: Random, syllables: int = 2) -> str:
    return ("".join(draw.choice(_SYLLABLES) for _ in range(syllables)) + draw.choice("nrlst")).capitalize()


def _facts(draw: Random, people: list[str], places: list[str]) -> Iterator[_Fact]:
    while True:
        wordings = tuple(re.split(r"\|(?![^\[]*\])", draw.choice(_FACTS)))
        number = round(10 ** draw.uniform(0.8, 3.7))
        place, second = draw.sample(places, 2)
        yield _Fact(
            wordings, number, place, second, draw.choice(people), draw.choice(_DAYS), draw.randrange(len(_ROLES))
        )


def _sentence(fact: _Fact, draw: Random, people: list[str]) -> str:
    number = fact.number if draw.random() >= CHANGED else round(fact.number * draw.choice((0.5, 1.1, 2))) + 1
    words = {"n": f"{number:,}", "p": fact.place, "q": fact.second, "w": fact.person, "d": fact.day}
    told = _drawn(draw.choice(fact.wordings), draw)
    for slot, word in words.items():
        told = told.replace(f"{{{slot}}}", word)
    told = told[0].upper() + told[1:]
    role, body = list(_ROLES.items())[fact.speaker]
    person = people[fact.speaker]
    who = draw.choice((body, f"{role} {person}", f"{person}, the {role},", person.split()[1]))
    frame = _drawn(draw.choices(_FRAMES, _FRAME_WEIGHTS)[0], draw)
    low = told[0].lower() + told[1:] if told.split()[0] in _OPENERS else told
    return (
        frame.replace("{fact}", told)
        .replace("{low}", low)
        .replace("{who}", who.removesuffix(",") if frame.startswith("{fact}, according") else who)
        .replace("{Who}", who[0].upper() + who[1:])
        .replace("{d}", fact.day)
    )


# words that open a fact and are no names
_OPENERS = {
    *("Some", "About", "Around", "At", "The", "A", "In", "On", "After", "It", "For", "Nobody"),
    *("Divers", "Soldiers", "Firefighters", "Engineers", "Investigators", "Sandbags", "Trains"),
}


def _drawn(template: str, draw: Random) -> str:
    return re.sub(r"\[([^\]]+)\]", lambda m: draw.choice(m[1].split("|")), template)


def _copy(told: list[str], kind: str, draw: Random) -> list[str]:
    if kind == "identical":
        return told
    if kind == "excerpt":
        return told[: max(5, len(told) // 2)]
    kept = [s for s in told if draw.random() >= 0.05]
    at = draw.randrange(len(kept))
    return [*kept[:at], re.sub(r"\bsaid\b", "stated", kept[at]), *kept[at + 1 :]]


def _report(number: int, sentences: list[str], draw: Random) -> Report:
    text = "\n".join(" ".join(sentences[k : k + 2]) for k in range(0, len(sentences), 2))
    at = datetime(2031, 5, 7, 6, tzinfo=UTC) + timedelta(minutes=round(draw.uniform(0, 2 * 24 * 60)))
    return Report(
        id=f"r{number:04d}",
        source=f"r{number:04d}",
        sha256=f"{number:064x}",
        text=text,
        offsets=OffsetMap.identity(len(text)),
        outlet=f"The {_name(Random(number), 3)} Herald",
        published=at.isoformat(timespec="minutes"),
        language="en",
    )

"""Works on a library as several people and programs do at once: adds, reads, judges, places, hands in, looks."""

from __future__ import annotations

from contextlib import closing, suppress
from random import Random

from sayso.errors import JudgementsError, LibraryError
from sayso.ingest.build import build_report
from sayso.ingest.documents import Document
from sayso.store import growing, open_library
from sayso.store.deciding import decide_on
from sayso.store.desk import HandedIn
from sayso.store.library import Library
from sayso.web.taking_in import take_in
from tests.deaths import TODAY
from tests.store.adding import link, read

HAPPENINGS = ("A ferry ran aground", "Miners walked out", "The river Issel flooded Norwick", "A satellite fell silent")


def text_of(number: int) -> str:
    """One of the reports that everybody may add."""
    return f"{HAPPENINGS[number % len(HAPPENINGS)]}. Nobody had expected it, said {number} people who were asked."


def work(place: str, name: str, seed: int, steps: int) -> None:
    """Does so many things, and prints each that is done."""
    growing.read_together, growing.link = read, link  # type: ignore[assignment]
    draw = Random(f"{name} {seed}")
    with closing(open_library(place, make=True)) as library:
        for _ in range(steps):
            what = draw.choice((_add, _add, _judge, _place, _hand_in, _read, _look))
            # what this one means another one may just have put elsewhere
            with suppress(JudgementsError):
                for told in what(library, name, draw):
                    print(what.__name__, told, sep="\t", flush=True)  # noqa: T201


def _add(library: Library, name: str, draw: Random) -> list[str]:
    numbers = draw.sample(range(40), draw.randint(1, 4))
    documents = [Document(source=f"{n}.txt", data=text_of(n).encode(), url=f"https://x.example/{n}") for n in numbers]
    accepted = library.accept([(build_report(d), d) for d in documents])
    return [str(n) for n, _ in zip(numbers, accepted, strict=True)]


def _judge(library: Library, name: str, draw: Random) -> list[str]:
    for line in library.stories(5):
        made = library.dossier(line.number)
        if made is not None and made.dossier.statements:
            one = draw.choice(made.dossier.statements).id
            return [j.id for j in decide_on(library, line.number, made.dossier, [["dismiss", one]], by=name)]
    return []


def _place(library: Library, name: str, draw: Random) -> list[str]:
    stories = library.stories(5)
    reports = library.reports(draw.choice(stories).number) if stories else ()
    if not reports:
        return []
    try:
        library.place([draw.choice(reports).id], None, by=name)
    except LibraryError as error:
        # another one may have put it elsewhere, but nothing else may be wrong
        if "there is no" not in str(error):
            raise
        return []
    return ["1"]


def _hand_in(library: Library, name: str, draw: Random) -> list[str]:
    given = HandedIn(kind="text", name=name, data=text_of(draw.randrange(40)).encode())
    numbers = library.hand_in(name, [given])
    if (waiting := library.waiting()) is not None:
        take_in(library, waiting)
    return [str(n) for n in numbers]


def _read(library: Library, name: str, draw: Random) -> list[str]:
    growing.bring_up_to_date(library, TODAY)
    return []


def _look(library: Library, name: str, draw: Random) -> list[str]:
    library.search_reports("expected")
    library.search_statements("asked")
    for line in library.stories(5):
        library.reports(line.number)
    library.trail()
    return []

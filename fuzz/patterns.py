"""Regular expressions under pieces of what they match, over and over: `python -m fuzz.patterns [SEED] [TRIES]`.

A pattern that can read the same characters in two ways takes twice the time for each time that they come again. Thirty
steps of a trail of links were enough to stop a reader for good.

Every pattern that sayso compiles by the time that it has read the fuzzed corpora is tried. Those that took longer than
LIMIT are printed with a text that shows it, and the program ends with 1.
"""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

CORPORA = Path(__file__).parent / "corpora"
# characters of a text that is tried, and seconds of processor time that it may take: others take milliseconds
LENGTH, LIMIT = 400, 2.0
# what stands for any character, and what is put behind the pieces so that a match fails at the last moment
CHARACTERS = "abn tTN.,'\"’“”>-–1 9/:()&\n"
ENDS = ("", "!\x00", " a")


class TooSlow(BaseException):
    """Stops a match that takes too long."""


def compiled() -> dict[re.Pattern[str], str]:
    """Every pattern that sayso compiles, with the file and line; for a process that has not imported sayso yet."""
    found: dict[re.Pattern[str], str] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def noting(pattern: Any, flags: Any) -> Any:
        made = compile_(pattern, flags)
        caller = sys._getframe(2)
        if made not in found and "sayso" in Path(caller.f_code.co_filename).parts and isinstance(made.pattern, str):
            found[made] = f"{caller.f_code.co_filename}:{caller.f_lineno}"
        return made

    re._compile = noting  # type: ignore[attr-defined]
    import sayso

    for module in walk_packages(sayso.__path__, "sayso."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for path in CORPORA.glob("*/*"):
        for _ in sayso.read([path]):
            pass
    re._compile = compile_  # type: ignore[attr-defined]
    return found


def texts(pattern: re.Pattern[str], random: Random, tries: int) -> Iterator[str]:
    """Texts that match a pattern but for a piece of them, which comes again and again, and for their end."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    for _ in range(tries):
        matching = _matching(tree, random, {})[:LENGTH] or "a"
        start = random.randrange(len(matching))
        piece = matching[start : start + random.randint(1, 14)]
        for end in ENDS:
            yield matching[:start] + piece * (LENGTH // len(piece)) + end


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of processor time that a pattern takes for a text, at most LIMIT."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        pattern.search(text)
        pattern.fullmatch(text)
    except TooSlow:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - began


def _matching(tree: Any, random: Random, groups: dict[int, str]) -> str:
    """A text that most likely matches a parsed pattern; what looks around is passed over."""
    out = []
    for kind, given in tree:
        if kind is code.LITERAL:
            out.append(chr(given))
        elif kind is code.NOT_LITERAL:
            out.append("y" if given == ord("x") else "x")
        elif kind is code.ANY:
            out.append(random.choice(CHARACTERS))
        elif kind is code.IN:
            out.append(_one_of(given, random))
        elif kind is code.BRANCH:
            out.append(_matching(random.choice(given[1]), random, groups))
        elif kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            fewest, most, repeated = given
            times = random.randint(fewest, min(int(most), fewest + 4))
            out += [_matching(repeated, random, groups) for _ in range(times)]
        elif kind is code.SUBPATTERN:
            groups[given[0]] = _matching(given[3], random, groups)
            out.append(groups[given[0]])
        elif kind is code.ATOMIC_GROUP:
            out.append(_matching(given, random, groups))
        elif kind is code.GROUPREF:
            out.append(groups.get(given, ""))
    return "".join(out)


def _one_of(items: Any, random: Random) -> str:
    negated = items[0][0] is code.NEGATE
    fitting = [c for c in CHARACTERS if any(_fits(c, *item) for item in items) != negated]
    for kind, given in () if negated else items:
        if kind is code.LITERAL:
            fitting.append(chr(given))
        elif kind is code.RANGE:
            fitting.append(chr(random.randint(*given)))
    return random.choice(fitting or ["x"])


def _fits(character: str, kind: Any, given: Any) -> bool:
    if kind is code.LITERAL:
        return bool(given == ord(character))
    if kind is code.RANGE:
        return bool(given[0] <= ord(character) <= given[1])
    if kind is code.CATEGORY:
        name = str(given).removeprefix("CATEGORY_")
        classes = {"SPACE": character.isspace(), "DIGIT": character.isdigit(), "WORD": character.isalnum()}
        return classes.get(name.removeprefix("NOT_"), False) != name.startswith("NOT_")
    return False


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def main(seed: int, tries: int) -> int:
    """Tries every pattern, and tells how many there are and which are slow."""
    patterns = compiled()
    random = Random(seed)
    slow = 0
    for pattern, place in patterns.items():
        text = next((text for text in texts(pattern, random, tries) if seconds(pattern, text) >= LIMIT), None)
        if text is not None:
            slow += 1
            sys.stdout.write(f"{place}: {pattern.pattern[:200]!r} takes too long for {text!r}\n")
    sys.stdout.write(f"{len(patterns)} patterns, {slow} too slow\n")
    return int(slow > 0)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]] + [0, 40][len(sys.argv) - 1 :]
    sys.exit(main(*given))

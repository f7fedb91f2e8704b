"""`python -m bench gate [--record]`: how many times as long sayso takes as what it stands on, against a bound.

The parts of PAIRS are run on made texts in one process, both sides in turn, in CPU time. Of a ratio the smallest of the
rounds is judged: what else the machine does can only make a round slower, and hits both sides alike. A part that is too
slow gets more rounds, MOST in all, until one is within the bound. bench/bounds.json has the ratios as they were
recorded; the bound is HEADROOM above. Where a ratio has fallen so far that the bound would no longer see what is lost,
the gate asks for a new record too. `make test` runs it (tests/test_bench_gate.py); `--record` keeps the ratios as they
are now, to be given on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from math import inf
from pathlib import Path

from bench.parts import OURS, PARTS
from bench.rounds import spent, start, turns

KEPT = Path(__file__).with_name("bounds.json")
# part -> what sayso is set beside: packages of the default install, so that the gate needs no other
PAIRS = {"reading": "spaCy's own pipeline", "linking": "spaCy's own pipeline", "pages": "trafilatura"}
ROUNDS = 3
# of a part that is too slow: on two cores that others wanted too, six ratios were all above the bound
MOST = 12
# the smallest of three ratios varied by 5 % on two cores that twenty processes wanted
HEADROOM = 1.3
# a ratio under this part of the recorded one is not guarded any more
LOWEST = 0.6


def measure(part: str) -> Iterator[float]:
    """The ratio of a part, round after round.

    Args:
        part: one of PAIRS.
    """
    work, peer = PARTS[part], PAIRS[part]

    def run(system: str, number: int) -> float:
        return spent(work.prepare(system, work.made(number, work.count)))

    systems: dict[str, Callable[[int], float]] = {system: partial(run, system) for system in (OURS, peer)}
    for system in systems.values():
        # loads the models, on texts that no round has
        system(MOST)
    for took in turns(systems):
        yield took[OURS] / took[peer]


def believed(ratios: Iterator[float], bound: float) -> list[float]:
    """The ratios by which a part is judged: ROUNDS, and where all are above the bound others until one is not, to MOST.

    Args:
        ratios: of its rounds, as they are measured.
        bound: what the smallest is not to exceed.
    """
    found = list(islice(ratios, ROUNDS))
    while min(found) > bound and len(found) < MOST:
        found.append(next(ratios))
    return found


def judge(measured: Mapping[str, Sequence[float]], recorded: Mapping[str, float]) -> list[str]:
    """What is wrong with the ratios, in a sentence each; nothing where all are as they should be.

    Args:
        measured: part -> the ratio of each round.
        recorded: part -> the smallest ratio when it was recorded.
    """
    wrong = [f"{part} has no recorded ratio" for part in measured if part not in recorded]
    for part, known in recorded.items():
        if part not in measured:
            wrong.append(f"{part} was not measured")
            continue
        now = min(measured[part])
        if now > HEADROOM * known:
            wrong.append(
                f"{part} takes {now:.2f} times as long as {PAIRS[part]}, at most {HEADROOM * known:.2f}"
                f" is allowed: {known:.2f} was recorded; see with `python -m bench stages` what has become slower"
            )
        elif now < LOWEST * known:
            wrong.append(
                f"{part} takes {now:.2f} times as long as {PAIRS[part]}, {known:.2f} was recorded:"
                " record the better ratio with `python -m bench gate --record`"
            )
    return wrong


def recorded() -> dict[str, float]:
    """Part -> the smallest ratio when it was recorded."""
    found: dict[str, float] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the ratios; 1 when one is above its bound or far under its record, else 0."""
    ask = argparse.ArgumentParser(prog="python -m bench gate", description=__doc__)
    ask.add_argument("--record", action="store_true", help=f"keep the ratios in bench/{KEPT.name}")
    asked = ask.parse_args(arguments)
    start()
    bounds = {} if asked.record else recorded()
    measured = {part: believed(measure(part), HEADROOM * bounds.get(part, inf)) for part in PAIRS}
    for part, ratios in measured.items():
        print(f"{part:10} {', '.join(f'{ratio:.2f}' for ratio in ratios)} times {PAIRS[part]}")
    if asked.record:
        smallest = {part: round(min(ratios), 3) for part, ratios in measured.items()}
        KEPT.write_text(json.dumps(smallest, indent=1) + "\n", encoding="utf-8")
        return 0
    wrong = judge(measured, bounds)
    print("\n".join(wrong))
    return int(bool(wrong))

"""`python -m bench gate [--record]`: how many times as long sayso takes as what it stands on, against a bound.

The parts of PAIRS are run on made texts in one process, both sides in turn, in CPU time. Of a ratio the smallest of the
rounds is judged: what else the machine does can only make a round slower, and hits both sides alike. A part that is too
slow gets as many rounds again before it is believed. bench/bounds.json has the ratios as they were recorded; the bound
is HEADROOM above. Where a ratio has fallen so far that the bound would no longer see what is lost, the gate asks for a
new record too. `make test` runs it (tests/test_bench_gate.py); `--record` keeps the ratios as they are now, to be given
on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from bench.parts import OURS, PARTS
from bench.rounds import in_turn, spent, start

KEPT = Path(__file__).with_name("bounds.json")
# part -> what sayso is set beside: packages of the default install, so that the gate needs no other
PAIRS = {"reading": "spaCy's own pipeline", "linking": "spaCy's own pipeline", "pages": "trafilatura"}
ROUNDS = 3
# the smallest of three ratios varied by 5 % on two cores that twenty processes wanted
HEADROOM = 1.3
# a ratio under this part of the recorded one is not guarded any more
LOWEST = 0.6


def measure(part: str, first: int = 0) -> list[float]:
    """The ratio of each round of a part.

    Args:
        part: one of PAIRS.
        first: number of the first round; rounds of other numbers have other texts, which nobody remembers.
    """
    work = PARTS[part]
    systems = (OURS, PAIRS[part])

    def run(system: str, number: int) -> float:
        return spent(work.prepare(system, work.made(first + number, work.count)))

    for system in systems:
        # loads the models
        run(system, ROUNDS)
    took = in_turn({system: partial(run, system) for system in systems}, ROUNDS)
    return [ours / theirs for ours, theirs in zip(*took.values(), strict=True)]


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
                f"{part} takes {now:.2f} times as long as {PAIRS.get(part, 'its peer')}, at most {HEADROOM * known:.2f}"
                f" is allowed: {known:.2f} was recorded; see with `python -m bench stages` what has become slower"
            )
        elif now < LOWEST * known:
            wrong.append(
                f"{part} takes {now:.2f} times as long as {PAIRS.get(part, 'its peer')}, {known:.2f} was recorded:"
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
    measured = {part: measure(part) for part in PAIRS}
    for part, ratios in measured.items():
        print(f"{part:10} {', '.join(f'{ratio:.2f}' for ratio in ratios)} times {PAIRS[part]}")
    if asked.record:
        smallest = {part: round(min(ratios), 3) for part, ratios in measured.items()}
        KEPT.write_text(json.dumps(smallest, indent=1) + "\n", encoding="utf-8")
        return 0
    bounds = recorded()
    for part, ratios in measured.items():
        if part in bounds and min(ratios) > HEADROOM * bounds[part]:
            ratios += measure(part, ROUNDS + 1)
    wrong = judge(measured, bounds)
    print("\n".join(wrong))
    return int(bool(wrong))

"""`python -m bench stream`: how many reports a second join stories, as the stream grows.

Made reports, features and all: stories begin all the time and are told for a while, a few reports or some hundred. The
words of a report are its story's, its topic's and everyone's; its vector lies near that of its story, and this near its
topic's. So each report has many others that are somewhat like it. What is timed is the joining alone, features given:
candidates, comparison, average linkage, all sums.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from sayso.link.stories.features import LENGTH, Features, Learnt
from sayso.link.stories.likeness import WIDTH
from sayso.link.stories.terms import PLACES, UNIT, Weighed
from sayso.stream import WINDOW
from sayso.stream.decider import Decider

TOPICS, ALIVE = 500, 4000
OWN, SHARED, COMMON = 14, 12, 24
PER_DAY = 5000
# reports that are made ahead of joining them
AT_ONCE = 1000


def made(count: int, seed: int = 7) -> Iterator[tuple[int, Features]]:
    """Made reports with the number of the story that each tells."""
    draw = np.random.default_rng(seed)
    topics = draw.normal(size=(TOPICS, WIDTH))
    topic_terms = draw.integers(0, PLACES, size=(TOPICS, 60))
    common = draw.integers(0, PLACES, size=3000)
    alive: list[tuple[int, int, np.ndarray, np.ndarray, int]] = []
    stories = 0
    for number in range(count):
        if len(alive) < ALIVE or draw.random() < 0.35:
            topic = int(draw.integers(TOPICS))
            centre = topics[topic] * 0.8 + draw.normal(size=WIDTH)
            size = max(1, int(draw.pareto(1.3) * 2))
            alive.append((stories, topic, centre, draw.integers(0, PLACES, size=40), min(size, 400)))
            stories += 1
        at = int(draw.integers(len(alive)))
        story, topic, centre, terms, left = alive[at]
        alive[at] = (story, topic, centre, terms, left - 1)
        if left <= 1:
            alive[at] = alive[-1]
            alive.pop()
        vector = centre + draw.normal(size=WIDTH) * 0.8
        chosen = np.concatenate(
            (
                draw.choice(terms, OWN, replace=False),
                draw.choice(topic_terms[topic], SHARED, replace=False),
                draw.choice(common, COMMON),
            )
        ).tolist()
        weights = np.concatenate((np.full(OWN, 8.0), np.full(SHARED, 5.0), np.full(COMMON, 2.0)))
        weights = np.rint(weights * (UNIT / np.linalg.norm(weights))).astype(int).tolist()
        weight_of = dict(zip(chosen, weights, strict=True))
        learnt = Learnt(terms=tuple(weight_of), headline=number, lines=())
        yield (
            story,
            Features(
                id=f"r{number}",
                title=f"report {number}",
                vector=np.rint(vector * (LENGTH / np.linalg.norm(vector))).clip(-127, 127).astype(np.int8),
                terms=Weighed(np.array([*weight_of], np.int32), np.array([*weight_of.values()], np.int32)),
                day=700_000 + number // PER_DAY,
                learnt=learnt,
            ),
        )


def main(arguments: Sequence[str]) -> int:
    """Print a line for each tenth of the stream."""
    ask = argparse.ArgumentParser(prog="python -m bench stream", description=__doc__)
    ask.add_argument("--reports", type=int, default=200_000)
    ask.add_argument("--window", type=int, default=WINDOW)
    ask.add_argument("--every", type=int, default=0, help="reports to a line")
    asked = ask.parse_args(arguments)
    every = asked.every or asked.reports // 10
    decider = Decider(asked.window)
    print(f"{'reports':>10s} {'open':>8s} {'stories':>8s} {'reports/CPU s':>14s} {'MiB':>6s}")
    stream, spent, at_once = made(asked.reports), 0.0, min(AT_ONCE, every)
    while batch := [report for _, report in islice(stream, at_once)]:
        began = time.process_time()
        for one in batch:
            decider.arrive(one)
        spent += time.process_time() - began
        if decider.arrivals % every < at_once:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{decider.arrivals:10,d} {len(decider.reports):8,d} {len(decider.stories):8,d} "
                f"{every / spent:14,.0f} {memory:6,.0f}",
                flush=True,
            )
            spent = 0.0
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))

"""`python -m bench.copies_peers NAME REPORTS OUTPUT`: pairs of near-copies as a MinHash library finds them by itself.

It gets the shingles of words of each text and makes signatures of 128 permutations; its own locality-sensitive hashing
pairs them, and pairs whose estimated Jaccard coefficient reaches THRESHOLD are kept, as its documentation shows.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

PERMUTATIONS = 128
# near-identical reports share three quarters of their words, so some half of all different shingles
THRESHOLD = 0.5
SHINGLE = 6
# texts that are hashed at a time
BATCH = 1000
Pair = tuple[str, str]


def shingled(reports: Path) -> Iterator[tuple[str, list[str]]]:
    """Each report's id and its shingles; one that has none is left out."""
    with reports.open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            words = re.findall(r"\w+", row["text"].lower())
            if len(words) >= SHINGLE:
                yield row["id"], [" ".join(words[k : k + SHINGLE]) for k in range(len(words) - SHINGLE + 1)]


def by_datasketch(reports: Path) -> Iterator[Pair]:
    """datasketch: MinHash, MinHashLSH."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    seen: dict[str, MinHash] = {}
    for name, shingles in shingled(reports):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([s.encode() for s in shingles])
        for other in index.query(sketch):
            if seen[other].jaccard(sketch) >= THRESHOLD:
                yield other, name
        index.insert(name, sketch)
        seen[name] = sketch


def by_rensa(reports: Path) -> Iterator[Pair]:
    """rensa: RMinHash in batches, RMinHashLSH."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    names: list[str] = []
    sketches: list[RMinHash] = []
    rows = shingled(reports)
    while batch := list(islice(rows, BATCH)):
        for (name, _), sketch in zip(
            batch, RMinHash.from_token_sets([s for _, s in batch], PERMUTATIONS, 42), strict=True
        ):
            for other in index.query(sketch):
                if sketches[other].jaccard(sketch) >= THRESHOLD:
                    yield names[other], name
            index.insert(len(names), sketch)
            names.append(name)
            sketches.append(sketch)


PEERS = {"datasketch": by_datasketch, "rensa": by_rensa}


def main() -> None:
    """Write the pairs as `sayso copies` does, without a relation."""
    name, reports, output = sys.argv[1:]
    with Path(output).open("w", encoding="utf-8") as out:
        for a, b in PEERS[name](Path(reports)):
            out.write(json.dumps({"a": a, "b": b}) + "\n")


if __name__ == "__main__":
    main()

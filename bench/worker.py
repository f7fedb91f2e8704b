"""One system of one part in a process of its own, which does a round when it is told to; see bench/all.py.

A line of JSON on the standard input says what to do, a line on the standard output what came of it: the CPU seconds of
a round with how many texts it had and the most memory held until then, or scores on gold, or why there are none.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.rounds import peak_mib, spent, start


def serve(part: str, system: str, data: str, path: str | None) -> None:
    """Does what the standard input says, until it ends.

    Args:
        part, system: what to run.
        data: the folder of the corpora.
        path: where the real texts are; None for made ones.
    """
    start()
    # what others print is not for those who read the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            answer = answer_to(json.loads(line), part, system, Path(data), Path(path) if path else None)
        except Exception as error:
            answer = {"failed": told(error)}
        print(json.dumps(answer), file=answers, flush=True)


def answer_to(asked: dict[str, Any], part: str, system: str, data: Path, path: Path | None) -> dict[str, Any]:
    """What comes of one line: `{"round": n, "of": n}`, on made texts with `"made": true`, or `{"quality": true}`."""
    from bench.parts import PARTS

    work = PARTS[part]
    if "quality" in asked:
        return {"quality": work.quality(system, data)}
    number, rounds = asked["round"], asked["of"]
    if path is None or asked.get("made"):
        given = work.made(number, work.count)
    else:
        given = work.given(path, data, number, rounds)
    run = work.prepare(system, given)
    return {"cpu": spent(run), "count": len(given), "peak": peak_mib()}


def told(error: Exception) -> str:
    """An error in a line."""
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed"
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else None)

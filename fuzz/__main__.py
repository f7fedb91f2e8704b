"""`python -m fuzz TARGET [SECONDS]`: fuzzes one target with atheris, beginning with what its corpus holds.

New inputs that reach further are kept in `fuzz/work/TARGET`; an input that crashes, hangs or takes too much memory is
written to `fuzz/found` and ends the run. What it shows, once mended, belongs in `fuzz/corpora/TARGET`, which
`make test` runs through.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

HERE = Path(__file__).parent
# seconds that one input may take, mebibytes that the process may, and bytes of an input
SLOWEST, MEMORY, LARGEST = 20, 3000, 65_536


def run(name: str, seconds: int) -> None:
    """Fuzzes a target.

    Args:
        name: the target's.
        seconds: for how long.
    """
    with atheris.instrument_imports(include=["sayso"]):
        from fuzz.targets import TARGETS
    work, found = HERE / "work" / name, HERE / "found"
    for folder in (work, found):
        folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", f"-max_len={LARGEST}"]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={found}/{name}-", str(work), str(HERE / "corpora" / name)],
        TARGETS[name],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3600)

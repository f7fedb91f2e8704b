"""Writes src/sayso/SHA256SUMS, by which `sayso.language.hashes` knows the trained files: `python -m training.hashes`.

To be run after every training that changes a file of weights.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sayso.language.hashes import SUMS

PACKAGE = Path(__file__).parent.parent / "src" / "sayso"
TRAINED = ("language/models/*.onnx", "language/models/*.json", "resources/*.npz")


def sums() -> str:
    """A line for each trained file, as `sha256sum` writes it."""
    paths = sorted(path for pattern in TRAINED for path in PACKAGE.glob(pattern))
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(PACKAGE).as_posix()}\n" for path in paths
    )


if __name__ == "__main__":
    (PACKAGE / SUMS).write_text(sums(), encoding="ascii", newline="\n")

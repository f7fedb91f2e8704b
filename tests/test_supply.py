"""What is installed with sayso: locked by hash, and under licences that a user can embed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# one line a package, with the lines that it goes on in
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)(.*(?:\n .*)*)", re.MULTILINE)


def licences() -> dict[str, str]:
    from docs import generated

    rows = [line.strip("| ").split(" | ") for line in generated.dependencies().splitlines()[2:]]
    return {row[0]: row[-1] for row in rows}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_locked_by_hash(lock: Path) -> None:
    found = PINNED.findall(lock.read_text(encoding="utf-8"))
    assert found
    assert [name for name, _, rest in found if "--hash=sha256:" not in rest] == []
    # nothing is left that is not a pinned package: an address, an editable folder, a bare name
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1] not in ("#", " ", "")]
    assert len(lines) == len(found)


def test_locks_agree() -> None:
    """What the tests run on is what users install."""
    locked = {path.stem: {(n, v) for n, v, _ in PINNED.findall(path.read_text(encoding="utf-8"))} for path in LOCKS}
    for others in ("test", "dist", "fuzz"):
        assert locked["run"] <= locked[others]


def test_no_package_is_under_the_gpl_alone() -> None:
    told = licences()
    assert told["spacy"] == "MIT"
    assert [name for name, licence in told.items() if not licence] == []
    gpl = {name: licence for name, licence in told.items() if "GPL" in licence.upper()}
    assert [name for name, licence in gpl.items() if " OR " not in licence] == []

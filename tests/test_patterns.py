"""No regular expression takes time that doubles with each piece of a text."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from fuzz.patterns import LIMIT, seconds, texts

ROOT = Path(__file__).parent.parent


def test_no_pattern_takes_too_long() -> None:
    done = subprocess.run([sys.executable, "-m", "fuzz.patterns", "0", "5"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[0]) > 500


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        (r"(?:\s*\w+\s*)+!", True),
        (r"(?:\s*+\w++\s*+)++!", False),
        (r"[A-Z]+(?:[ -][A-Z-]+)*\.", True),
        (r"[A-Z]+(?:[ ][A-Z-]+)*\.", False),
    ],
)
def test_a_pattern_that_reads_a_text_in_many_ways_is_found(pattern: str, slow: bool) -> None:
    compiled = re.compile(pattern)
    assert any(seconds(compiled, text) >= LIMIT for text in texts(compiled, Random(1), 20)) == slow

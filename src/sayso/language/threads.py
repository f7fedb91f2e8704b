"""How many threads a model may use in this process."""

from __future__ import annotations

import os

# the variable by which OpenMP, BLAS and those who start processes side by side say how many threads each may use
VARIABLE = "OMP_NUM_THREADS"


def threads() -> int:
    """How many threads a model's session may use: what OMP_NUM_THREADS says, else the cores this process may use."""
    said = os.environ.get(VARIABLE, "").partition(",")[0].strip()
    return max(1, int(said)) if said.isdecimal() else cores()


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

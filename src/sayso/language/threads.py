"""How many threads a model may use in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Item = TypeVar("Item")
Result = TypeVar("Result")

# the variable by which OpenMP, BLAS and those who start processes side by side say how many threads each may use
VARIABLE = "OMP_NUM_THREADS"


def threads() -> int:
    """How many threads a model's session may use: what OMP_NUM_THREADS says, else the cores this process may use."""
    said = os.environ.get(VARIABLE, "").partition(",")[0].strip()
    return max(1, int(said)) if said.isdecimal() else cores()


def begin(work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Callable[[], Result]:
    """Begins work beside what follows, where there is a thread for it; what is given back waits for it when called.

    Args:
        work: a function that shares nothing with what runs beside it.
        given: its arguments.
        named: its arguments by name.
    """
    if threads() == 1:
        made = work(*given, **named)
        return lambda: made
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(copy_context().run, partial(work, *given, **named))
    pool.shutdown(wait=False)
    return begun.result


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """What the work makes of each item, in their order, on as many threads as a model may use.

    One run of a model for each item is faster than one run for several padded to one length.
    """
    if (beside := min(len(items), threads())) <= 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(beside) as pool:
        yield from pool.map(work, items)


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""What memory a process keeps and may have."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# from glibc's malloc.h
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_MIB = 1024**2
# bytes of addresses that a worker may have: its models take a sixth of them
MOST = 6 * 1024**3


@cache
def keep_freed_memory() -> None:
    """Lets this process keep what it frees, up to 128 MiB, where the C library is glibc; otherwise nothing happens.

    glibc gives large arrays back to the system, which clears their pages anew each time: a quarter of the time of
    `sayso.bulk.signatures.sign`, 17 of 70 µs a report. For worker processes, not for the process of the caller.
    """
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_MMAP_THRESHOLD, 32 * _MIB)
    mallopt(_TRIM_THRESHOLD, 128 * _MIB)
    mallopt(_TOP_PAD, 16 * _MIB)


@cache
def limit_memory() -> None:
    """Has this process fail, and not the machine, when a text takes all memory; for worker processes on Linux."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MOST if most == resource.RLIM_INFINITY else min(MOST, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))

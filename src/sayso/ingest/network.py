"""The connections: each to the very address that was checked, and none open past its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
import httpx2

Resolve = Callable[[str, int, str], str]
"""The address to connect to: of a host and a port; the last argument is what errors name. Raises to refuse."""
# connections that are open at one time, and those that wait for the next request
_MOST, _KEPT = 200, 40


class _Stream(httpcore2.NetworkStream):
    """A connection that is read and written up to the deadline of the thread that uses it.

    The waiting time of a single read is no bound: a server that sends a byte now and then never lets it pass.
    """

    def __init__(self, inner: httpcore2.NetworkStream, deadline: threading.local) -> None:
        self._inner, self._deadline = inner, deadline

    def _left(self, timeout: float | None) -> float | None:
        at: float | None = getattr(self._deadline, "at", None)
        if at is None:
            return timeout
        left = at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("it took too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Connects to the very address that was checked, so that a name cannot lead elsewhere in between."""

    def __init__(self, resolve: Resolve | None, deadline: threading.local) -> None:
        self._resolve, self._deadline = resolve, deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        at = self._resolve(host, port, host) if self._resolve is not None else host
        return _Stream(self._inner.connect_tcp(at, port, timeout, local_address, socket_options), self._deadline)


def transport(resolve: Resolve | None, deadline: threading.local) -> httpx2.HTTPTransport:
    """What requests go through.

    Args:
        resolve: finds and checks the address of a host; None lets the system find any.
        deadline: `at` is the time (monotonic, seconds) up to which the requests of a thread may take.
    """
    limits = httpx2.Limits(max_connections=_MOST, max_keepalive_connections=_KEPT)
    made = httpx2.HTTPTransport(trust_env=False, limits=limits)
    made._pool = httpcore2.ConnectionPool(  # httpx has no argument for this
        ssl_context=httpx2.create_ssl_context(trust_env=False),
        max_connections=_MOST,
        max_keepalive_connections=_KEPT,
        keepalive_expiry=5.0,
        network_backend=_Backend(resolve, deadline),
    )
    return made

"""One function over many items in processes of this machine: results in order, memory bounded, crashes contained.

Each worker is a fresh interpreter that is spoken to over its standard input and output. It never runs the caller's main
module, as the start methods of `multiprocessing` do, so that a script or notebook needs no guard for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Timer
from typing import IO, Any, Generic, TypeVar

from sayso.errors import WorkerError
from sayso.language.threads import VARIABLE, cores

Item = TypeVar("Item")
Result = TypeVar("Result")

# items handed out for each worker before the first of them is back; a slow one holds up no more than these
AHEAD = 4
# bytes that a worker with its models takes, 430 MiB measured, with room for a long report
MEMORY = 700 * 1024**2
_READY = "ready"
_MEMORY_INFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Stands for the result of an item whose process ended while it worked on it; `reason` says how it ended."""

    reason: str


def affordable() -> int:
    """How many workers the cores and the free memory of this machine allow, at least one."""
    if not sys.executable:
        return 1
    free = _free_memory()
    return max(1, cores() if free is None else min(cores(), free // MEMORY))


class Processes(Generic[Item, Result]):
    """Worker processes that all do one thing, for one list of items after the other.

    A process is started when there is an item for it, uses one thread, and is started anew when it crashed.

    Args:
        work: a function that can be pickled: defined at the top of an importable module, or a `partial` of such.
        count: how many processes, at least one.
        seconds: how long a process may work on an item before it is ended; None for as long as it takes.
    """

    def __init__(self, work: Callable[[Item], Result], count: int, *, seconds: float | None = None) -> None:
        self._workers = [_Worker(work, seconds) for _ in range(count)]
        self._idle: SimpleQueue[_Worker[Item, Result]] = SimpleQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)
        self._pool = ThreadPoolExecutor(count)

    def results(self, items: Iterable[Item]) -> Generator[tuple[Item, Result | Lost], None, None]:
        """Each item with its result, in the order given; no more than AHEAD items for each process are in memory.

        Args:
            items: what can be pickled; read as results are taken.

        Yields:
            The item and what came of it, or `Lost` when its process ended on it (out of memory, a crash in native code,
            too slow).

        Raises:
            WorkerError: when no worker can be started.
            Exception: what the work raised.
        """
        waiting: deque[tuple[Item, Future[Result | Lost]]] = deque()
        for item in items:
            waiting.append((item, self._pool.submit(self._ask, item)))
            while waiting and (waiting[0][1].done() or len(waiting) >= len(self._workers) * AHEAD):
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()

    def close(self) -> None:
        """Ends the processes, whatever they are at."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._pool.shutdown()

    def _ask(self, item: Item) -> Result | Lost:
        worker = self._idle.get()
        try:
            return worker.ask(item)
        finally:
            self._idle.put(worker)


def in_processes(
    work: Callable[[Item], Result], items: Iterable[Item], count: int, *, seconds: float | None = None
) -> Generator[tuple[Item, Result | Lost], None, None]:
    """Each item with its result, in the order given, by `Processes` that end when the consumer stops.

    Args:
        work: as for `Processes`.
        items: as for `Processes.results`.
        count: how many processes, at least one.
        seconds: as for `Processes`.
    """
    with closing(Processes(work, count, seconds=seconds)) as processes:
        yield from processes.results(items)


def side_by_side(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    least: int,
    processes: int,
    most: int | None = None,
    inside: Callable[[Item], Result] | None = None,
    seconds: float | None = None,
) -> Generator[tuple[Item, Result | Lost], None, None]:
    """Each item with its result, in the order given, in processes of their own when there are enough items.

    Args:
        work: as for `Processes`.
        items: as for `Processes.results`.
        least: how many items are enough.
        processes: how many may work at once; where only one may, this one does the work.
        most: how many workers have a use; None for as many as there may be.
        inside: the work as workers do it, who may change how their process goes about memory; None for the same.
        seconds: as for `Processes`; in this process there is no limit.
    """
    waiting = iter(items)
    first = list(islice(waiting, least))
    every = chain(first, waiting)
    if len(first) < least or processes < 2:
        for item in every:
            yield item, work(item)
    else:
        yield from in_processes(inside or work, every, min(processes, most or processes), seconds=seconds)


class _Worker(Generic[Item, Result]):
    """A process that does one item after another; started with the first."""

    def __init__(self, work: Callable[[Item], Result], seconds: float | None) -> None:
        self._work = work
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = Lock()

    def ask(self, item: Item) -> Result | Lost:
        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        process = self._started()
        to, back = _pipes(process)
        late = Event()
        try:
            with _deadline(self._seconds, process, late):
                to.write(data)
                to.flush()
                done, answer = pickle.load(back)
        except (OSError, EOFError, pickle.UnpicklingError):
            process.kill()
            self._process = None
            code = process.wait()
            return Lost(reason=f"it took longer than {self._seconds:g} seconds" if late.is_set() else _ending(code))
        if not done:
            raise answer
        result: Result = answer
        return result

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise WorkerError("the work was stopped")
            if self._process is not None:
                return self._process
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-c", f"from {__name__} import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    **_ONE_THREAD,
                    "PYTHONPATH": os.pathsep.join(p or str(Path.cwd()) for p in sys.path),
                },
                # Ctrl-C on the terminal is for the parent, which ends the workers
                start_new_session=True,
            )
        to, back = _pipes(process)
        try:
            pickle.dump(self._work, to, pickle.HIGHEST_PROTOCOL)
            to.flush()
            ready = pickle.load(back)
        except (OSError, EOFError, pickle.UnpicklingError):
            ready = None
        if ready != _READY:
            process.kill()
            raise WorkerError(
                f"a worker process of {sys.executable} could not be started: {_ending(process.wait())}. "
                "What it wrote on stderr says why"
            )
        return process

    def end(self) -> None:
        with self._lock:
            self._ended = True
            process = self._process
        if process is not None:
            process.kill()
            process.wait()


@contextmanager
def _deadline(seconds: float | None, process: subprocess.Popen[bytes], late: Event) -> Iterator[None]:
    """Ends a process that takes too long, and says so."""
    if seconds is None:
        yield
        return

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


# what numpy's libraries and the tokenizer go by; the workers themselves are what uses the cores
_ONE_THREAD = {VARIABLE: "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _ending(code: int) -> str:
    if code >= 0:
        return f"its process ended with exit code {code}"
    if -code == getattr(signal, "SIGKILL", 0):
        return "its process was killed, which is what the system does when memory runs out"
    return f"its process ended with signal {-code}"


def _free_memory() -> int | None:
    """Bytes of memory that can be had without swapping; None where the system does not say so."""
    try:
        lines = dict(line.split(":", 1) for line in _MEMORY_INFO.read_text(encoding="ascii").splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None


def serve() -> None:
    """What a worker does: takes the function, then items one by one from stdin, and writes each result to stdout.

    A pair comes back for each item: (True, result), or (False, the exception).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        # what else is printed must not get between the results
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        work: Callable[[Any], Any] = pickle.load(source)
        pickle.dump(_READY, out)
        out.flush()
        while True:
            try:
                item = pickle.load(source)
            except EOFError:
                return
            out.write(_answer(work, item))
            out.flush()


def _answer(work: Callable[[Any], Any], item: Any) -> bytes:
    try:
        return pickle.dumps((True, work(item)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            data = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(data)
            return data
        except Exception:
            # some exceptions cannot be pickled, or not be built again
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))

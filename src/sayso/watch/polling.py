"""Asks what is due: many hosts at a time, each of them one request at a time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from sayso.errors import UnreadableInput
from sayso.failing import UNOPENED, explained
from sayso.ingest.fetch import Answer, Fetcher, Refused
from sayso.ingest.hosts import NotNow
from sayso.store.library import Library
from sayso.store.watching import Asked, Body, Watched
from sayso.watch.schedule import NEVER, Came, after_asking, when

# hosts that are asked at one time
AT_ONCE = 32
# seconds after which hosts that became free are looked at again
TURN = 0.2


class Wall:
    """The time of day as the machine has it: a clock that is put right, or that slept, is not known better here."""

    def __init__(self) -> None:
        self._latest = time.time()

    def now(self) -> float:
        """Seconds since 1970."""
        told = time.time()
        self._latest = max(self._latest, told)
        return told

    def went_back(self) -> bool:
        """Whether a time was told since this was asked last that is still to come: the clock was set back."""
        latest, self._latest = self._latest, time.time()
        return self._latest < latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How much was asked: questions, answers with new bytes, answers that nothing is new, failures."""

    asked: int = 0
    new: int = 0
    same: int = 0
    failed: int = 0


def poll(
    library: Library,
    fetcher: Fetcher,
    now: Callable[[], float],
    *,
    ending: Callable[[], bool] = lambda: False,
    at_once: int = AT_ONCE,
    told: Callable[[Watched, Came], None] = lambda watched, came: None,
) -> Polled:
    """Asks everything that is due and keeps what came, until nothing is due any more.

    Args:
        library: an open library.
        fetcher: what asks.
        now: the time, in seconds since 1970.
        ending: whether to stop; what is being asked is waited for and kept.
        at_once: hosts that are asked at one time.
        told: is called with what was asked and what came.

    Raises:
        LibraryError: when the library cannot be used.
    """
    counts = {"new": 0, "same": 0, "failed": 0, "gone": 0, "later": 0}
    running: dict[Future[tuple[Came, Answer | None]], Watched] = {}
    with ThreadPoolExecutor(at_once, thread_name_prefix="asking") as pool:
        while True:
            free = at_once - len(running)
            if free and not ending():
                busy = {w.host for w in running.values()}
                ready = (w for w in library.due_watches(when(now())) if w.host not in busy)
                for watched, _ in zip(ready, range(free), strict=False):
                    running[pool.submit(_ask, fetcher, watched)] = watched
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            # those that end at nearly the same time are kept together
            done |= wait(running, timeout=TURN).done
            came = [(running.pop(f), *f.result()) for f in done]
            _keep(library, came, now())
            for watched, what, _ in came:
                counts[what.what] += 1
                told(watched, what)
    return Polled(
        asked=sum(counts.values()),
        new=counts["new"],
        same=counts["same"],
        failed=counts["failed"] + counts["gone"] + counts["later"],
    )


def _keep(library: Library, came: Iterable[tuple[Watched, Came, Answer | None]], now: float) -> None:
    kept = []
    for watched, what, answer in came:
        if what.what == "later" and what.seconds is not None:
            library.keep_busy(watched.host, when(now + what.seconds))
        following = after_asking(watched, what, now)
        body = None
        if answer is not None and answer.data is not None and what.what == "new":
            body = Body(address=answer.address, media=answer.media, data=answer.data)
        kept.append(
            Asked(
                number=watched.number,
                asked=when(now),
                due=following.due,
                pause=following.pause,
                failures=following.failures,
                wrong=following.wrong,
                etag=answer.etag if answer is not None else watched.etag,
                modified=answer.modified if answer is not None else watched.modified,
                body=_hash(body.data) if body is not None else watched.body,
                answer=body,
            )
        )
    library.keep_asked(kept)


def _ask(fetcher: Fetcher, watched: Watched) -> tuple[Came, Answer | None]:
    try:
        answer = fetcher.ask(watched.address, etag=watched.etag, modified=watched.modified)
    except NotNow as error:
        return Came(what="later", seconds=error.seconds, wrong=error.message), None
    except Refused as error:
        gone = error.status in NEVER
        return Came(what="gone" if gone else "failed", wrong=error.message), None
    except UnreadableInput as error:
        gone = error.kind in ("refused", "too-large", "empty")
        return Came(what="gone" if gone else "failed", wrong=error.message), None
    except Exception as error:
        # one address must not end the watch
        return Came(what="failed", wrong=explained(UNOPENED, error)), None
    same = answer.data is None or _hash(answer.data) == watched.body
    return Came(what="same" if same else "new", seconds=answer.fresh_for), answer


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""The work of a run on single reports and stories by a Ray cluster: shards through Ray Data, done by stateful actors.

What goes through the cluster are the numbers of shards; an actor reads a shard from the run's folder and writes what
came of it there, whole or not at all. So a shard whose actor was lost is simply done again by another, and nothing is
lost or doubled. Within an actor the work is that of one process of `Here`, with the same bounds.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sayso.bulk.dossiers import dossiers_path, teller
from sayso.bulk.readings import Readings, reader
from sayso.bulk.runner import DOSSIERS, Work
from sayso.errors import WorkerError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# bytes of the objects that a cluster started here may hold: numbers of shards alone
_OBJECTS = 100_000_000


class OnRay:
    """Actors of a Ray cluster.

    Args:
        work: what to work on; its folder is at the same place on all machines of the cluster.
        actors: how many at once; None for as many as the cluster has cores.
        address: the cluster; None starts one on this machine.
    """

    def __init__(self, work: Work, actors: int | None, *, address: str | None) -> None:
        self._work, self._actors, self._address = work, actors, address

    def read(self, shards: Sequence[int]) -> Iterator[int]:
        """See `Runner`."""
        yield from self._done(ReadingActor, shards)

    def tell(self, parts: Sequence[int]) -> Iterator[int]:
        """See `Runner`."""
        yield from self._done(TellingActor, parts)

    def _done(self, actor: type[ReadingActor | TellingActor], numbers: Sequence[int]) -> Iterator[int]:
        if not numbers:
            return
        # nothing of a run goes anywhere but to the cluster
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise WorkerError("this needs Ray: pip install 'sayso[bulk]'") from error
        here: dict[str, Any] = {} if self._address else {"object_store_memory": _OBJECTS, "num_cpus": self._actors}
        try:
            ray.init(
                address=self._address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR, **here
            )
        except Exception as error:
            # of any kind: a node that is too slow to start raises a bare one
            raise WorkerError(
                f"the Ray cluster {self._address or 'on this machine'} cannot be used: {error}"
            ) from error
        try:
            context = ray.data.DataContext.get_current()
            context.enable_progress_bars = False
            cores = ray.cluster_resources().get("CPU", 1)  # type: ignore[no-untyped-call]
            most = self._actors or max(1, int(cores))
            done = ray.data.from_items(
                [{"number": number} for number in numbers], override_num_blocks=len(numbers)
            ).map_batches(
                actor,
                fn_constructor_args=(self._work,),
                batch_size=1,
                num_cpus=1,
                concurrency=(1, min(most, len(numbers))),
            )
            for row in done.iter_rows():
                yield int(row["done"])
        finally:
            ray.shutdown()


class ReadingActor:
    """Reads shards, one after the other, in one worker process that keeps its models.

    Args:
        work: what to work on.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._readings = Readings(work.folder)
        self._reader = reader(1, work.model)

    def __call__(self, batch: dict[str, NDArray[np.int64]]) -> dict[str, list[int]]:
        """The number of documents of each shard; a shard that is read already is only counted."""
        done = []
        for shard in batch["number"].tolist():
            if not self._readings.has(shard):
                for _ in self._work.read([shard], self._reader):
                    pass
            done.append(self._readings.count(shard) + len(self._readings.unread(shard)))
        return {"done": done}


class TellingActor:
    """Makes the dossiers of parts, one after the other, in one worker process that keeps its models.

    Args:
        work: what to work on.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._teller = teller(1, work.model)

    def __call__(self, batch: dict[str, NDArray[np.int64]]) -> dict[str, list[int]]:
        """The number of stories of each part."""
        done = []
        for part in batch["number"].tolist():
            path = dossiers_path(self._work.folder / DOSSIERS, part)
            if not path.exists():
                for _ in self._work.tell([part], self._teller):
                    pass
            with path.open("rb") as file:
                done.append(sum(1 for _ in file))
        return {"done": done}

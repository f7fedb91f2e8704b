"""How much changed in stories since a reader looked, counted once for each two dossiers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.link.news import find_news
from sayso.render import wording as page
from sayso.store.desk import Look
from sayso.store.library import Library, StoryLine
from sayso.types import Dossier

# pairs of dossiers whose counts are held
MOST = 1000
# stories of one list whose dossiers are held against each other, some 20 ms each; the others say how many reports came
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Changed:
    """How many differences and values are new since a dossier, and how many claims stand differently."""

    differences: int
    values: int
    claims: int


def what_changed(before: Dossier, after: Dossier) -> Changed:
    """Counts what a dossier tells that an earlier one of the story did not.

    Args:
        before: the earlier one.
        after: the later one.
    """
    changes = find_news("", before, after).changes
    sure = {c.id for c in after.conflicts if c.score >= page.UNSURE_BELOW}
    sure |= {c.id for c in after.claims if c.score >= page.UNSURE_BELOW}
    return Changed(
        differences=sum(c.kind == "conflict" and c.id in sure for c in changes),
        values=sum(c.kind == "figure" for c in changes),
        claims=sum(c.kind == "claim" and c.change != "new" and c.id in sure for c in changes),
    )


class Changes:
    """Holds the counts that were asked for last."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[int, str, str], Changed | None] = OrderedDict()
        self._lock = threading.Lock()

    def since(self, library: Library, lines: Sequence[StoryLine], looks: Mapping[int, Look]) -> dict[int, Changed]:
        """What changed in those of some stories whose dossier is another than the reader saw.

        Args:
            library: an open library.
            lines: the stories.
            looks: when the reader looked at them.
        """
        out: dict[int, Changed] = {}
        made = 0
        for line in lines:
            look = looks.get(line.number)
            if look is None or not look.edition or not line.edition or look.edition == line.edition:
                continue
            key = (line.number, look.edition, line.edition)
            with self._lock:
                known, found = key in self._held, self._held.get(key)
            if not known:
                if made == AT_ONCE:
                    continue
                made += 1
                found = _compared(library, *key)
                with self._lock:
                    self._held[key] = found
                    while len(self._held) > MOST:
                        self._held.popitem(last=False)
            if found is not None:
                out[line.number] = found
        return out


def _compared(library: Library, story: int, earlier: str, later: str) -> Changed | None:
    before, after = library.dossier_seen(story, earlier), library.dossier_seen(story, later)
    return what_changed(before, after) if before is not None and after is not None else None

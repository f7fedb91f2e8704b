"""The bodies of dossiers' pages that were drawn last, so that a page that many open is drawn once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from markupsafe import Markup

from sayso.link.news import find_news
from sayso.render.html import body, environment, version_of_pages
from sayso.store.desk import Look
from sayso.store.library import Library, StoryLine
from sayso.web.looking import local_time

# characters; a story of ten reports has 400,000
MOST = 50_000_000
# characters from which a body is kept in the library too: drawing it takes longer than a reader should wait
LARGE = 400_000

_Key = tuple[int, str | None, str | None]


class Bodies:
    """Holds the bodies that were asked for last, each for a dossier and the one that it is held against."""

    def __init__(self) -> None:
        self._held: OrderedDict[_Key, Markup] = OrderedDict()
        self._drawn: set[_Key] = set()
        self._lock = threading.Lock()

    def get_ready(self) -> None:
        """Takes up the templates, so that the first body need not wait for them."""
        for name in environment().list_templates():
            environment().get_template(name)

    def body(self, library: Library, line: StoryLine, look: Look | None = None) -> Markup | None:
        """The body of a story's dossier; None while it has none.

        Args:
            library: an open library.
            line: the story.
            look: the visit before which nothing is told as new; None tells nothing as new.
        """
        key = (line.number, line.edition, look.before if look else None)
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        kept = None
        if key[2] is None and line.edition is not None:
            kept = library.body(line.number, line.edition, version_of_pages())
        made = Markup(kept) if kept is not None else _made(library, line.number, look)
        if made is None:
            return None
        with self._lock:
            self._held[key] = made
            if kept is None and key[2] is None and len(made) >= LARGE:
                self._drawn.add(key)
            while len(self._held) > 1 and sum(map(len, self._held.values())) > MOST:
                self._held.popitem(last=False)
        return made

    @property
    def has_drawn(self) -> bool:
        """Whether there is anything that `keep` would keep."""
        return bool(self._drawn)

    def keep(self, library: Library) -> None:
        """Keeps in the library what is large and was drawn since the last call, for the time after a restart."""
        with self._lock:
            drawn = [
                (story, edition, self._held.get((story, edition, before))) for story, edition, before in self._drawn
            ]
            self._drawn.clear()
        for story, edition, made in drawn:
            if edition is not None and made is not None:
                library.keep_body(story, edition, version_of_pages(), str(made))

    def clear(self) -> None:
        """Lets go of all: a report was forgotten."""
        with self._lock:
            self._held.clear()
            self._drawn.clear()


def _made(library: Library, story: int, look: Look | None) -> Markup | None:
    made = library.dossier(story)
    if made is None:
        return None
    dossier = made.dossier
    if look is not None and look.before is not None and look.before_at is not None:
        before = library.dossier_seen(story, look.before)
        news = find_news(local_time(look.before_at), before, dossier) if before is not None else None
        if news is not None and news.reports:
            dossier = replace(dossier, news=news)
    return body(dossier)

"""Takes in what was fetched: items of feeds and pages become reports, or later versions of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from sayso.errors import LibraryError, NoReport, UnreadableInput
from sayso.failing import UNOPENED, explained
from sayso.ingest import read_document
from sayso.ingest.documents import Document
from sayso.ingest.feed import Item, read_items
from sayso.ingest.fetch import kind_at, page
from sayso.spans import OffsetMap
from sayso.store.library import Library
from sayso.store.records import decode, encode
from sayso.store.watching import After, Got, Took, Watched, WatchedKind
from sayso.types import Report, Unread
from sayso.watch.schedule import FIRST, after_taking, first_look, next_look, version_time, when
from sayso.watch.versions import is_another_version

# answers that are looked at before the next ones are fetched from the library
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of answers: how many, the ids of the reports that are new, and the inputs that gave none, with why."""

    answers: int = 0
    new: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _Taking:
    """What one answer gives, as it is made up."""

    took: list[Took] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    # reports of this answer by address, which the library does not have yet
    fresh: dict[str, Report] = field(default_factory=dict)


def take_in(
    library: Library, now: Callable[[], float], *, most: int = AT_ONCE, ending: Callable[[], bool] = lambda: False
) -> TakenIn:
    """Takes in the answers that came first: each wholly or, when that fails, not at all.

    Args:
        library: an open library.
        now: the time, in seconds since 1970.
        most: how many answers at most.
        ending: whether to stop before the next one.

    Raises:
        LibraryError: when the library cannot be used.
    """
    count = 0
    new: list[str] = []
    unread: list[Unread] = []
    for got in library.answers(most):
        if ending():
            break
        try:
            ids, failed = _take(library, got, now())
        except LibraryError:
            raise
        except Exception as error:
            # the answer that sayso fails at must not hold up the others
            ids, failed = _give_up(library, got, explained(UNOPENED, error), now())
        count += 1
        new += ids
        unread += failed
    return TakenIn(answers=count, new=tuple(new), unread=tuple(unread))


def _take(library: Library, got: Got, now: float) -> tuple[Sequence[str], Sequence[Unread]]:
    watched, body = got.watched, got.body
    if watched.kind == "forgotten":
        return library.take_in(got.number, watched.number, [], None), ()
    kind = kind_at(body.address, body.data)
    taking = _Taking()
    after: After | None
    try:
        if kind == "feed" and watched.feed is None:
            after = _feed(library, got, now, taking)
        else:
            after = _page(library, got, now, taking)
    except UnreadableInput as error:
        return _give_up(library, got, error.message, now)
    return library.take_in(got.number, watched.number, taking.took, after), taking.unread


def _give_up(library: Library, got: Got, message: str, now: float) -> tuple[Sequence[str], Sequence[Unread]]:
    """Lets an answer go that gives nothing, and says so; what its feed says of the article is taken instead."""
    watched = got.watched
    unread = Unread(id="", source=watched.address, kind="format", message=message)
    if watched.feed is not None:
        new = take_held(library, watched, message, now, got.number)
        if new is not None:
            return new, ()
    pause = watched.pause
    after = After(kind=watched.kind, title=watched.title, due=watched.due, pause=pause, wrong=message, changed=False)
    return library.take_in(got.number, watched.number, [], after), (unread,)


def take_held(
    library: Library, watched: Watched, wrong: str, now: float, answer: int | None = None
) -> tuple[str, ...] | None:
    """Takes in what a feed itself says of an article whose page cannot be had; None when there is nothing of it.

    Args:
        library: an open library.
        watched: the item.
        wrong: why its page cannot be had.
        now: seconds since 1970.
        answer: the number of the answer that gave nothing.
    """
    held = library.held_of(watched.number)
    if held is None:
        return None
    taking = _Taking()
    document = decode(held.decode(), Document)
    took = _article(library, document, taking, _took_of(watched, "item", wrong), now)
    return library.take_in(answer, watched.number, [replace(took, due=None, wrong=took.wrong or wrong)], None)


def _feed(library: Library, got: Got, now: float, taking: _Taking) -> After:
    watched = got.watched
    feed = read_items(got.body.data, watched.address)
    known = {item.key: item for item in library.watched_items(watched.number)}
    for item in feed.items:
        before = known.get(item.key)
        if before is not None and (before.kind == "forgotten" or before.item == item.print):
            continue
        took = _item(library, watched, item, before, now, taking)
        if took is not None:
            taking.took.append(took)
    new = bool(taking.took)
    pause, due = after_taking(watched, now, new=new, fresh_for=feed.fresh_for)
    wrong = feed.wrong or ("" if feed.items else "the feed has no items")
    return After(kind="feed", title=feed.title or watched.title, due=due, pause=pause, wrong=wrong, changed=new)


def _item(
    library: Library, watched: Watched, item: Item, before: Watched | None, now: float, taking: _Taking
) -> Took | None:
    link = item.link if item.link and item.link.startswith(("http://", "https://")) else None
    took = Took(
        number=before.number if before else None,
        key=item.key,
        address=link or watched.address,
        host=host_of(link or watched.address),
        kind="item",
        title=item.title,
        published=item.document.published if item.document else None,
        item=item.print,
        due=None,
        pause=FIRST,
        report=before.report if before else None,
    )
    if item.whole and item.document is not None:
        return _article(library, item.document, taking, took, now)
    if link is None:
        return None
    held = None
    if item.document is not None and (before is None or before.report is None):
        # its places would count the characters of the whole feed, which is not kept for a summary
        alone = replace(item.document, whole=None, offsets=OffsetMap.identity(len(item.document.text or "")))
        held = encode(alone).encode("utf-8", "surrogatepass")
    return replace(took, kind="page", due=when(now), held=held)


def _page(library: Library, got: Got, now: float, taking: _Taking) -> After | None:
    watched, body = got.watched, got.body
    document = page(watched.address, body.address, body.media, body.data)
    took = _article(library, document, taking, _took_of(watched, "page", ""), now)
    if watched.feed is None:
        changed = took.given is not None
        title = took.title
        if took.wrong:
            raise UnreadableInput(watched.address, "no-article", took.wrong)
        pause, due = after_taking(watched, now, new=changed)
        taking.took.append(replace(took, due=due, pause=pause))
        return After(kind="page", title=title, due=due, pause=pause, wrong="", changed=changed)
    if took.wrong:
        raise UnreadableInput(watched.address, "no-article", took.wrong)
    look = first_look(now) if took.given is not None else next_look(watched, now)
    taking.took.append(replace(took, due=look))
    return None


def _took_of(watched: Watched, kind: WatchedKind, wrong: str) -> Took:
    return Took(
        number=watched.number,
        key=watched.key,
        address=watched.address,
        host=watched.host,
        kind=kind,
        title=watched.title,
        published=watched.published,
        item=watched.item,
        due=watched.due,
        pause=watched.pause,
        failures=watched.failures,
        wrong=wrong,
        report=watched.report,
    )


def _article(library: Library, document: Document, taking: _Taking, took: Took, now: float) -> Took:
    """What an article gives: a report, another version of one, or nothing new."""
    if document.published is None and took.published:
        # the feed knows better than what can be guessed from a page
        document = replace(document, published=took.published)
    outcome = read_document(document)
    if isinstance(outcome, Unread):
        taking.unread.append(outcome)
        return replace(took, wrong=outcome.message)
    title = outcome.title or took.title
    took = replace(took, title=title, wrong="", failures=0)
    before = _before(library, outcome, took.report, taking)
    if before is not None and not is_another_version(before, outcome):
        return replace(took, report=before.id)
    if before is not None:
        outcome = replace(outcome, published=version_time(before.published, outcome.published, now))
    if outcome.url:
        taking.fresh[outcome.url] = outcome
    return replace(took, given=(outcome, document), before=before.id if before is not None else None, report=None)


def _before(library: Library, report: Report, known: str | None, taking: _Taking) -> Report | None:
    """The version before: the one that was had of it, or else what came last from its address."""
    if report.url and report.url in taking.fresh:
        return taking.fresh[report.url]
    if known is not None:
        # another process may have forgotten it meanwhile
        with suppress(NoReport):
            return library.report(known).report
    return library.latest_at(report.url) if report.url else None


def host_of(address: str) -> str:
    """The host of an address, in small letters; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""

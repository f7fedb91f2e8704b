"""Several reports of one story to one dossier: the order in which the stages run."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import NothingToRead, SaysoError
from sayso.failing import UNREAD, failed
from sayso.types import Annotations, Claim, Dossier, Progress, Report, Story, Unread

if TYPE_CHECKING:
    from sayso.ingest.documents import Document
    from sayso.ingest.owners import Owners
    from sayso.judge.rows import Judgement

# inputs from which on worker processes pay, though each has to load the models
SIDE_BY_SIDE = 12
# seconds that a worker process may take for a report; one as long as may be takes a minute on an idle core
SECONDS = 300.0


def dossier(
    paths: Iterable[str | os.PathLike[str]],
    *,
    keep: str | os.PathLike[str] | None = None,
    since: str | None = None,
    owners: str | os.PathLike[str] | None = None,
    judgements: str | os.PathLike[str] | Sequence[Judgement] = (),
    stdin: BinaryIO | None = None,
    model: str | None = None,
    allow_private: bool = False,
    progress: Progress | None = None,
) -> Dossier:
    """Read reports of one story from files, folders, archives, feeds or addresses and make their dossier.

    Args:
        paths: text or HTML files, folders, JSONL, WARC or WACZ files, feeds, `https://` addresses, "-" for `stdin`.
        keep: a file that keeps what was read, made when it is missing; its reports belong to the dossier too, and only
            what it does not hold is read.
        since: an ISO day or time; the dossier says what is new since then: by the reports added to `keep` after it, or
            without a kept file by those published after it. Without an offset it is this machine's local time.
        owners: a YAML file that says which outlets belong to one owner; it goes before the families that sayso knows.
        judgements: a file of what a person decided, or the judgements themselves; they outrank what sayso finds.
        stdin: the byte stream behind "-".
        model: an installed spaCy pipeline; None takes en_core_web_sm, or another official one.
        allow_private: whether addresses of the local network may be fetched.
        progress: is told what is being done.

    Raises:
        NothingToRead: when there is no report; its message names each input with the reason.
        ModelError: when the language model is missing or is not what it claims to be.
        KeptError: when the kept file cannot be read or written.
        OwnersError: when the file of owners cannot be read.
        JudgementsError: when the file of judgements cannot be read, or a line of it is no judgement.
        ValueError: when `since` is no ISO day or time.
    """
    from sayso.ingest import read_given, read_inputs
    from sayso.ingest.owners import read_owners

    if since is not None:
        from sayso.link.news import instant

        instant(since)
    families = read_owners(owners) if owners is not None else None
    if isinstance(judgements, str | os.PathLike):
        from sayso.store.judgements import read_judgements

        judgements = read_judgements(judgements)
    reports: list[Report] = []
    given: list[tuple[Report, Document]] = []
    unread: list[Unread] = []
    names = [os.fspath(p) for p in paths]
    items: Iterable[tuple[Report | Unread, Document | None]]
    if keep is None:
        items = ((item, None) for item in read_inputs(names, stdin=stdin, allow_private=allow_private))
    else:
        items = read_given(names, stdin=stdin, allow_private=allow_private)
    for item, document in items:
        if isinstance(item, Unread):
            unread.append(item)
        else:
            reports.append(item)
            if document is not None:
                given.append((item, document))
        if progress:
            progress("reading", len(reports) + len(unread), 0)
    if not reports and (keep is None or not Path(keep).exists()):
        raise NothingToRead(unread)
    models = models_of(model)
    with ExitStack() as until_linked:
        if keep is not None:
            from sayso.store.kept import reading_kept

            reading = reading_kept(Path(keep), given, model=model, failed=unread, progress=progress)
            kept = until_linked.enter_context(reading)
            annotated = tuple(k.read.annotations for k in kept if k.read is not None)
            times = {k.report.id: k.added for k in kept}
        else:
            annotated = annotate_reports(reports, model=model, failed=unread, progress=progress)
            times = {a.report.id: a.report.published or "" for a in annotated}
        if not annotated:
            raise NothingToRead(unread)
        if progress:
            progress("linking", 0, 0)
        linked = partial(link, models=models, owners=families, judgements=judgements)
        made = linked(annotated, unread=unread)
        if since is None:
            return made
        from sayso.link.news import find_news, is_later

        earlier = [a for a in annotated if not is_later(times[a.report.id], since)]
        same = len(earlier) == len(annotated)
        before = made if same else None
        if earlier and not same:
            before = linked(earlier)
        return replace(made, news=find_news(since, before, made))


def annotate_reports(
    reports: Sequence[Report],
    *,
    model: str | None = None,
    failed: list[Unread] | None = None,
    progress: Progress | None = None,
) -> tuple[Annotations, ...]:
    """Parse and annotate reports that stand side by side, so that dated ones help to date the others.

    `failed` gets those that could not be annotated; without it the error is let through.
    """
    from sayso.annotate.together import read_together

    return tuple(r.annotations for r in read_together(reports, model=model, failed=failed, progress=progress))


def models_of(model: str | None) -> dict[str, str]:
    """What reads the reports: name of a part -> model and version."""
    from sayso.language.backbone import describe

    return {"parse": describe(model), "vectors": "all-MiniLM-L6-v2 int8"}


def link(
    annotated: Sequence[Annotations],
    *,
    unread: Sequence[Unread] = (),
    models: dict[str, str],
    owners: Owners | None = None,
    judgements: Sequence[Judgement] = (),
) -> Dossier:
    """Compare annotated reports with each other and put the result in order; without `owners`, those shipped count.

    What a person decided holds before what the stages find, and each stage reads what came of that in the one before.
    """
    from sayso.ingest.owners import shipped_owners
    from sayso.judge import values
    from sayso.judge.checks import notes_on_checks
    from sayso.judge.decided import decide
    from sayso.language.threads import begin
    from sayso.link.bounds import notes_on_bounds
    from sayso.link.claims.claims import link_claims
    from sayso.link.claims.verdicts import judge_claims, notes_on_sources
    from sayso.link.conflicts.conflicts import find_conflicts
    from sayso.link.copies.copies import link_copies
    from sayso.link.copies.credited import credit_copies
    from sayso.link.documents.documents import cite_documents
    from sayso.link.events.events import link_events
    from sayso.link.figures.ledger import make_ledger
    from sayso.link.figures.quantities import link_quantities
    from sayso.link.lead.lead import find_lead
    from sayso.link.names.behind import add_those_behind
    from sayso.link.names.entities import link_entities
    from sayso.link.origins.issuers import given_by_issuers
    from sayso.link.origins.origins import find_origins
    from sayso.link.origins.owners import name_owners
    from sayso.link.origins.speakers import link_speakers
    from sayso.link.origins.tracing import trace_origins
    from sayso.link.places.places import place_entities
    from sayso.link.quotations.quotations import compare_quotations
    from sayso.link.stories.stories import part_stories

    decided = decide(judgements, annotated)
    annotated = decided.annotated
    entities = link_entities(annotated, decided.names)
    # events need nothing that the stages below find; the encoder reads their words beside these
    linked_events = begin(link_events, annotated, entities, decided.events)
    statements = values.speakers(link_speakers(annotated, entities), decided, entities)
    statements = cite_documents(annotated, statements, entities)
    figures = link_quantities(annotated, statements, entities, decided.figures)
    figures = values.givers(given_by_issuers(figures, annotated, entities), decided, entities)
    reports = tuple(a.report for a in annotated)
    copies = values.copies(link_copies(annotated), decided, entities)
    copies = name_owners(copies, reports, shipped_owners() if owners is None else owners)
    origins = find_origins(annotated, statements, entities, copies, decided.origins)
    found = link_claims(annotated, statements, figures, entities, copies, origins, decided.claims)
    quotations = compare_quotations(annotated, statements, copies)
    differing = find_conflicts(
        annotated,
        statements,
        figures,
        entities,
        copies,
        origins,
        found,
        decided.differences,
        quotations,
        decided.figures,
    )
    conflicts = values.conflicts(differing, decided, origins)
    claims = values.verdicts(judge_claims(found, conflicts, annotated, copies, origins), decided, origins)
    events = values.events(linked_events(), decided)
    remarks = values.remarks(decided, entities, origins, differing, conflicts, claims)
    return Dossier(
        story=_story(reports, claims),
        reports=credit_copies(reports, copies),
        entities=add_those_behind(place_entities(entities.entities, annotated), [a.report for a in annotated]),
        statements=statements,
        figures=figures,
        times=tuple(t for a in annotated for t in a.times),
        events=events,
        claims=claims,
        conflicts=conflicts,
        copies=copies,
        models=models,
        unread=tuple(unread),
        notes=(
            *_notes(part_stories(annotated), reports),
            *notes_on_bounds(annotated),
            *notes_on_sources(claims),
            *notes_on_checks(claims),
            *remarks,
        ),
        quotations=quotations,
        ledger=values.quantities(make_ledger(reports, figures, copies, origins, decided.differences), decided),
        origins=trace_origins(claims, statements, origins),
        aside=decided.aside,
        lead=find_lead(annotated, statements, claims, conflicts, events, copies, origins),
    )


def read(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None = None,
    model: str | None = None,
    allow_private: bool = False,
) -> Generator[Dossier | Unread, None, None]:
    """Annotate each report by itself: a dossier of that report alone, or why an input gave none, in the order given.

    From SIDE_BY_SIDE inputs on, worker processes share the work, one for each core that this process may use and has
    memory for; the result is the same. A report that cannot be annotated gives an `Unread` of kind "failed", and the
    others are read; so does one on which a worker process crashes, takes longer than SECONDS or too much memory.

    Args:
        paths: as for `dossier`.
        stdin: the byte stream behind "-".
        model: an installed spaCy pipeline; None takes en_core_web_sm, or another official one.
        allow_private: whether addresses of the local network may be fetched.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
        WorkerError: when no worker process can be started.
    """
    from sayso.bulk.processes import Lost, affordable, side_by_side
    from sayso.ingest import named_documents

    results = side_by_side(
        partial(read_one, model=model),
        named_documents([os.fspath(p) for p in paths], stdin=stdin, allow_private=allow_private),
        least=SIDE_BY_SIDE,
        processes=affordable(),
        inside=partial(read_bounded, model=model),
        seconds=SECONDS,
    )
    with closing(results) as pairs:
        for item, found in pairs:
            yield failed(item.id or "", item.source, UNREAD, found.reason) if isinstance(found, Lost) else found


def read_bounded(item: Document | Unread, *, model: str | None = None) -> Dossier | Unread:
    """As `read_one`, in a process that may not take all memory; for worker processes."""
    from sayso.bulk.memory import limit_memory

    limit_memory()
    return read_one(item, model=model)


def read_one(item: Report | Document | Unread, *, model: str | None = None) -> Dossier | Unread:
    """One report by itself, annotated, with names and speakers linked within it alone; what is unread stays so.

    Raises:
        ModelError: when the language model is missing or is not what it claims to be.
    """
    from sayso.ingest import read_document

    if isinstance(item, Unread):
        return item
    if not isinstance(item, Report):
        outcome = read_document(item)
        if isinstance(outcome, Unread):
            return outcome
        item = outcome
    try:
        return _read_report(item, model)
    except SaysoError:
        raise
    except Exception as error:
        return failed(item.id, item.source, UNREAD, error)


def _read_report(report: Report, model: str | None) -> Dossier:
    from sayso.language.backbone import describe

    (one,) = annotate_reports([report], model=model)
    return alone(one, models={"parse": describe(model)})


def alone(one: Annotations, *, models: dict[str, str]) -> Dossier:
    """The dossier of one annotated report: names, speakers, figures and events linked within it, nothing compared.

    Args:
        one: the annotations.
        models: what read the report: name of a part -> model and version.
    """
    from sayso.link.bounds import notes_on_bounds
    from sayso.link.events.events import link_events
    from sayso.link.figures.quantities import link_quantities
    from sayso.link.names.behind import add_those_behind
    from sayso.link.names.entities import link_entities
    from sayso.link.origins.speakers import link_speakers
    from sayso.link.places.places import place_entities

    entities = link_entities([one])
    statements = link_speakers([one], entities)
    return Dossier(
        story=_story((one.report,), ()),
        reports=(one.report,),
        entities=add_those_behind(place_entities(entities.entities, [one]), [one.report]),
        statements=statements,
        figures=link_quantities([one], statements, entities),
        times=one.times,
        events=link_events([one], entities),
        claims=(),
        conflicts=(),
        copies=(),
        models=models,
        notes=notes_on_bounds([one]),
    )


def _story(reports: Sequence[Report], claims: Sequence[Claim]) -> Story:
    """A title, and the first and last day of the reports.

    The title is that of the report which carries most of the shared claims; one that only asks, if all do.
    """
    days = sorted(r.published[:10] for r in reports if r.published)
    carried = {r.id: 0 for r in reports}
    for claim in claims:
        among = {m.span.report for m in claim.members}
        if len(among) > 1:
            for report in among:
                carried[report] += 1
    titles = [(not r.title.endswith("?"), carried[r.id], r.title) for r in reports if r.title]
    title = max(titles, key=lambda told: told[:2])[2] if titles else None
    return Story(title=title, start=days[0] if days else None, end=days[-1] if days else None)


def _notes(stories: Sequence[Sequence[str]], reports: Sequence[Report]) -> tuple[str, ...]:
    if len(stories) < 2:
        return ()
    name = {r.id: r.source for r in reports}
    parts = "; ".join(f"{i}: " + ", ".join(name[r] for r in ids) for i, ids in enumerate(stories, 1))
    return (f"these reports tell {len(stories)} stories ({parts})",)

"""The records that stages pass on: frozen, slotted, keyword-only, the same words as the dossier's JSON."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sayso.judge.rows import Judgement
from sayso.spans import OffsetMap, Span

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many (0: not known)
EntityType = Literal["PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT"]
PlaceKind = Literal["continent", "country", "division", "town"]
Basis = Literal["stated", "inferred"]
Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organization", "government", "media", "document", "unnamed", "group"]
Mode = Literal["assert", "deny", "expect", "warn", "ask", "order", "promise", "decline", "opinion"]
Modifier = Literal["exact", "about", "at least", "more than", "up to", "fewer than", "range", "vague"]
FigureStatus = Literal["actual", "expected", "past"]
EventStatus = Literal["happened", "planned", "denied", "hypothetical", "ongoing"]
Verdict = Literal["disputed", "updated", "corroborated", "only-here", "single-origin", "unsourced"]
ConflictKind = Literal["figure", "date", "fact", "denial", "name"]
ConflictRelation = Literal["dispute", "update", "different-scope", "rounding", "error"]
CopyRelation = Literal["identical", "near-identical", "excerpt", "rewrite", "shared-origin", "independent"]
COPIED: frozenset[CopyRelation] = frozenset({"identical", "near-identical", "excerpt", "rewrite"})
"""The relations of two reports of which one has text of the other, or both of a third."""
QuotationForm = Literal["same", "shortened", "altered", "reworded", "paraphrased"]
PartKind = Literal["page", "paragraph"]
Genre = Literal["article", "press release", "filing", "transcript", "mail"]
ChangedKind = Literal["claim", "conflict", "figure"]
ChangeOf = Literal["new", "verdict", "origins", "value"]
ChangeKind = Literal["left-out", "put-in", "replaced"]
PassageRelation = Literal["same", "reworded"]
Table = Literal[
    "reports",
    "entities",
    "statements",
    "figures",
    "times",
    "events",
    "claims",
    "conflicts",
    "copies",
    "quotations",
    "ledger",
    "origins",
]
Feature = str | int | float | bool | None
Why = Mapping[str, Feature]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """A piece of the input that is not the article and was left out of the text."""

    text: str
    raw: tuple[int, int]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place where the copy is broken: words run together, a sentence that stops."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A numbered page or paragraph of a document: text[start:end] of its report stands on or in it.

    Numbers count from 1 in the file as it was handed in, so that a page or paragraph without text has its number too.
    """

    kind: PartKind
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article as published: its canonical text, where that text stands in the input, and what is known of it.

    `published` is an ISO date or date-time; `published_basis` says whether the report or its hint states it or it was
    inferred, `published_score` how likely an inferred day is, 0 to 1, and `published_why` from what. `offsets` maps the
    text to the raw input and is not part of the JSON. `excerpts` are the ranges of the text that a shared dossier shows
    (see `sayso.share`), None where the text is whole. `genre` is what kind of text it is, and `issuer` whose own words
    a document is (a ministry its press release), None for an article. `parts` are the pages or paragraphs of a document
    in order, none of which overlap; none where the input has no such places. `reviews` are the claims that it checked.
    """

    id: str
    source: str
    sha256: str
    text: str
    offsets: OffsetMap = field(repr=False, compare=False)
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    dateline: str | None = None
    published: str | None = None
    published_basis: Basis | None = None
    published_score: float | None = None
    published_why: Why | None = field(default=None, compare=False)
    language: str | None = None
    noise: tuple[Noise, ...] = ()
    damage: tuple[Damage, ...] = ()
    excerpts: tuple[tuple[int, int], ...] | None = None
    genre: Genre = "article"
    issuer: str | None = None
    parts: tuple[Part, ...] = ()
    reviews: tuple[Review, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span of text[start:end], with its place in the raw input."""
        return Span(report=self.id, start=start, end=end, text=self.text[start:end], raw=self.offsets.raw(start, end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A claim that a report says it checked, as its page tells machines (schema.org's ClaimReview).

    `span` are the words of the claim, `claimant` whose claim it is and `claimed` when it was made; `rating` is what the
    check came to in the checker's words, `checker` who checked it, `checked` when, and `url` where. sayso takes it as
    told: it makes no verdict of it.
    """

    span: Span
    claimant: str | None
    claimed: str | None
    rating: str | None
    checker: str | None
    checked: str | None
    url: str | None


def part_of(report: Report, start: int) -> Part | None:
    """The page or paragraph of a document on or in which a character stands; None where its places have no numbers.

    Args:
        report: the report.
        start: offset of the character in its text, in code points. A line break between two parts is of the first.
    """
    at = bisect_right(report.parts, start, key=lambda part: part.start) - 1
    return report.parts[at] if at >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An input that could not be read, and why."""

    id: str
    source: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A TIMEX3 expression with its value and the ISO dates that it covers, resolved against the report's date."""

    span: Span
    value: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One mention of a person, body or place.

    `nominal` mentions name by description ("the spy service"); they only count when they resolve to a named entity.
    `role` is the title or office that the text gives with the mention ("foreign minister of Norland").
    """

    span: Span
    type: EntityType
    nominal: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One attribution: source, cue, content, and who stands behind it.

    `speaker` is an entity id once linked; `speaker_name` is the fullest name the report gives, or "unnamed: …".
    `via` names the chain the words came through, nearest to the report first. `score` is the probability in 0..1
    that a careful reader would mark this attribution. `cites` are the passages of documents beside it that its words
    are from: of a press release, a filing, a transcript or a mail, at most one of each document.
    """

    id: str
    report: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: Kind
    speaker: str | None
    speaker_name: str | None
    speaker_type: SpeakerType
    via: tuple[str, ...]
    parent: str | None
    mode: Mode
    score: float
    judged: tuple[Judgement, ...] = ()
    cites: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts or measures something, who gave it, for what and as of when.

    `low` and `high` are equal when exact and None for an open side. `unit` is singular ("soldier", "USD", "percent").
    `of` are the report's own words for what is counted with its scope. `head` is the lemma of the counted noun and
    `scope` the content lemmas around it, which the linking stage compares. `about` are the report's own words for who
    or what it is said of beside that: "Brell" of "Brell plans to lay off 600". `quantity` is set by linking.
    """

    id: str
    report: str
    span: Span
    low: float | None
    high: float | None
    modifier: Modifier
    unit: str | None
    of: str
    head: str
    scope: tuple[str, ...]
    quantity: str | None
    giver: str | None
    giver_name: str | None
    via: tuple[str, ...]
    statement: str | None
    as_of: str | None
    status: FigureStatus
    score: float
    about: tuple[str, ...] = ()
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, is planned or is denied, with its PLOVER root code.

    `trigger` is the lemma of the word that names it; `what` are the words of its clearest mention's sentence, `clause`
    the offset of the verb of its clause, and `thing` the lemma of what it is done to. `why` holds what several tellings
    of it share.
    """

    id: str
    what: Span
    trigger: str
    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    start: str | None
    end: str | None
    status: EventStatus
    mentions: tuple[Span, ...]
    statements: tuple[str, ...]
    score: float
    background: bool = False
    clause: int | None = None
    thing: str | None = None
    why: Why = field(default_factory=dict, compare=False)
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """A checkable clause of one report: the unit that claims are made of.

    `predicate` is the lemma of its main verb or noun, `subject` the lemma or name of who or what it is about, `terms`
    its content lemmas. `statement` is the innermost statement whose content carries it, None in the report's own voice.
    `agent` and `patient` are who does it and whom or what it is done to, as lemma or name; `portion` is the part or
    number of its subject that it is said of ("all but three"), `places` are the names of where it happens.
    """

    id: str
    report: str
    span: Span
    statement: str | None
    predicate: str
    subject: str | None
    terms: tuple[str, ...]
    names: tuple[str, ...]
    negated: bool
    expected: bool
    agent: str | None = None
    patient: str | None = None
    portion: Span | None = None
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """All that was found in one report, before anything is known of the others."""

    report: Report
    sentences: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]
    times: tuple[Time, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    events: tuple[Event, ...]
    propositions: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something named lies: its entry in the gazetteer, in degrees.

    `country` is ISO 3166-1 alpha-2, None for a continent; `division` GeoNames' code of the first-level division (in the
    United States the state's postal code); `geonames` the id there. `at` says what the point is: a town's middle, a
    country's capital, the middle of a state's towns.
    """

    name: str
    kind: PlaceKind
    country: str | None
    division: str | None
    lat: float
    lon: float
    population: int | None
    geonames: int | None
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One real person, body, place, event or product with all its names and mentions.

    `place` is where a place lies, None when the gazetteer lacks it or what is meant stays in doubt; `place_why` holds
    the features of that decision, and is None for what is no place. `reports` are those that it published, wrote, or
    gave words or pictures to; it may be mentioned in no text then. `why` says what ties its other forms to the name.
    """

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: tuple[Span, ...]
    reports: tuple[str, ...] = ()
    place: Place | None = None
    place_why: Why | None = None
    why: Why = field(default_factory=dict, compare=False)
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One report's words for a claim, the statement they stand in, and the origins they go back to."""

    span: Span
    statement: str | None
    stands_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way that an origin's words took into a report: the statement there, and who passed them on, nearest first."""

    report: str
    statement: str | None
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedWith:
    """Another origin that does not count apart, why not, and the claims for which that is so."""

    name: str
    why: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where words ultimately come from: its paths into the reports, its claims, and whom it is counted as one with."""

    name: str
    own_voice: bool
    paths: tuple[Path, ...]
    claims: tuple[str, ...]
    counted_with: tuple[CountedWith, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A proposition that reports share or that stands in one alone, with its origins and verdict.

    `independent` groups the origins; own voices are left out of it. `silent` are reports that could have known the
    claim and lack it. `score` is the probability that the members say the same, 1 for a single member. `checks` are
    what a desk found out of it by itself; they change neither its origins nor its verdict.
    """

    id: str
    text: str
    members: tuple[Member, ...]
    origins: tuple[str, ...]
    independent: tuple[tuple[str, ...], ...]
    verdict: Verdict
    silent: tuple[str, ...]
    why: Why
    score: float
    judged: tuple[Judgement, ...] = ()
    checks: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a conflict: its value, the words that carry it and the origins behind it."""

    value: str
    members: tuple[Span, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where reports, or the parties they cite, differ, and what kind of difference it is."""

    id: str
    kind: ConflictKind
    about: str
    sides: tuple[Side, ...]
    relation: ConflictRelation
    why: Why
    score: float
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageChange:
    """Words in which two reports' forms of a sentence differ: `a` in the first, `b` in the second, None where none.

    `kind` is seen from `a`: what `b` lacks is left out, what it has more is put in.
    """

    kind: ChangeKind
    a: Span | None
    b: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch that two reports share, with its words in each.

    `same` is word for word and as long as it can be; `reworded` is a sentence of each that says the same in other
    words, with every change. A reworded sentence may hold stretches that are the same.
    """

    a: Span
    b: Span
    relation: PassageRelation = "same"
    changes: tuple[PassageChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """How two reports' texts depend on each other. `source` is "a", "b", "third: NAME" or None."""

    a: str
    b: str
    relation: CopyRelation
    source: str | None
    passages: tuple[Passage, ...]
    why: Why
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """Words in which a report's form of a quotation differs from the fullest form.

    `fullest` are the words there, `here` those in this report; None where there are none. `marked` says whether the
    report shows the change to its readers: by an ellipsis, by brackets, or by closing the marks in between.
    """

    kind: ChangeKind
    fullest: Span | None
    here: Span | None
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationMember:
    """One report's form of a quotation: its words without the marks, whose they are said to be, and what differs.

    A `paraphrased` member stands without quotation marks in its report; every other form stands between them.
    """

    spans: tuple[Span, ...]
    statement: str | None
    speaker: str | None
    speaker_name: str | None
    form: QuotationForm
    changes: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The same words in quotation marks in several reports, or in marks in one and without them in another.

    The first member is the fullest form, to which the others are compared. `relation` is the form of the member that
    is farthest from it.
    """

    id: str
    speaker: str | None
    speaker_name: str | None
    members: tuple[QuotationMember, ...]
    relation: QuotationForm
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The passage of a document that a statement of another report is from, and what the statement made of it.

    `form` is that of the statement's words beside the passage, as between two reports of a quotation; `changes` are the
    words that differ, those of the document as `fullest`. Words without quotation marks that say the same otherwise are
    `paraphrased`, and their changes are not listed.
    """

    span: Span
    form: QuotationForm
    changes: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two values of one quantity and what kind of difference theirs is.

    `a` and `b` are the ids of the figures that say the values most exactly, the earlier first; `why` holds the features
    that decided.
    """

    a: str
    b: str
    relation: ConflictRelation
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Counts that a text invites to add up, set beside the counts of the whole; checked, and never merged.

    `parts` are the figures added to `value`; `totals` the figures of the whole, none where only the parts are told.
    `agrees` says whether `value` is that of a total; `why` names what invites the addition.
    """

    parts: tuple[str, ...]
    value: float
    totals: tuple[str, ...]
    agrees: bool
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One line of the ledger: all figures that measure the same thing, in the order of the time they hold for.

    `id` is the key that its figures carry as `quantity`, `title` words of one of them, `why` what they share.
    """

    id: str
    title: str
    figures: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    sums: tuple[Sum, ...]
    why: Why = field(default_factory=dict, compare=False)
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a dossier is about: its title, word for word from a report, and the days it covers."""

    title: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSentence:
    """One of a dossier's first lines: a sentence taken word for word from a report.

    `claims` are the ids of the claims that it carries, the weightiest first, `origins` those behind them (behind the
    sentence itself when it carries none), and `conflicts` the ids of those that one of its clauses is a side of. `why`
    says what it was chosen for: "main", "coverage" or "dispute", with the features.
    """

    span: Span
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    conflicts: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is new in a dossier, or stands differently.

    `id` is that of a claim, a conflict, or the figure that gives a new value; `was` and `now` are verdicts, numbers of
    independent groups, or the words of two figures, and None for what is new.
    """

    kind: ChangedKind
    id: str
    change: ChangeOf
    was: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new in a dossier since a time (ISO): its new reports, and what changed with them."""

    since: str
    reports: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made a dossier, the sha256 of what it was made of, and when (ISO, UTC); None where nobody noted when."""

    version: str
    input: str
    made: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What a person took off the worklist: the judgement, and the places, or the two reports, that it holds on to."""

    row: Judgement
    spans: tuple[Span, ...] = ()
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What several reports of one story know, tied to their exact characters; see docs/reference/dossier.md.

    `models` says which language models read the reports. `unread` are inputs that gave no report. `notes` are
    fixed sentences on the reading as a whole ("these reports tell 2 stories"). `provenance` is what made it, of what
    and when, where that was noted; it does not count when two dossiers are compared. `aside` is what a person took off
    the worklist; it is the desk's own and not part of the JSON.
    """

    story: Story
    reports: tuple[Report, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    times: tuple[Time, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    copies: tuple[Copy, ...]
    models: Mapping[str, str]
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    ledger: tuple[Quantity, ...] = ()
    origins: tuple[Origin, ...] = ()
    lead: tuple[LeadSentence, ...] = ()
    news: News | None = None
    aside: tuple[Aside, ...] = ()
    provenance: Provenance | None = field(default=None, compare=False)

    def to_json(self, indent: int = 1) -> str:
        """The dossier by the contract `sayso/dossier/1`; `indent` spaces a level, 0 for one line."""
        from sayso.export.json import dossier_record, to_json

        return to_json(dossier_record(self), indent=indent)

    def to_html(self) -> str:
        """The dossier as one self-contained page."""
        from sayso.render import render_html

        return render_html(self)

    def to_markdown(self) -> str:
        """The dossier as Markdown that also reads well as plain text."""
        from sayso.render import render_markdown

        return render_markdown(self)

    def to_docx(self) -> bytes:
        """The dossier as a Word document to print or to send."""
        from sayso.export.docx import docx_file

        return docx_file(self)

    def to_csv(self, table: Table | None = None) -> str:
        """The ledger of figures as CSV, a row a figure; or one kind of record, a row a record, lists joined."""
        from sayso.export import ledger, tables

        return ledger.ledger_csv(self) if table is None else tables.to_csv(self, table)

    def to_parquet(self, table: Table) -> bytes:
        """One kind of record as a Parquet file; needs pyarrow."""
        from sayso.export.tables import to_parquet

        return to_parquet(self, table)

    def to_jsonl(self) -> str:
        """The dossier as lines of JSON: one for the dossier itself, then one for every record."""
        from sayso.export.forms import written_text

        return written_text(self, "jsonl")

    def to_ftm(self) -> str:
        """The reports, people, bodies, places and events as entities of FollowTheMoney, a line of JSON each."""
        from sayso.export.forms import written_text

        return written_text(self, "ftm")

    def to_annotations(self) -> str:
        """Every item at its place in its report as W3C Web Annotations, one AnnotationPage in JSON-LD."""
        from sayso.export.forms import written_text

        return written_text(self, "annotations")

    def to_schemaorg(self) -> str:
        """Reports, speakers, quotations and claims in the vocabulary of schema.org, one graph in JSON-LD."""
        from sayso.export.forms import written_text

        return written_text(self, "schema.org")

    def to_plover(self) -> str:
        """The events that have a PLOVER code as records of PLOVER, a line of JSON each."""
        from sayso.export.forms import written_text

        return written_text(self, "plover")

    def to_arrow(self, table: Table) -> pyarrow.Table:
        """One kind of record as an Arrow table; needs pyarrow."""
        from sayso.export.tables import to_arrow

        return to_arrow(self, table)

    def to_pandas(self, table: Table) -> pandas.DataFrame:
        """One kind of record as a pandas frame; needs pandas."""
        from sayso.export.tables import to_pandas

        return to_pandas(self, table)

    def to_polars(self, table: Table) -> polars.DataFrame:
        """One kind of record as a polars frame; needs polars."""
        from sayso.export.tables import to_polars

        return to_polars(self, table)

    def _repr_html_(self) -> str:
        """What a notebook shows: the page in a frame of its own, so that neither's style touches the other."""
        from html import escape

        page = escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{page}" title="sayso dossier" style="width:100%;height:48rem;border:0"></iframe>'


def nothing_found(*reports: Report, models: Mapping[str, str] | None = None) -> Dossier:
    """The dossier of reports in which nothing was found yet.

    Args:
        reports: the reports.
        models: what read them: name of a part -> model and version.
    """
    return Dossier(
        story=Story(title=None, start=None, end=None),
        reports=reports,
        entities=(),
        statements=(),
        figures=(),
        times=(),
        events=(),
        claims=(),
        conflicts=(),
        copies=(),
        models=dict(models or {}),
    )

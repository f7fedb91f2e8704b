# ruff: noqa: E501  (a record a line reads best)
"""A dossier made by hand of a made-up story: a cable car that stops above a gorge, told by five reports.

It holds one of everything that a page has to show: an agency story and its copy, a dispute, an update, a denial, a
nested chain, an unnamed source, an undated report, noise, damage, low scores, letters outside the basic plane, and a
report that tries to bring its own script.
"""

from __future__ import annotations

from dataclasses import replace

from sayso.spans import OffsetMap, Span
from sayso.types import (
    Claim,
    Conflict,
    Copy,
    Damage,
    Dossier,
    Entity,
    Event,
    Figure,
    LeadSentence,
    Member,
    Noise,
    Passage,
    Quotation,
    QuotationMember,
    Report,
    Side,
    Statement,
    Story,
    Time,
    Unread,
    WordChange,
    nothing_found,
)

TEXTS = {
    "wire": (
        "HOLLIN, March 3 (Corran Wire) - A cable car stopped above Hollin Gorge on Saturday with 31 people on board.\n\n"
        "At least four people were hurt when the cabin struck a mast, the mountain guard said.\n\n"
        "“We heard the cable sing and then nothing,” said Ada Querl, who runs the upper station.\n\n"
        "A guard told the regional office that the brake had failed twice in February, the office said."
    ),
    "post": (
        "A cable car stopped above Hollin Gorge on Saturday with 31 people on board.\n\n"
        "At least four people were hurt when the cabin struck a mast, the mountain guard said.\n\n"
        "“We heard the cable sing loudly and then nothing,” said Ada Querl, who runs the upper station."
    ),
    "radio": (
        "🚡🚡 Saturday: the cable car at Hollin stood still for five hours <script>alert(1)</script> & nobody knew why.\n\n"
        "The clinic at Marl counted seven injured. Its doctor Ivo Stell spoke of “bruises & one broken arm”."
    ),
    "daily": (
        "The cable car firm Gorge Lines denied that the brake had failed.\n\n"
        "A mechanic who asked not to be named said that the brake had failed before.\n\nThe repair may cost $2.5 million."
    ),
    "later": (
        "Five people were hurt on the Hollin cable car, the mountain guard said on Monday.\n\n"
        "Inspectors will test the cable on Thursday. The line was built in 1961."
    ),
}

REPORTS = {
    "wire": Report(
        id="wire",
        source="wire.txt",
        sha256="0" * 64,
        text=TEXTS["wire"],
        offsets=OffsetMap.identity(len(TEXTS["wire"])),
        outlet="Corran Wire",
        title="Cable car stops above Hollin Gorge",
        agencies=("Corran Wire",),
        dateline="Hollin",
        published="2031-03-03T19:58",
        published_basis="stated",
        language="en",
    ),
    "post": Report(
        id="post",
        source="post.html",
        sha256="1" * 64,
        text=TEXTS["post"],
        offsets=OffsetMap.identity(len(TEXTS["post"])),
        outlet="Hollin Post",
        title="Cable car stuck above gorge",
        url="https://post.example/cable?a=1&b=2",
        published="2031-03-03T21:10",
        published_basis="stated",
        noise=(Noise(text="Read more: <b>Ten walks</b>", raw=(0, 27), reason="other stories"),),
    ),
    "radio": Report(
        id="radio",
        source="radio.txt",
        sha256="2" * 64,
        text=TEXTS["radio"],
        offsets=OffsetMap.identity(len(TEXTS["radio"])),
        outlet="Radio Marl",
        bylines=("O. Fenn",),
        published="2031-03-03",
        published_basis="inferred",
    ),
    "daily": Report(
        id="daily",
        source="3f9a01bc77de.txt",
        sha256="3" * 64,
        text=TEXTS["daily"],
        offsets=OffsetMap.identity(len(TEXTS["daily"])),
    ),
    "later": Report(
        id="later",
        source="later.txt",
        sha256="4" * 64,
        text=TEXTS["later"],
        offsets=OffsetMap.identity(len(TEXTS["later"])),
        outlet="Meridian",
        title="Five hurt on cable car, guard says",
        published="2031-03-05",
        published_basis="stated",
    ),
}


def at(report: str, words: str, nth: int = 1) -> Span:
    """The nth place of some words in a report of the sample."""
    start = -1
    for _ in range(nth):
        start = TEXTS[report].index(words, start + 1)
    return REPORTS[report].span(start, start + len(words))


def _statement(name: str, report: str, source: str | None, cue: str | None, content: str, **more: object) -> Statement:
    plain = Statement(
        id=f"{report}.{name}",
        report=report,
        source=at(report, source) if source else None,
        cue=at(report, cue) if cue else None,
        content=(at(report, content),),
        kind="indirect",
        speaker=None,
        speaker_name=source,
        speaker_type="organization",
        via=(),
        parent=None,
        mode="assert",
        score=0.9,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


STATEMENTS = (
    _statement("s1", "wire", "the mountain guard", "said", "At least four people were hurt when the cabin struck a mast", speaker="e1"),
    _statement("s2", "wire", "Ada Querl", "said", "“We heard the cable sing and then nothing,”", speaker="e2", kind="direct", speaker_type="person"),
    _statement("s3", "wire", "the office", "said", "A guard told the regional office that the brake had failed twice in February", speaker_name="regional office"),
    _statement("s4", "wire", "A guard", "told", "the brake had failed twice in February", speaker_name="unnamed: a guard", speaker_type="unnamed", via=("regional office",), parent="wire.s3"),
    _statement("s1", "post", "the mountain guard", "said", "At least four people were hurt when the cabin struck a mast", speaker="e1", via=("Corran Wire",)),
    _statement("s2", "post", "Ada Querl", "said", "“We heard the cable sing loudly and then nothing,”", speaker="e2", kind="direct", speaker_type="person", via=("Corran Wire",)),
    _statement("s1", "radio", "The clinic at Marl", "counted", "seven injured", speaker_name="clinic at Marl"),
    _statement("s2", "radio", "doctor Ivo Stell", "spoke of", "“bruises & one broken arm”", speaker_name="Ivo Stell", kind="direct", speaker_type="person"),
    _statement("s1", "daily", "Gorge Lines", "denied", "the brake had failed", speaker="e3", mode="deny"),
    _statement("s2", "daily", "A mechanic who asked not to be named", "said", "the brake had failed before", speaker_name="unnamed: a mechanic", speaker_type="unnamed"),
    _statement("s3", "daily", None, None, "The repair may cost $2.5 million", speaker_name="unnamed: not stated", speaker_type="unnamed", score=0.31),
    _statement("s1", "later", "the mountain guard", "said", "Five people were hurt on the Hollin cable car", speaker="e1"),
)  # fmt: skip


def _figure(name: str, report: str, words: str, value: float, **more: object) -> Figure:
    plain = Figure(
        id=f"{report}.{name}",
        report=report,
        span=at(report, words),
        low=value,
        high=value,
        modifier="exact",
        unit="person",
        of="people hurt",
        head="person",
        scope=("hurt",),
        quantity="hurt",
        giver=None,
        giver_name=None,
        via=(),
        statement=None,
        as_of="2031-03-01",
        status="actual",
        score=0.9,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


FIGURES = (
    _figure("f1", "wire", "31", 31, of="people on board", quantity="board"),
    _figure("f2", "wire", "At least four", 4, high=None, modifier="at least", giver="e1", statement="wire.s1"),
    _figure("f1", "post", "31", 31, of="people on board", quantity="board"),
    _figure("f2", "post", "At least four", 4, high=None, modifier="at least", giver="e1", via=("Corran Wire",), statement="post.s1"),
    _figure("f1", "radio", "five hours", 5, unit="hour", of="the cable car stood still", quantity="still"),
    _figure("f2", "radio", "seven", 7, giver_name="clinic at Marl", statement="radio.s1", as_of="2031-03-02"),
    _figure("f1", "daily", "$2.5 million", 2_500_000, unit="USD", of="the repair", quantity="cost", as_of=None, status="expected"),
    _figure("f1", "later", "Five", 5, giver="e1", statement="later.s1", as_of="2031-03-05"),
    _figure("f2", "later", "1961", 1961, of="the line", quantity=None, as_of=None, score=0.12),
)  # fmt: skip


def _event(name: str, report: str, word: str, sentence: str, **more: object) -> Event:
    plain = Event(
        id=name,
        what=at(report, sentence),
        trigger=word,
        type="OTHER",
        actors=(),
        recipients=(),
        place="Hollin",
        start="2031-03-01",
        end="2031-03-01",
        status="happened",
        mentions=(at(report, word),),
        statements=(),
        score=0.9,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


EVENTS = (
    _event("v1", "wire", "stopped", "A cable car stopped above Hollin Gorge on Saturday with 31 people on board.", mentions=(at("wire", "stopped"), at("post", "stopped"))),
    _event("v2", "wire", "struck", "At least four people were hurt when the cabin struck a mast, the mountain guard said."),
    _event("v3", "wire", "failed", "A guard told the regional office that the brake had failed twice in February, the office said.", start="2031-02-01", end="2031-02-28", background=True),
    _event("v4", "later", "test", "Inspectors will test the cable on Thursday.", start="2031-03-06", end="2031-03-06", status="planned"),
    _event("v5", "daily", "denied", "The cable car firm Gorge Lines denied that the brake had failed.", start=None, end=None, place=None),
    _event("v6", "later", "built", "The line was built in 1961.", start="1961", end="1961", score=0.2, background=True),
)  # fmt: skip


def _claim(
    name: str,
    verdict: str,
    origins: tuple[str, ...],
    independent: tuple[tuple[str, ...], ...],
    *members: Member,
    **more: object,
) -> Claim:
    plain = Claim(
        id=name,
        text=members[0].span.text,
        members=members,
        origins=origins,
        independent=independent,
        verdict=verdict,  # type: ignore[arg-type]
        silent=(),
        why={},
        score=0.9,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def member(report: str, words: str, *stands_on: str, statement: str | None = None) -> Member:
    return Member(span=at(report, words), statement=statement, stands_on=stands_on)


CLAIMS = (
    _claim("c1", "corroborated", ("Corran Wire (own voice)", "Mountain guard", "clinic at Marl"), (("Mountain guard",), ("clinic at Marl",)),
           member("wire", "A cable car stopped above Hollin Gorge on Saturday", "Mountain guard"),
           member("post", "A cable car stopped above Hollin Gorge on Saturday", "Mountain guard"),
           member("radio", "the cable car at Hollin stood still for five hours", "clinic at Marl"), silent=("later",)),
    _claim("c2", "disputed", ("Mountain guard", "clinic at Marl"), (("Mountain guard",), ("clinic at Marl",)),
           member("wire", "At least four people were hurt", "Mountain guard", statement="wire.s1"),
           member("post", "At least four people were hurt", "Mountain guard", statement="post.s1"),
           member("radio", "seven injured", "clinic at Marl", statement="radio.s1")),
    _claim("c3", "disputed", ("unnamed: a guard", "unnamed: a mechanic", "Gorge Lines"), (("unnamed: a guard",), ("unnamed: a mechanic",), ("Gorge Lines",)),
           member("wire", "the brake had failed twice in February", "unnamed: a guard", statement="wire.s4"),
           member("daily", "the brake had failed", "Gorge Lines", statement="daily.s1"),
           member("daily", "the brake had failed before", "unnamed: a mechanic", statement="daily.s2"), silent=("post", "radio")),
    _claim("c4", "only-here", ("Meridian (own voice)",), (), member("later", "Inspectors will test the cable on Thursday")),
    _claim("c5", "unsourced", ("Radio Marl (own voice)",), (), member("radio", "nobody knew why"), score=0.4),
)  # fmt: skip

CONFLICTS = (
    Conflict(
        id="x1",
        kind="figure",
        about="how many: people hurt",
        sides=(
            Side(value="At least four", members=(at("wire", "At least four"), at("post", "At least four")), origins=("Mountain guard",)),
            Side(value="seven", members=(at("radio", "seven"),), origins=("clinic at Marl",)),
        ),
        relation="dispute",
        why={"same_giver": False, "as_of": "2031-03-01 / 2031-03-02"},
        score=0.8,
    ),
    Conflict(
        id="x2",
        kind="figure",
        about="how many: people hurt",
        sides=(
            Side(value="At least four", members=(at("wire", "At least four"),), origins=("Mountain guard",)),
            Side(value="Five", members=(at("later", "Five"),), origins=("Mountain guard",)),
        ),
        relation="update",
        why={"same_giver": True, "as_of": "2031-03-01 / 2031-03-05"},
        score=0.8,
    ),
    Conflict(
        id="x3",
        kind="denial",
        about="whether the brake had failed",
        sides=(
            Side(value="the brake had failed twice in February", members=(at("wire", "the brake had failed twice in February"),), origins=("unnamed: a guard",)),
            Side(value="the brake had failed", members=(at("daily", "the brake had failed"),), origins=("Gorge Lines",)),
        ),
        relation="dispute",
        why={"denied_by": "Gorge Lines"},
        score=0.8,
    ),
    Conflict(
        id="x4",
        kind="fact",
        about="how the cable car stood",
        sides=(
            Side(value="stopped", members=(at("wire", "stopped"),), origins=()),
            Side(value="stood still", members=(at("radio", "stood still"),), origins=()),
        ),
        relation="rounding",
        why={},
        score=0.2,
    ),
)  # fmt: skip


def _lead(report: str, words: str, claim: str, conflicts: tuple[str, ...] = (), **why: str) -> LeadSentence:
    origins = next(c.origins for c in CLAIMS if c.id == claim)
    return LeadSentence(span=at(report, words), claims=(claim,), origins=origins, conflicts=conflicts, why=why)


LEAD = (
    _lead("wire", "A cable car stopped above Hollin Gorge on Saturday with 31 people on board.", "c1", **{"for": "main"}),
    _lead("wire", "At least four people were hurt when the cabin struck a mast, the mountain guard said.", "c2", ("x2", "x1"), **{"for": "coverage"}),
    _lead("later", "Inspectors will test the cable on Thursday.", "c4", **{"for": "coverage"}),
    _lead("wire", "A guard told the regional office that the brake had failed twice in February, the office said.", "c3", ("x3",), **{"for": "dispute", "conflict": "x3"}),
)  # fmt: skip

_PASSAGES = (
    "A cable car stopped above Hollin Gorge on Saturday with 31 people on board.",
    "At least four people were hurt when the cabin struck a mast, the mountain guard said.",
)

COPIES = (
    Copy(
        a="wire",
        b="post",
        relation="near-identical",
        source="a",
        passages=tuple(Passage(a=at("wire", p), b=at("post", p)) for p in _PASSAGES),
        why={"share_of_b": 0.9},
    ),
    Copy(a="wire", b="later", relation="shared-origin", source="third: Mountain guard", passages=(), why={}),
    Copy(a="radio", b="daily", relation="independent", source=None, passages=(), why={}),
)


def _said(
    report: str, words: str, form: str, statement: str | None, speaker: str = "Ada Querl", *changes: WordChange
) -> QuotationMember:
    return QuotationMember(
        spans=(at(report, words),),
        statement=statement,
        speaker="e2" if speaker == "Ada Querl" else None,
        speaker_name=speaker,
        form=form,  # type: ignore[arg-type]
        changes=changes,
    )


_MEASURES = {
    "words": 8,
    "quoted_in": 2,
    "unquoted_in": 0,
    "changed_words": 1,
    "weighty_changes": 1,
    "unmarked_omissions": 0,
    "speakers": 1,
    "independent_reports": 1,
}

QUOTATIONS = (
    Quotation(
        id="q1",
        speaker="e2",
        speaker_name="Ada Querl",
        members=(
            _said("wire", "We heard the cable sing and then nothing", "same", "wire.s2"),
            _said("post", "We heard the cable sing loudly and then nothing", "altered", "post.s2", "Ada Querl", WordChange(kind="put-in", fullest=None, here=at("post", "loudly"), marked=False)),
        ),
        relation="altered",
        why=_MEASURES,
    ),
    Quotation(
        id="q2",
        speaker=None,
        speaker_name="Ivo Stell",
        members=(
            _said("radio", "bruises & one broken arm", "same", "radio.s2", "Ivo Stell"),
            _said("later", "Five people were hurt on the Hollin cable car", "paraphrased", "later.s1", "Mountain guard"),
        ),
        relation="paraphrased",
        why=_MEASURES | {"quoted_in": 1, "unquoted_in": 1, "weighty_changes": 0},
    ),
    Quotation(
        id="q3",
        speaker=None,
        speaker_name="<script>alert(2)</script>",
        members=(
            _said("radio", "bruises & one broken arm", "same", "radio.s2", "Ivo Stell"),
            _said("daily", "the brake had failed before", "shortened", None, "Ivo Stell", WordChange(kind="left-out", fullest=at("radio", "bruises"), here=None, marked=True)),
        ),
        relation="shortened",
        why=_MEASURES | {"weighty_changes": 0},
    ),
)  # fmt: skip

ENTITIES = (
    Entity(id="e1", name="Mountain guard", type="ORG", aliases=("the mountain guard",), roles=(), mentions=(at("wire", "the mountain guard"), at("post", "the mountain guard"), at("later", "the mountain guard"))),
    Entity(id="e2", name="Ada Querl", type="PERSON", aliases=("Ada Querl",), roles=("runs the upper station",), mentions=(at("wire", "Ada Querl"), at("post", "Ada Querl"))),
    Entity(id="e3", name="Gorge Lines", type="ORG", aliases=("Gorge Lines",), roles=(), mentions=(at("daily", "Gorge Lines"),)),
)  # fmt: skip

TIMES = (
    Time(span=at("wire", "Saturday"), value="2031-03-01", start="2031-03-01", end="2031-03-01"),
    Time(span=at("later", "on Monday"), value="2031-03-03", start="2031-03-03", end="2031-03-03"),
)


def sample() -> Dossier:
    """The whole sample."""
    reports = tuple(
        replace(r, damage=(Damage(span=at("radio", "nobody knew why"), reason="the sentence stops"),))
        if r.id == "radio"
        else r
        for r in REPORTS.values()
    )
    return Dossier(
        story=Story(title="Cable car stops above Hollin Gorge", start="2031-03-03", end="2031-03-05"),
        reports=reports,
        entities=ENTITIES,
        statements=STATEMENTS,
        figures=FIGURES,
        times=TIMES,
        events=EVENTS,
        claims=CLAIMS,
        conflicts=CONFLICTS,
        lead=LEAD,
        copies=COPIES,
        models={"parse": "en_core_web_sm 3.8.0", "vectors": "all-MiniLM-L6-v2 int8"},
        unread=(
            Unread(id="u1", source="broken<1>.pdf", kind="binary", message="this is no text; hand in text or HTML"),
        ),
        notes=("these reports tell 2 stories",),
        quotations=QUOTATIONS,
    )


def empty() -> Dossier:
    """A dossier of one report in which nothing was found."""
    text = "Nothing."
    report = Report(id="one", source="one.txt", sha256="0" * 64, text=text, offsets=OffsetMap.identity(len(text)))
    return nothing_found(report)

"""What holds of any judgements: twice is once, order does not matter, what is taken back is none, constraints hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.judge.constraints import Links, Settling
from sayso.judge.rows import Anchor, Judgement
from sayso.judge.words import plain
from sayso.link.linkage import average_linkage
from sayso.types import Dossier
from tests.judge.conftest import judged, name

Linked = Callable[..., Dossier]
Place = Callable[[str, str], Anchor]
Told = tuple[str, str, tuple[int, ...], int]
Pairs = dict[tuple[int, int], float]
COUNT = 8
# a loaded machine draws slowly, too
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SLOW = settings(CALM, max_examples=25)
FORMS = ("Dessa Sarr", "D. Sarr-Lund", "Karim Sarr", "Sarr", "Ila Brandt", "Hask Lines", "Tarrow", "Osprey")
CLAUSES = (
    ("wire", "Two people drowned"),
    ("post", "two people drowned"),
    ("radio", "Two people drowned"),
    ("wire", "23 people were rescued from the water"),
    ("post", "Some 31 people were rescued from the water"),
    ("radio", "the harbour would stay closed"),
    ("post", "it would pay for the funerals"),
)
FIGURES = (("wire", "23"), ("post", "Some 31"), ("late", "23"), ("wire", "Two"), ("radio", "Two"))
EVENTS = (("wire", "drowned"), ("post", "drowned"), ("wire", "sank off"), ("late", "sank"), ("late", "pulled"))

items = st.integers(0, COUNT - 1)
pairs = st.dictionaries(st.tuples(items, items).filter(lambda p: p[0] < p[1]), st.floats(0, 1), max_size=28)
decisions = st.lists(st.tuples(st.sampled_from(["same", "apart"]), items, items), max_size=10)


@st.composite
def many(draw: st.DrawFn) -> list[Told]:
    """Judgements as kind, decision, the places in its list of what they are about, and the minute of the day."""
    sizes = {"entity": len(FORMS), "claim": len(CLAUSES), "figure": len(FIGURES), "event": len(EVENTS)}
    out = []
    for minute in draw(st.lists(st.integers(0, 59), max_size=4, unique=True)):
        about = draw(st.sampled_from(sorted(sizes)))
        among = st.lists(st.integers(0, sizes[about] - 1), min_size=2, max_size=3, unique=True)
        out.append((about, draw(st.sampled_from(["same", "apart"])), tuple(draw(among)), minute))
    return out


def rows(told: Sequence[Told], place: Callable[[str, str], Anchor]) -> list[Judgement]:
    known = {"claim": CLAUSES, "figure": FIGURES, "event": EVENTS}
    return [
        judged(
            about,  # type: ignore[arg-type]
            decides,  # type: ignore[arg-type]
            [name(FORMS[n]) if about == "entity" else place(*known[about][n]) for n in among],
            made=f"2029-05-12T10:{minute:02}:00+00:00",
        )
        for about, decides, among, minute in told
    ]


@CALM
@given(pairs, decisions)
def test_groups_keep_to_what_was_settled(likenesses: Pairs, told: list[tuple[str, int, int]]) -> None:
    settling = Settling()
    held = [
        (decides, a, b)
        for decides, a, b in told
        if a != b and (settling.join if decides == "same" else settling.bar)(str(a), str(b))
    ]
    links = settling.settled().among([str(i) for i in range(COUNT)])
    groups = links.joined(average_linkage(COUNT, links.without(likenesses), 0.3, 0.5, links.apart))
    assert sorted(i for g in groups for i in g) == list(range(COUNT))
    of = {i: n for n, g in enumerate(groups) for i in g}
    for decides, a, b in held:
        assert (of[a] == of[b]) == (decides == "same")


@CALM
@given(pairs)
def test_groups_without_judgements_are_what_they_were(likenesses: Pairs) -> None:
    groups = average_linkage(COUNT, likenesses, 0.3, 0.5)
    assert Links().joined(groups) == groups
    assert average_linkage(COUNT, likenesses, 0.3, 0.5, frozenset()) == groups


VALUES: tuple[Callable[[Place, str], Judgement], ...] = (
    lambda place, made: judged("entity", "name", [name("Dessa Sarr")], "Chief Sarr", made=made),
    lambda place, made: judged("entity", "type", [name("Osprey")], "PRODUCT", made=made),
    lambda place, made: judged("entity", "dismiss", [name("Tarrow")], made=made),
    lambda place, made: judged("statement", "speaker", [place("post", "Some 31 people were")], "Ila Brandt", made=made),
    lambda place, made: judged("statement", "dismiss", [place("radio", "Two people drowned")], made=made),
    lambda place, made: judged("figure", "giver", [place("late", "23")], "Ila Brandt", made=made),
    lambda place, made: judged("figure", "value", [place("post", "Some 31")], "23", made=made),
    lambda place, made: judged("claim", "verdict", [place("wire", "Two people drowned")], "updated", made=made),
    lambda place, made: judged(
        "conflict", "relation", [place("wire", "23"), place("post", "Some 31")], "update", made=made
    ),
    lambda place, made: judged(
        "copy", "relation", [Anchor(report=place(r, "Tarrow").report) for r in ("wire", "late")], "rewrite", made=made
    ),
    lambda place, made: judged("origin", "apart", [name("Dessa Sarr"), name("harbour police")], made=made),
)


@SLOW
@given(st.permutations(range(len(VALUES))), st.integers(0, len(VALUES)), many())
def test_so_it_is_with_what_sets_values(
    linked: Linked, place: Place, order: list[int], count: int, made: list[Told]
) -> None:
    set_ = [VALUES[n](place, f"2029-05-11T10:{n:02}:00+00:00") for n in order[:count]]
    judgements = [*rows(made, place), *set_]
    once = linked(*judgements).to_json()
    assert linked(*reversed(judgements), *judgements).to_json() == once
    back = [judged("judgement", "revoke", [], j.id) for j in judgements]
    assert linked(*judgements, *back).to_json() == linked().to_json()


@SLOW
@given(many())
def test_twice_is_once_and_the_order_of_rows_does_not_matter(linked: Linked, place: Place, made: list[Told]) -> None:
    judgements = rows(made, place)
    once = linked(*judgements).to_json()
    assert linked(*judgements, *judgements).to_json() == once
    assert linked(*reversed(judgements)).to_json() == once


@SLOW
@given(many(), st.data())
def test_what_is_taken_back_is_none(linked: Linked, place: Place, made: list[Told], data: st.DataObject) -> None:
    judgements = rows(made, place)
    back = data.draw(st.lists(st.sampled_from(judgements), unique=True)) if judgements else []
    revoked = [judged("judgement", "revoke", [], j.id) for j in back]
    left = [j for j in judgements if j not in back]
    assert linked(*judgements, *revoked).to_json() == linked(*left).to_json()
    again = [judged("judgement", "revoke", [], j.id, made="2029-05-13") for j in revoked]
    assert linked(*judgements, *revoked, *again).to_json() == linked(*judgements).to_json()


@SLOW
@given(many())
def test_what_was_decided_stands_in_the_dossier_or_is_told_of(linked: Linked, place: Place, made: list[Told]) -> None:
    judgements = rows(made, place)
    after = linked(*judgements)
    for row in judgements:
        if any(plain(row) in note for note in after.notes):
            continue
        found = [homes(after, row.about, anchor) for anchor in row.anchors]
        for one, other in combinations(found, 2):
            if row.decides == "same" and one and other:
                assert one & other, (row, after.notes)
            elif row.decides == "apart":
                assert not one & other, (row, after.notes)


@SLOW
@given(many())
def test_every_span_holds_and_every_mention_has_one_entity(linked: Linked, place: Place, made: list[Told]) -> None:
    after = linked(*rows(made, place))
    texts = {r.id: r.text for r in after.reports}
    mentions = [m for e in after.entities for m in e.mentions]
    assert len(mentions) == len(set(mentions)) == len([m for e in linked().entities for m in e.mentions])
    assert all(texts[m.report][m.start : m.end] == m.text for m in mentions)
    assert all(s.speaker is None or s.speaker in {e.id for e in after.entities} for s in after.statements)


def homes(dossier: Dossier, about: str, anchor: Anchor) -> set[str]:
    """The entities, claims, quantities or events in which the words of an anchor stand."""
    if about == "entity":
        full = {e.id: [m.text for m in e.mentions] for e in dossier.entities}
        most = max((texts.count(anchor.text) for texts in full.values()), default=0)
        return {e for e, texts in full.items() if most and texts.count(anchor.text) == most}
    report = anchor.report.source.removesuffix(".txt") if anchor.report and anchor.report.source else ""
    at = (report, anchor.start, anchor.end)
    if about == "claim":
        return {c.id for c in dossier.claims for m in c.members if (m.span.report, m.span.start, m.span.end) == at}
    if about == "figure":
        return {f.quantity or f.id for f in dossier.figures if (f.report, f.span.start, f.span.end) == at}
    return {e.id for e in dossier.events for m in e.mentions if (m.report, m.start, m.end) == at}

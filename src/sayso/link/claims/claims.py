"""Claims: the propositions that reports share, or that stand in one report alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sayso.judge.constraints import UNDECIDED, Constraints
from sayso.link.folding import first_tellings
from sayso.link.likeness import FEATURES, PRONOUNS, Clause, Comparison, clause_of, compare, probability
from sayso.link.linkage import average_linkage
from sayso.link.origins.independence import OWN_VOICE
from sayso.link.rivals import beside_rivals
from sayso.types import Annotations, Claim, Copy, Feature, Figure, Member, Proposition, Statement, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sayso.link.names.entities import Entities
    from sayso.link.origins.origins import Origins
    from sayso.spans import Span

# Pairs below this cosine are not looked at, unless a copied passage joins them.
RETRIEVE = 0.35
# Share of a clause in copied passages from which on it is the other's, whoever is named as its speaker.
TAKEN = 0.9
# subjects that stand for whatever their speaker has in mind
POINTING = frozenset({"this", "that", "these", "those", "we", "you", "everyone", "everybody", "what"})
# Average probability at which two groups of clauses become one claim, and that of the best pair between them. The
# average is low across repetitions (headline, lead, quotation) of one claim. Of 0.35 to 0.5 and 0.5 to 0.6 this finds
# most pairs in fifteen annotated stories at the precision of 0.5 and 0.6, each judged by weights that have not seen it.
SAME_CLAIM = 0.4
ONE_PAIR = 0.6
# Two parties only stand behind one claim when some pair of their clauses is this likely the same; below it they make
# claims of their own, since a corroboration that is none does more harm than one that is missed. On eight annotated
# stories it takes away 7 of 18 corroborations, all false, and no pair that the annotators joined.
CONFIRMS = 0.8
# Likeness, the mean over a group's reports, at which a clause of another group is told to be of this one too, at least.
TOLD_TOO = 0.5
# A second clause of a report is shown when it is this near to the claim, compared with the report's best.
SECOND = 0.8
# times that name a year at least
DAY = re.compile(r"\d{4}")
# Claims of one report that are shown: per report, those that matter most.
ALONE_PER_REPORT = 8
LEAST_TELLING = 1.2
OVERLAP = 0.5
# pairs of clauses whose features are averaged for a claim's `why`, at most
SHOWN = 1000
# a clause that makes up this part of a reworded passage is what was reworded
WHOLE = 0.7
# characters after which a reported clause opens at the latest ("that ")
LATE = 6
# words that open a clause which cannot be read alone
SUBORDINATE = frozenset(
    {"when", "while", "where", "as", "after", "before", "since", "because", "although", "though", "to"}
)


def link_claims(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    figures: Sequence[Figure],
    entities: Entities,
    copies: Sequence[Copy],
    origins: Origins,
    judged: Constraints = UNDECIDED,
) -> tuple[Claim, ...]:
    """Groups the propositions of all reports into claims.

    Candidates are retrieved by the cosine of their embeddings and by aligned passages, judged by a logistic scorer
    over named features (`sayso.link.likeness`), and grouped by average linkage, so that a chain of likenesses does not
    swallow what its ends do not share.

    Args:
        annotated: the reports with their propositions.
        statements: all statements, linked.
        figures: all figures, with their quantities.
        entities: what names stand for.
        copies: aligned passages between reports.
        origins: where words come from.
        judged: which propositions a person put together or kept apart, by their ids.

    Returns:
        Claims by importance: those that more reports and more independent groups carry first, then by their place.
        The verdict is provisional; `judge_claims` gives the final one.
    """
    every = [p for a in annotated for p in a.propositions]
    first = first_tellings(annotated, lambda a: a.propositions)
    propositions = [every[i] for i, of in enumerate(first) if i == of]
    if not propositions:
        return ()
    twins: dict[str, list[Proposition]] = {}
    for i, of in enumerate(first):
        if i != of:
            twins.setdefault(every[of].id, []).append(every[i])
    told = {p.report for p in propositions}
    distinct = [a for a in annotated if a.report.id in told]
    story = compare_propositions(distinct, statements, figures, entities, copies)
    pairs = judged_pairs(story)
    denials = {s.id for s in statements if s.mode == "deny"}
    links = judged.among([p.id for p in propositions])
    pairs = links.without(pairs) if links else pairs
    joined = average_linkage(len(propositions), pairs, SAME_CLAIM, ONE_PAIR, links.apart)
    near = neighbours(pairs)
    groups = [part for group in joined for part in _part_parties(group, story, near, origins, denials)]
    groups = with_told_elsewhere(links.joined(groups), story, near, origins)
    order = {a.report.id: i for i, a in enumerate(annotated)}
    held = {i for one in links.same for i in one}
    of_several = [len({propositions[i].report for i in g}) > 1 for g in groups]
    shared = [g for g, several in zip(groups, of_several, strict=True) if several]
    shown = [sorted({*_few_each(g, story, near), *(i for i in g if i in held)}) for g in shared]
    joined_by = [_joined(kept, near) for kept in shown]
    whys = _whys(joined_by, story)
    claims = [
        _claim(kept, story, near, origins, order, pairs_within, why, twins)
        for kept, pairs_within, why in zip(shown, joined_by, whys, strict=True)
    ]
    alone = [g for g, several in zip(groups, of_several, strict=True) if not several]
    claims += _alone(shared, alone, story, near, annotated, origins, order, twins)
    length = {a.report.id: max(1, len(a.report.text)) for a in annotated}

    def importance(claim: Claim) -> tuple[float, ...]:
        reports = {m.span.report for m in claim.members}
        first = min(m.span.start / length[m.span.report] for m in claim.members)
        return (-len(reports), -len(claim.independent), first)

    ordered = sorted(claims, key=importance)
    return tuple(replace(c, id=f"c{i}") for i, c in enumerate(ordered, 1))


def _part_parties(
    group: Sequence[int],
    story: Comparison,
    near: Near,
    origins: Origins,
    denials: Collection[str],
) -> list[list[int]]:
    """A group of clauses cut where independent parties are joined by doubtful pairs alone.

    Clauses of one party stay together. What is said in a report's own voice, or against the others, goes with the party
    that it is nearest to: it confirms nothing. A "not" with another subject or verb is another claim.
    """
    members = {i: _member(story.clauses[i].proposition, origins) for i in group}
    contrary = {i for i in group if story.clauses[i].proposition.negated or members[i].statement in denials}
    contrary = set() if len(contrary) == len(group) else contrary
    party: dict[int, int] = {}
    for number, names in enumerate(origins.independent(list(members.values()))):
        for i, member in members.items():
            if set(names) & set(member.stands_on) and i not in contrary:
                party[i] = number
    numbers = sorted(set(party.values()))
    if not numbers or (len(numbers) == 1 and not contrary):
        return [list(group)]
    parts = {n: {n} for n in numbers}
    for i in party:
        for j, likely in near.get(i, {}).items():
            if i < j and j in party and likely >= CONFIRMS and parts[party[i]] is not parts[party[j]]:
                union = parts[party[i]] | parts[party[j]]
                for n in union:
                    parts[n] = union
    out: dict[int, list[int]] = {}
    for i in group:
        if i in party:
            out.setdefault(min(parts[party[i]]), []).append(i)
            continue
        alike = near.get(i, {})
        nearest = max((j for j in alike if j in party), key=lambda j: (alike[j], -j), default=min(party))
        if i in contrary and not _contradicts(
            story.clauses[i], story.clauses[nearest], members[i].statement in denials
        ):
            out[-1 - i] = [i]
        else:
            out.setdefault(min(parts[party[nearest]]), []).append(i)
    return list(out.values())


def with_told_elsewhere(
    groups: Sequence[Sequence[int]], story: Comparison, near: Near, origins: Origins
) -> list[list[int]]:
    """Groups with clauses of other groups that tell the same in reports that they lack.

    One clause may tell two things ("the bridge, closed since May, fell"), and each is a claim of its own. It goes by
    the mean of its best likeness with each report of the group. What one report alone tells a second time makes no
    claim of its own.
    """
    home = {i: n for n, group in enumerate(groups) for i in group}
    report = story.report.tolist()
    out = [list(group) for group in groups]
    telling = [{report[i] for i in group} for group in groups]
    for n, group in enumerate(groups):
        reports = telling[n]
        only = next(iter(reports)) if len(reports) == 1 else None
        found: dict[int, dict[int, float]] = {}
        for i in group:
            for j, likely in near.get(i, {}).items():
                if report[j] not in reports and (only is None or only not in telling[home[j]]):
                    of = found.setdefault(j, {})
                    of[report[i]] = max(of.get(report[i], 0.0), likely)
        best: dict[int, tuple[float, int]] = {}
        alike = {j: mean for j, of in found.items() if (mean := sum(of.values()) / len(reports)) >= TOLD_TOO}
        voices = {name for i in group for name in origins.of(*_told(story, i))} if alike else set()
        for j, mean in alike.items():
            own = all(name.endswith(OWN_VOICE) or name in voices for name in origins.of(*_told(story, j)))
            if mean >= (CONFIRMS if not own else ONE_PAIR if only is not None else TOLD_TOO):
                best[report[j]] = max(best.get(report[j], (0.0, -1)), (mean, -j))
        out[n] += [-j for _, j in best.values()]
    return _without_parts(out)


def _without_parts(groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Groups that are not all in another one, each in ascending order, by their first clauses."""
    kept: list[frozenset[int]] = []
    within: dict[int, list[frozenset[int]]] = {}
    for whole in sorted({frozenset(group) for group in groups}, key=lambda g: (-len(g), sorted(g))):
        if not any(whole <= other for other in within.get(min(whole), ())):
            kept.append(whole)
            for i in whole:
                within.setdefault(i, []).append(whole)
    return sorted(sorted(group) for group in kept)


def _told(story: Comparison, i: int) -> tuple[str, str | None]:
    p = story.clauses[i].proposition
    return p.report, p.statement


def _contradicts(a: Clause, b: Clause, denied: bool) -> bool:
    """Whether a clause in the negative is about what the other tells: a denial of it, or its subject and verb."""
    p, q = a.proposition, b.proposition
    return denied or (p.predicate == q.predicate and (p.subject or "").lower() == (q.subject or "").lower())


def compare_propositions(
    annotated: Sequence[Annotations],
    statements: Sequence[Statement],
    figures: Sequence[Figure],
    entities: Entities,
    copies: Sequence[Copy],
) -> Comparison:
    """Prepares the propositions of all reports for comparison, in the order of the reports."""
    made = {s.id: s for s in statements}
    mentions: dict[str, list[Figure]] = {}
    for figure in figures:
        mentions.setdefault(figure.report, []).append(figure)
    clauses = []
    for a in annotated:
        days = [(t.span, t.value[:10]) for t in a.times if DAY.match(t.value)]
        known = [(n.span, entities.resolve(a.report.id, n.span.text, n.span)) for n in a.names]
        full = [(span.start, span.end, e.name) for span, e in known if e is not None and e.name != span.text]
        for p in a.propositions:
            ids = {
                span.text: e.id if e is not None else span.text.lower()
                for span, e in known
                if p.span.start <= span.start and span.end <= p.span.end
            }
            inside = [
                f for f in mentions.get(p.report, ()) if p.span.start <= f.span.start and f.span.end <= p.span.end
            ]
            wording = _full_names(a.report.text, p.span.start, p.span.end, full)
            if p.subject and p.subject.lower() not in PRONOUNS and p.subject.lower() not in p.span.text.lower():
                # "jumped off the boat" says little without who did
                wording = f"{p.subject} {wording}"
            start, end = _sentence(a, p)
            statement = made.get(p.statement) if p.statement is not None else None
            speaker = statement.speaker or statement.speaker_name if statement is not None else None
            clauses.append(
                clause_of(
                    p,
                    wording,
                    _full_names(a.report.text, start, end, full),
                    ids,
                    _subject(p, ids, entities),
                    inside,
                    (day for span, day in days if p.span.start <= span.start and span.end <= p.span.end),
                    speaker,
                    speaker if statement is not None and _of_oneself(p, statement) else None,
                    _is_headline(a, p),
                )
            )
    return compare(clauses, _copied([c.proposition for c in clauses], copies))


def _of_oneself(p: Proposition, statement: Statement) -> bool:
    """Whether people tell a clause of themselves: "I will miss it", or "he would miss it" at once after "Roe said"."""
    subject = (p.subject or "").lower()
    opens = statement.kind != "direct" and 0 <= p.span.start - statement.content[0].start <= LATE
    return statement.speaker_type == "person" and (subject == "i" or (subject in {"he", "she"} and opens))


def _full_names(text: str, start: int, end: int, names: Sequence[tuple[int, int, str]]) -> str:
    """Part of a text with the names in it in their fullest form."""
    out, at = [], start
    for first, last, name in names:
        if at <= first and last <= end:
            out += [text[at:first], name]
            at = last
    return "".join([*out, text[at:end]])


def _sentence(annotations: Annotations, p: Proposition) -> tuple[int, int]:
    at = bisect_right(annotations.sentences, (p.span.start, len(annotations.report.text))) - 1
    return annotations.sentences[max(0, at)]


def _is_headline(annotations: Annotations, p: Proposition) -> bool:
    """Whether a clause stands in the first line of a report and that line is its title or ends without a full stop."""
    report = annotations.report
    line = report.text.lstrip().split("\n", 1)[0].strip()
    first = len(report.text) - len(report.text.lstrip()) + len(line)
    return p.span.end <= first and (line == report.title or line[-1:] not in {".", "”", '"', "!", "?"})


def _subject(p: Proposition, ids: Mapping[str, str], entities: Entities) -> str | None:
    if not p.subject or p.subject.lower() in PRONOUNS:
        return None
    if p.subject in ids:
        return ids[p.subject]
    entity = entities.resolve(p.report, p.subject) if p.subject[0].isupper() else None
    return entity.id if entity is not None else p.subject.lower()


def _copied(propositions: Sequence[Proposition], copies: Sequence[Copy]) -> dict[tuple[int, int], float]:
    """For pairs of clauses that aligned passages join: the share of the longer clause that is aligned.

    Inside a passage that is the same word for word, places correspond; of a reworded one only clauses that make up
    most of it on both sides do.
    """
    at: dict[str, list[int]] = {}
    for i, p in enumerate(propositions):
        at.setdefault(p.report, []).append(i)
    edges = {
        report: np.array([(propositions[i].span.start, propositions[i].span.end) for i in found])
        for report, found in at.items()
    }

    def inside(report: str, start: float, end: float) -> list[int]:
        if report not in edges:
            return []
        starts, ends = edges[report].T
        return [at[report][k] for k in np.flatnonzero((starts < end) & (ends > start)).tolist()]

    out: dict[tuple[int, int], float] = {}
    for copy in copies:
        for passage in copy.passages:
            # what is the same word for word has the same letters
            same = passage.relation == "same" or _letters(passage.a.text) == _letters(passage.b.text)
            scale = (passage.b.end - passage.b.start) / max(1, passage.a.end - passage.a.start)
            for i in inside(copy.a, passage.a.start, passage.a.end):
                a = propositions[i].span
                low, high = max(a.start, passage.a.start), min(a.end, passage.a.end)
                # where the covered part of the clause stands in the other report
                left = passage.b.start + (low - passage.a.start) * scale
                right = passage.b.start + (high - passage.a.start) * scale
                for j in inside(copy.b, left, right):
                    b = propositions[j].span
                    shared = min(b.end, right) - max(b.start, left)
                    whole = min(a.end - a.start, b.end - b.start) >= WHOLE * (passage.a.end - passage.a.start)
                    if same or whole:
                        longer = max(a.end - a.start, b.end - b.start)
                        key = (min(i, j), max(i, j))
                        out[key] = min(1.0, out.get(key, 0.0) + shared / longer)
    return out


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def judged_pairs(story: Comparison) -> dict[tuple[int, int], float]:
    """Probability for every pair of clauses worth a look, with clauses that overlap in one report left neutral."""
    count = len(story.clauses)
    near = [i * count + j for (i, j), cosine in story.near.items() if cosine >= RETRIEVE]
    wanted = np.unique(np.array(near + [i * count + j for i, j in story.copied], dtype=np.int64))
    at = np.stack(np.divmod(wanted, max(1, count)), axis=1)
    compared = ~_inside(story, *at.T)
    likely = np.full(len(at), SAME_CLAIM - 0.01)
    likely[compared] = probability(story.rows(at[compared]))
    # what Roe says of herself is not what Karr says of himself, however alike the words
    one, other = story.myself[at.T]
    likely[(one >= 0) & (other >= 0) & (one != other)] = 0.0
    # nor what two say of "this" or "us" without a name or number that tells what they mean
    who, whom = story.speaker[at.T]
    pointing = np.array([_only_points(c) for c in story.clauses], dtype=np.bool_)[at.T].any(axis=0)
    pointing &= (who >= 0) & (whom >= 0) & (who != whom)
    for k in np.flatnonzero(pointing).tolist():
        i, j = at[k].tolist()
        if story.copied.get((i, j), 0.0) < TAKEN:
            likely[k] = 0.0
    apart = compared & (story.report[at[:, 0]] != story.report[at[:, 1]])
    likely[apart] = beside_rivals(at[apart], likely[apart], story.report)
    return dict(zip(zip(*at.T.tolist(), strict=True), likely.tolist(), strict=True))


def _only_points(clause: Clause) -> bool:
    """Whether a clause is about whatever its speaker points at: "this is the first time", "how we feel"."""
    told = clause.names or clause.numbers or clause.values
    return clause.proposition.subject in POINTING and not told


Near = Mapping[int, Mapping[int, float]]


def neighbours(pairs: Mapping[tuple[int, int], float]) -> Near:
    """The pairs of each clause: the other one, in ascending order, with the probability that both say the same."""
    near: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), likely in sorted(pairs.items()):
        near[i][j] = near[j][i] = likely
    return dict(near)


def _inside(story: Comparison, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two clauses overlap or stand in one sentence, so that the words around say nothing of what they share."""
    spans = [c.proposition.span for c in story.clauses]
    start, end = np.array([(s.start, s.end) for s in spans], dtype=np.int64).reshape(-1, 2).T
    number: dict[str, int] = {}
    sentence = np.array([number.setdefault(c.sentence, len(number)) for c in story.clauses], dtype=np.int64)
    overlap = (start[i] < end[j]) & (start[j] < end[i])
    return np.asarray((story.report[i] == story.report[j]) & (overlap | (sentence[i] == sentence[j])), dtype=np.bool_)


def _nested(a: Clause, b: Clause) -> bool:
    return a.proposition.span.overlaps(b.proposition.span)


def _claim(
    kept: Sequence[int],
    story: Comparison,
    near: Near,
    origins: Origins,
    order: Mapping[str, int],
    joined: Sequence[tuple[int, int]],
    why: Mapping[str, Feature],
    twins: Mapping[str, Sequence[Proposition]],
) -> Claim:
    """The claim of some clauses, with the pairs that hold them together and what these share."""
    closeness = _closeness(kept, story, near)
    clearest = max(kept, key=lambda i: (_clearness(story.clauses[i]) + closeness[i], -i))
    between = len(kept) * (len(kept) - 1) // 2
    firsts = ((i, story.clauses[i].proposition) for i in kept)
    told = [(order[p.report], i, p) for i, first in firsts for p in (first, *twins.get(first.id, ()))]
    members = tuple(_member(p, origins) for _, _, p in sorted(told, key=lambda t: t[:2]))
    return _with_origins(
        story.clauses[clearest].proposition.span.text,
        members,
        origins,
        score=round(sum(near[i][j] for i, j in joined) / between, 4) if between else 1.0,
        why=why,
    )


def _joined(group: Sequence[int], near: Near) -> list[tuple[int, int]]:
    """The pairs of some clauses that were worth a look, in order."""
    among = set(group)
    return [(i, j) for i in group for j in near.get(i, {}) if i < j and j in among]


def _few_each(group: Sequence[int], story: Comparison, near: Near) -> list[int]:
    """Of each report the clause that tells the claim best and a second as near; and those that say the contrary."""
    by_report: dict[str, list[int]] = {}
    for i in group:
        by_report.setdefault(story.clauses[i].proposition.report, []).append(i)
    closeness = _closeness(group, story, near)
    kept: list[int] = []
    for found in by_report.values():
        body = [i for i in found if not story.clauses[i].headline] or found
        ranked = sorted(body, key=lambda i: (-closeness[i] - 0.5 * _clearness(story.clauses[i]), i))
        best = ranked[0]
        kept.append(best)
        for i in ranked[1:]:
            as_near = closeness[i] >= SECOND * closeness[best]
            if as_near and not _nested(story.clauses[i], story.clauses[best]) and len(by_report) > 1:
                kept.append(i)
                break
    negated = {story.clauses[i].proposition.negated for i in kept}
    if len(negated) == 1:
        shown = set(kept)
        kept += [i for i in group if story.clauses[i].proposition.negated not in negated and i not in shown]
    return sorted(kept)


def _closeness(group: Sequence[int], story: Comparison, near: Near) -> dict[int, float]:
    """How near each clause is to what the other reports of a group say: the mean of its best likeness with each."""
    report = {i: int(story.report[i]) for i in group}
    others = len(set(report.values())) - 1
    out = {}
    for i in group:
        best: dict[int, float] = {}
        for j, likely in near.get(i, {}).items():
            if j in report and report[j] != report[i]:
                best[report[j]] = max(best.get(report[j], 0.0), likely)
        out[i] = sum(best.values()) / others if others else 0.0
    return out


def _clearness(clause: Clause) -> float:
    """How well a clause can be read by itself: a subject that is named, its own number and names, no great length."""
    p = clause.proposition
    words = len(p.span.text.split())
    first = p.span.text.split()[0].lower().strip("“\"'‘")
    score = 0.3 * min(3, len(clause.names)) / 3 + 0.2 * bool(clause.values)
    score -= 0.5 * (first in PRONOUNS or p.subject is None or p.subject.lower() in PRONOUNS)
    return score - 0.02 * max(0, words - 25) - 0.05 * max(0, 6 - words)


def _whys(claims: Sequence[Sequence[tuple[int, int]]], story: Comparison) -> list[dict[str, Feature]]:
    """For each claim the mean features of the pairs that hold it together; of very many pairs, of the first."""
    pairs = [pair for joined in claims for pair in joined[:SHOWN]]
    rows = story.rows(np.array(pairs, dtype=np.int64).reshape(-1, 2))
    ends = np.cumsum([min(len(joined), SHOWN) for joined in claims], dtype=np.int64)
    return [_mean(own) if len(own) else {} for own in np.split(rows, ends[:-1])] if claims else []


def _mean(rows: NDArray[np.float64]) -> dict[str, Feature]:
    means = rows.mean(axis=0)
    return {name: round(float(v), 3) for name, v in zip(FEATURES, means, strict=True) if v.any()}


def _alone(
    told_together: Sequence[Sequence[int]],
    told_alone: Sequence[Sequence[int]],
    story: Comparison,
    near: Near,
    annotated: Sequence[Annotations],
    origins: Origins,
    order: Mapping[str, int],
    twins: Mapping[str, Sequence[Proposition]],
) -> list[Claim]:
    """What one report alone says and a reader would want to check: the most telling assertions of each report.

    Of a report whose words others have too, all that it says is told by several.
    """
    length = {a.report.id: max(1, len(a.report.text)) for a in annotated}
    shared: dict[str, list[Span]] = {}
    for i in (i for group in told_together for i in group):
        shared.setdefault(story.clauses[i].proposition.report, []).append(story.clauses[i].proposition.span)
    by_report: dict[str, list[tuple[float, int]]] = {}
    for group in told_alone:
        best = max(group, key=lambda i: (_telling(story.clauses[i], length), -i))
        report = story.clauses[best].proposition.report
        by_report.setdefault(report, []).append((_telling(story.clauses[best], length), best))
    out = []
    for report, ranked in by_report.items():
        chosen: list[int] = []
        for score, i in sorted(ranked, key=lambda r: (-r[0], r[1])):
            span = story.clauses[i].proposition.span
            taken = [*shared.get(report, ()), *(story.clauses[j].proposition.span for j in chosen)]
            by_several = story.clauses[i].proposition.id in twins
            if not by_several and (score < LEAST_TELLING or len(chosen) == ALONE_PER_REPORT):
                break
            if not any(_overlap(span, other) > OVERLAP for other in taken):
                chosen.append(i)
        out += [_claim([i], story, near, origins, order, (), {}, twins) for i in chosen]
    return out


def _overlap(a: Span, b: Span) -> float:
    """Share of the shorter of two spans that both cover."""
    if a.report != b.report:
        return 0.0
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / max(1, min(a.end - a.start, b.end - b.start))


def _telling(clause: Clause, length: Mapping[str, int]) -> float:
    """How much a clause gives a reader to check: names, numbers, a speaker; near the top, whole, by itself."""
    p = clause.proposition
    words = p.span.text.split()
    score = 0.8 * min(2, len(clause.names)) + 0.8 * min(2, len(clause.values)) + 0.3 * (p.statement is not None)
    score += 0.5 * (1 - p.span.start / length[p.report])
    by_itself = p.subject is not None and words[0].lower().strip("“\"'‘") not in PRONOUNS | SUBORDINATE
    return score - 0.8 * (not by_itself) - 0.8 * (len(words) < 6) - 0.3 * (len(words) > 45) - 1.0 * clause.headline


def _member(p: Proposition, origins: Origins) -> Member:
    return Member(span=p.span, statement=p.statement, stands_on=origins.of(p.report, p.statement))


def _with_origins(
    text: str, members: tuple[Member, ...], origins: Origins, *, score: float, why: Mapping[str, Feature]
) -> Claim:
    names = tuple(dict.fromkeys(n for m in members for n in m.stands_on))
    independent = origins.independent(members)
    reports = {m.span.report for m in members}
    verdict: Verdict
    if len(independent) > 1 and len(reports) > 1:
        verdict = "corroborated"
    elif len(reports) == 1:
        verdict = "only-here"
    else:
        verdict = "single-origin" if independent else "unsourced"
    return Claim(
        id="",
        text=text,
        members=members,
        origins=names,
        independent=independent,
        verdict=verdict,
        silent=(),
        why=why,
        score=score,
    )

"""Which story a report joins, as reports come: pure decisions; nothing is stored, read or printed here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sayso.link.stories.features import Features
from sayso.link.stories.likeness import Group, alone, odds, prior, probability, rough_odds, sums, table, total
from sayso.link.stories.linkage import join
from sayso.stream import WINDOW
from sayso.stream.index import Index
from sayso.stream.remembered import Remembered

# log odds below which a story that a report is near to is left as it is when the report comes. With -3, reports one by
# one come to the same B-cubed F1 as average linkage over all pairs (AllSides, multisource, three orders each); with 0
# they stay .006 below
NEAR = -3.0
# stories that a report is held against when it comes, and those put together anew with it, the most alike: twelve and
# six move B-cubed F1 by .001 at most (AllSides, multisource) and cost a fifth more
COMPARED, LOOKED_AT = 8, 4
# reports of stories that are put together anew, one by one; a larger story is taken as a whole
TOGETHER = 32
LOOSE = 8
# fewer reports are judged as so many, the fewest measured: a handful does not tell how rare a pair of one story
# is, unlike reports that someone took for one story, of which a dossier is made
FEWEST = 90
# log odds, the days left out of account, from which a story that began after another ended goes on from it. Of the
# pairs of multisource's stories the first that is wrong to a reader lies at -1.1, and one that is right below it
CONTINUES = -1.0


@dataclass(slots=True)
class Story:
    """One story: its number, its reports by arrival, and the first arrival of the story it goes on from.

    The sum of its reports is made when it is asked for: of a library's open stories few ever are.
    """

    number: int
    arrivals: list[int]
    reports: Mapping[int, Features] = field(repr=False)
    continues: int | None = None
    summed: Group | None = None

    @property
    def sum(self) -> Group:
        """The sum of its reports."""
        if self.summed is None:
            each = [alone(self.reports[a]) for a in self.arrivals]
            self.summed = each[0] if len(each) == 1 else total(each)
        return self.summed

    def add(self, arrival: int) -> None:
        """Take in a report that came after all others."""
        self.summed = total([self.sum, alone(self.reports[arrival])])
        self.arrivals.append(arrival)

    @property
    def first_day(self) -> int | None:
        """The first day of its reports, where one is dated."""
        return min(self.sum.days, default=None)

    @property
    def last_day(self) -> int | None:
        """The last day of its reports, where one is dated."""
        return max(self.sum.days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a decider goes on from: the reports of open stories, those that a person holds there, and what it counts."""

    reports: Remembered
    story_of: Mapping[int, int]
    continues: Mapping[int, int]
    arrivals: int
    numbers: int
    pivots: NDArray[np.int8] | None
    built: int
    placed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is told of a story: its number, title and days, and each report's score by arrival.

    `continues` is the arrival of a report of the story that it goes on from; which story that is may change.

    A score is the probability, 0 to 1, that a report tells what those of its story tell, itself among them; 1 for a
    story of one report.
    """

    number: int
    title: str | None
    first_day: int | None
    last_day: int | None
    continues: int | None
    scores: Mapping[int, float]


@dataclass(slots=True)
class Changes:
    """What a report's arrival changed: reports in another story now, stories with other reports, and stories closed.

    `merged` says of each story that is no more into which it went: that of its first report.
    """

    moved: dict[int, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    merged: dict[int, int] = field(default_factory=dict)
    closed: list[Described] = field(default_factory=list)


# reports that are put together as one, and their sum
Piece = tuple[Sequence[int], Group]


class Decider:
    """Puts reports into stories one by one.

    A report is held against the stories of the reports that the index proposes. It and the reports of all those that
    it is near to are put together anew by average linkage over the log odds of their pairs. So it joins one, founds
    one, brings two together, or takes one apart.

    The part that holds most reports of a story keeps its number; of equal parts the one with its earliest report. Where
    parts of several stories come together, the number of the one that gave most reports stays, then the lower number.

    The reports that a person holds in a story are one piece that is never taken apart, two such pieces of different
    stories are never put together, and the part that has one keeps the number of its story.

    Args:
        window: arrivals after which a report is not looked up any more.
        among: how many reports there will be, where that is known.
        known: what an earlier decider knew.
    """

    def __init__(self, window: int = WINDOW, among: int | None = None, known: Known | None = None) -> None:
        self._window = window
        self._among = among
        self.index = Index(window)
        self.stories: dict[int, Story] = {}
        self.story_of: dict[int, int] = {}
        self.reports = Remembered()
        self.placed: set[int] = set()
        self.arrivals = self.numbers = 0
        self.pivots: NDArray[np.int8] | None = None
        self._places = table()
        if known is not None:
            self._go_on(known)

    def _go_on(self, known: Known) -> None:
        self.arrivals, self.numbers, self.pivots = known.arrivals, known.numbers, known.pivots
        if known.pivots is not None:
            self.index.rebuild(known.built, known.pivots)
        self.reports, self.story_of, self.placed = known.reports, dict(known.story_of), set(known.placed)
        arrivals = sorted(known.reports)
        looked_up = arrivals[bisect_right(arrivals, self.arrivals - self._window) :]
        self.index.fill(looked_up, *known.reports.packed(looked_up))
        for arrival in arrivals:
            number = self.story_of[arrival]
            if number not in self.stories:
                self.stories[number] = Story(number, [], self.reports, known.continues.get(number))
            self.stories[number].arrivals.append(arrival)

    def arrive(self, report: Features) -> Changes:
        """Take in a report, held against the stories of those that the decider's own index proposes.

        Args:
            report: its features.

        Returns:
            As `arrive_near`.
        """
        arrival = self.arrivals + 1
        near = self.index.near(arrival, report.vector, report.terms)
        self.index.add(arrival, report.vector, report.terms)
        changes = self.arrive_near(report, near)
        if self.index.due(arrival):
            self.pivots = self.index.rebuild(arrival)
        return changes

    def arrive_near(self, report: Features, near: Mapping[int, int]) -> Changes:
        """Take in a report, held against the stories of those near it; its arrival gets the next number.

        Args:
            report: its features.
            near: what `Index.near` finds for it.

        Returns:
            The new story of each report whose story changed, this one among them, and the numbers of all stories
            that changed.
        """
        self.arrivals += 1
        arrival = self.arrivals
        likely = self._likely(report, near) if len(report.terms.places) else []
        self.reports[arrival] = report
        changes = self._put_together(arrival, [pair for pair in likely if pair[0] >= NEAR])
        self._continue(changes, [n for _, n in likely])
        self._forget(changes)
        return changes

    def _likely(self, report: Features, near: Mapping[int, int]) -> list[tuple[float, int]]:
        """The stories of reports near it that a report is most alike, with the log odds, in that order."""
        shared: dict[int, int] = {}
        for other, product in near.items():
            number = self.story_of[other]
            shared[number] = max(shared.get(number, 0), product)
        numbers = list(shared)
        if len(numbers) > COMPARED:
            roughly = rough_odds(report, [self.stories[n].sum for n in numbers], list(shared.values()))
            order = sorted(range(len(numbers)), key=lambda i: (-roughly[i], numbers[i]))
            numbers = [numbers[i] for i in order[:COMPARED]]
        likely = odds(alone(report), [self.stories[n].sum for n in numbers], self._prior(), self._places)
        return sorted(zip(likely, numbers, strict=True), key=lambda pair: (-pair[0], pair[1]))[:LOOKED_AT]

    def _prior(self) -> float:
        return prior(max(FEWEST, self._among or min(self.arrivals, self._window)))

    def _forget(self, changes: Changes) -> None:
        """Close the stories that no report came to within the window."""
        oldest = self.arrivals - self._window
        left = {n for n in (self.story_of.get(oldest), *changes.touched) if n in self.stories}
        for number in sorted(left):
            if self.stories[number].arrivals[-1] <= oldest:
                changes.closed.append(self.describe(self.stories[number]))
                story = self.stories.pop(number)
                for arrival in story.arrivals:
                    del self.reports[arrival], self.story_of[arrival]
                self.placed.difference_update(story.arrivals)

    def _put_together(self, arrival: int, likely: Sequence[tuple[float, int]]) -> Changes:
        near = [number for _, number in likely]
        if not near:
            self.numbers += 1
            self.stories[self.numbers] = Story(self.numbers, [arrival], self.reports)
            self.story_of[arrival] = self.numbers
            return Changes(moved={arrival: self.numbers}, touched={self.numbers})
        pieces: list[Piece] = [([arrival], alone(self.reports[arrival]))]
        held: list[int] = []
        loose = 1
        for number in near:
            story = self.stories[number]
            placed = self._held(story)
            parts = len(story.arrivals) - max(0, len(placed) - 1)
            if placed:
                held.append(len(pieces))
            if parts > LOOSE and loose + parts > TOGETHER:
                pieces.append((story.arrivals, story.sum))
                continue
            loose += parts
            if placed:
                pieces.append((placed, total([alone(self.reports[each]) for each in placed])))
            pieces += [([each], alone(self.reports[each])) for each in story.arrivals if each not in self.placed]
        if len(pieces) == 2:
            # the report and all of a story, whose mean log odds are known
            together = [[0, 1]] if likely[0][0] >= 0 else [[0], [1]]
        else:
            groups = [summed for _, summed in pieces]
            alike = sums(groups, self._prior(), self._places)
            for i, j in combinations(held, 2):
                # the likeness of whatever they come to be joined with is a mean over this
                alike[i, j] = alike[j, i] = -np.inf
            together = join(alike, [g.count for g in groups])
        return self._number(arrival, [[pieces[i] for i in part] for part in together], near)

    def _held(self, story: Story) -> list[int]:
        """The reports of a story that a person holds there."""
        return [a for a in story.arrivals if a in self.placed] if self.placed else []

    def _number(self, arrival: int, parts: Sequence[Sequence[Piece]], near: Sequence[int]) -> Changes:
        """Give each part its number, and say what changed."""
        flat = [sorted(a for arrivals, _ in part for a in arrivals) for part in parts]
        claims = []
        for at, part in enumerate(flat):
            came: dict[int, int] = {}
            placed = {self.story_of[each] for each in part if each in self.placed} if self.placed else set()
            for each in part:
                if each != arrival:
                    came[self.story_of[each]] = came.get(self.story_of[each], 0) + 1
            claims += [(number not in placed, -count, number, part[0], at) for number, count in came.items()]
        given: dict[int, int] = {}
        for _, _, number, _, at in sorted(claims):
            if at not in given and number not in given.values():
                given[at] = number
        changes = Changes()
        old = {n: self.stories[n] for n in near}
        for at, part in enumerate(flat):
            if at not in given:
                self.numbers += 1
                given[at] = self.numbers
            number = given[at]
            if number in old and old[number].arrivals == part:
                continue
            moved = [a for a in part if a == arrival or self.story_of[a] != number]
            before = old.get(number)
            if before is not None and moved == [arrival] and len(part) == len(before.arrivals) + 1:
                before.add(arrival)
            else:
                continues = before.continues if before else None
                summed = total([summed for _, summed in parts[at]])
                self.stories[number] = Story(number, part, self.reports, continues, summed)
            changes.moved.update(dict.fromkeys(moved, number))
            changes.touched.add(number)
        self.story_of.update(changes.moved)
        for number in set(near) - set(given.values()):
            del self.stories[number]
            changes.touched.add(number)
            changes.merged[number] = self.story_of[old[number].arrivals[0]]
        return changes

    def _continue(self, changes: Changes, looked_at: Iterable[int]) -> None:
        """Which story that ended earlier each story that changed goes on from, if any; settled when it has grown."""
        for number in sorted(changes.touched):
            story = self.stories.get(number)
            if story is None or story.first_day is None or len(story.arrivals) > LOOSE:
                continue
            earlier = [self.stories[n] for n in looked_at if n in self.stories and n != number]
            earlier = [e for e in earlier if e.last_day is not None and e.last_day < story.first_day]
            if not earlier:
                continue
            likely = odds(replace(story.sum, days={}), [e.sum for e in earlier], self._prior(), self._places)
            best = max(zip(likely, earlier, strict=True), key=lambda p: (p[0], -p[1].number), default=None)
            if best is not None and best[0] >= CONTINUES:
                story.continues = best[1].arrivals[0]

    def describe(self, story: Story) -> Described:
        """A story's title, period and how surely each report belongs to it.

        The title is that of the titled report that is most like all of them, the earlier of equal ones.
        """
        members = [(a, self.reports[a]) for a in story.arrivals]
        if len(members) == 1:
            scores = {story.arrivals[0]: 1.0}
        else:
            likely = odds(story.sum, [alone(r) for _, r in members], self._prior(), self._places)
            scores = {a: probability(value) for (a, _), value in zip(members, likely, strict=True)}
        titled = [a for a, r in members if r.title]
        best = max(titled, key=lambda a: (scores[a], -a), default=None)
        return Described(
            number=story.number,
            title=self.reports[best].title if best is not None else None,
            first_day=story.first_day,
            last_day=story.last_day,
            continues=story.continues,
            scores=scores,
        )

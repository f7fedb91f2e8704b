"""Who is meant by a name: those of one kind and full name are laid together, all others are offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.link.names.resolve import form_key
from sayso.store.library import EntityLine

# dossiers that one page is made of, and stories that are looked through for a name
STORIES, MOST = 8, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What stories have under one full name and kind: how often it is named, in how many stories, in which roles."""

    name: str
    type: str
    stories: int
    mentions: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """The one that is shown, None where the reader has to choose, and the others that go by the name.

    `stories` has the ids of the chosen one in each story that has it, newest first; `twice` are stories that have two
    of that name, told apart there.
    """

    chosen: Group | None
    others: tuple[Group, ...]
    stories: Mapping[int, tuple[str, ...]]
    twice: tuple[int, ...]


def of_one_name(lines: Iterable[EntityLine]) -> dict[tuple[str, str], list[EntityLine]]:
    """What stories have under each kind and full name, in the order given; a person is never laid with a body."""
    groups: dict[tuple[str, str], list[EntityLine]] = {}
    for line in lines:
        groups.setdefault((line.type, form_key(line.name)), []).append(line)
    return groups


def namesakes(lines: Sequence[EntityLine], name: str, kind: str = "") -> Namesakes:
    """Lays together what has one full name and one kind, and never a person with a body.

    A name alone does not tell that two stories mean the same; nothing else does either, so that the roles that each
    story gives are shown beside. Where a name is nobody's full name but short for several, the reader chooses.

    Args:
        lines: what goes by the name in each story.
        name: the name that was asked for.
        kind: the kind that was asked for; any other value than one of theirs leaves it open.
    """
    groups = of_one_name(lines)
    wanted = [key for key in groups if key[0] == kind] or list(groups)
    own = [key for key in wanted if key[1] == form_key(name)]
    chosen = own or wanted
    by_weight = sorted(chosen, key=lambda key: -sum(e.mentions for e in groups[key]))
    one = by_weight[0] if own or len(chosen) == 1 else None
    stories: dict[int, tuple[str, ...]] = {}
    for line in groups[one] if one else ():
        stories[line.story] = (*stories.get(line.story, ()), line.id)
    return Namesakes(
        chosen=_group(groups[one]) if one else None,
        others=tuple(
            sorted((_group(held) for key, held in groups.items() if key != one), key=lambda g: (-g.mentions, g.name))
        ),
        stories=stories,
        twice=tuple(number for number, ids in stories.items() if len(ids) > 1),
    )


def _group(lines: Sequence[EntityLine]) -> Group:
    return Group(
        name=max(lines, key=lambda e: e.mentions).name,
        type=lines[0].type,
        stories=len({e.story for e in lines}),
        mentions=sum(e.mentions for e in lines),
        roles=tuple(dict.fromkeys(r for e in lines for r in e.roles)),
    )

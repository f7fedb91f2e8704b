"""Families of outlets: who owns an outlet, as far as a data file says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sayso.errors import OwnersError
from sayso.ingest.limits import LARGEST_FILE, read_file
from sayso.ingest.metadata import outlet_name
from sayso.resources import load


@dataclass(frozen=True, slots=True)
class Holding:
    """An outlet's owner, from the first to the last year of it; None where nothing bounds it."""

    owner: str
    since: int | None = None
    until: int | None = None


Owners = Mapping[str, tuple[Holding, ...]]


def shipped_owners() -> Owners:
    """Owners by outlet as `resources/owners.yaml` has them."""
    return _by_outlet(load("owners"), "resources/owners.yaml")


def read_owners(path: str | os.PathLike[str]) -> Owners:
    """Owners by outlet from a YAML file of the form of `resources/owners.yaml`; what it says goes before that.

    Args:
        path: a file that maps each owner to a list of outlets, by name or by the host of their addresses.

    Raises:
        OwnersError: when the file cannot be read or has another form; its message says where.
    """
    name = os.fspath(path)
    try:
        said = yaml.safe_load(read_file(Path(path), name, LARGEST_FILE))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise OwnersError(f"{name} cannot be read as a file of owners: {error}") from error
    return {**shipped_owners(), **_by_outlet(said, name)}


def owner_of(outlet: str | None, published: str | None, owners: Owners) -> str | None:
    """Who owned an outlet when a report was published; None when no file says, or in which years is not known.

    Args:
        outlet: the outlet's name, or its host.
        published: the report's ISO date; without one only an owner without bounds is told.
        owners: from `shipped_owners` or `read_owners`.
    """
    year = int(published[:4]) if published and published[:4].isdigit() else None
    for holding in owners.get(_key(outlet or ""), ()):
        bounded = holding.since is not None or holding.until is not None
        if not bounded or (year is not None and (holding.since or year) <= year <= (holding.until or year)):
            return holding.owner
    return None


def _key(outlet: str) -> str:
    return (outlet_name(outlet, None) or "").casefold().removeprefix("the ")


def _by_outlet(said: Any, source: str) -> Owners:
    if not isinstance(said, dict):
        raise OwnersError(f"{source} must map each owner to a list of outlets")
    out: dict[str, tuple[Holding, ...]] = {}
    for owner, outlets in said.items():
        if not isinstance(outlets, list):
            raise OwnersError(f"{source}: the outlets of {owner!r} must be a list")
        for item in outlets:
            row = item if isinstance(item, dict) else {"name": item}
            years = {k: row.get(k) for k in ("since", "until")}
            if not isinstance(row.get("name"), str) or set(row) - {"name", *years}:
                raise OwnersError(f"{source}: {item!r} of {owner!r} must be a name, or a name with `since` or `until`")
            if any(year is not None and not isinstance(year, int) for year in years.values()):
                raise OwnersError(f"{source}: `since` and `until` of {row['name']!r} must be years")
            key = _key(row["name"])
            out[key] = (*out.get(key, ()), Holding(str(owner), **years))
    return out

"""The dossier as one self-contained HTML page: no resource from outside, and no script but its own."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sayso.render import drawing, formats, wording
from sayso.render.dependence import dependence
from sayso.render.differences import differences
from sayso.render.grid import grid
from sayso.render.header import header
from sayso.render.ledger import ledger
from sayso.render.lookup import Item, Lookup, encodable, items_in, marked_gaps
from sayso.render.marked import full_reports
from sayso.render.new import what_is_new
from sayso.render.origins import origin_rows
from sayso.render.over_time import over_time
from sayso.render.quoted import quoted_words
from sayso.render.short import in_short
from sayso.render.speakers import speakers
from sayso.render.timeline import timeline
from sayso.spans import Span
from sayso.types import Dossier

_HOME: dict[str, Callable[[Lookup], object]] = {
    "lead": in_short,
    "figure": ledger,
    "sum": ledger,
    "event": timeline,
    "statement": speakers,
    "cites": speakers,
    "copy": dependence,
}
_INNERMOST_FIRST = ("figure", "statement", "event", "side", "quotation", "claim", "copy", "sum", "cites", "lead")


def page(dossier: Dossier) -> str:
    """The whole page; see sayso.render.render_html."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    lookup = Lookup(dossier)
    made = (
        environment()
        .get_template("page.html.j2")
        .render(style=Markup(style), script=Markup(script), policy=policy, **_views(lookup))
    )
    return encodable(marked_gaps(made) if lookup.shared else made)


def body(dossier: Dossier) -> Markup:
    """The page without its head, style and script, for a page that brings these: title, parts, reports and panel."""
    lookup = Lookup(dossier)
    made = environment().get_template("body.html.j2").render(**_views(lookup))
    return Markup(encodable(marked_gaps(made) if lookup.shared else made))


@cache
def version_of_pages() -> str:
    """What decides how a dossier's page looks: the modules and templates that draw it, by a hash of these."""
    digest = hashlib.sha256()
    folder = files("sayso.render")
    for each in (folder, folder.joinpath("templates")):
        for file in sorted((f for f in each.iterdir() if f.is_file()), key=lambda f: f.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def page_item(lookup: Lookup, key: str) -> Item | None:
    """What the page of a dossier opens by a key, of a kind that stands for several records or for none of its own."""
    part = _HOME.get(key.partition("-")[0])
    return _items({"part": part(lookup)}).get(key) if part else None


def _items(parts: Mapping[str, object]) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for item in items_in(list(parts.values())):
        items.setdefault(item.key, item)
    return items


def _parts(lookup: Lookup) -> dict[str, Any]:
    """The parts of the page in its order."""
    return {
        "short": in_short(lookup),
        "many": ledger(lookup),
        "when": timeline(lookup),
        "who": speakers(lookup),
        "differ": differences(lookup),
        "quoted": quoted_words(lookup),
        "alone": grid(lookup),
        "copies": dependence(lookup),
        "origins": origin_rows(lookup),
        "new": what_is_new(lookup),
    }


def _views(lookup: Lookup) -> dict[str, Any]:
    """What the templates show of a dossier."""
    views = _parts(lookup)
    many, when, who, differ, quoted, alone, copies, new = (
        views[part] for part in ("many", "when", "who", "differ", "quoted", "alone", "copies", "new")
    )
    counts = {
        "new": len(new.standing) + len(new.conflicts) + len(new.values) + len(new.claims) if new else 0,
        "short": len(views["short"]),
        "many": len(many.shared) + len(many.agreed) + len(many.lone),
        "when": len(when.background) + len(when.dated) + len(when.told) + len(when.more) + len(when.undated),
        "who": len(who.speakers),
        "differ": len(differ.disputes) + len(differ.others) + len(differ.names),
        "quoted": len(quoted.differing) + len(quoted.cut) + len(quoted.same),
        "alone": len(alone.rows) if len(lookup.reports) > 1 else 0,
        "copies": len(copies.pairs) + copies.more_pairs + len(copies.related) + copies.more_related,
        "reports": len(lookup.reports),
    }
    items = _items(views)
    return {
        "parts": [part for part in wording.PARTS if part != "new" or new],
        "views": views,
        "counts": counts,
        "head": header(lookup),
        "reports": full_reports(lookup, _keys(items)),
        "items": _places(lookup, items),
        "labels": [lookup.dated_label(r) for r in lookup.reports],
        "number": lookup.number,
        "shared": lookup.shared,
    }


def _places(lookup: Lookup, items: dict[str, Item]) -> dict[str, list[object]]:
    return {
        key: [
            marked_gaps(item.title) if lookup.shared else item.title,
            item.notes,
            [
                [lookup.number[s.report], s.start, s.end, *([shown] if (shown := _beside(lookup, s, behind)) else [])]
                for s, behind in zip_longest(item.places, item.behind, fillvalue="")
                if isinstance(s, Span)
            ],
        ]
        for key, item in items.items()
    }


def _beside(lookup: Lookup, span: Span, behind: str) -> str:
    """What stands beside a place's words: who is behind them, and the page of a document."""
    return " · ".join(filter(None, (behind, lookup.place(span))))


def _keys(items: dict[str, Item]) -> dict[tuple[str, int, int], str]:
    """For each place the item that a click on it opens: the most telling kind first."""
    keys: dict[tuple[str, int, int], str] = {}
    for item in sorted(items.values(), key=lambda i: _INNERMOST_FIRST.index(i.key.partition("-")[0])):
        for s in item.places:
            keys.setdefault((s.report, s.start, s.end), item.key)
    return keys


@cache
def environment(*before: str) -> Environment:
    """Where the templates are taken from, with what all of them know: the texts, the drawings, the formats.

    Args:
        before: packages whose templates may extend or include those of this one.
    """
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*before, "sayso.render")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = {
        "w": wording,
        "draw": drawing,
        "draw_over_time": over_time,
        "joined": formats.joined,
        "few": formats.few,
        "count": formats.count,
    }
    made.globals.update(shared)
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    return made


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()

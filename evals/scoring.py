"""Scores dossiers against stories annotated by hand: pooled counts, each measure with the number of items behind it.

Spans are compared by their raw offsets, in code points of the decoded input. Gold items that carry a `doubt` are
optional: finding one is right, missing it costs nothing. A leading "that" of a content is ignored. The
conventions of annotation are in docs/reference/annotation.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

Item = dict[str, Any]
Place = tuple[str | None, int, int]
Match = tuple[float, int, int]

COPY = {
    "identical": "copy",
    "near-identical": "copy",
    "excerpt": "copy",
    "rewrite": "copy",
    "shared-origin": "shared-origin",
    "independent": "independent",
}
MENTION = 400  # an event's mention longer than this many characters is no pointer to an event and is not counted


class Tally:
    """Named counts that add up over stories; `f` for precision and recall, `r` for ratios, `matrix` for classes."""

    def __init__(self) -> None:
        self.f: dict[str, list[float]] = {}
        self.r: dict[str, list[int]] = {}
        self.matrix: dict[str, Counter[tuple[Any, Any]]] = {}

    def prf(self, name: str, hit_p: float, pred: int, hit_g: float, gold: int) -> None:
        """Add hits among predictions, predictions, hits among gold, gold."""
        a = self.f.setdefault(name, [0, 0, 0, 0])
        for i, v in enumerate((hit_p, pred, hit_g, gold)):
            a[i] += v

    def ratio(self, name: str, hit: int, of: int) -> None:
        """Add hits out of so many."""
        a = self.r.setdefault(name, [0, 0])
        a[0] += hit
        a[1] += of

    def found(self, name: str, matched: list[Match], pred: int, gold: list[Item]) -> None:
        """Precision over all predictions, recall over the gold items without a doubt."""
        core = {i for i, g in enumerate(gold) if not g.get("doubt")}
        hit = {i for _, i, _ in matched}
        self.prf(name, len(hit), pred, len(hit & core), len(core))

    def cell(self, name: str, gold: str, pred: Any) -> None:
        """Count one decision of a classification."""
        self.matrix.setdefault(name, Counter())[(gold, pred)] += 1

    def add(self, other: Tally) -> None:
        """Add another story's counts."""
        for name, counts in other.f.items():
            hit_p, pred, hit_g, gold = counts
            self.prf(name, hit_p, int(pred), hit_g, int(gold))
        for name, (hit, of) in other.r.items():
            self.ratio(name, hit, of)
        for name, cells in other.matrix.items():
            self.matrix.setdefault(name, Counter()).update(cells)

    def report(self) -> dict[str, dict[str, Any]]:
        """Measure -> its values and the number of items behind it."""
        out: dict[str, dict[str, Any]] = {}
        for k, (hp, p, hg, g) in self.f.items():
            a, b = (hp / p if p else (0.0 if g else 1.0)), (hg / g if g else 1.0)
            out[k] = {"p": a, "r": b, "f1": 2 * a * b / (a + b) if a + b else 0.0, "n": g}
        for k, (h, o) in self.r.items():
            out[k] = {"value": h / o if o else None, "n": o}
        for k, m in self.matrix.items():
            f = []
            for c in {g for g, _ in m}:
                tp, fp = m[(c, c)], sum(v for (g, p), v in m.items() if p == c != g)
                fn = sum(v for (g, p), v in m.items() if g == c != p)
                f.append(2 * tp / (2 * tp + fp + fn) if tp else 0.0)
            out[k] = {"value": sum(f) / len(f) if f else None, "n": sum(m.values())}
        return dict(sorted(out.items()))


def key(name: str | None) -> str:
    """A name without case, accents, articles and punctuation."""
    name = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    name = re.sub(r"^(unnamed:?|the|an|a)\s+", "", re.sub(r"['’]s\b", "", name).strip())
    return " ".join(re.findall(r"[a-z0-9]+", name))


def same_name(a: str | None, b: str | None) -> bool:
    """Whether one name is the other, or a part of it by whole words."""
    a, b = key(a), key(b)
    if not a or not b:
        return False
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return True
    x, y = set(a.split()), set(b.split())
    return bool(x & y) and (x <= y or y <= x) and max(len(w) for w in x & y) > 3


class Side:
    """A gold file or a dossier; every span as (report, start, end) in raw offsets."""

    def __init__(self, doc: Item, gold: bool, known: set[str] | None = None) -> None:
        known = known or set()
        self.doc, self.gold = doc, gold
        self.report: dict[str, str] = {}
        for r in doc.get("reports", []):
            rid = r["report"] if gold else r["id"]
            name = rid
            if not gold and rid not in known:
                stem = Path(str(r.get("source") or "")).stem
                name = stem if stem in known else rid
            self.report[rid] = name
        self.names = {e.get("id"): [e["name"], *e.get("aliases", [])] for e in doc.get("entities", [])}

    def span(self, s: Item) -> Place:
        """Report and raw range of a span."""
        a, b = (s["start"], s["end"]) if self.gold else (s.get("raw") or (0, 0))
        if not self.gold and (s.get("text") or "").lower().startswith("that "):
            a = min(b, a + 5)
        return self.report.get(s["report"]), a, b

    def all_names(self, item: Item, field: str) -> list[str]:
        """The surface forms by which `item[field]` (an entity id or a name) is known on this side."""
        v = item.get(field)
        out = list(self.names[v]) if v in self.names else [v] if v else []
        if not self.gold and item.get(field + "_name"):
            out.append(item[field + "_name"])
        for names in self.names.values():
            if any(key(n) == key(v) for n in names):
                out += names
        return out


def who(theirs: Side, g: Item, ours: Side, p: Item, field: str) -> bool:
    """Whether both sides name the same person or body, or both none."""
    a, b = theirs.all_names(g, field), ours.all_names(p, field)
    if not a:
        return not b
    return any(same_name(x, y) for x in a for y in b)


def overlap(a: Place | None, b: Place | None) -> int:
    """Characters that two places share."""
    if not a or not b or a[0] != b[0]:
        return 0
    return max(0, min(a[2], b[2]) - max(a[1], b[1]))


def iou(a: Place, b: Place) -> float:
    """Shared characters over all characters of two places."""
    o = overlap(a, b)
    return o / ((a[2] - a[1]) + (b[2] - b[1]) - o) if o else 0.0


def pieces(side: Side, spans: list[Item]) -> dict[str, set[int]]:
    """The characters that spans cover, by report."""
    out: dict[str, set[int]] = {}
    for s in spans:
        r, a, b = side.span(s)
        out.setdefault(r or "", set()).update(range(a, b))
    return out


def jaccard(a: dict[str, set[int]], b: dict[str, set[int]]) -> float:
    """Shared characters over all characters of two sets of spans."""
    u = sum(len(a.get(k, set()) | b.get(k, set())) for k in set(a) | set(b))
    return sum(len(a.get(k, set()) & b.get(k, set())) for k in a) / u if u else 0.0


def assign(pairs: list[Match]) -> list[Match]:
    """Greedy one-to-one assignment of (score, i, j), best first."""
    used_i: set[int] = set()
    used_j: set[int] = set()
    out: list[Match] = []
    for s, i, j in sorted(pairs, key=lambda t: -t[0]):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            out.append((s, i, j))
    return out


def num(v: Any) -> float | None:
    """A number as it is compared."""
    return None if v is None else round(float(v), 6)


def score(gold: Item, pred: Item) -> Tally:
    """The counts of one dossier against one annotated story."""
    tally = Tally()
    theirs = Side(gold, True)
    ours = Side(pred, False, set(theirs.report.values()))
    reports(tally, gold, pred, ours, theirs)
    statements(tally, gold, pred, theirs, ours)
    figures(tally, gold, pred, theirs, ours)
    times(tally, gold, pred, theirs, ours)
    entities(tally, gold, pred)
    events(tally, gold, pred, theirs, ours)
    claims(tally, gold, pred, theirs, ours)
    conflicts(tally, gold, pred, theirs, ours)
    copies(tally, gold, pred, ours)
    return tally


def reports(tally: Tally, gold: Item, pred: Item, ours: Side, theirs: Side) -> None:
    """Which reports were read, their day, agencies and noise."""
    gr, pr = {r["report"]: r for r in gold["reports"]}, {ours.report[r["id"]]: r for r in pred.get("reports", [])}
    both = [k for k in gr if k in pr]
    tally.ratio("reports.found", len(both), len(gr))
    for k in gr:
        if gr[k].get("published"):
            tally.ratio(
                "reports.published_day", (pr.get(k, {}).get("published") or "")[:10] == gr[k]["published"][:10], 1
            )
        credited, named = gr[k]["agencies"], pr.get(k, {}).get("agencies", [])
        tally.prf(
            "reports.agencies",
            sum(any(same_name(a, b) for a in credited) for b in named),
            len(named),
            sum(any(same_name(a, b) for b in named) for a in credited),
            len(credited),
        )
    gn = pieces(theirs, [s for r in gr.values() for s in r.get("noise", [])])
    pn = pieces(
        ours, [{**s, "report": s.get("report", pr[k]["id"]), "text": ""} for k in both for s in pr[k].get("noise", [])]
    )
    n = sum(len(gn.get(k, set()) & pn.get(k, set())) for k in gn)
    tally.prf("reports.noise_chars", n, sum(map(len, pn.values())), n, sum(map(len, gn.values())))


def statements(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """Attributions by the Jaccard of their contents (loose 0.5, tight 0.9), and what is right of those found."""
    gs, ps = gold["statements"], pred.get("statements", [])
    gc, pc = [pieces(theirs, s["content"]) for s in gs], [pieces(ours, s["content"]) for s in ps]
    cand = [(jaccard(a, b), i, j) for i, a in enumerate(gc) for j, b in enumerate(pc) if set(a) & set(b)]
    m = assign([c for c in cand if c[0] >= 0.5])
    tally.found("statements.loose", m, len(ps), gs)
    tally.found("statements.tight", assign([c for c in cand if c[0] >= 0.9]), len(ps), gs)
    for _, i, j in m:
        g, p = gs[i], ps[j]
        if g.get("source"):
            tally.ratio(
                "statements.source_span",
                bool(p.get("source")) and overlap(theirs.span(g["source"]), ours.span(p["source"])) > 0,
                1,
            )
        tally.ratio("statements.speaker", who(theirs, g, ours, p, "speaker"), 1)
        tally.ratio("statements.kind", g["kind"] == p.get("kind"), 1)
        tally.cell("statements.mode", g["mode"], p.get("mode"))
    mm = {i: j for _, i, j in m}
    for i, g in enumerate(gs):
        if (g.get("parent") or g.get("via")) and not g.get("doubt"):
            tally.ratio(
                "statements.nested_recall", i in mm and bool(ps[mm[i]].get("parent") or ps[mm[i]].get("via")), 1
            )
    good = {j for i, j in mm.items() if gs[i].get("parent") or gs[i].get("via")}
    nested = [j for _, i, j in m if ps[j].get("parent") or ps[j].get("via")]
    tally.ratio("statements.nested_precision", sum(j in good for j in nested), len(nested))


def figures(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """Figures by overlap, and what is right of those found."""
    gf, pf = gold["figures"], pred.get("figures", [])
    m = assign(
        [
            (iou(theirs.span(a["span"]), ours.span(b["span"])), i, j)
            for i, a in enumerate(gf)
            for j, b in enumerate(pf)
            if overlap(theirs.span(a["span"]), ours.span(b["span"]))
        ]
    )
    tally.found("figures.span", m, len(pf), gf)
    mm = {i: j for _, i, j in m}
    for i, g in enumerate(gf):
        if g["modifier"] != "vague" and not g.get("doubt"):
            p = pf[mm[i]] if i in mm else {}
            tally.ratio(
                "figures.value_recall",
                i in mm and (num(g["low"]), num(g["high"])) == (num(p.get("low")), num(p.get("high"))),
                1,
            )
    for _, i, j in m:
        tally.ratio("figures.modifier", gf[i]["modifier"] == pf[j].get("modifier"), 1)
        tally.ratio("figures.status", gf[i]["status"] == pf[j].get("status"), 1)
        tally.ratio("figures.giver", who(theirs, gf[i], ours, pf[j], "giver"), 1)
    pairs = list(combinations(sorted(m, key=lambda t: t[1]), 2))
    gp = {(i, k) for (_, i, _), (_, k, _) in pairs if gf[i]["quantity"] == gf[k]["quantity"]}
    pp = {
        (i, k) for (_, i, a), (_, k, b) in pairs if pf[a].get("quantity") and pf[a]["quantity"] == pf[b].get("quantity")
    }
    tally.prf("figures.same_quantity_pairs", len(gp & pp), len(pp), len(gp & pp), len(gp))


def times(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """Time expressions by overlap, and their values."""
    gt, pt = gold["times"], pred.get("times", [])
    m = assign(
        [
            (iou(theirs.span(a), ours.span(b)), i, j)
            for i, a in enumerate(gt)
            for j, b in enumerate(pt)
            if overlap(theirs.span(a), ours.span(b))
        ]
    )
    tally.found("times.relaxed", m, len(pt), gt)
    tally.found("times.value", [t for t in m if gt[t[1]]["value"] == pt[t[2]].get("value")], len(pt), gt)


def entities(tally: Tally, gold: Item, pred: Item) -> None:
    """B-cubed over the surface forms that both sides have."""
    ge = {key(a): e["id"] for e in gold["entities"] for a in [e["name"], *e["aliases"]] if key(a)}
    pe = {key(a): e["id"] for e in pred.get("entities", []) for a in [e["name"], *e.get("aliases", [])] if key(a)}
    both = [a for a in ge if a in pe]
    tally.ratio("entities.forms_found", len(both), len(ge))

    def mean(x: dict[str, str], y: dict[str, str]) -> float:
        return sum(sum(y[b] == y[a] for b in both if x[b] == x[a]) / sum(x[b] == x[a] for b in both) for a in both)

    tally.prf("entities.bcubed", mean(pe, ge), len(both), mean(ge, pe), len(both))


def events(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """A gold event is found when a mention of a predicted one stands within 80 characters of one of its mentions."""
    gv = gold["events"]
    pv = [
        (p, [y for y in map(ours.span, p.get("mentions", [])) if y and y[2] - y[1] <= MENTION])
        for p in pred.get("events", [])
    ]

    def meets(a: Place, b: Place) -> bool:
        return a[0] == b[0] and a[1] < b[2] + 80 and b[1] < a[2] + 80

    ms = [[theirs.span(s) for s in g["mentions"]] for g in gv]
    for g, mine in zip(gv, ms, strict=True):
        if g.get("doubt"):
            continue
        hits = [(p, ys) for p, ys in pv if any(meets(x, y) for x in mine for y in ys)]
        tally.ratio("events.found", bool(hits), 1)
        tally.ratio("events.typed", any(p.get("type") == g["type"] for p, _ in hits), 1)
        if len({x[0] for x in mine}) > 1:
            tally.ratio(
                "events.joined", any(len({y[0] for y in ys if any(meets(x, y) for x in mine)}) > 1 for _, ys in hits), 1
            )
    multi = [(p, ys) for p, ys in pv if len({y[0] for y in ys}) > 1]
    tally.ratio(
        "events.join_precision",
        sum(
            any(len({y[0] for y in ys if any(meets(x, y) for x in mine)}) > 1 for mine in ms)
            for _, ys in multi
            if any(meets(x, y) for mine in ms for x in mine for y in ys)
        ),
        sum(any(meets(x, y) for mine in ms for x in mine for y in ys) for _, ys in multi),
    )


def claims(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """Pairs of reports that carry the same claim; a member points at a gold member when their spans have IoU >= 0.3."""
    near = 0.3
    gm = [[theirs.span(x) for x in c["members"]] for c in gold["claims"]]
    pm = [[ours.span(x) for x in c["members"]] for c in pred.get("claims", [])]
    for g, mine in zip(gold["claims"], gm, strict=True):
        if len({x[0] for x in mine}) < 2 or g.get("doubt"):
            continue
        best = None
        for a, b in combinations(mine, 2):
            if a[0] == b[0]:
                continue
            ok = [
                k
                for k, ys in enumerate(pm)
                if any(iou(a, y) >= near for y in ys) and any(iou(b, y) >= near for y in ys)
            ]
            tally.ratio("claims.shared_pair_recall", bool(ok), 1)
            best = ok[0] if best is None and ok else best
        if best is not None:
            p = pred["claims"][best]
            tally.cell("claims.verdict", g["verdict"], p.get("verdict"))
            tally.ratio("claims.independent_count", len(p.get("independent", [])) == len(g.get("independent", [])), 1)
    for ys in pm:
        for a, b in combinations(ys, 2):
            if a[0] == b[0]:
                continue
            ka, kb = (
                [k for k, xs in enumerate(gm) if any(overlap(a, x) for x in xs)],
                [k for k, xs in enumerate(gm) if any(overlap(b, x) for x in xs)],
            )
            if ka and kb:
                tally.ratio(
                    "claims.link_precision",
                    any(any(iou(a, x) >= near for x in gm[k]) and any(iou(b, x) >= near for x in gm[k]) for k in ka),
                    1,
                )


def conflicts(tally: Tally, gold: Item, pred: Item, theirs: Side, ours: Side) -> None:
    """Conflicts whose sides are told apart in the same way."""
    gx = [c for c in gold["conflicts"] if c["kind"] != "name"]
    px = [c for c in pred.get("conflicts", []) if c.get("kind") != "name"]
    gsides = [[[theirs.span(x) for x in s["members"]] for s in c["sides"]] for c in gx]
    psides = [
        [[y for y in map(ours.span, s["members"]) if y and y[2] - y[1] <= MENTION] for s in c["sides"]] for c in px
    ]

    def agree(gs: Any, ps: Any) -> bool:
        touch = [{k for k, s in enumerate(ps) if any(overlap(a, b) for a in t for b in s)} for t in gs]
        touch = [t for t in touch if t]
        return len(touch) >= 2 and any(x != y for x, y in combinations(touch, 2))

    for c, gs in zip(gx, gsides, strict=True):
        hits = [p for p, ps in zip(px, psides, strict=True) if agree(gs, ps)]
        if not c.get("doubt"):
            tally.ratio("conflicts.recall", bool(hits), 1)
        if hits:
            tally.ratio("conflicts.relation", any(p.get("relation") == c["relation"] for p in hits), 1)
    for ps in psides:
        tally.ratio("conflicts.precision", any(agree(gs, ps) for gs in gsides), 1)


def copies(tally: Tally, gold: Item, pred: Item, ours: Side) -> None:
    """Macro-F1 over copy, shared-origin, independent."""
    got = {frozenset((ours.report.get(c["a"]), ours.report.get(c["b"]))): c["relation"] for c in pred.get("copies", [])}
    for c in gold["copies"]:
        tally.cell(
            "copies.relation", COPY[c["relation"]], COPY.get(got.get(frozenset((c["a"], c["b"])), "independent"))
        )

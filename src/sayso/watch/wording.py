"""Every English text of the watch, in one place: templates filled with reports' own words, names and numbers."""

from __future__ import annotations

import re

from sayso.watch.changes import ChangedFact

CONFIRMED = "{count} independent origins now stand behind “{claim}”: {origins}"
DISPUTED = "Disputed: {about}: {sides}"
WITHDRAWN = "{outlet} no longer has what {who} said: “{words}”"
WITHDRAWN_BY_NOBODY = "{outlet} no longer has this statement: “{words}”"
UNCREDITED = "{taker} has text of {giver} and does not credit it"
CHANGED = "{outlet} changed “{title}”: {changes}"
AND_MORE = "and {count} more"

FACTS: dict[ChangedFact, str] = {
    "headline": "the headline",
    "figure-raised": "a figure raised",
    "figure-lowered": "a figure lowered",
    "figure-changed": "a figure changed",
    "figure-added": "a figure added",
    "figure-gone": "a figure gone",
    "name-added": "a name added",
    "name-gone": "a name gone",
    "statement-withdrawn": "a statement gone",
    "statement-added": "a statement added",
    "sentence-added": "a sentence added",
    "sentence-gone": "a sentence gone",
    "sentence-reworded": "a sentence reworded",
}
FROM_TO = "{what}: “{was}” is now “{now}”"
ONE_SIDE = "{what}: “{words}”"
SAID_BY = "{what} ({who}): “{words}”"

_QUOTED = re.compile(r"""^["“”„](.*?)[,.]?["“”]$""", re.DOTALL)


def bare(text: str) -> str:
    """Words without the quotation marks around them, in one line: they stand between others here."""
    shown = " ".join(text.split())
    found = _QUOTED.match(shown)
    return found[1] if found and not re.search(r"[\"“”]", found[1]) else shown


FEED_TITLE = "sayso: alerts"
KINDS = {
    "confirmed": "confirmed",
    "disputed": "disputed",
    "withdrawn": "no longer there",
    "uncredited": "without credit",
    "version": "changed",
}

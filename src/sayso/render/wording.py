"""Every fixed sentence of the page, in one place: what is not listed here is a report's own words, a name or a number.

"Nothing is generated" rests on this file: a dossier's texts are spans word for word, or these templates filled with
spans, names, numbers and dates. The documentation lists them from here.
"""

from __future__ import annotations

from sayso.render.formats import day
from sayso.types import Conflict, Figure, Why

UNSURE_BELOW = 0.5
"""Items with a score below this are folded under "unsure": less likely right than wrong (scores are probabilities)."""

PARTS = {
    "new": (
        "What is new",
        "What the reports that came since then changed: claims that stand differently, new differences, new values,"
        " new claims.",
    ),
    "short": (
        "In short",
        "Sentences taken word for word from the reports: the news first, then what most independent origins stand"
        " behind, then the weightiest dispute. ● an origin, ○ a report that only repeats it.",
    ),
    "many": (
        "How many",
        "Every figure with who gave it, through whom, and as of when. Filled: counted. Hollow: expected or "
        "planned. A bar: a bound or a range.",
    ),
    "when": (
        "What happened",
        "In the reports’ own words, in the order of the events, not of the telling. Hollow: planned. Grey: background.",
    ),
    "who": (
        "Who says so",
        "By speaker. The chain shows how the words came here; the same words in several reports stand once.",
    ),
    "differ": (
        "Where they differ",
        "Disputes stand first. An update, a rounding or a wider scope is no contradiction.",
    ),
    "quoted": (
        "In quotation marks",
        "The same spoken words, report by report. Words that differ stand out. A cut at an end, or one that an ellipsis"
        " shows, is no alteration.",
    ),
    "alone": (
        "Only here, and silent",
        "Filled: says it on its own. Outlined: carries another’s words. Hatched: written before it could be "
        "known. Empty: silent.",
    ),
    "copies": (
        "Who took from whom",
        "A solid line: words from an origin. A dashed line: copied text, with how much of the later report it"
        " makes up.",
    ),
    "reports": (
        "The reports",
        "In full, with what was found in them marked. Click a mark to see its words in every report that has them.",
    ),
}

EMPTY = {
    "short": "No sentence of the reports can stand here by itself.",
    "many": "The reports give no figures.",
    "when": "The reports tell no event that could be placed.",
    "who": "No report says whom it has its words from.",
    "differ": "The reports do not contradict one another, as far as was found.",
    "quoted": "No words in quotation marks stand in more than one report.",
    "quoted-one": "There is only one report, so no quotation can be compared.",
    "alone": "There are no claims to compare between reports.",
    "alone-one": "There is only one report, so nothing can be compared.",
    "copies": "No report takes text from another, as far as was found.",
    "copies-one": "There is only one report, so it has nobody to take from.",
}

ONE_ORIGIN = "1 report, from {origins}"
DAY_OF = "“{words}”: {date}"
NEW_REPORTS = "{n} since {since}: {reports}."
NOTHING_NEW = "No report came since {since}."
NOW = "{now}; before: {was}"
BEFORE = "before: {was}"
NEW_CLAIMS = "{n} that no report told before"

VERDICTS = {
    "disputed": "disputed",
    "updated": "updated",
    "corroborated": "corroborated",
    "only-here": "only here",
    "single-origin": "one origin",
    "unsourced": "origin not stated",
}
VERDICT_REASONS = {
    "disputed": "the reports, or the parties they cite, contradict one another here",
    "updated": "a later report replaces an earlier value or state",
    "corroborated": "{groups} that do not depend on one another: {origins}",
    "only-here": "no other report says this",
    "single-origin": "{reports}, but all the words go back to {origins}",
    "unsourced": "{reports} in their own voice; none says how it knows",
}
RELATIONS = {
    "dispute": "dispute",
    "update": "update",
    "different-scope": "different scope",
    "rounding": "rounding",
    "error": "copying error",
}
RELATION_REASONS = {
    "dispute": "Both cannot be right as they stand.",
    "update": "The later one replaces the earlier.",
    "different-scope": "They count or describe different things, so both may be right.",
    "rounding": "The same, given more or less exactly.",
    "error": "One looks like a slip in copying.",
}
MODES = {
    "deny": "denies",
    "expect": "expects",
    "warn": "warns",
    "ask": "asks",
    "order": "orders",
    "promise": "promises",
    "decline": "declines",
    "opinion": "opinion",
}
EVENT_STATUS = {
    "planned": "planned",
    "denied": "denied",
    "hypothetical": "possible",
    "ongoing": "still going on",
}
FIGURE_STATUS = {"expected": "expected", "past": "in the past"}
COPY_RELATIONS = {
    "identical": "identical",
    "near-identical": "near-identical",
    "excerpt": "an excerpt",
    "rewrite": "reworded",
    "shared-origin": "same origin, written separately",
    "independent": "independent",
}
CELLS = {
    "own": "says it on its own",
    "carried": "carries another’s words",
    "late": "written before it could be known",
    "silent": "silent",
}
QUOTATION_FORMS = {
    "same": "the same",
    "shortened": "shortened",
    "altered": "words altered",
    "small": "small words differ",
    "reworded": "other wording",
    "paraphrased": "in indirect speech elsewhere",
    "speakers": "given to different speakers",
}
QUOTATION_REPLACED = "{here} in place of {fullest}"
QUOTATION_PUT_IN = "with {words} added"
QUOTATION_LEFT_OUT = "without {words}"
QUOTATION_CUT = "shorter"
QUOTATION_GLOSS = "words in brackets"
QUOTATION_UNMARKED = "in indirect speech, without quotation marks"
MORE_QUOTATIONS = "{n}"
CITES = {
    "same": "Word for word in {document}",
    "shortened": "Shortened from {document}",
    "altered": "Altered from {document}",
    "reworded": "Reworded from {document}",
    "paraphrased": "In other words in {document}",
}
CITES_CHANGES = "{how}: {changes}"
REVIEWED = "{checker} checked this claim{date}: “{rating}”"
REVIEWED_ON = " on {date}"
REVIEWED_BY_SOMEBODY = "Somebody"
REVIEWS = "checked {n}"
DOCUMENT_OF = "{genre} of {issuer}"
DOCUMENT_IN = "{genre} {label}"
PLACE_IN = "{document}, {place}"
PLACES = {"page": "p. {number}", "paragraph": "paragraph {number}"}
CUT_QUOTATIONS = "{n} that some reports give shorter, with no word changed"
SAME_QUOTATIONS = "{n} that independent reports give alike"
LONG_OMISSION = 60
MARKS = {
    "s": "what someone says",
    "c": "the reporting verb",
    "f": "figure",
    "t": "time",
    "n": "name",
    "d": "broken in the copy",
}

OWN_VOICE = "in its own voice"
OWN_VOICES = "in their own voice"
NO_SPEAKER = "Speaker not named"
NOT_STATED = "unnamed: not stated"
NOT_STATED_SHOWN = "Not stated who says so"
UNNAMED = "unnamed"
UNNAMED_WHO = "{who} (unnamed)"
UNTITLED = "Reports without a title"
ONLY_IN = "only in {report}"
NO_DATE = "Not dated"
BACKGROUND_EVENTS = "Background: {n} told beside the story"
MORE_EVENTS = "{n}, told by fewer reports"
REPORT_NUMBER = "Report {n}"
NAMES_SPELLED = "{n} spelled in more than one way"
STATEMENTS_IN = "{n}, in {report}"
NO_PUBLISHED = "date not given"
INFERRED = "{date} (inferred, the report gives no date)"
VIA = "via {names}"
OR = "or"
THEN = ", then "
AND_MORE = "{n} more"
OTHER_WORDS = "worded differently in {reports}"
AGREED = "One value, in several reports"
LONE_FIGURES = "{n} that one report gives once"
NO_QUANTITY = "Not comparable with others"
MORE_SPEAKERS = "{n} with fewer statements"
MORE_CLAIMS = "{n} that reports share"
MORE_CONFLICTS = "{n}"
UNSURE = "Unsure: {n} with a score below {threshold}"
OVER_TIME = "As given over time"
LOG_AXIS = "log scale"
TEXT_IN_COMMON = "text in common with {names}"
COMMON_EDGE = "{relation}, {share}% in common"
UNKNOWN_DIRECTION = "{relation}; who took from whom is not known"
COPY_EDGE = "{relation}, {share}% taken"
FROM_THIRD = "both from {name}"
PAIRS_INDEPENDENT = "{n} of {total} pairs of reports share no copied text and no common origin that was found."
MORE_ORIGINS = "Not drawn: {n} more origins, in fewer reports; “Who says so” has them."
NOISE = "Left out as no part of the article: {n}"
DAMAGE = "{n} broken in this copy"
TAKES_FROM = "takes from {names}"
TAKEN_BY = "copied by {names}"
OWNED_BY_STATE = "{name} (state-owned: {state})"
ONE_OWNER = "same owner as {names}: {owner}"
PAIR_OF_ONE_OWNER = "{relation}; one owner: {owner}"
UNREAD = "Not read: {source} ({message})"
MODELS = "Read by {models}."
NOTHING_GENERATED = (
    "Every text here is word for word from a report, or a fixed sentence filled with such words. "
    "Found, linked and counted by sayso; judge the rest yourself."
)
SILENT = "Silent: {reports}."
MERGED = "Counted as one: {merged}."
ORIGINS = "Goes back to: {origins}."
ORIGINS_HEAD = "{n}, how their words came here, and which of them count as one"
ORIGIN_COLUMNS = ("Origin", "Claims", "How its words came", "Counted as one with")
COUNTED_WITH = "{name}: {why}"
PANEL = "In their words"
IN_REPORT = "in the report"
CLOSE = "Close"
SKIP = "Skip to the dossier"
ONLY_HEAD = "In one report alone"
SHARED_HEAD = "Shared claims, report by report"
REPORTED = "reported {date}"
OWN_VOICE_CELL = "own voice"
BACKGROUND = "background"
LEDGER_COLUMNS = ("As of", "Given by", "Figure", "Against the one before")
SINGLE_COLUMNS = ("Figure", "Of what", "Given by", "As of", "Reports")
GRID_COLUMNS = ("Claim", "Origins")
OTHER_FIGURES = "Other figures"
FIGURE_COLUMN = "Of what"
TIMELINE_COLUMNS = ("When", "What", "Where, and who tells it")
CLAIMS_HEAD = "What several say, and who stands behind it"
CLAIM_COLUMNS = ("Claim", "Verdict", "Goes back to", "Told by")
SOURCES_HEAD = "Sources"
MADE = "made {when}"
MADE_OF = "input {input}"
HASHED = "SHA-256 {sha256}"
ALONE = "{n} of its own"
ALONE_SILENT = "{n} of its own, silent about {silent} of {shared} shared"
NAVIGATION = "Parts of the dossier"
KEY = "Marks to show"
KIND_OF_PAGE = "sayso dossier"
DRAWING = "The drawing, with {n}"
PAIRS_HEAD = "Reports that depend on one another"
PAIRS_COLUMNS = ("Report", "How it depends", "On", "Text in common", "Shared passages")
PAIRS_LEFT_OUT = "{n} with less in common stand in the JSON alone."
MORE_PAIRS = "{n} of reports that go back to the same origin, each written separately"
SHARED_HEAD_SENTENCES = "Sentence by sentence: what {n} share, and what is their own"
SHARED_KEY = "Underlined words stand in the report named beside them as they are; in the first of several."
SHARED_SENTENCES = "{shared} of {all} shared: {others}"
SHARED_LOOSELY = "in other words"
OWN_SENTENCES = "{n} of its own"
DAMAGE_IS = "Broken in this copy:"
COLUMNS = ("Origins", "Passed on by", "Reports")


BECAUSE = {
    "denied": "denied by {who}",
    "days": "they name different days",
    "spellings": "{n} spellings of one name",
    "same_giver": "same giver",
    "other_giver": "different givers",
    "same_day": "same day",
    "days_apart": "{first}, then {second}",
    "earlier_state": "one of them speaks of an earlier state",
    "compatible": "one value may stand for the other",
    "copied": "one report takes its text from the other",
    "slip": "one number may be a slip for the other",
    "corrected": "the report takes back one of them",
    "accounted": "{who} of them are accounted for",
    "left": "the later one counts who is left",
    "others": "one counts those beside somebody who is named",
    "none": "none were known of at first",
    "occasion": "one is of another occasion",
    "state": "“{first}”, then “{second}”",
    "cause": "cause and effect are told the other way round",
}
SLIPS = {
    "unit": "the number stands with another unit",
    "magnitude": "a nought or a magnitude may be lost",
    "teen and ty": "“-teen” and “-ty” may be mistaken",
    "digits swapped": "two digits may be swapped",
    "digit lost or doubled": "a digit may be lost or doubled",
}
SUM = "Added up: {parts} = {value}."
SUM_AGREES = "So stands elsewhere: {values}."
SUM_DIFFERS = "Elsewhere stands {values}."
AGES = "{n}"
ALSO_NAMED = "Also named {names}."
ALSO = "{name} ({why})"
TOLD_AS_ONE = "Held for one event: {shared}."
TOLD_ALIKE = "its tellings are alike in meaning"
SHARED_WORDS = "the same word ({words})"
SHARED_DAY = "the same day"
SHARED_PLACE = "the same place ({words})"
SHARED_PARTIES = "the same parties ({words})"
ONE_QUANTITY = "Held for one quantity: all are of {unit}, with the words {words} in common."
SOURCE_BY = {
    "release": "it is the body’s own release",
    "credit": "an agency is credited",
    "version": "both are versions of one outlet",
    "cites": "one cites the other",
    "names": "one names the other’s outlet",
    "both cite": "both cite it",
    "time": "one appeared before the other",
    "cut": "one is part of the other",
    "garbled name": "one garbles a name of the other",
    "third report": "both took it from a third report",
    "person": "a person says so",
}
SOURCE_KNOWN = "{relation}: {why}"
JUDGED = "A person decided that {what} ({by}, {date}{note})."
JUDGED_NOTE = ": {note}"
JUDGED_NOBODY = {"giver": "the report itself", "source": "not known"}
JUDGED_WHAT = {
    "entity same": "these names are one",
    "entity apart": "this name is not one with others",
    "entity name": "this is the name",
    "entity type": "this is of the type {value}",
    "statement speaker": "{value} says this",
    "statement mode": "this is of the mode {value}",
    "figure value": "the value is {value}",
    "figure as_of": "this holds as of {value}",
    "figure status": "this is {value}",
    "event type": "this is of the type {value}",
    "event status": "this is {value}",
    "figure same": "these figures measure the same thing",
    "figure apart": "not all that was held together measures the same thing",
    "figure giver": "{value} gives this figure",
    "event same": "these tellings are of one event",
    "event apart": "not all that was held together is one event",
    "claim same": "these clauses say the same",
    "claim apart": "not all that was held together says the same",
    "claim verdict": "the verdict is: {value}",
    "conflict relation": "this is: {value}",
    "copy relation": "the texts are: {value}",
    "copy source": "the source is: {value}",
    "origin same": "these origins count as one",
    "origin apart": "these origins count apart",
}
FOUND_OUT = {
    "confirmed": "Confirmed to the desk by {who}{way} ({by}, {date}{note}).",
    "false": "Found false{who}{way} ({by}, {date}{note}).",
    "withdrawn": "Withdrawn{who}{way} ({by}, {date}{note}).",
}
"""What a desk found out of a claim by itself, beside what the reports say."""
FOUND_OUT_BY = ", by {who}"
FOUND_OUT_ON = "on {date}"
FOUND_OUT_TAGS = {"confirmed": "confirmed to the desk", "false": "found false", "withdrawn": "withdrawn"}
JUDGED_DIFFERENCE = "a person decided so ({by})"

CHECKS = {
    "dispute": "in dispute",
    "unnamed": "unnamed source",
    "figure": "figure without a giver",
    "own-voice": "origin not stated",
    "one-origin": "one origin",
    "slip": "copying error",
    "quotation": "altered quotation",
    "copy": "copy without credit",
}
WORKLIST = "What to check next"
RING = "Ring: {names}."
CHECK_ID = "({id})"
ASIDE = "Not worth checking"
ASIDE_BY = "{by}, {when}{note}"
NO_CHECKS = "Nothing that reports share rests on one origin, on an unnamed source or on their own voice alone."
CHECK_REPORTS = "{n} of {of}"
CHECK_CLAIMS = "{percent}% of what reports share"
CHECK_LEAD = "the first lines"
CHECK_RESTS = "On it: {what}."
CHECK_SIDE = "“{value}” ({who})"
CHECK_DENIED = "Denied by {who}."
CHECK_UNNAMED = "Nobody with a name says so: {who}, in {reports}."
CHECK_ONE_ORIGIN = "{reports} {verb} it from {who} alone."
CHECK_MORE = "Likewise {claims}."
CHECK_OWN_VOICE = "{reports} alone tells it and does not say how it knows."
CHECK_OWN_VOICES = "No report says how it knows: {reports}."
CHECK_FIGURE = "Nobody is named who gave it, in {reports}."
CHECK_ALTERED = "Words between the marks differ. {notes}."
CHECK_SPEAKERS = "Reports give the same words to different speakers."
CHECK_COPY = "Text of {giver} stands in {takers}"
CHECK_NO_CREDIT = "No credit is given, and it is no second source for that text."
GAP = "[…]"
EXCERPTS = (
    "In excerpts, with what was found in them marked; what is left out stands as […]. Click a mark to see its words in"
    " every report that has them."
)
CITED_READ = "read {date}"
CITED_STORED = "characters {start} to {end} of the text, SHA-256 of the copy {sha256}"


def because(conflict: Conflict) -> str:
    """Why two sides differ, from the features of the decision in plain words; without any, what the relation means."""
    why = conflict.why
    said: list[str] = []
    if conflict.kind == "denial" and why.get("denied_by"):
        said.append(denied_by(why))
    if conflict.kind == "name" and why.get("spellings"):
        said.append(BECAUSE["spellings"].format(n=why["spellings"]))
    if conflict.kind == "date" and why.get("days"):
        said.append(BECAUSE["days"])
    if conflict.kind == "fact" and why.get("state") and why.get("other_state"):
        said.append(BECAUSE["state"].format(first=why["state"], second=why["other_state"]))
    if conflict.kind == "fact" and why.get("cause"):
        said.append(BECAUSE["cause"])
    if conflict.kind == "figure":
        return because_of_figures(conflict.relation, why)
    return _sentence(said) or RELATION_REASONS[conflict.relation]


def because_of_figures(relation: str, why: Why) -> str:
    """Why two figures differ, from the features of the judgement on them."""
    return _sentence(_figure_reasons(why, relation)) or RELATION_REASONS[relation]


def of_what(figure: Figure) -> str:
    """The report's own words for what a figure counts, in brackets; nothing where they hold the figure itself."""
    words = " ".join(figure.of.split())
    return f"({words})" if words and figure.span.text.lower() not in words.lower() else ""


def _sentence(said: list[str]) -> str:
    reason = ", ".join(said)
    return reason[:1].upper() + reason[1:] + "." if reason else ""


def denied_by(why: Why) -> str:
    """Who denies something, from the features of a denial."""
    return BECAUSE["denied"].format(who=str(why["denied_by"]).replace("unnamed: ", ""))


def _figure_reasons(why: Why, relation: str) -> list[str]:
    if why.get("judged_by"):
        return [JUDGED_DIFFERENCE.format(by=why["judged_by"])]
    if why.get("compatible"):
        return [BECAUSE["compatible"]]
    for name in ("corrected", "left", "others", "none", "occasion"):
        if why.get(name):
            return [BECAUSE[name]]
    if why.get("accounted"):
        return [BECAUSE["accounted"].format(who=why["accounted"])]
    said = []
    if why.get("copy"):
        said.append(BECAUSE["copied"])
        if relation == "error":
            said.append(SLIPS.get(str(why.get("slip")), BECAUSE["slip"]))
    elif "same_giver" in why:
        said.append(BECAUSE["same_giver" if why["same_giver"] else "other_giver"])
    if why.get("earlier_state"):
        said.append(BECAUSE["earlier_state"])
    first, _, second = str(why.get("as_of") or "").partition(" / ")
    if first and second and "?" not in (first, second):
        first, second = sorted((first[:10], second[:10]))
        far = first[:4] != second[:4]
        said.append(
            BECAUSE["same_day"]
            if first == second
            else BECAUSE["days_apart"].format(first=day(first, year=far), second=day(second, year=far))
        )
    return said

"""Every English text of the desk that is not on the dossier's page itself, in one place, ready to translate.

Texts with names in braces are filled with `str.format`. A page's texts stand together under its name.
"""

from __future__ import annotations

from sayso.render.side_by_side import SentenceKind

# the frame
NAME = "sayso"
SKIP = "Skip to the page"
NAVIGATION = "Desk"
PLACES = {
    "/": "Stories",
    "/search": "Search",
    "/judgements": "Judgements",
    "/watch": "Watch",
    "/add": "Add reports",
}
"""The desk's places in its navigation: path and name; only those whose pages there are are shown."""
FOOT = "Nothing here is generated: every line is words of a report, or counted from them."

# errors
ERRORS = {
    400: "This was not understood",
    401: "A token is needed",
    403: "This is not allowed",
    404: "There is no such page",
    405: "This cannot be done here",
    413: "This is too much at once",
    415: "This is not of the right kind",
    422: "Something is missing or wrong",
    429: "Too many requests",
    500: "sayso failed here",
    503: "The library cannot be used now",
    504: "This took too long",
}
BACK = "Back to the stories"
MOVED = "What was {old} is in story {new} now. Go there, and do it again."
NO_STORY = "There is no story {story}. Its reports may have been forgotten."
NO_REPORT = "There is no report {report}. It may have been forgotten."
NO_PAGE = "Nothing stands at this address. It may have been forgotten, or the address is cut off."
NOT_VALID = "{field}: {message}"
FAILED = (
    "An error in sayso: {error}. Nothing that was accepted is lost. Please report it with this text and what you did."
)

# stories
STORIES = "Stories"
STORIES_TOLD = "Newest first: a story stands where its last report came."
NO_STORIES = "The library is empty. Reports that are added are laid together into stories."
UNTITLED = "(no title)"
UNDATED = "undated"
NOT_LOOKED = "not looked at yet"
NEW_SINCE = "{n} since you looked, {when}"
CHANGED_SINCE = "changed since you looked, {when}"
WHAT_CHANGED = "{since}: {changes}"
NOTHING_SINCE = "nothing new since you looked, {when}"
BEING_READ = "being read"
OLDER = "Older stories"
NEWER = "Newer stories"
PAGES = "Pages"

# story
STORY_PLACES = "This story"
DOSSIER = "Dossier"
WORKLIST = "Worklist"
SIDE_BY_SIDE = "Side by side"
SHARE = "Share"
STORY_READING = "{n} still to be read: what this page tells is without."
STORY_STALE = "The dossier is being made anew: this page tells what stood before."
STORY_DOING = "{told} Now: {doing}."
STORY_READY = "The dossier was made anew."
STORY_RELOAD = "Show it"
STORY_FIRST = "The reports are being read; the dossier stands here as soon as it is made."
JUDGE = "Judge"
CITE = "Cite"

# the watch
WATCH = "Watch"
WATCH_TOLD = (
    "Feeds and pages that are asked on a schedule. What is new joins its story; every version of an article is kept."
)
WATCH_RUNS = "They are asked while this runs: sayso watch run"
WATCH_ADD = "Watch more"
WATCH_LABEL = "Addresses of feeds or pages, a line each"
WATCH_EVERY = "How often"
WATCH_OFTEN = {
    "": "As what comes decides",
    "15m": "Every 15 minutes",
    "1h": "Every hour",
    "6h": "Every 6 hours",
    "1d": "Once a day",
}
WATCH_ACT = "Watch"
WATCH_REMOVE = "Watch no more"
WATCH_MAY_NOT = "Your token lets you read, not watch."
WATCH_LIST = "What is watched"
WATCH_NONE = "Nothing is watched."
WATCH_ASKED = "asked {when}"
WATCH_NOT_ASKED = "not asked yet"
WATCH_DUE = "next {when}"
WATCH_NO_MORE = "not asked any more"
WATCH_CHANGED = "last something new {when}"
WATCH_WRONG = "Wrong: {wrong}"
WATCH_KINDS = {"new": "", "feed": "", "page": "a page", "item": "", "forgotten": "its report was forgotten"}
WATCH_NO_OFTEN = "That is none of the choices."
ALERTS = "Last alerts"
ALERTS_NONE = "None was found yet."
ALERTS_IN = "in"

# versions of an article
VERSIONS = "Versions of this article"
VERSION_THIS = "this one"
VERSION_SEEN = "seen {when}"
VERSION_NO_FACT = "No fact changed: other words for the same."

# access
SIGN_IN = "Sign in"
SIGN_IN_TOLD = "This desk asks for a token. Whoever runs it makes one with: sayso token add NAME --scope read"
SIGN_OUT = "Sign out"
TOKEN = "Token"
WRONG_TOKEN = "This token is not known here. It may have been revoked; ask whoever runs the desk for another one."
NO_TOKEN = "A token is needed here, in the header: Authorization: Bearer TOKEN"
GUESSED = "Too many wrong tokens came from this address. Try again in {seconds} seconds."
SCOPE_TOO_LOW = "Your token lets you {scope}, and this needs one that lets {needed}."
FOREIGN_FORM = "This form was sent from another site's page, so nothing was done."
OLD_FORM = (
    "This form was not made for this browser, or is too old, so nothing was done. Go back, load the page anew and send"
    " it again."
)
THROUGH_PROXY = (
    "This desk lets in whoever sits at its machine, and you came through a proxy. Start it with --public-name NAME, so"
    " that it asks for tokens."
)
OTHER_HOST = "The desk answers under these names alone: {hosts}."

# limits
TOO_LARGE = "This is more than {most}. Hand in fewer or smaller files at once."
TOO_MANY = "Too many requests came from this address. Try again in {seconds} seconds."
TOO_LONG = "The answer was not there after {seconds} seconds. What was accepted is being worked on; try again."

# search
SEARCH = "Search"
SEARCH_IN = "Where to look"
SEARCH_KINDS = {"reports": "Reports", "statements": "Statements", "figures": "Figures", "entities": "People and bodies"}
SEARCH_FIELDS = {
    "reports": {"words": "Words in title or text", "since": "From day", "until": "To day"},
    "statements": {
        "words": "What is said",
        "speaker": "Who says it",
        "cue": "Reporting verb",
        "since": "From day",
        "until": "To day",
    },
    "figures": {"words": "What is counted, or who counts", "low": "At least", "high": "At most"},
    "entities": {"words": "Name or role", "type": "Kind"},
}
SEARCH_ANY = "any"
SEARCH_GO = "Search"
SEARCH_HINTS = {
    "reports": "Reports that have all the words, the last added first.",
    "statements": "What somebody said about something: give a name, words of what is said, or both. The last found come"
    " first.",
    "figures": "Figures by what they count, who gave them, and their value: 1000 to 5000 finds “at least 3,000” too.",
    "entities": "People, bodies and places by their names and the roles that reports give them.",
}
SEARCH_SYNTAX = (
    "Case, accents and endings do not matter; all words must be there. Words between quotation marks must stand in a"
    " row. There are no other operators: signs are left out."
)
SEARCH_NOTHING = {
    "reports": "No report has all of these words. Try fewer of them, or a longer period.",
    "statements": "No statement fits all of this. Try fewer words, a surname alone, or a longer period.",
    "figures": "No figure fits all of this. Try the thing that is counted alone, or a wider range.",
    "entities": "Nobody and nothing of that name was found. Try a surname alone, or search the reports.",
}
SEARCH_PAGE_EMPTY = "There is nothing more."
SEARCH_FOUND = "What was found"
SEARCH_BEFORE = "Newer"
SEARCH_AFTER = "Older"
SEARCH_IN_STORY = "in"
SEARCH_GIVEN_BY = "given by {name}"
SEARCH_NO_GIVER = "giver not stated"
SEARCH_KIND = "Nothing can be looked for in that; reports are searched instead."
SEARCH_LONG = "{n} characters; at most {most} are looked for. Shorten it."
SEARCH_NO_WORD = "There is no word or number in this: signs alone cannot be looked for."
SEARCH_LONE_MARK = "One quotation mark stands alone: its words are looked for anywhere, not in a row."
SEARCH_NO_DAY = "Write the day as year, month and day: 2028-03-08."
SEARCH_DAYS = "This day is before the first."
SEARCH_NO_NUMBER = "Write a number, such as 1,500 or 2.5."
SEARCH_RANGE = "This is less than the least."
SEARCH_TYPE = "There is no such kind."
SEARCH_PAGE = "There are pages 1 to {last}; ask more closely to see what lies behind."
NO_SPEAKER = "speaker not stated"
UNNAMED = "unnamed"

# people, bodies and places
ENTITY_TYPES = {
    "PERSON": "person",
    "ORG": "body",
    "GPE": "country or town",
    "LOC": "region",
    "FAC": "building or site",
    "EVENT": "event",
    "PRODUCT": "product",
}
ENTITY_ALSO = "also"
ENTITY_JOINED = (
    "Stories are joined by name and kind alone: whether each means the same one is for you to judge, by the roles and"
    " words that it tells."
)
ENTITY_TWICE = "One story tells two of this name apart, and both are here:"
ENTITY_CHOOSE = "Several go by this name. Choose one."
ENTITY_OTHER = "Others who go by this name"
ENTITY_UNKNOWN = "No story has anybody or anything named {name}. Try the search with a part of the name."
ENTITY_NO_PAGE = "There is nothing more of this name."
ENTITY_PARTS = {
    "names": "Names",
    "roles": "Told to be",
    "place": "Where it lies",
    "said": "What they said",
    "said_of": "What others said of them",
    "figures": "Figures they gave",
    "events": "What happened with them",
    "stories": "Stories",
}
ENTITY_MORE = "{n} more"
ENTITY_OTHERS = "the same words in"
ENTITY_ROLE_MORE = "and"
ENTITY_CALLED = "Named"

# two reports side by side
SIDE_HEAD = "Two reports side by side"
SIDE_CHOOSE = "Sentence by sentence: what both have stands in one line, with the words that differ."
SIDE_LEFT = "Left"
SIDE_RIGHT = "Right"
SIDE_SHOW = "Show"
SIDE_OFFERED = "Those that have most in common"
SIDE_OTHERS = "Other reports"
SIDE_EXCHANGE = "Exchange left and right"
SIDE_TOO_FEW = "There are no two reports in this story that have been read."
SIDE_UNKNOWN = "Two different reports of this story are needed; at least one of these is not in its dossier."
SIDE_NOT_COMPARED = "These two were not compared word for word: the story has many reports, and they seemed unlike."
SIDE_TAKEN = "{taker} has {share} % of its text in common with {giver}, which had it first."
SIDE_COMMON = "{taker} has {share} % of its text in common with {giver}; nothing tells which had it first."
SIDE_KINDS: dict[SentenceKind, str] = {
    "same": "{n} the same",
    "reworded": "{n} reworded",
    "told": "{n} telling the same in other words",
    "moved": "{n} the same in another place",
    "elsewhere": "{n} told in another place",
    "own": "{n} only there",
}
SIDE_KEY = {"altered": "other words in its place", "alone": "words only here", "own": "sentence only here"}
SIDE_FIRST = "First difference"
SIDE_NEXT = "Next difference"
SIDE_PREVIOUS = "Previous difference"
SIDE_KEYS = "keys n and p: next, previous"
SIDE_REPORT = "the report"
SIDE_ROWS = {
    "same": "the same in both",
    "reworded": "reworded",
    "told": "the same told in other words",
    "apart": "only in one of them",
}
SIDE_OWN = "Only here:"
SIDE_THERE = "there: {words}"
SIDE_PARTNERS = {"moved": "elsewhere in {name}", "elsewhere": "told elsewhere in {name}"}
SIDE_MORE = "{n} more sentences"
SIDE_NO_TEXT = "Neither report has a text."

# the worklist
WORKLIST_TOLD = "{title}: what to check next, that first on which most of the story rests with least under it."
WORKLIST_ASIDE = "Not worth checking: {n}"
WORKLIST_ASIDE_ACT = "Not worth checking"
WORKLIST_ASIDE_TOLD = (
    "It leaves the list for everybody, and stays below it with your name. It comes back when most of it is new."
)
WORKLIST_ASIDE_GO = "Set aside"
WORKLIST_ASIDE_GONE = "This entry is not on the list any more, or has changed. Look at it again."
WORKLIST_MORE = "{n}, on which less rests"
RING = "Ring"

# citing
CITE_HEAD = "Cite"
CITE_TOLD = (
    "A citation for each place where it stands. The address leads a browser to the words and marks them; the hash is"
    " that of the copy in this library."
)
CITE_FORMS = "Form"
CITE_AS = {"text": "Plain text", "markdown": "Markdown", "html": "HTML", "csl": "CSL-JSON"}
CITE_OPEN = "Open at the words"
COPY = "Copy"
COPIED = "Copied"

# sharing
SHARE_TOLD = (
    "This is what others get: excerpts around what was found, never more than a third of a report’s text, and nothing"
    " that the desk found out by itself."
)
SHARE_AS = "Download as"
SHARE_FORMS = {"html": "Page", "json": "JSON", "md": "Markdown"}
SHARE_PARTS = "How much of each report that is"

# the reader
TAKING_IN = "taking in {name}"
LINKING = "making the dossier"
TROUBLE = "Reading has stopped: {error}. What was handed in is kept; reading goes on when this is mended."

# handing in
ADD = "Add reports"
ADD_TOLD = (
    "Reports join the stories that they tell, or begin new ones. They are accepted at once and read in the background."
)
MAY_NOT_ADD = "Your token lets you read; ask whoever runs the desk for one that lets you write."
FILES = "Files"
FILES_TOLD = (
    "Texts, saved pages, PDF and Word files, mail (.eml) with what is attached, feeds, JSONL, WARC and WACZ archives; "
    "{most} MB together."
)
FILES_ACT = "Hand in the files"
TEXT = "Pasted text"
TEXT_LABEL = "The article's text"
TEXT_ACT = "Hand in the text"
OUTLET = "Outlet"
TITLE = "Headline"
URL = "Address"
PUBLISHED = "Published"
PUBLISHED_TOLD = "Day or time, such as 2028-03-07 or 2028-03-07T18:00"
ADDRESSES = "Addresses"
ADDRESSES_LABEL = "Addresses of pages or feeds, a line each"
ADDRESSES_TOLD = "Fetched as their robots.txt allows; addresses of this network are not."
ADDRESSES_ACT = "Fetch the addresses"
QUEUE = "Handed in"
QUEUE_EMPTY = "Nothing was handed in here yet."
WAITS = "waits"
HANDED_BY = "by {name}"
JOINED = "new"
HELD_ALREADY = "the library has it already"
IN_STORY = "in story"
MORE_REPORTS = "and {n}"
DOING = "The reader is at work: {told}."
NOT_KEPT = "Nothing was accepted: {error}. Mend that, and send it again."
NO_FILES = "Choose at least one file."
TOO_MANY_FILES = "Choose at most {most} files at once."
NO_TEXT = "Paste the article's text."
LONG_TEXT = "A report may have {most} characters. Cut the text into articles."
LONG_LINE = "Use at most {most} characters here."
NO_ADDRESSES = "Write at least one address."
TOO_MANY_ADDRESSES = "Write at most {most} addresses at once."
NO_ADDRESS = "{address} is no address of a page; it must begin with https:// or http://"
NO_TIME = "This is no day or time; write it as 2028-03-07 or 2028-03-07T18:00"

# report
IN_DOSSIER = "In the dossier"
NOT_IN_DOSSIER = "It is still to be read, so nothing is marked in it."
BESIDE_ANOTHER = "Beside another report"
KEPT = "In the library"
KEPT_SOURCE = "Handed in as {source}"
KEPT_ADDED = "Added {when}"
KEPT_HASH = "SHA-256 of what was handed in: {sha256}"
FORGET = "Forget this report"
FORGET_TOLD = (
    "The report goes with its bytes, what was read of it, its place in search, in dossiers and in what was judged. It"
    " cannot be brought back; back-ups made before still have it."
)
FORGET_SURE = "I am sure"
FORGET_ACT = "Forget it"
NOT_SURE = "Say that you are sure; nothing was forgotten."

# judging
JUDGING = "Judge"
JUDGING_TOLD = "What you decide outranks sayso, and all that follows from it is worked out anew. It can be taken back."
JUDGE_REPORT = "Say what it was copied from"
JUDGING_INDEX = "Which item do you want to judge?"
JUDGING_INDEX_TOLD = "Every item of the dossier opens a panel with “Judge” in it. Or look for it by its words:"
JUDGING_SEEK = "Words of the item"
JUDGING_SEEK_GO = "Find"
JUDGING_NONE_FOUND = "No item of this dossier has these words."
JUDGING_KINDS = {
    "claim": "Claim",
    "entity": "Name",
    "figure": "Figure",
    "statement": "Statement",
    "event": "Event",
    "conflict": "Difference",
    "copy": "Two reports",
    "report": "Report",
}
JUDGING_NOTHING_HERE = "Nothing is decided of these words as a whole, but of what stands in them:"
JUDGING_PLACES = "Where it stands"
JUDGING_MORE_PLACES = "and {n}"
JUDGING_SO_FAR = "Decided so far"
JUDGING_BESIDE = "In the same words"
JUDGING_DECIDE = "What do you decide?"
JUDGING_READ_ONLY = "Your token lets you read, not judge."
JUDGING_BY = "Your name"
JUDGING_NOTE = "Why (a note, if you like)"
JUDGING_OTHERS = "Not among them? Words of the other one"
JUDGING_OTHERS_GO = "Look"
JUDGING_NO_OTHERS = "No other has these words."
JUDGING_OUTCOMES = {
    "confirmed": "It is confirmed",
    "false": "It is false",
    "withdrawn": "It was withdrawn",
}
JUDGING_OUTCOME = "What you found"
JUDGING_WHO = "Who told or showed you"
JUDGING_WHO_HINT = "A name, with an office if it helps; for a confirmation it is needed."
JUDGING_HOW_LABEL = "How"
JUDGING_HOW = {
    "phone": "by phone",
    "in person": "in person",
    "in writing": "in writing",
    "document": "by a document",
    "seen": "seen by ourselves",
}
JUDGING_UNSAID = "not said"
JUDGING_ON = "When"
JUDGING_VERDICT = "The verdict"
JUDGING_NAME = "Name"
JUDGING_TYPE = "Kind"
JUDGING_STATUS_LABEL = "Status"
JUDGING_STATUS = {"actual": "so it is", "expected": "expected", "past": "so it was before"}
JUDGING_HAPPENED = "happened"
JUDGING_VALUE = "Value"
JUDGING_AS_OF = "Holds as of"
JUDGING_AS_OF_HINT = "A year, month or day, such as 2028-03-07"
JUDGING_GIVER = "Given by"
JUDGING_ITSELF = "the report itself"
JUDGING_OTHER = "Or somebody not in this list"
JUDGING_SPEAKER = "Said by"
JUDGING_UNNAMED = "Or somebody without a name"
JUDGING_UNNAMED_HINT = "As the report describes them: a nurse, two officials"
JUDGING_MODE = "What the speaker does"
JUDGING_ASSERTS = "asserts"
JUDGING_RELATION = "What stands between the sides"
JUDGING_PARTS = "In which reports"
JUDGING_PART = "Which one does not belong"
JUDGING_WITH = {
    "claim": "The other claim",
    "entity": "The other name",
    "figure": "The other figure",
    "event": "The other event",
}
JUDGING_STAND = "The two"
JUDGING_SAME_CLAIM = "say the same"
JUDGING_SAME_FIGURE = "measure the same thing"
JUDGING_OTHER_REPORT = "The other report"
JUDGING_DEPEND = "The texts are"
JUDGING_SOURCE = "The source is"
JUDGING_THIS = "this report"
JUDGING_THAT = "the other report"
JUDGING_THIRD_SOURCE = "somebody else"
JUDGING_THIRD = "Who else"
JUDGING_FORMS = {
    "found": (
        "We checked it ourselves",
        "It stands beside the verdict, and is no origin: what the reports rest on stays as it is.",
        "Note it",
    ),
    "pair-claim": ("Another claim says the same, or contradicts it", "", "Put the two so"),
    "pair-entity": ("It is the same as another", "Both names are one, with all they said.", "Make them one"),
    "pair-figure": ("It measures the same as another, or contradicts it", "", "Put the two so"),
    "pair-event": ("It is the same as another", "", "Make them one"),
    "split-claim": ("One report says something else", "Its words are set off from the others.", "Set it off"),
    "split-entity": ("In one report it is somebody or something else", "The name there is set off.", "Set it off"),
    "split-figure": ("It measures something else than the others", "", "Set it off"),
    "split-event": ("One report tells something else", "Its words are set off from the others.", "Set it off"),
    "verdict": ("The verdict is another", "It stays until it is taken back, whatever comes.", "Set the verdict"),
    "correct-entity": ("It is called or is something else", "", "Correct it"),
    "correct-figure": ("The figure is wrong", "What you leave as it is stays.", "Correct it"),
    "correct-statement": ("The speaker is wrong", "What you leave as it is stays.", "Correct it"),
    "correct-event": ("It is something else", "", "Correct it"),
    "dismiss-entity": ("It is no name", "", "Leave it out"),
    "dismiss-conflict": ("They do not contradict one another", "", "Leave it out"),
    "dismiss": ("It is none", "sayso misread these words; they are left out.", "Leave it out"),
    "relation": ("It is another kind of difference", "", "Set it so"),
    "copy-report": ("Its text depends on another report", "", "Set it so"),
    "copy": ("They depend on each other otherwise", "", "Set it so"),
}
JUDGING_FIELDS = {
    "outcome": "what you found",
    "with": "the other one",
    "part": "which one does not belong",
    "relation": "what stands between them",
    "verdict": "the verdict",
    "by": "your name",
}
JUDGING_MISSING = "Choose {field}, and send it again."
JUDGING_NO_PART = "Choose at least one of the reports, and send it again."
JUDGING_NO_FORM = "This is no decision that the desk knows."
JUDGING_NOTHING = "Nothing was changed: everything is as the dossier has it already."
JUDGING_WHO_NEEDED = "Say who confirmed it, and send it again."
JUDGING_ITSELF_TWICE = "These are one already. Choose another one, and send it again."
JUDGING_THIRD_NEEDED = "Say who else is the source, and send it again."
JUDGING_LONG = "A field has at most {most} characters."
JUDGING_GONE_HEAD = "This is not in the dossier any more"
JUDGING_GONE = (
    "The dossier was made anew meanwhile, and has no such item now: a report came or went, or somebody judged."
    " Nothing was decided."
)
JUDGING_NO_DOSSIER = "This story has no dossier yet; it is being made."
JUDGING_BACK_TO_STORY = "To the dossier"
DECIDED = "Decided: {what}."
DECIDED_ALREADY = "This was decided before; nothing is to be done."
TAKE_BACK = "Take it back"
PUT_BACK = "Put it back in force"

# trail
TRAIL = "Judgements"
TRAIL_TOLD = "Who decided what and when, the last first. Nothing is ever deleted; what is taken back says so."
TRAIL_STORY = "Only of the story"
TRAIL_STORY_HINT = "such as s12"
TRAIL_GO = "Show"
TRAIL_ALL = "All stories"
TRAIL_NONE = "Nothing was decided yet."
TRAIL_NONE_HERE = "Nothing was decided of this story."
TRAIL_TAKEN_BACK = "taken back by {by}, {when}"
TRAIL_TAKES_BACK = "took back: {what}"
TRAIL_PUTS_BACK = "put back in force: {what}"
TRAIL_FORGOTTEN = "{about}: {decides}. Its words went with a report that was forgotten on {day}."
TRAIL_ANYWHERE = "all stories that have these names"
TRAIL_IN = "in"
TRAIL_NO_STORY = "{name} is no story; stories are called s1, s2 and so on."
TRAIL_OLDER = "Earlier"
TRAIL_NEWER = "Later"

# which story reports belong to
STORY_REPORTS = "Reports of this story"
REPORTS = "Reports"
BELONGS_ELSEWHERE = "Belongs to another story"
PLACING = "What belongs to another story"
PLACING_TOLD = (
    "Which reports tell one story is worked out from their words and days, and sometimes wrong. What you say holds:"
    " later reports may join both stories, but move nothing that is in them now. It is taken back by putting them back."
)
PLACING_SEEK = "Stories to choose from: those with these words"
PLACING_SEEK_GO = "Look"
PLACING_NONE_FOUND = "No report of another story has these words."
PLACING_SOME = "Put reports into another story"
PLACING_WHICH = "The reports"
PLACING_SOME_ACT = "Put them there"
PLACING_ALL = "Put together with another story"
PLACING_ALL_ACT = "Make them one story"
PLACING_INTO = "The story to which they belong"
PLACING_OWN = "A story of their own"
PLACING_NUMBER = "Another one, by its number"
PLACING_NO_STORY = "Choose a story, or write the number of one, such as s12, and send it again. Nothing was changed."
PLACING_NO_REPORT = "Tick at least one report of this story, and send it again. Nothing was changed."
PLACING_GONE = "A report or the story was forgotten meanwhile, so nothing was changed. Look again, and choose anew."
PLACINGS = "Put here or elsewhere by hand"
PLACINGS_ALL = "Reports put into other stories"
PLACED = "{story} is the story of {reports}{before}"
PLACED_FROM = ", not {stories}"
PLACED_SEVERAL = "{first} and {n} more"
PLACED_STAY = "{story} is to stay as it is"
PUT_REPORTS_BACK = "Put back"
PLACED_FORGOTTEN = "a report that was forgotten"

# the API
PROBLEMS = {
    400: ("The request was not understood", "It is broken: no UTF-8, no JSON, no multipart form. Mend what sends it."),
    401: ("A token is needed", "Send a token of `sayso token add` in the header Authorization: Bearer TOKEN."),
    403: ("This is not allowed", "The token does not let you, or a page of another site sent this."),
    404: ("There is no such thing", "Nothing stands at this address. It may have been forgotten."),
    405: ("This cannot be done here", "The header Allow tells what can."),
    406: ("There is no such form", "It can be had in other forms; the detail names them."),
    409: ("Something else came between", "What this was made for is different now. Look at it again, then decide."),
    413: ("This is too much at once", "Send fewer or smaller things at once."),
    415: ("The body is of the wrong kind", "Say what it is in the header Content-Type, and send what is asked for."),
    422: ("Something is missing or wrong", "`errors` tells of each field."),
    429: ("Too many requests", "Wait as long as the header Retry-After says."),
    500: ("sayso failed here", "An error in sayso. Nothing that was accepted is lost; please report it."),
    503: ("The library cannot be used now", "It is busy, or gone. Try again after what the header Retry-After says."),
    504: ("This took too long", "What was accepted is being worked on; try again."),
}
"""Every status of a problem: its title, and what it means."""
NOT_LEGIBLE = "The address has characters that are none: it must be UTF-8 without NUL, percent-encoded."
NO_PARAMETER = "there is no such parameter here"
TWICE = "it is given twice"
NO_JSON = "The body must be JSON, with the header Content-Type: application/json."
BROKEN_JSON = "The body is no JSON: {error}."
NO_CHARACTER = "it has a character that cannot be kept: NUL, or half of one (U+D800 to U+DFFF)"
NO_FORM = "A dossier can be had as {forms}; ask for one of them by Accept or by format."
NO_PARQUET = "Parquet needs pyarrow, which this desk does not have; ask for csv, or have it installed: sayso[tables]."
OTHER_EDITION = "The dossier is another one now, of edition {edition}. Get it again: the ids may mean something else."
NOT_IN_STORY = "Report {report} is not in this story."
NOT_HANDED = "Nothing was handed in under the number {number}, or its reports were forgotten."
NOT_WATCHED = "{address} is not watched."
FORGED = (
    "A page of another site could have sent this, so nothing was done. Send JSON with the header Content-Type:"
    " application/json, or set the header X-Requested-With."
)

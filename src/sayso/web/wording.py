"""Every English text of the desk that is not on the dossier's page itself, in one place, ready to translate.

Texts with names in braces are filled with `str.format`. A page's texts stand together under its name.
"""

from __future__ import annotations

# the frame
NAME = "sayso"
SKIP = "Skip to the page"
NAVIGATION = "Desk"
PLACES = {
    "/": "Stories",
    "/search": "Search",
    "/judgements": "Judgements",
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
NO_PAGE = "Nothing stands at this address. It may have been forgotten, or the address is cut off."
NOT_VALID = "{field}: {message}"
FAILED = (
    "An error in sayso: {error}. Nothing that was accepted is lost. Please report it with this text and what you did."
)

# stories
STORIES = "Stories"
STORIES_TOLD = "Newest first: a story stands where its last report came."
NO_STORIES = "The library is empty. Add the first reports, and they are laid together into stories."
UNTITLED = "(no title)"
UNDATED = "undated"
NOT_LOOKED = "not looked at yet"
NEW_SINCE = "{n} since you looked, {when}"
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
STORY_READING = "{n} still being read: what this page tells is without {them}."
STORY_STALE = "The dossier is being made anew: this page tells what stood before."
STORY_READY = "The dossier was made anew."
STORY_RELOAD = "Show it"
STORY_FIRST = "The reports are being read; the dossier stands here as soon as it is made."
JUDGE = "Judge"
CITE = "Cite"

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

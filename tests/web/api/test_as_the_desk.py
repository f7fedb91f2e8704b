"""Whatever the desk can do, the API can: every page and form of the desk has its operations."""

from __future__ import annotations

from importlib import import_module

from sayso.web.api.document import document
from sayso.web.pages import PAGES

OPERATIONS = {
    "GET /": {"listStories"},
    "GET /stories/{story}": {"getStory", "getDossier", "getNews", "keepLook"},
    "GET /stories/{story}/status": {"getStory"},
    "GET /stories/{story}/reports": {"listReports", "listLikelyStories", "listStoryPlacings"},
    "POST /stories/{story}/place": {"placeReports"},
    "GET /stories/{story}/reports/{report}": {"getReport", "getText", "getInput", "getSpan", "listVersions"},
    "POST /stories/{story}/reports/{report}/forget": {"forgetReport"},
    "GET /stories/{story}/side-by-side": {"compareReports"},
    "GET /stories/{story}/worklist": {"getWorklist"},
    "POST /stories/{story}/worklist": {"judge"},
    "GET /stories/{story}/judge": {"findItems"},
    "GET /stories/{story}/share": {"getDossier"},
    "GET /stories/{story}/share.{form}": {"getDossier", "getTable"},
    "GET /cite": {"citeItem"},
    "GET /judgements": {"listJudgements", "listStoryJudgements", "listPlacings"},
    "POST /judgements": {"judge"},
    "POST /judgements/{name}/revoke": {"revokeJudgement"},
    "GET /search": {"searchReports", "searchStatements", "searchFigures", "searchEntities"},
    "GET /entities": {"getEntity"},
    "GET /add": {"listHandedIn", "getStatus"},
    "GET /add/queue": {"listHandedIn", "getHandedIn"},
    "POST /add/files": {"handInFiles"},
    "POST /add/text": {"handInTexts"},
    "POST /add/addresses": {"handInAddresses"},
    "GET /watch": {"listWatches", "listAlerts"},
    "POST /watch": {"watch"},
    "POST /watch/remove": {"watchNoMore"},
}
"""What a page or form of the desk is for -> the operations that do the same."""
BROWSERS_ALONE = {"GET /sign-in", "POST /sign-in", "POST /sign-out"}
PROGRAMS_ALONE = {"getProblem"}


def test_every_page_and_form_has_its_operations() -> None:
    routes = {
        f"{method} {route.path}"
        for name in PAGES
        for route in import_module(f"sayso.web.pages.{name}").router.routes
        for method in route.methods
    }
    assert routes - BROWSERS_ALONE == set(OPERATIONS)
    known = {o["operationId"] for operations in document()["paths"].values() for o in operations.values()}
    assert set.union(*OPERATIONS.values(), PROGRAMS_ALONE) == known

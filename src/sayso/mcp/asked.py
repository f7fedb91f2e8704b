"""What an assistant may ask: the arguments of each tool, with their bounds."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sayso.store.library import PAGE

LONGEST = 500
"""Characters of a text that is looked for."""
FURTHEST = 10_000
"""The last item of a list that can be asked for; who wants more asks more closely."""
LAST = 1_000_000_000
"""No report is longer."""

SectionName = Literal[
    "summary",
    "reports",
    "claims",
    "conflicts",
    "figures",
    "ledger",
    "statements",
    "events",
    "quotations",
    "copies",
    "origins",
    "entities",
]
Form = Literal["text", "markdown", "html", "csl"]
EntityType = Literal["PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT"]

Story = Annotated[str, Meta(pattern=r"^s\d{1,18}$", description="a story's name, such as s12")]
ReportName = Annotated[str, Meta(min_length=1, max_length=LONGEST, description="a report's id")]
Wanted = Annotated[
    str,
    Meta(
        max_length=LONGEST,
        description="all of these words must be there; those between quotation marks stand in a row",
    ),
]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$", description="an ISO day, such as 2028-03-08")]
Limit = Annotated[int, Meta(ge=1, le=PAGE, description="how many at most")]
Offset = Annotated[int, Meta(ge=0, le=FURTHEST, description="how many to pass over; see next_offset")]
Place = Annotated[int, Meta(ge=0, le=LAST, description="offset into the report's text, in Unicode code points")]


class SearchStories(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of search_stories; without words the stories to which a report came last."""

    words: Wanted = ""
    since: Day | None = None
    until: Day | None = None
    limit: Limit = 10
    offset: Offset = 0


class SearchReports(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of search_reports."""

    words: Wanted
    since: Day | None = None
    until: Day | None = None
    limit: Limit = 10
    offset: Offset = 0


class SearchStatements(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of search_statements."""

    words: Wanted = ""
    speaker: Annotated[str, Meta(max_length=LONGEST, description="words of the speaker's name")] = ""
    since: Day | None = None
    until: Day | None = None
    limit: Limit = 10
    offset: Offset = 0


class SearchFigures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of search_figures."""

    words: Wanted = ""
    low: Annotated[float, Meta(description="the least value")] | None = None
    high: Annotated[float, Meta(description="the greatest value")] | None = None
    limit: Limit = 10
    offset: Offset = 0


class SearchEntities(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of search_entities."""

    words: Wanted
    type: EntityType | None = None
    limit: Limit = 10
    offset: Offset = 0


class GetDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of get_dossier."""

    story: Story
    section: Annotated[SectionName, Meta(description="which part of the dossier")] = "summary"
    limit: Limit = 20
    offset: Offset = 0


class GetSpan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of get_span."""

    report: ReportName
    start: Place
    end: Place


class Cite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of cite."""

    story: Story
    item: Annotated[str, Meta(min_length=1, max_length=LONGEST, description="the key of an item of get_dossier")]
    form: Annotated[Form, Meta(description="how the citation is written; csl is CSL-JSON")] = "text"

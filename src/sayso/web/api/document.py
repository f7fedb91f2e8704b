"""The OpenAPI document: operations from their routes, answers from the views, the dossier from its own schema."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from inspect import cleandoc
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from sayso.web import wording
from sayso.web.api import ROOT
from sayso.web.api.answers import EXAMPLE, kinds
from sayso.web.api.problems import MEDIA, Problem

OPENAPI = "3.1.0"
SCHEMAS = "#/components/schemas/"
_ALWAYS = (400, 401, 403, 422, 429, 500, 503, 504)
"""Problems that any operation may answer with."""
_NAMES = {
    r"\bListed_(\w+?)_\b(?=\")": r"PageOf\1",
    r"\bListed\[(\w+)\]": r"Page of \1",
    "Body_handInFiles": "GivenFiles",
}
"""Names of schemas as they are made -> as the document has them."""
_OTHERS = {"304": "Unchanged", "308": "Elsewhere"}
DESCRIPTION = """Everything the desk can do.

Whoever sits at the desk's own machine needs no token; from elsewhere each request has one in the header
`Authorization: Bearer TOKEN`. Cookies are not looked at. Lists come a page at a time, by `limit` and `offset`; the
header `Link` has the pages beside it (RFC 8288). What is wrong is told as `application/problem+json` (RFC 9457).
Unknown parameters and fields are refused. Offsets count code points of a report's text. New fields may come; what
there is keeps its meaning as long as the path says v1."""
TAGS = {
    "stories": "Stories, what is new in them, and which reports belong to them.",
    "dossiers": "What the reports of a story tell, in all forms.",
    "reports": "Reports, their texts, and places in them.",
    "search": "Looking for reports, statements, figures and entities.",
    "entities": "People, bodies and places over all stories.",
    "handing in": "Reports that are handed in, and what came of them.",
    "judgements": "What people decided.",
    "watch": "Feeds and pages that are watched, alerts, and versions of articles.",
    "desk": "The desk itself.",
}


@lru_cache(1)
def document() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    from sayso.web.api.app import bare_api

    text = json.dumps(_document(bare_api()))
    for pattern, name in _NAMES.items():
        text = re.sub(pattern, name, text)
    made: dict[str, Any] = json.loads(text)
    return made


def written_document() -> str:
    """The document as text."""
    return json.dumps(document(), indent=1, ensure_ascii=False)


def methods_at(path: str) -> tuple[str, ...]:
    """The methods that the operations at a path have.

    Args:
        path: of a request, with that of the API before it.
    """
    below = path.removeprefix(ROOT)
    # what is named as it stands goes before what has a name in it
    for pattern, methods in sorted(_patterns(), key=lambda one: one[0].groups):
        if pattern.fullmatch(below):
            return methods
    return ()


@lru_cache(1)
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple(
        (compile_path(path)[0], tuple(method.upper() for method in operations))
        for path, operations in document()["paths"].items()
    )


def _document(api: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title="sayso",
        version=version("sayso"),
        openapi_version=OPENAPI,
        summary="Several reports of one story in, a dossier out",
        description=DESCRIPTION,
        routes=api.routes,
        tags=[{"name": name, "description": told} for name, told in TAGS.items()],
        servers=[{"url": ROOT}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, views = msgspec.json.schema_components([*kinds(), Problem], ref_template=SCHEMAS + "{name}")
    for view in views.values():
        if "description" in view:
            view["description"] = cleandoc(view["description"])
    schemas |= views | _dossier()
    components["responses"] = {
        "Unchanged": {"description": "It is what `If-None-Match` names."},
        "Elsewhere": {
            "description": "The story went into another one, to which `Location` leads.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        **{f"Problem{status}": _problem(status) for status in wording.PROBLEMS},
    }
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}, {}]
    given = schemas["Body_handInFiles"]
    given |= {"title": "GivenFiles", "description": "Files to hand in."}
    # bytes have no type in JSON
    given["properties"]["files"]["items"].pop("type")
    for operations in made["paths"].values():
        for operation in operations.values():
            _finish(operation)
    return made


def _finish(operation: dict[str, Any]) -> None:
    """Puts references in place of the problems, and adds those that all operations have."""
    answers = operation["responses"]
    for status in _ALWAYS:
        answers.setdefault(str(status), {})
    for status in answers:
        if status.isdigit() and int(status) in wording.PROBLEMS:
            answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
        elif status in _OTHERS:
            answers[status] = {"$ref": f"#/components/responses/{_OTHERS[status]}"}
    if any(p["name"] == "offset" for p in operation.get("parameters", ())):
        about = "The first page, and those before and behind this one (RFC 8288)."
        answers["200"]["headers"] = {"Link": {"description": about, "schema": {"type": "string"}, "required": True}}
    for told in (operation.get("requestBody", {}), *answers.values()):
        for body in told.get("content", {}).values():
            if EXAMPLE in body:
                body["example"] = json.loads(body.pop(EXAMPLE))
    operation["responses"] = dict(sorted(answers.items()))


def _problem(status: int) -> dict[str, Any]:
    title, meaning = wording.PROBLEMS[status]
    held: dict[str, Any] = {
        "description": f"{title}. {meaning}",
        "content": {MEDIA: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }
    if status in (429, 503):
        held["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return held


def _dossier() -> dict[str, Any]:
    """The schema of the dossier, with its definitions among the components."""
    text = files("sayso.export").joinpath("dossier.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text.replace('"#/$defs/', f'"{SCHEMAS}Dossier.'))
    inner = schema.pop("$defs")
    schema.pop("$id")
    schema.pop("$schema")
    return {"Dossier": schema, **{f"Dossier.{name}": one for name, one in inner.items()}}

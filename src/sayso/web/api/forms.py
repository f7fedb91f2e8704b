"""The forms in which a dossier is answered, and which of them a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sayso.export import forms
from sayso.types import Dossier

Form = Literal["json", "md", "html", "csv", "jsonl", "docx", "ftm", "annotations", "schema.org", "plover", "worklist"]
_TEXT = {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What an answer in a form is: its media type, and what the document says of it."""

    media: str
    schema: Mapping[str, Any]


KINDS: Mapping[Form, Kind] = {
    "json": Kind(media="application/json", schema={"$ref": "#/components/schemas/Dossier"}),
    "md": Kind(media="text/markdown", schema=_TEXT),
    "html": Kind(media="text/html", schema=_TEXT),
    "csv": Kind(media="text/csv", schema=_TEXT),
    "jsonl": Kind(media="application/x-ndjson", schema=_TEXT),
    "docx": Kind(media="application/vnd.openxmlformats-officedocument.wordprocessingml.document", schema={}),
    "annotations": Kind(media="application/ld+json", schema={"type": "object"}),
    "schema.org": Kind(media="application/ld+json", schema={"type": "object"}),
    "ftm": Kind(media="application/x-ndjson", schema=_TEXT),
    "plover": Kind(media="application/x-ndjson", schema=_TEXT),
    "worklist": Kind(media="text/markdown", schema=_TEXT),
}
"""Every form by its name; of those of one media type the first is what `Accept` means."""


def written(dossier: Dossier, form: Form, story: str) -> bytes:
    """A dossier in a form.

    Args:
        dossier: it.
        form: the form.
        story: the name of its story.
    """
    if form == "json":
        data: str | bytes = dossier.to_json(indent=0)
    elif forms.FORMS[form].writes == "lines":
        data = "".join(forms.lines(dossier, form, story=story))
    else:
        data = forms.written(dossier, form)
    return data if isinstance(data, bytes) else data.encode("utf-8", "replace")


def file_ending(form: Form) -> str:
    """What the name of a file of a form ends with."""
    return forms.FORMS[form].endings[0]


def chosen_form(accept: str) -> Form | None:
    """The form that an `Accept` header asks for, JSON where it takes anything; None where it takes none of them.

    Args:
        accept: the header (RFC 9110, 12.5.1), empty where there is none.
    """
    ranges = [_range(one) for one in accept.split(",")] if accept.strip() else [("*/*", 1.0)]
    best: tuple[float, Form | None] = (0.0, None)
    for form in get_args(Form):
        media = KINDS[form].media
        kind = media.partition("/")[0]
        # what names a type most exactly says how much it is wanted
        fitting = [(name.count("*"), -weight) for name, weight in ranges if name in (media, f"{kind}/*", "*/*")]
        weight = -min(fitting)[1] if fitting else 0.0
        if weight > best[0]:
            best = weight, form
    return best[1]


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
    return media, weight


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0

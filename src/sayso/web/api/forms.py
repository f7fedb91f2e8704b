"""The forms in which a dossier can be had, and which of them a request asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sayso.types import Dossier

Form = Literal["json", "md", "html", "csv"]
_TEXT = {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A form: its media type, the end of a file's name, what the document says of it, and how it is written."""

    media: str
    suffix: str
    schema: Mapping[str, Any]
    write: Callable[[Dossier], bytes]


def _text(write: Callable[[Dossier], str]) -> Callable[[Dossier], bytes]:
    return lambda dossier: write(dossier).encode("utf-8", "replace")


FORMS: Mapping[Form, Written] = {
    "json": Written(
        media="application/json",
        suffix="json",
        schema={"$ref": "#/components/schemas/Dossier"},
        write=_text(lambda dossier: dossier.to_json(indent=0)),
    ),
    "md": Written(media="text/markdown", suffix="md", schema=_TEXT, write=_text(Dossier.to_markdown)),
    "html": Written(media="text/html", suffix="html", schema=_TEXT, write=_text(Dossier.to_html)),
    "csv": Written(media="text/csv", suffix="csv", schema=_TEXT, write=_text(Dossier.to_csv)),
}
"""Every form by its name."""
assert tuple(FORMS) == get_args(Form)


def chosen_form(accept: str) -> Form | None:
    """The form that an `Accept` header asks for, JSON where it takes anything; None where it takes none of them.

    Args:
        accept: the header (RFC 9110, 12.5.1), empty where there is none.
    """
    wanted: list[tuple[float, int, Form]] = []
    refused: set[str] = set()
    for number, one in enumerate(accept.split(",") if accept.strip() else ["*/*"]):
        media, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if not weight:
            refused.add(media)
        exact = 0 if "*" not in media else 1
        wanted += [(-weight, 1000 * exact + number, name) for name in FORMS if weight and _takes(media, name)]
    taken = [name for _, _, name in sorted(wanted, key=lambda w: w[:2]) if FORMS[name].media not in refused]
    return taken[0] if taken else None


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _takes(media: str, form: Form) -> bool:
    kind, _, _ = FORMS[form].media.partition("/")
    return media in ("*/*", f"{kind}/*", FORMS[form].media)

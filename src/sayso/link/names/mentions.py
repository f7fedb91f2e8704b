"""A name in its report, with what it is compared by and whose name it was found to be."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.link.names.forms import Form, Key
from sayso.types import Name


@dataclass(slots=True, eq=False)
class Mention:
    """A name in its report with the form it takes; `home` is the key whose group it belongs to."""

    name: Name
    form: Form
    home: Key

    @property
    def text(self) -> str:
        """The words of the name."""
        return self.name.span.text

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.name.span.report

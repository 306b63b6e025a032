"""Hostile text on the evidence page: the same elements whatever a stranger wrote, and nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from dataclasses import replace

import pytest
from bs4 import Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.records import CaseFile, Evidence, Searched
from tests.review.pages import assert_harmless, page, soup
from tests.review.review_cases import OTHER_LEAD, POST, SOURCE_LEAD, full_case

PAYLOADS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    "]]><svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "`${alert(1)}`",
    "{{ 7 * 7 }}{% raw %}",
    "</title><h1>Source found</h1>",
    "</blockquote></main><section id=answer>",
    "&lt;b&gt;&amp;#60;",
    "<iframe src=https://evil.example>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\u202egpj.exe\u2066",
    "zero\u200bwidth\ufeff",
    "nul\x00 bell\x07 escape\x1b[31m",
    "e" + "\u0301" * 300,
    "<![CDATA[",
    "<!--",
    "<textarea>",
    "<plaintext>",
    "<table><tr><td>",
    "<math><mtext><style><img>",
    "\ud83d lone",
    "⟦U+202E⟧",
    "https://evil.example/a b",
    "a" * 3000,
]


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements in their order, each with the names of its attributes."""
    return [(tag.name, tuple(sorted(tag.attrs))) for tag in soup(html).find_all(True)]


def poisoned(text: str) -> CaseFile:
    """The full case with the text wherever a stranger's word can stand; addresses stay as they are."""
    case = full_case()
    assert case.article is not None
    assert case.suggestion is not None
    assert case.decision is not None
    return replace(
        case,
        target=text,
        post=replace(POST, text=text, name=text, handle=text, number=text, language=text),
        article=replace(case.article, title=text, outlet=text, text=text, published_from=text),
        leads=tuple(
            replace(lead, text=text, attribution=text, because=text) for lead in (SOURCE_LEAD, OTHER_LEAD)
        ),
        claims=tuple(replace(claim, text=text, by=text, span=None) for claim in case.claims),
        fetches=tuple(replace(fetch, reason=text) for fetch in case.fetches),
        links=tuple(replace(each, airing=replace(each.airing, programme=text)) for each in case.links),
        searched=replace(case.searched or Searched(0, 0.0), not_searched=(text,)),
        checks=tuple(
            replace(check, reason=text, question=text, evidence=(Evidence(text, url=POST.url),))
            for check in case.checks
        ),
        suggestion=replace(case.suggestion, because=(text,)),
        decision=replace(case.decision, by=text, because=text),
        next_steps=(text,),
    )


EXPECTED = shape(page(poisoned("plain words")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_leaves_the_page_as_it_is(payload: str) -> None:
    html = page(poisoned(payload))
    assert shape(html) == EXPECTED
    assert_harmless(html)


def test_what_acts_unseen_is_spelt_out_once() -> None:
    html = page(poisoned("a\u202eb"))
    assert "a⟦U+202E⟧b" in html
    assert "U+27E6" not in html


def test_payloads_broken_and_mixed_leave_the_page_as_it_is() -> None:
    dice = random.Random(20310304)
    for _ in range(60):
        parts = dice.choices(PAYLOADS[:-2], k=3)
        text = "".join(part[: dice.randint(1, len(part))] for part in parts)
        html = page(poisoned("." + text))
        assert shape(html) == EXPECTED, text
        assert_harmless(html)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(blacklist_categories=()), max_size=60))
def test_any_text_leaves_the_page_as_it_is(text: str) -> None:
    html = page(poisoned("." + text))
    assert shape(html) == EXPECTED
    assert_harmless(html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_addresses_cannot_be_followed(payload: str) -> None:
    case = full_case()
    for url in (payload, "javascript:" + payload, "https://example.org/\u202e" + payload):
        html = page(
            replace(
                case,
                post=replace(POST, url=url, media=tuple(replace(item, url=url) for item in POST.media)),
                fetches=tuple(replace(fetch, url=url) for fetch in case.fetches),
                checks=tuple(
                    replace(check, evidence=(Evidence("e", url=url, link=url),)) for check in case.checks
                ),
            )
        )
        assert_harmless(html)
        assert not soup(html).find("a", href=re.compile("javascript|data:text", re.I))


def test_the_page_loads_nothing() -> None:
    html = page(full_case())
    assert "url(" not in html
    assert "@import" not in html
    for tag in soup(html).find_all(True):
        for name in ("src", "srcset", "data", "poster", "action", "background", "xlink:href"):
            value = str(tag.get(name) or "")
            assert not value or value.startswith("data:image/jpeg;base64,")
        assert "style" not in tag.attrs


def test_its_policy_lets_in_its_own_style_and_nothing_else() -> None:
    document = soup(page(full_case()))
    policy = document.find("meta", {"http-equiv": "Content-Security-Policy"})
    styles = document.find_all("style")
    assert isinstance(policy, Tag)
    assert len(styles) == 1
    digest = base64.b64encode(hashlib.sha256(styles[0].get_text().encode()).digest()).decode()
    assert str(policy["content"]).startswith(
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    )

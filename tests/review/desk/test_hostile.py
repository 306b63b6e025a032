"""What strangers and file names bring along acts on no page: same structure, no script, no bad link, nothing unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.text import safe_url
from storage import cases, casework, runs
from storage.encoding import put_document
from storage.records import CaseKind, Claim, Pillar, RunKind
from storage.store import Store
from tests.review.desk.conftest import Enter
from tests.review.pages import UNSEEN
from tests.storage.conftest import a_post

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title><svg onload=alert(1)>",
    "</textarea></form><form action=https://evil.example>",
    "<!--",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c",
    "zero\u200bwidth\ufeff\u00ad",
    "\u2066isolated\u2069 ⟦U+202E⟧",
    "a\x00b\x1b[31mred",
    "&lt;b&gt;&amp;",
    "hx-get=/case/C1 hx-trigger=load",
    "<a href='data:text/html,x'>",
    "\ud83d\ude00 קוראים עברית العربية",
    "a" * 3000,
    "\n" * 50 + "x",
    "\u0301" * 400,
]


def _open_case(store: Store, n: int, words: str) -> str:
    with store.writing("Ada") as to:
        run = runs.request(to, RunKind.VERIFY, words[:200] or "-", options={}, because=words[:200])
        post = replace(
            a_post(words, number=str(10**18 + n)), handle=words[:80] or None, name=words[:80] or None
        )
        case = cases.open_case(store, to, CaseKind.POST, cases.post_key(post), words[:500] or "-", run)
        cases.see_post(store, to, case, post, run=run, document=put_document(store.vault, "post", post))
        claims = (Claim(1, words, None, "machine"),)
        cases.propose_claims(store, to, case, claims, put_document(store.vault, "claims", claims))
        casework.add_note(
            store,
            to,
            case,
            words + ".",
            pillar=Pillar.SOURCE,
            file=store.vault.put(b"x"),
            file_name=words[:200] or "x",
        )
        casework.assign(store, to, case, "Grace", words[:200])
    return case


def _shape(html: str) -> list[str]:
    """The page's elements in order; those inside the post's words, whose marks depend on them, count as one."""
    page = BeautifulSoup(html, "lxml")
    return [tag.name for tag in page.find_all(True) if tag.name not in {"bdi", "br", "mark"}]


def _assert_harmless(html: str) -> None:
    assert not UNSEEN.search(html)
    page = BeautifulSoup(html, "lxml")
    scripts = [tag.get("src") for tag in page.find_all("script")]
    assert scripts == ["/static/htmx.min.js", "/static/desk.js"]
    for tag in page.find_all(True):
        assert not any(name.startswith("on") or name == "style" for name in tag.attrs)
        assert tag.name not in {"iframe", "object", "embed", "base"}
        for name in ("href", "src", "action", "hx-get", "hx-post"):
            value = str(tag.get(name) or "")
            assert not value or value.startswith(("/", "#", "?")) or safe_url(value), value
            assert not value.startswith("//")


@pytest.fixture
def pages(enter: Enter, store: Store):  # type: ignore[no-untyped-def]
    ada = enter("Ada")
    made = 0

    def of(words: str) -> str:
        nonlocal made
        made += 1
        return ada.get(f"/case/{_open_case(store, made, words)}").text

    return of


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_change_no_page(pages, enter: Enter, words: str) -> None:  # type: ignore[no-untyped-def]
    harmless, page = pages("A car in a park"), pages(words)
    _assert_harmless(page)
    assert _shape(page) == _shape(harmless)
    _assert_harmless(enter("Ada").get("/").text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=200))
def test_no_words_change_a_page(pages, words: str) -> None:  # type: ignore[no-untyped-def]
    _assert_harmless(pages(words))


@pytest.mark.parametrize("search", HOSTILE[:8])
def test_what_is_searched_for_acts_on_no_page(enter: Enter, case: str, search: str) -> None:
    page = enter("Ada").get(
        "/", params={"search": search, "state": search, "sort": search, "page": search, "whose": search}
    )
    assert page.status_code == 200
    _assert_harmless(page.text)
    assert "evil.example>" not in page.text

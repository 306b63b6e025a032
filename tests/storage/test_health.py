"""When a source counts as changed, and when the posts of a platform hold less than they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage import cases, health, ledger, runs
from storage.encoding import put_document
from storage.records import CaseKind, Fetch, FetchState, Platform, Post, Purpose, RunKind
from storage.store import Store
from tests.storage.conftest import a_post

AT = datetime(2024, 6, 20, 12, tzinfo=UTC)
SEEN, UNPARSED, AWAY, GONE = (
    FetchState.VISIBLE,
    FetchState.UNPARSED,
    FetchState.UNREACHABLE,
    FetchState.DELETED,
)


@pytest.mark.parametrize(
    ("newest_first", "drifted"),
    [
        ([SEEN] * 50, False),
        ([UNPARSED] * 3, True),
        ([UNPARSED] * 2, False),
        ([UNPARSED, AWAY, UNPARSED, AWAY, UNPARSED], True),
        ([UNPARSED, UNPARSED, SEEN, UNPARSED], False),
        ([SEEN] * 8 + [UNPARSED] * 2, False),
        ([SEEN] * 7 + [UNPARSED] * 3, True),
        ([AWAY] * 50, False),
        ([GONE] * 50, False),
        ([SEEN] * 3 + [AWAY] * 40 + [UNPARSED], False),
    ],
)
def test_what_counts_as_changed(newest_first: list[FetchState], drifted: bool) -> None:
    assert health.Source("a.example", Purpose.POST, tuple(newest_first)).drifted is drifted


def _run(store: Store) -> str:
    with store.writing("Ada") as to:
        return runs.request(to, RunKind.VERIFY, "x", options={}, because="test")


def _log(store: Store, run: str, *fetches: Fetch, case: str | None = None) -> None:
    with store.writing("Ada") as to:
        for fetch in fetches:
            ledger.log(to, fetch, run=run, case=case)


def test_each_host_is_a_source_with_its_newest_answers_first(store: Store) -> None:
    run = _run(store)
    first = Fetch("https://a.example/1", Purpose.POST, AT, SEEN, "")
    _log(store, run, first, replace(first, state=UNPARSED, url="https://a.example/2"))
    _log(store, run, replace(first, purpose=Purpose.MEDIA), replace(first, read_again=2))
    _log(store, run, replace(first, url="https://b.example/", purpose=Purpose.FEED))
    assert health.sources(store) == [
        health.Source("a.example", Purpose.POST, (UNPARSED, SEEN)),
        health.Source("b.example", Purpose.FEED, (SEEN,)),
    ]


def _see(store: Store, n: int, post: Post) -> str:
    run = _run(store)
    document = put_document(store.vault, "post", post)
    with store.writing("Ada") as to:
        case = cases.open_case(store, to, CaseKind.POST, f"x:{n}", "x", run)
        cases.see_post(store, to, case, post, run=run, document=document)
    return case


def test_a_field_that_is_read_less_often_than_before_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LAST", 10)
    for n in range(20):
        whole = a_post(number=str(n))
        _see(store, n, whole if n < 10 else replace(whole, media=() if n % 2 else whole.media))
    (shares,) = health.shares(store)
    assert (shares.platform, shares.posts) == (Platform.X, 10)
    assert (shares.before["media"], shares.now["media"]) == (1.0, 0.5)
    assert shares.lacking({}) == ("media",)


def test_a_required_field_is_named_with_nothing_to_compare(store: Store) -> None:
    for n in range(10):
        _see(store, n, replace(a_post(number=str(n)), handle=None, name=None))
    (shares,) = health.shares(store)
    assert shares.before == {}
    assert shares.lacking({"author": 0.95, "time": 0.95}) == ("author",)


def test_a_few_posts_prove_nothing(store: Store) -> None:
    for n in range(9):
        _see(store, n, replace(a_post(number=str(n)), handle=None, name=None))
    assert health.shares(store)[0].lacking({"author": 0.95}) == ()


def test_a_case_is_not_understood_by_the_last_word_on_an_address(store: Store) -> None:
    held = store.vault.put(b"another shape")
    odd = Fetch("https://a.example/1", Purpose.POST, AT, UNPARSED, "", 200, sha256=held)
    first, second, third = (_see(store, n, a_post(number=str(n))) for n in range(3))
    run = _run(store)
    _log(store, run, odd, case=first)
    _log(store, run, odd, replace(odd, state=SEEN, read_again=3), case=second)
    _log(store, run, replace(odd, sha256=None), case=third)
    assert health.not_understood(store) == [first]

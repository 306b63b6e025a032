"""The client that answers from what is held: the latest word of each address, as it was received."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from scrapers.stored import StoredAnswer, StoredClient
from storage.records import Fetch, FetchState, Hop, Purpose

AT = datetime(2024, 6, 20, 12, tzinfo=UTC)
URL = "https://stage.test/a"


def _stored(
    folder: Path, row: int, body: bytes | None, status: int | None, state: FetchState
) -> StoredAnswer:
    path = sha256 = None
    if body is not None:
        sha256 = hashlib.sha256(body).hexdigest()
        path = folder / sha256
        path.write_bytes(body)
    fetch = Fetch(URL, Purpose.POST, AT, state, "as a parser said", status, URL, sha256=sha256,
                  size=len(body) if body is not None else None, headers=(("ETag", "v1"),))  # fmt: skip
    return StoredAnswer(row, fetch, path)


def test_the_latest_answer_comes_as_it_was_received(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    client = StoredClient(
        [
            _stored(tmp_path, 3, b"first", 200, FetchState.VISIBLE),
            _stored(tmp_path, 7, b"second", 200, FetchState.UNPARSED),
        ]
    )
    answer = client.get(URL, Purpose.POST, into=into)
    assert answer.path is not None
    assert answer.path.read_bytes() == b"second"
    assert (answer.fetch.state, answer.fetch.read_again, answer.fetch.at) == (FetchState.VISIBLE, 7, AT)
    assert "as a parser said" not in answer.fetch.reason
    assert answer.headers == {"etag": "v1"}
    answer.path.unlink()
    assert (tmp_path / hashlib.sha256(b"second").hexdigest()).read_bytes() == b"second"


def test_an_error_page_comes_as_one(tmp_path: Path) -> None:
    client = StoredClient([_stored(tmp_path, 3, b"gone", 404, FetchState.DELETED)])
    answer = client.get(URL, Purpose.POST, into=tmp_path)
    assert (answer.fetch.state, answer.fetch.status) == (FetchState.UNREACHABLE, 404)
    assert answer.path is not None


def test_an_outage_after_an_answer_does_not_hide_it(tmp_path: Path) -> None:
    client = StoredClient(
        [
            _stored(tmp_path, 3, b"here", 200, FetchState.VISIBLE),
            _stored(tmp_path, 7, None, None, FetchState.UNREACHABLE),
        ]
    )
    assert client.get(URL, Purpose.POST, into=tmp_path).fetch.read_again == 3


def test_bytes_that_are_gone_are_not_made_up(tmp_path: Path) -> None:
    held = _stored(tmp_path, 3, b"here", 200, FetchState.VISIBLE)
    client = StoredClient([StoredAnswer(held.row, held.fetch, None)])
    answer = client.get(URL, Purpose.POST, into=tmp_path)
    assert (answer.fetch.state, answer.path) == (FetchState.UNPARSED, None)


def test_nothing_is_asked_and_that_is_said(tmp_path: Path) -> None:
    client = StoredClient([_stored(tmp_path, 3, b"here", 200, FetchState.VISIBLE)])
    for url, purpose, form in (
        ("https://stage.test/b", Purpose.POST, None),
        (URL, Purpose.MEDIA, None),
        (URL, Purpose.POST, {"a": "b"}),
    ):
        answer = client.get(url, purpose, into=tmp_path, form=form)
        assert answer.fetch.state is FetchState.NOT_FETCHED
        assert "not asked" in answer.fetch.reason


def test_a_row_that_was_itself_read_again_is_no_answer(tmp_path: Path) -> None:
    first = _stored(tmp_path, 3, b"here", 200, FetchState.VISIBLE)
    again = StoredAnswer(9, Fetch(URL, Purpose.POST, AT, FetchState.UNPARSED, "", 200, read_again=3), None)
    assert StoredClient([first, again]).get(URL, Purpose.POST, into=tmp_path).fetch.read_again == 3


def test_a_redirect_that_was_not_followed_leads_where_it_led(tmp_path: Path) -> None:
    hop = Hop(URL, 301, "https://x.com/a/status/1")
    fetch = Fetch(URL, Purpose.SHORT_LINK, AT, FetchState.VISIBLE, "", 301, hop.leads_to, hops=(hop,))
    answer = StoredClient([StoredAnswer(3, fetch, None)]).get(URL, Purpose.SHORT_LINK, into=tmp_path)
    assert answer.fetch.state is FetchState.VISIBLE
    assert answer.hops == ("https://x.com/a/status/1",)

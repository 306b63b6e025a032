"""The WARC file: readable by warcio's own check, and each record what the ledger knows, no more."""

from __future__ import annotations

import io
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from reference.errors import RecordDamaged, UnknownName
from storage import ledger, runs, warc
from storage.records import Fetch, FetchState, Hop, Purpose, RunKind
from storage.store import Store

AT = datetime(2024, 6, 21, 8, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7"))
ASKED = (("Host", "stage.test"), ("Accept", "*/*"))
PAGE = Fetch(
    "https://stage.test/a?b=c", Purpose.PAGE, AT, FetchState.VISIBLE, "", 200, "https://stage.test/a?b=c",
    "text/html", asked_with=ASKED, headers=HEADERS,
)  # fmt: skip


def _log(store: Store, *fetches: Fetch, body: bytes = b"the page") -> None:
    """Log fetches; one that says it was visible brought ``body``."""
    sha256 = store.vault.put(body)
    with store.writing("Ada") as to:
        run = runs.request(to, RunKind.VERIFY, "https://stage.test/a", options={}, because="test")
        for fetch in fetches:
            seen = fetch.state is FetchState.VISIBLE and fetch.sha256 is None
            held = replace(fetch, sha256=sha256, size=len(body)) if seen else fetch
            ledger.log(to, held, run=run, case=None)


def _written(store: Store, folder: Path, *, packed: bool = True) -> tuple[Path, warc.Written]:
    file = folder / ("out.warc.gz" if packed else "out.warc")
    with file.open("wb") as out:
        written = warc.write(store, out, software="test", at=AT, packed=packed)
    return file, written


def _records(file: Path) -> list[tuple[str, Any, bytes]]:
    with file.open("rb") as stream:
        return [
            (record.rec_type, record, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def _one(records: list[tuple[str, Any, bytes]], kind: str) -> tuple[Any, bytes]:
    ((_, record, body),) = [each for each in records if each[0] == kind]
    return record, body


@pytest.mark.parametrize("packed", [True, False])
def test_warcio_finds_nothing_wrong(store: Store, tmp_path: Path, packed: bool) -> None:
    hops = (Hop("http://stage.test/a", 301, "https://stage.test/a?b=c"),)
    gone = replace(PAGE, state=FetchState.UNREACHABLE, status=404, reason="404")
    away = Fetch("https://away.test/", Purpose.PAGE, AT, FetchState.UNREACHABLE, "nobody is there")
    _log(store, PAGE, replace(PAGE, hops=hops), gone, away, replace(PAGE, headers=None, asked_with=None))
    file, written = _written(store, tmp_path, packed=packed)
    checker = Checker(Namespace(inputs=[str(file)], verbose=False))
    assert checker.process_all() == 0
    assert len(_records(file)) == written.records
    assert written.fetches == 5


def test_what_was_asked_and_what_came_back(store: Store, tmp_path: Path) -> None:
    _log(store, PAGE)
    records = _records(_written(store, tmp_path)[0])
    response, body = _one(records, "response")
    request, _ = _one(records, "request")
    assert body == b"the page"
    assert response.rec_headers["WARC-Target-URI"] == "https://stage.test/a?b=c"
    assert response.rec_headers["WARC-Date"] == "2024-06-21T08:00:00Z"
    assert response.http_headers.get_statuscode() == "200"
    assert response.http_headers["Content-Length"] == "8"
    assert response.http_headers["Content-Encoding"] is None
    assert response.http_headers["X-Orig-Content-Encoding"] == "gzip"
    assert request.http_headers.protocol == "GET"
    assert request.http_headers.statusline == "/a?b=c HTTP/1.1"
    assert request.http_headers["Host"] == "stage.test"
    assert request.rec_headers["WARC-Concurrent-To"] == response.rec_headers["WARC-Record-ID"]


def test_metadata_names_the_fetch_and_what_was_seen(store: Store, tmp_path: Path) -> None:
    _log(store, replace(PAGE, state=FetchState.LOGIN_WALL, reason="It wants\r\na login.", size=0))
    (row,) = ledger.rows(store)
    records = _records(_written(store, tmp_path)[0])
    metadata, body = _one(records, "metadata")
    lines = body.decode().splitlines()
    assert f"airtrace-fetch: {row.seq}" in lines
    assert "airtrace-state: login_wall" in lines
    assert "airtrace-reason: It wants a login." in lines
    response, _ = _one(records, "response")
    assert metadata.rec_headers["WARC-Refers-To"] == response.rec_headers["WARC-Record-ID"]


def test_the_same_bytes_stand_in_the_file_once(store: Store, tmp_path: Path) -> None:
    later = replace(PAGE, url="https://stage.test/other", landed=None)
    _log(store, PAGE, later)
    file, written = _written(store, tmp_path)
    records = _records(file)
    first, _ = _one(records, "response")
    again, body = _one(records, "revisit")
    assert (written.revisits, body) == (1, b"")
    assert again.rec_headers["WARC-Target-URI"] == "https://stage.test/other"
    assert again.rec_headers["WARC-Refers-To"] == first.rec_headers["WARC-Record-ID"]
    assert again.rec_headers["WARC-Payload-Digest"] == first.rec_headers["WARC-Payload-Digest"]
    assert again.http_headers.get_statuscode() == "200"


def test_redirects_are_answers_of_their_own(store: Store, tmp_path: Path) -> None:
    hops = (
        Hop("http://stage.test/a", 301, "https://stage.test/a"),
        Hop("https://stage.test/a", 302, "https://stage.test/a?b=c"),
    )
    _log(store, replace(PAGE, url="http://stage.test/a", hops=hops))
    records = _records(_written(store, tmp_path)[0])
    answers = [record for kind, record, _ in records if kind == "response"]
    assert [
        (answer.rec_headers["WARC-Target-URI"], answer.http_headers.get_statuscode()) for answer in answers
    ] == [
        ("http://stage.test/a", "301"),
        ("https://stage.test/a", "302"),
        ("https://stage.test/a?b=c", "200"),
    ]
    assert answers[0].http_headers["Location"] == "https://stage.test/a"


def test_a_redirect_that_was_not_followed_is_the_last_answer(store: Store, tmp_path: Path) -> None:
    hops = (Hop("https://t.co/a", 301, "https://x.com/a/status/1"),)
    headers = (("Location", "https://x.com/a/status/1"), ("Server", "made"))
    stopped = Fetch(
        "https://t.co/a", Purpose.SHORT_LINK, AT, FetchState.UNREACHABLE, "", 301, "https://x.com/a/status/1",
        headers=headers, hops=hops,
    )  # fmt: skip
    _log(store, stopped)
    response, _ = _one(_records(_written(store, tmp_path)[0]), "response")
    assert response.rec_headers["WARC-Target-URI"] == "https://t.co/a"
    assert response.http_headers["Server"] == "made"


def test_rows_without_headers_claim_no_answer(store: Store, tmp_path: Path) -> None:
    _log(store, replace(PAGE, headers=None, asked_with=None))
    file, written = _written(store, tmp_path)
    records = _records(file)
    resource, body = _one(records, "resource")
    assert (written.resources, written.responses, body) == (1, 0, b"the page")
    assert resource.content_type == "text/html"
    assert "airtrace-headers: not recorded" in _one(records, "metadata")[1].decode()


def test_what_could_not_be_had_is_said(store: Store, tmp_path: Path) -> None:
    _log(store, Fetch("https://away.test/", Purpose.PAGE, AT, FetchState.UNREACHABLE, "nobody is there"))
    records = _records(_written(store, tmp_path)[0])
    assert [kind for kind, *_ in records] == ["warcinfo", "metadata"]
    assert "airtrace-reason: nobody is there" in _one(records, "metadata")[1].decode()


def test_an_error_page_that_was_not_kept_is_marked_as_cut(store: Store, tmp_path: Path) -> None:
    _log(store, replace(PAGE, state=FetchState.UNREACHABLE, status=404))
    response, body = _one(_records(_written(store, tmp_path)[0]), "response")
    assert (response.http_headers.get_statuscode(), body) == ("404", b"")
    assert response.rec_headers["WARC-Truncated"] == "unspecified"


def test_a_second_export_is_the_same_file(store: Store, tmp_path: Path) -> None:
    _log(store, PAGE, replace(PAGE, url="https://stage.test/\u00fc \ufffd", landed=None))
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        warc.write(store, out, software="test", at=AT, packed=True)
    assert first.getvalue() == second.getvalue()


def test_changed_bytes_are_not_exported(store: Store, tmp_path: Path) -> None:
    _log(store, PAGE)
    (row,) = ledger.rows(store)
    path = store.vault.path(row.fetch.sha256 or "")
    path.chmod(0o600)
    path.write_bytes(b"another page")
    with pytest.raises(RecordDamaged):
        _written(store, tmp_path)


def test_an_unknown_case_is_named(store: Store) -> None:
    with pytest.raises(UnknownName, match="C9"):
        warc.write(store, io.BytesIO(), cases=["C9"], software="test", at=AT, packed=True)

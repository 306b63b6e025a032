"""The ledger as a WARC file (ISO 28500, WARC 1.1): what was asked, what came back, and what was seen in it.

A fetch becomes, as far as the ledger knows it: a response for each redirect (its status and target), the
request, the response with the bytes of the vault, and a metadata record that names the fetch, its cases
and the state. Bytes that stand in the file already become a revisit. Rows from before headers were kept
become a resource record, which claims no answer of a server, and their metadata says so.

Bodies were unpacked when they were received: headers that speak of the packed form are kept under
``X-Orig-`` names. Record ids are derived from the events, so that a second export has the same ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from reference.errors import RecordDamaged
from reference.times import iso
from storage import audit, ledger
from storage.ledger import Row
from storage.records import Headers, Hop
from storage.store import Store

_OF_PACKED_FORM = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_IDS = uuid.UUID("5c0f1f1e-36f4-5d0e-9a39-3a8fd3d4f9a1")
"""Name space of this product's record ids."""
_URI = "".join(map(chr, range(33, 127))).replace('"', "").replace("<", "").replace(">", "")


@dataclass
class Written:
    """What a file holds."""

    fetches: int = 0
    responses: int = 0
    revisits: int = 0
    resources: int = 0
    """Bodies whose answer's headers were not recorded."""
    records: int = 0
    head: str = ""
    """Head of the history at the time of writing."""


@dataclass
class _Held:
    """Where bytes stand in the file already."""

    record: str
    uri: str
    date: str


@dataclass
class _File:
    store: Store
    writer: Any
    written: Written = field(default_factory=Written)
    bodies: dict[str, _Held] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        uri: str,
        headers: dict[str, str],
        body: IO[bytes],
        size: int,
        http: StatusAndHeaders | None = None,
        content_type: str = "",
    ) -> None:
        record = self.writer.create_warc_record(
            uri,
            kind,
            payload=body,
            length=size,
            warc_content_type=content_type,
            warc_headers_dict=headers,
            http_headers=http,
        )
        self.writer.write_record(record)
        self.written.records += 1


def write(
    store: Store, out: IO[bytes], *, cases: Sequence[str] = (), software: str, at: datetime, packed: bool
) -> Written:
    """Write the fetches of these cases, or the whole ledger, to ``out``.

    Args:
        store: Whose ledger and vault.
        out: Receives the file; written from start to end.
        cases: Ids; none means all fetches, those of no case too.
        software: Name and version, for the file's own information.
        at: When this is written.
        packed: One gzip member a record, as ``.warc.gz`` wants it.

    Raises:
        UnknownName: There is no such case.
        RecordDamaged: Bytes in the vault are no longer those that were received.
    """
    for case in cases:
        store.one("cases", case, "case")
    file = _File(store, WARCWriter(out, gzip=packed, warc_version="1.1"))
    file.written.head = audit.head_line(store)
    _information(file, cases, software, at)
    for row in _rows(store, cases):
        _fetch(file, row)
    return file.written


def _rows(store: Store, cases: Sequence[str]) -> Iterable[Row]:
    if not cases:
        return ledger.rows(store)
    found = {row.seq: row for case in cases for row in ledger.rows(store, case)}
    return [found[seq] for seq in sorted(found)]


def _information(file: _File, cases: Sequence[str], software: str, at: datetime) -> None:
    fields = [
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("description", f"fetches of {', '.join(cases)}" if cases else "all fetches of the record"),
        ("airtrace-head", file.written.head),
        ("airtrace-bodies", "unpacked when received; X-Orig- headers speak of the packed form"),
        ("airtrace-left-out", "cookies, logins, and what redirects sent beside their status and target"),
    ]
    body = _fields(fields)
    headers = {"WARC-Record-ID": _id(file.written.head, "warcinfo"), "WARC-Date": iso(at)}
    file.add("warcinfo", "", headers, BytesIO(body), len(body), content_type="application/warc-fields")


def _fetch(file: _File, row: Row) -> None:
    fetch, date = row.fetch, iso(row.fetch.at)
    digest = _event_hash(file.store, row.seq)
    file.written.fetches += 1
    main: str | None = None
    if fetch.read_again is not None:
        main = _id(_event_hash(file.store, fetch.read_again), "answer")
    else:
        stopped = fetch.status is not None and 300 <= fetch.status < 400
        for n, hop in enumerate(fetch.hops):
            last = stopped and n == len(fetch.hops) - 1
            _redirect(file, hop, _id(digest, "answer" if last else f"hop {n}"), date, fetch.headers, last)
            main = _id(digest, "answer") if last else None
        if not (stopped and fetch.hops):
            main = _answer(file, row, digest, date)
    _metadata(file, row, digest, main)


def _redirect(file: _File, hop: Hop, name: str, date: str, headers: Headers | None, is_last: bool) -> None:
    known = headers if is_last and headers is not None else (("Location", hop.leads_to),)
    http = _http(hop.status, _unpacked(known, None))
    file.add(
        "response",
        _uri(hop.url),
        {"WARC-Record-ID": name, "WARC-Date": date, "WARC-Truncated": "unspecified"},
        BytesIO(),
        0,
        http,
    )
    file.written.responses += 1


def _answer(file: _File, row: Row, digest: str, date: str) -> str | None:
    """Write what came back at the end of the redirects; returns the record's id, None where nothing did."""
    fetch = row.fetch
    uri = _uri(fetch.landed or fetch.url)
    name = _id(digest, "answer")
    headers = {"WARC-Record-ID": name, "WARC-Date": date}
    body = fetch.sha256 if fetch.sha256 is not None and file.store.vault.holds(fetch.sha256) else None
    if body is not None and not file.store.vault.intact(body):
        raise RecordDamaged(
            f"the stored file {body} no longer holds the bytes it was named for; run airtrace history verify"
        )
    if fetch.headers is None or fetch.status is None:
        if body is None:
            return None
        kind = fetch.content_type or "application/octet-stream"
        _with_body(file, "resource", uri, headers, body, None, kind)
        file.written.resources += 1
        return name
    http = _http(fetch.status, _unpacked(fetch.headers, fetch.size if body is not None else None))
    if body is None:
        if fetch.sha256 is not None or fetch.size is None:
            headers["WARC-Truncated"] = "unspecified"
        file.add("response", uri, headers, BytesIO(), 0, http)
    elif body in file.bodies:
        _revisit(file, uri, headers, body, http)
        file.written.revisits += 1
    else:
        _with_body(file, "response", uri, headers, body, http, "")
    file.written.responses += 1
    _request(file, row, digest, name, date)
    return name


def _with_body(
    file: _File, kind: str, uri: str, headers: dict[str, str], body: str, http: Any, content_type: str
) -> None:
    path = file.store.vault.path(body)
    with path.open("rb") as stream:
        size = path.stat().st_size
        headers = headers | {"WARC-Payload-Digest": f"sha256:{body}"}
        file.add(kind, uri, headers, stream, size, http, content_type)
    file.bodies.setdefault(body, _Held(headers["WARC-Record-ID"], uri, headers["WARC-Date"]))


def _revisit(file: _File, uri: str, headers: dict[str, str], body: str, http: StatusAndHeaders) -> None:
    held = file.bodies[body]
    record = file.writer.create_revisit_record(
        uri,
        f"sha256:{body}",
        held.uri,
        held.date,
        http_headers=http,
        warc_headers_dict=headers | {"WARC-Refers-To": held.record},
    )
    file.writer.write_record(record)
    file.written.records += 1


def _request(file: _File, row: Row, digest: str, answer: str, date: str) -> None:
    if row.fetch.asked_with is None:
        return
    address = row.fetch.landed or row.fetch.url
    parts = urlsplit(_uri(address))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = StatusAndHeaders(f"{target} HTTP/1.1", list(row.fetch.asked_with), protocol="GET")
    headers = {"WARC-Record-ID": _id(digest, "request"), "WARC-Date": date, "WARC-Concurrent-To": answer}
    file.add("request", _uri(address), headers, BytesIO(), 0, http)


def _metadata(file: _File, row: Row, digest: str, main: str | None) -> None:
    fetch = row.fetch
    fields = [
        ("airtrace-fetch", str(row.seq)),
        ("airtrace-event", digest),
        ("airtrace-run", row.run),
        *(("airtrace-case", case) for case in _cases(file.store, row)),
        ("airtrace-purpose", fetch.purpose.value),
        ("airtrace-state", fetch.state.value),
        ("airtrace-reason", fetch.reason),
        ("airtrace-asked", fetch.url),
        ("airtrace-landed", fetch.landed or ""),
        ("airtrace-status", str(fetch.status or "")),
        ("airtrace-sha256", fetch.sha256 or ""),
        ("airtrace-length-verified", "yes" if fetch.length_verified else "no"),
        ("airtrace-read-again", str(fetch.read_again or "")),
        ("airtrace-headers", "recorded" if fetch.headers is not None else "not recorded"),
    ]
    if fetch.sha256 is not None and not file.store.vault.holds(fetch.sha256):
        fields.append(("airtrace-bytes", "no longer held"))
    body = _fields(fields)
    headers = {"WARC-Record-ID": _id(digest, "metadata"), "WARC-Date": iso(fetch.at)}
    if main is not None:
        headers["WARC-Refers-To"] = main
    uri = _uri(fetch.landed or fetch.url)
    file.add("metadata", uri, headers, BytesIO(body), len(body), content_type="application/warc-fields")


def _cases(store: Store, row: Row) -> list[str]:
    """The fetch's case, or those that its page led to."""
    if row.case is not None:
        return [row.case]
    query = "SELECT case_id FROM case_runs WHERE run_id = ? ORDER BY rowid"
    return [found["case_id"] for found in store.db.query(query, [row.run])]


def _http(status: int, headers: Iterable[tuple[str, str]]) -> StatusAndHeaders:
    known = {code.value: code.phrase for code in HTTPStatus}
    return StatusAndHeaders(f"{status} {known.get(status, '')}".strip(), list(headers), protocol="HTTP/1.1")


def _unpacked(headers: Headers, size: int | None) -> Iterator[tuple[str, str]]:
    """The answer's headers for its body as it is held: ``size`` bytes, None where it is not."""
    for name, value in headers:
        yield (f"X-Orig-{name}" if name.lower() in _OF_PACKED_FORM else name, value)
    if size is not None:
        yield "Content-Length", str(size)


def _fields(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields if value).encode()


def _uri(address: str) -> str:
    return quote(address, safe=_URI)


def _id(digest: str, part: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_IDS, f'{digest} {part}')}>"


def _event_hash(store: Store, seq: int) -> str:
    return bytes(store.db.execute("SELECT hash FROM events WHERE seq = ?", [seq]).fetchone()[0]).hex()

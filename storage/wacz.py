"""Captures as one WACZ file (Web Archive Collection Zipped, 1.1.1, specs.webrecorder.net/wacz/1.1.1).

A ZIP of the WARC, an index into it, a list of pages, and a data package with the hash of every file.
Replay tools read single captures out of it by their place, so the WARC is stored as it is.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from reference.times import iso

_WARC = "data.warc.gz"
_CAPTURES = frozenset({"response", "resource", "revisit"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Capture:
    """One line of the index: where a capture stands in the WARC."""

    url: str
    date: str
    """The record's ``WARC-Date``."""
    mime: str
    status: int | None
    """None for what came without an answer's headers."""
    digest: str
    offset: int
    """First byte of the record's gzip member."""
    length: int

    def line(self) -> str:
        """The capture as CDXJ."""
        stamp = "".join(filter(str.isdigit, self.date))[:14]
        fields: dict[str, Any] = {"url": self.url, "mime": self.mime}
        if self.status is not None:
            fields["status"] = str(self.status)
        fields |= {
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": _WARC,
        }
        return f"{sort_key(self.url)} {stamp} {json.dumps(fields)}\n"


@dataclass(frozen=True)
class Packed:
    """What a file holds."""

    captures: int
    pages: int
    files: int
    """Files that the data package lists."""
    digest: str
    """SHA-256 of ``datapackage.json``, which holds the hashes of all others."""


def write(
    out: IO[bytes], *, warc: Path, others: Mapping[str, bytes], title: str, software: str, at: datetime
) -> Packed:
    """Pack a WARC file.

    Args:
        out: Receives the file; can be sought in.
        warc: One gzip member a record.
        others: Further files by their names.
        title: What the collection is called.
        software: Name and version.
        at: When this is written, aware.
    """
    found = list(captures(warc))
    shown = _pages(found)
    small = {
        "indexes/index.cdx": "".join(sorted(capture.line() for capture in found)).encode(),
        "pages/pages.jsonl": _page_lines(shown),
        **others,
    }
    with warc.open("rb") as stream:
        resources = [
            _resource(f"archive/{_WARC}", hashlib.file_digest(stream, "sha256"), warc.stat().st_size)
        ]
    resources += [_resource(name, hashlib.sha256(content), len(content)) for name, content in small.items()]
    package: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "created": iso(at),
        "software": software,
        "resources": resources,
    }
    if shown:
        package |= {"mainPageUrl": shown[0].url, "mainPageDate": shown[0].date}
    document = json.dumps(package, ensure_ascii=False, indent=1).encode()
    digest = hashlib.sha256(document).hexdigest()
    sealed = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest}"}, indent=1).encode()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(warc, f"archive/{_WARC}", zipfile.ZIP_STORED)
        for name, content in small.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
        archive.writestr("datapackage.json", document, zipfile.ZIP_DEFLATED)
        archive.writestr("datapackage-digest.json", sealed, zipfile.ZIP_DEFLATED)
    return Packed(len(found), len(shown), len(resources), digest)


def captures(warc: Path) -> Iterator[Capture]:
    """What can be replayed from a packed WARC, in its order."""
    with warc.open("rb") as stream:
        records = ArchiveIterator(stream)
        for record in records:
            if record.rec_type not in _CAPTURES:
                continue
            told, answer = record.rec_headers, record.http_headers
            kind = told["Content-Type"] if answer is None else answer.get_header("Content-Type")
            status = answer.get_statuscode() if answer is not None else ""
            yield Capture(
                url=told["WARC-Target-URI"],
                date=told["WARC-Date"],
                mime="warc/revisit" if record.rec_type == "revisit" else _mime(kind),
                status=int(status) if status.isdecimal() else None,
                digest=told["WARC-Payload-Digest"] or "-",
                offset=records.get_record_offset(),
                length=records.get_record_length(),
            )


def sort_key(url: str) -> str:
    """The address with its host turned round (SURT), so that a site's captures stand together.

    ``https://www.example.org/A?b=2&a=1`` becomes ``org,example)/a?a=1&b=2``. What is no address of a host
    stands as it is, without blanks.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        return "".join(url.split())
    labels = host.removeprefix("www.").split(".")
    is_number = ":" in host or labels[-1].isdecimal()
    turned = host if is_number else ",".join(reversed(labels))
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        turned += f":{port}"
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return "".join(f"{turned}){parts.path or '/'}{query}".lower().split())


def _mime(kind: str | None) -> str:
    return (kind or "").partition(";")[0].strip().lower() or "unk"


def _pages(found: Sequence[Capture]) -> list[Capture]:
    """What a person would open: the documents; where none was captured, everything that was answered."""
    whole = [each for each in found if each.status in {200, None}]
    documents = [each for each in whole if each.mime in {"text/html", "application/xhtml+xml"}]
    return list({each.url: each for each in documents or whole}.values())


def _page_lines(shown: Sequence[Capture]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Captured pages"}
    lines = [head, *({"url": each.url, "ts": each.date} for each in shown)]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def _resource(path: str, digest: Any, size: int) -> dict[str, Any]:
    name = path.rpartition("/")[2].lower()
    return {"name": name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}

"""``airtrace export wacz``: what WACZ 1.1.1 asks for, read back without the code that wrote it."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from scrapers.web_pace import Pace
from storage.records import RunKind
from storage.wacz import sort_key
from tests.flows.conftest import Airtrace
from tests.flows.scenario import NUMBER
from tests.scrapers.hostile_server import Server, http
from tests.scrapers.posts import answers_of_bluesky

POST = f"https://x.com/made_up/status/{NUMBER}"
ANSWERED = f"https://bsky.app/profile/{answers_of_bluesky.DID}/post/{answers_of_bluesky.KEY}"
HOST = "public.api.bsky.app"


@pytest.fixture
def exported(airtrace: Airtrace, tmp_path: Path) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    (tmp_path / "home").mkdir()
    with Server() as server:
        server.on(f"{HOST}/xrpc/app.bsky.feed.getPostThread", http(answers_of_bluesky.thread()))
        bench = Bench(Home(tmp_path / "home"), routes={HOST: server.address}, pace=Pace(0.0))
        run = pipeline.request_verify(
            bench, identify(ANSWERED), offline=False, asked_by="Ada", because="test", kind=RunKind.COLLECT
        )
        pipeline.perform(bench, run)
    file = tmp_path / "c1.wacz"
    answer = airtrace("export", "wacz", "c1", "-o", file, "--json")
    assert answer.code == 0
    return zipfile.ZipFile(BytesIO(file.read_bytes())), answer.json


def _index(archive: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    lines = archive.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    parts = [line.split(" ", 2) for line in lines]
    return [(key, stamp, json.loads(fields)) for key, stamp, fields in parts]


def test_every_file_is_listed_with_its_hash(exported: tuple[zipfile.ZipFile, dict[str, Any]]) -> None:
    archive, told = exported
    package = json.loads(archive.read("datapackage.json"))
    assert package["profile"] == "data-package"
    assert package["wacz_version"] == "1.1.1"
    listed = {each["path"]: each for each in package["resources"]}
    assert set(archive.namelist()) == set(listed) | {"datapackage.json", "datapackage-digest.json"}
    assert {"archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl", "report.html"} <= set(listed)
    for path, each in listed.items():
        content = archive.read(path)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", path
        assert each["bytes"] == len(content), path
        assert each["name"] == each["name"].lower() == path.rpartition("/")[2]
    digest = hashlib.sha256(archive.read("datapackage.json")).hexdigest()
    assert json.loads(archive.read("datapackage-digest.json")) == {
        "path": "datapackage.json",
        "hash": f"sha256:{digest}",
    }
    assert told["digest"] == digest
    assert archive.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED


def test_the_index_leads_to_each_capture(exported: tuple[zipfile.ZipFile, dict[str, Any]]) -> None:
    archive, told = exported
    warc = archive.read("archive/data.warc.gz")
    index = _index(archive)
    assert len(index) == told["captures"] > 0
    for key, stamp, fields in index:
        assert key == sort_key(fields["url"])
        assert fields["filename"] == "data.warc.gz"
        start = int(fields["offset"])
        member = warc[start : start + int(fields["length"])]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
        (record,) = ArchiveIterator(BytesIO(member))
        assert record.rec_headers["WARC-Target-URI"] == fields["url"]
        assert (
            record.rec_headers["WARC-Date"].replace("-", "").replace(":", "").replace("T", "")[:14] == stamp
        )


def test_pages_stand_in_the_index(exported: tuple[zipfile.ZipFile, dict[str, Any]]) -> None:
    archive, told = exported
    head, *pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").decode().splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert len(pages) == told["pages"] > 0
    assert {page["url"] for page in pages} <= {fields["url"] for _, _, fields in _index(archive)}
    package = json.loads(archive.read("datapackage.json"))
    assert package["mainPageUrl"] in {page["url"] for page in pages}


def test_a_case_without_captures_is_a_whole_file_too(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    file = tmp_path / "c1.wacz"
    assert airtrace("export", "wacz", "C1", "-o", file).code == 0
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert _index(archive) == []
        assert archive.read("pages/pages.jsonl").count(b"\n") == 1


def test_wrong_use_writes_nothing(airtrace: Airtrace, tmp_path: Path) -> None:
    airtrace("verify", POST, "--offline")
    for name, case in (("case.zip", "C1"), ("c.wacz", "C7"), ("home/vault/c.wacz", "C1")):
        assert airtrace("export", "wacz", case, "-o", tmp_path / name).code == 2, name
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=2&a=1", "org,example)/a?a=1&b=2"),
        ("http://example.org:80", "org,example)/"),
        ("http://example.org:8080/x y", "org,example:8080)/xy"),
        ("http://192.0.2.7/", "192.0.2.7)/"),
        ("http://[2001:db8::1]/", "2001:db8::1)/"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_sort_keys(url: str, key: str) -> None:
    assert sort_key(url) == key

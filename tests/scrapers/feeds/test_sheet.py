"""Tables of addresses: which cell counts, and rows that hold none."""

from __future__ import annotations

import csv
import io

import pytest

from reference.errors import Unparsed
from scrapers.feeds import sheet

URL = "https://desk.example/queue.csv"


def targets(text: str | bytes) -> list[str | None]:
    body = text.encode() if isinstance(text, str) else text
    return [item.target for item in sheet.parse(body, URL).items]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_named_column_is_taken(delimiter: str) -> None:
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter)
    table.writerow(["note", "URL", "seen on"])
    table.writerow(["a, b; c", "https://x.com/a/status/1", "https://other.example/1"])
    assert targets(out.getvalue()) == ["https://x.com/a/status/1"]


def test_without_a_heading_the_first_address_of_each_row_is_taken() -> None:
    assert targets("https://x.com/a/status/1\nnote,x.com/b/status/2,https://x.com/c/status/3\n") == [
        "https://x.com/a/status/1",
        "https://x.com/b/status/2",
    ]


def test_half_broken_rows_cost_themselves_alone() -> None:
    rows = ["url,note"]
    for n in range(50):
        rows.append(f"https://x.com/a/status/{n + 1},fine")
        rows.append(["nothing here", '"unclosed', ",", "http://", "ftp://x.example/a"][n % 5] + f",{n}")
    reading = sheet.parse("\n".join(rows).encode(), URL)
    good = [item.target for item in reading.items if item.target]
    bad = [item for item in reading.items if item.target is None]
    assert good == [f"https://x.com/a/status/{n + 1}" for n in range(50)]
    assert len(bad) == 50
    assert all(item.reason.startswith("Row ") for item in bad)


def test_an_address_that_stands_twice_is_one_item() -> None:
    assert targets("url\nhttps://x.com/a/status/1\nhttps://x.com/a/status/1\n") == [
        "https://x.com/a/status/1"
    ]


def test_a_bare_address_is_never_a_file_of_this_machine() -> None:
    assert targets("url\nexample.com/notes.txt\n../etc/passwd\n/etc/passwd\nfile:///etc/passwd\n") == [
        "https://example.com/notes.txt",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert targets("url,note\nhttps://x.com/a/status/1,è\n".encode(encoding)) == ["https://x.com/a/status/1"]


def test_a_quoted_text_of_several_lines_is_one_row() -> None:
    assert targets('text,link\n"one\ntwo, three",https://x.com/a/status/1\n') == ["https://x.com/a/status/1"]


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><html>Sign in</html>", b"  <html></html>", b"\x00\x01\x02\x00\x00"]
)
def test_what_is_no_table_is_said(body: bytes) -> None:
    with pytest.raises(Unparsed):
        sheet.parse(body, URL)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"url\n"])
def test_an_empty_table_is_a_table(body: bytes) -> None:
    assert sheet.parse(body, URL).items == ()

"""Tables of addresses: CSV files here or on the web, and public spreadsheets of Google's, by their CSV.

Each row is answered by itself: one without an address is told apart from the heading and passed over. A
table with a broken quotation mark is read line by line, so that it costs one row and not the rest.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from reference.errors import InputError, Unparsed
from scrapers.feeds.shape import FeedAddress, FeedReading, FoundItem, key_of, web_parts
from storage.records import FeedKind

KIND = FeedKind.SHEET
SUFFIXES = (".csv", ".tsv")
LARGEST = 50_000_000
"""Bytes of a table that are read."""
_GOOGLE = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?P<id>e/[A-Za-z0-9_-]{20,}|[A-Za-z0-9_-]{20,})(?:/[^?]*)?")
_HEADINGS = frozenset(
    {
        "url",
        "link",
        "links",
        "urls",
        "post",
        "post url",
        "post link",
        "address",
        "permalink",
        "href",
        "target",
        "source",
    }
)
_ADDRESS = re.compile(r"(?:https?://\S+|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/\S+)", re.IGNORECASE)


def address_of(given: str) -> FeedAddress | None:
    """A table on the web or on this machine.

    Raises:
        InputError: Another document of Google's.
    """
    path = Path(given)
    if path.suffix.lower() in SUFFIXES and "://" not in given:
        return FeedAddress(KIND, str(path.expanduser().absolute()))
    parts = web_parts(given)
    if parts is None:
        return None
    if parts.hostname == "docs.google.com":
        match = _GOOGLE.fullmatch(parts.path)
        if match is None:
            raise InputError(f"{given[:200]} is no spreadsheet; give the link of a public one, or a CSV file")
        sheet = {**parse_qs(parts.query), **parse_qs(parts.fragment)}.get("gid", ["0"])[0]
        query = {"gid": sheet if sheet.isascii() and sheet.isdigit() else "0"}
        form = {"output": "csv"} if match["id"].startswith("e/") else {"format": "csv"}
        verb = "pub" if match["id"].startswith("e/") else "export"
        address = f"https://docs.google.com/spreadsheets/d/{match['id']}/{verb}?{urlencode(form | query)}"
        return FeedAddress(KIND, address)
    return FeedAddress(KIND, parts.geturl()) if parts.path.lower().endswith(SUFFIXES) else None


def parse(body: bytes, url: str) -> FeedReading:  # noqa: ARG001 - the signature of every source
    """Read a table, row by row.

    Raises:
        Unparsed: It is a page, or no text.
    """
    items: dict[str, FoundItem] = {}
    for _, item in numbered(body):
        items.setdefault(item.key, item)
    return FeedReading(tuple(items.values()))


def numbered(body: bytes) -> Iterator[tuple[int, FoundItem]]:
    """Every row that holds anything, with its number; the heading is none.

    Raises:
        Unparsed: It is a page, or no text.
    """
    text = _text(body)
    if re.match(r"\s*<(?:!doctype|html|head|\?xml)", text, re.IGNORECASE):
        raise Unparsed(
            "It is a page and no table; publish the sheet, or share it with anyone who has the link."
        )
    column: int | None = None
    for n, row in enumerate(_rows(text)):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if n == 0:
            heads = [cell.lower().strip(":") for cell in cells]
            column = next((i for i, head in enumerate(heads) if head in _HEADINGS), None)
            if column is not None or not any(_ADDRESS.fullmatch(cell) for cell in cells):
                continue
        yield n + 1, _item(n + 1, cells, column)


def _item(n: int, cells: list[str], column: int | None) -> FoundItem:
    wanted = [cells[column]] if column is not None and column < len(cells) else cells
    address = next((cell for cell in wanted if _ADDRESS.fullmatch(cell)), None)
    parts = web_parts(address) if address is not None else None
    if address is not None and parts is not None:
        return FoundItem(key_of(address), parts.geturl())
    said = hashlib.sha256("\x1f".join(cells).encode("utf-8", "replace")).hexdigest()[:32]
    return FoundItem(f"row:{said}", None, f"Row {n} holds no web address.")


def _text(body: bytes) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if text.count("\x00") * 10 > len(text):
        raise Unparsed("It is no text, so it is no CSV table.")
    return text.replace("\x00", "\ufffd")


def _rows(text: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        lines = text.splitlines()
        return [[cell.strip(' "') for cell in line.split(delimiter)] for line in lines]

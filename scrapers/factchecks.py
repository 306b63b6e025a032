"""Fact-checks from files: one JSON object a line, or schema.org's ClaimReview as JSON.

ClaimReview may stand alone, in a list, in a ``@graph``, or as the items of a DataFeed, as Data Commons
publishes it (https://schema.org/ClaimReview, https://datacommons.org/factcheck/download).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reference.errors import InputError
from storage.records.factchecks import FactCheck

LARGEST = 2_000_000_000
"""Bytes of a file once it is unpacked."""
_LONGEST = 20_000
_DEEPEST = 12


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken in, counted from 1, and why."""

    row: int
    why: str


def read(content: bytes) -> Iterator[FactCheck | Rejected]:
    """The fact-checks of a file, and every row that is none with its reason.

    Raises:
        InputError: The file is neither JSON nor lines of JSON, or unpacks to more than :data:`LARGEST`.
    """
    text = _unpacked(content).decode("utf-8-sig", "replace")
    try:
        whole = [(1, json.loads(text))]
    except (ValueError, RecursionError):
        yield from _of_lines(text)
        return
    yield from _of_values(whole)


def _unpacked(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
            plain = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"the packed file is damaged ({error}); fetch it again") from error
    if len(plain) > LARGEST:
        raise InputError("the file unpacks to more than 2 GB; split it")
    return plain


def _of_lines(text: str) -> Iterator[FactCheck | Rejected]:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not any(line.lstrip().startswith("{") for _, line in lines):
        raise InputError("the file holds neither JSON nor one JSON object a line")
    for n, line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Rejected(n, "it is no JSON")
            continue
        yield from _of_values([(n, value)])


def _of_values(values: list[tuple[int, Any]]) -> Iterator[FactCheck | Rejected]:
    row = 0
    for n, value in values:
        objects = list(_objects(value))
        for each in objects or [value]:
            row += 1
            number = n if len(objects) < 2 else row
            yield _fact_check(each, number) if isinstance(each, dict) else Rejected(number, "it is no object")


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects that are fact-checks, in the lists and feeds that hold them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _objects(each, depth + 1)
    elif isinstance(value, dict):
        inner = next((value[key] for key in ("@graph", "dataFeedElement", "item") if value.get(key)), None)
        if inner is None or "claimReviewed" in value:
            yield value
        else:
            yield from _objects(inner, depth + 1)


def _fact_check(row: dict[str, Any], number: int) -> FactCheck | Rejected:
    claim = _text(row.get("vclaim") or row.get("claimReviewed") or row.get("claim"))
    if not claim:
        return Rejected(number, "it names no claim (vclaim, claimReviewed or claim)")
    url = _text(row.get("url")) or None
    given = _text(row.get("vclaim_id") or row.get("id") or row.get("@id"))
    return FactCheck(
        id=given or "F" + hashlib.sha256(f"{url}\n{claim}".encode()).hexdigest()[:16],
        claim=claim,
        title=_text(row.get("title") or row.get("headline") or row.get("name")),
        subtitle=_text(row.get("subtitle") or row.get("description")),
        author=_text(row.get("author")),
        rating=_rating(row),
        url=url if url and url.startswith(("http://", "https://")) else None,
        date=_text(row.get("date") or row.get("datePublished")) or None,
    )


def _rating(row: dict[str, Any]) -> str | None:
    rating = row.get("reviewRating", row.get("rating"))
    if isinstance(rating, list):
        rating = rating[0] if rating else None
    if isinstance(rating, dict):
        rating = rating.get("alternateName") or rating.get("name") or rating.get("ratingValue")
    return _text(rating) or None


def _text(value: Any) -> str:
    """A value as one line of text; of people and organisations their name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())[:_LONGEST]

"""Fact-checks are read from lines of JSON and from ClaimReview; each bad row is answered by itself."""

from __future__ import annotations

import gzip
import json

import pytest

from reference.errors import InputError
from scrapers.factchecks import Rejected, read
from storage.records.factchecks import FactCheck

REVIEW = {
    "@type": "ClaimReview",
    "claimReviewed": "The harbour was closed for a week.",
    "url": "https://checks.example/harbour",
    "datePublished": "2024-05-02",
    "author": {"@type": "Organization", "name": "Checks"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1},
}


def test_lines_with_one_bad_row_among_them() -> None:
    good = {
        "title": "T",
        "subtitle": "S",
        "vclaim_id": "v1",
        "vclaim": "Something was said.",
        "date": "2 May 2024",
    }
    lines = "\n".join([json.dumps(good), "{broken", json.dumps({"title": "no claim"})])
    found = list(read(gzip.compress(lines.encode())))
    assert found[0] == FactCheck("v1", "Something was said.", "T", "S", date="2 May 2024")
    assert [each.row for each in found if isinstance(each, Rejected)] == [2, 3]


@pytest.mark.parametrize(
    "shape",
    [
        REVIEW,
        [REVIEW],
        {"@graph": [REVIEW]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
    ],
)
def test_claim_review_in_every_wrapping(shape: object) -> None:
    (found,) = read(json.dumps(shape, indent=1).encode())
    assert isinstance(found, FactCheck)
    assert (found.claim, found.rating, found.author) == (REVIEW["claimReviewed"], "False", "Checks")
    assert (found.url, found.date) == ("https://checks.example/harbour", "2024-05-02")
    assert next(iter(read(json.dumps(shape).encode()))) == found


def test_no_address_but_a_web_address_is_kept() -> None:
    (found,) = read(json.dumps({**REVIEW, "url": "javascript:alert(1)"}).encode())
    assert isinstance(found, FactCheck)
    assert found.url is None


@pytest.mark.parametrize("content", [b"plain words", b"\x1f\x8bdamaged", b""])
def test_a_file_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        list(read(content))

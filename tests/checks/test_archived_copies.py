"""A post that is gone, of which a web archive holds a copy: the next step is to open it."""

from __future__ import annotations

from dataclasses import replace

from checks.next_steps import next_steps
from checks.registry import run_checks
from storage.records import ArchivedCopy, CaseFile, Fetch, FetchState, Purpose
from tests.checks.stories import case, instant, post

URL = "https://x.com/example/status/1897000000000000000"


def _gone(*copies: ArchivedCopy) -> str:
    at = instant("2031-03-09T08:00:00Z")
    fetch = Fetch(URL, Purpose.POST, at, FetchState.DELETED, "The post was deleted.", 404)
    asked = Fetch("https://web.archive.org/cdx", Purpose.ARCHIVE, at, FetchState.UNREACHABLE, "away", 503)
    gone = replace(post(), media=())
    story: CaseFile = replace(case(), post=gone, fetches=(fetch, asked), archived=copies)
    return "\n".join(next_steps(story, run_checks(story)))


def _copy(at: str) -> ArchivedCopy:
    return ArchivedCopy(URL, instant(at), f"https://web.archive.org/web/{at}/{URL}", 200, "text/html", "AAA")


def test_the_earliest_copy_is_to_be_opened() -> None:
    said = _gone(_copy("2031-03-08T10:00:00Z"), _copy("2031-03-07T20:00:00Z"))
    assert (
        f"Open the archived copy of 2031-03-07T20:00:00Z: https://web.archive.org/web/2031-03-07T20:00:00Z/{URL}"
        in said
    )
    assert "Look for a copy" not in said


def test_without_one_a_copy_is_to_be_looked_for() -> None:
    said = _gone()
    assert "Look for a copy of the post in a web archive" in said
    assert "web.archive.org/cdx" not in said

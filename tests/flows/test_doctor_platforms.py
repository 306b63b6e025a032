"""``airtrace doctor`` on how posts are had: which platforms were never tested, and how old yt-dlp is."""

from __future__ import annotations

from typing import Any

import pytest

from flows import sources
from tests.flows.conftest import Airtrace


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The guard is tried on loopback, so that sockets stay as they are here."""


def _finding(airtrace: Airtrace, name: str) -> dict[str, Any]:
    findings: list[dict[str, Any]] = airtrace("doctor", "--json").json["findings"]
    return next(finding for finding in findings if finding["name"] == name)


def test_platforms_without_a_recording_are_called_untested(airtrace: Airtrace) -> None:
    finding = _finding(airtrace, "untested")
    for name in ("VK", "Rutube", "Odnoklassniki", "Threads", "Truth Social", "Dailymotion", "Rumble"):
        assert name in finding["found"]
    for name in ("YouTube", "TikTok", "Instagram", "Facebook"):
        assert name not in finding["found"]


@pytest.mark.parametrize(
    ("version", "ok", "advice"),
    [
        (None, False, "make install"),
        ("2020.01.02", True, "pip install -U yt-dlp"),
        ("2020.01.02.123456", True, "pip install -U yt-dlp"),
        ("made up", True, ""),
    ],
)
def test_an_old_or_missing_yt_dlp_is_named(
    airtrace: Airtrace, monkeypatch: pytest.MonkeyPatch, version: str | None, ok: bool, advice: str
) -> None:
    monkeypatch.setattr(sources, "version", lambda: version)
    finding = _finding(airtrace, "yt-dlp")
    assert finding["ok"] is ok
    assert advice in (finding["do"] or "")
    assert version is None or version in finding["found"]

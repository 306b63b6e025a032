"""yt-dlp over https: through the proxy's tunnel, and only to a site that proves its name."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrapers.posts import ytdlp
from scrapers.posts.shape import PostAddress
from scrapers.web import Limits, WebClient
from storage.records import Fetch, FetchState, Platform, Purpose
from tests.scrapers.test_guard_tls import Secured

CLIP = PostAddress(Platform.VK, "made-up-clip-77", None, "https://stage.test/clips/made-up-clip-77")


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Secured]:
    server = Secured(tmp_path, "stage.test")
    yield server
    server.close()


def bring(secured: Secured, into: Path) -> Fetch:
    with WebClient({"stage.test": secured._listening.getsockname()}, Limits()) as web:
        brought = ytdlp.bring(CLIP, web, into, purpose=Purpose.POST, extractors="generic,html5")
    return brought.answers[-1].fetch


def test_a_site_that_cannot_prove_its_name_is_told_nothing(secured: Secured, tmp_path: Path) -> None:
    row = bring(secured, tmp_path)
    assert row.state is FetchState.UNREACHABLE
    assert "certificate" in row.reason
    assert secured.names == ["stage.test"]
    assert secured.heads == []


def test_a_tunnel_is_yt_dlps_and_the_sites_alone(
    secured: Secured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def trusting(command: list[str], **options: Any) -> Any:
        return run([*command[:-2], "--no-check-certificates", *command[-2:]], **options)

    monkeypatch.setattr(subprocess, "run", trusting)
    bring(secured, tmp_path)
    assert secured.heads[0].startswith(b"GET /clips/made-up-clip-77 HTTP/1.1")

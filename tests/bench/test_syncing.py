"""A small stage is gathered by a process that is killed: complete, nothing twice, few requests too many."""

from __future__ import annotations

from pathlib import Path

from bench.archives import Archives
from bench.syncing import measure


def test_a_killed_sync_ends_complete(tmp_path: Path) -> None:
    found = measure(Archives(stations=2, days=2, shows_a_day=6), kills=2, seed=3, home=tmp_path / "home")
    assert (found.listed, found.held, found.twice, found.kills, found.findings) == (24, 24, 0, 2, 0)
    assert found.requests <= found.ideal + 2 * found.kills

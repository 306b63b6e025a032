"""A small soak holds what the large one is held to, and its judgement sees what goes wrong."""

from __future__ import annotations

from pathlib import Path

from bench import soak
from bench.soak_posts import EXPECTED, PASSING, SHARES, Fault, plan
from bench.soak_report import FLAT
from bench.soak_sources import words_of


def test_a_small_soak_holds(tmp_path: Path) -> None:
    found = soak.measure(40, kills=1, seed=3, home=tmp_path / "home")
    assert found.wrong == ()
    assert (found.cases, found.kills, found.findings) == (40, 1, 0)
    assert found.swing <= FLAT


def test_every_fault_has_its_share_and_its_names() -> None:
    assert set(SHARES) == set(Fault) - {Fault.NONE}
    assert set(EXPECTED) == set(SHARES) - PASSING
    posts = plan(4000, 1)
    assert {post.fault for post in posts} == set(Fault)
    assert len({post.mark for post in posts}) == len(posts)
    assert len({words_of(post.n, version) for post in posts for version in (1, 2)}) == 2 * len(posts)

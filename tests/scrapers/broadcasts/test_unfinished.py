from __future__ import annotations

import pytest

from scrapers.broadcasts.unfinished import Look, being_written

NOW = 1_800_000_000.0
OLD = Look(1000, NOW - 3600)


@pytest.mark.parametrize(
    ("name", "look", "before", "beside", "says"),
    [
        ("a.ts", Look(1000, NOW - 5), None, (), "5 s ago"),
        ("a.ts", OLD, Look(900, NOW - 3600), (), "changed since"),
        ("a.ts.part", OLD, None, (), "name"),
        ("a.mp4.CRDOWNLOAD", OLD, None, (), "name"),
        ("a.ts", OLD, None, ("a.ts", "a.ts.lock"), "lock"),
        ("a.ts", Look(0, NOW - 3600), None, (), "empty"),
    ],
)
def test_what_is_at_work_is_left(
    name: str, look: Look, before: Look | None, beside: tuple[str, ...], says: str
) -> None:
    assert says in (being_written(name, look, NOW, before=before, beside=beside) or "")


def test_what_is_quiet_is_taken() -> None:
    assert being_written("a.ts", OLD, NOW, beside=("a.ts", "b.ts.part")) is None
    assert being_written("a.ts", Look(5, NOW - 5), NOW, before=Look(5, NOW - 5)) is None
    assert being_written("a.ts", Look(5, NOW + 9_000), NOW) is None

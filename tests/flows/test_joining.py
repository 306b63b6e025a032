"""Index files are joined as an archive grows, and nothing that was found before is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import joining, tracing
from flows.bench import Bench
from flows.home import Home
from flows.indexing import outdated, searchable
from flows.joining import IndexFile, due, index_files, join, own_segments
from matching.segment import FORMAT, open_segment
from storage import garbage, recordings
from storage.records import Airing, AiringKind, Recording, TimeSource
from storage.store import MACHINE, Store
from storage.vault import hash_of
from tests.flows.segments import small_segment

FIRST = datetime(2031, 3, 7, 18, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Home(tmp_path / "home"))


def _hold(store: Store, count: int, first: int = 0) -> list[str]:
    """Record ``count`` recordings with an index each; returns the names of their segments."""
    names = []
    for n in range(first, first + count):
        airing = Airing(
            "", AiringKind.BROADCAST, "1TV", None, FIRST + timedelta(hours=n), 1.0, "UTC", TimeSource.GIVEN
        )
        names.append(small_segment(store, n))
        with store.writing("Ada") as to:
            item = recordings.add(
                store, to, Recording("", airing, f"{n:064x}", 1800.0, 640, 360, f"{n}.mp4", None)
            )
            recordings.indexed(to, item.id, names[-1], FORMAT)
    return names


def _file(name: str, size: int, live: int | None = None) -> IndexFile:
    return IndexFile(name, {name: size if live is None else live}, size)


def test_files_of_one_size_are_joined_when_there_are_enough() -> None:
    small = [_file(f"s{n}", 2_000_000 + n) for n in range(7)]
    large = [_file(f"l{n}", 30_000_000 + n) for n in range(7)]
    assert due([*small, *large]) is None
    assert due([*small, _file("s7", 3_000_000), *large]) == [*small, _file("s7", 3_000_000)]
    assert due([*large, _file("l7", 29_000_000)]) == [_file("l7", 29_000_000), *large]


def test_no_file_grows_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "LARGEST", 15_000_000)
    assert due([_file(f"s{n}", 2_000_000) for n in range(8)]) is None


def test_file_of_removed_recordings_is_written_anew_alone() -> None:
    assert due([_file("kept", 5_000_000), _file("gone", 5_000_000, live=1_000_000)]) == [
        _file("gone", 5_000_000, live=1_000_000)
    ]


def test_joined_recordings_are_held_shared_and_searched_as_before(bench: Bench, tmp_path: Path) -> None:
    with bench.store() as store:
        names = _hold(store, 9)
        before = {name: store.index.path(name).read_bytes() for name in names}
        sizes = [tracing.index_size(store, item) for item in recordings.held(store)]
        assert join(bench) == 1
        assert len(index_files(store)) == 1
        assert outdated(store) == []
        assert [tracing.index_size(store, item) for item in recordings.held(store)] == sizes
        assert not any(store.index.path(name).exists() for name in names)
        with own_segments(bench, store, names) as own:
            assert {name: path.read_bytes() for name, path in own.items()} == before
        opened = [r.name for r in tracing._indexed(store, recordings.held(store))]
        assert opened == names
        assert garbage.garbage(store).segments == ()


def test_a_removed_recording_is_left_out_of_the_next_joining(bench: Bench) -> None:
    with bench.store() as store:
        names = _hold(store, 8)
        join(bench)
        with store.writing("Ada") as to:
            for item in recordings.held(store)[:5]:
                recordings.remove(store, to, item.id, "wrong station")
        assert join(bench) == 1
        (left,) = index_files(store)
        assert set(left.live) == set(names[5:])
        assert left.size == sum(left.live.values())
        with store.writing(MACHINE) as to:
            garbage.remove(store, to)
        assert [path.name for path in store.index.files()] == [left.sha256]
        assert outdated(store) == []


def test_a_kill_before_the_list_is_written_loses_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with bench.store() as store:
        names = _hold(store, 8)
        with monkeypatch.context() as patched:
            patched.setattr(type(store.index), "_write", kill)
            with pytest.raises(Killed):
                join(bench)
        assert outdated(store) == []
        (left,) = garbage.garbage(store).segments
        assert left.name not in names
        assert join(bench) == 1


def test_what_is_joined_while_it_is_indexed_anew_is_found_once(bench: Bench) -> None:
    with bench.store() as store:
        names = _hold(store, 8)
        join(bench)
        assert small_segment(store, 0) == names[0]
        place = store.index.place(names[0])
        assert place is not None
        assert place.name == ""
        assert len(store.index.places()) == 8


def test_damaged_files_are_left_alone_and_named(bench: Bench) -> None:
    with bench.store() as store:
        names = _hold(store, 8)
        damaged = store.index.path(names[3])
        damaged.chmod(0o644)
        damaged.write_bytes(damaged.read_bytes()[:-8])
        item = recordings.held(store)[3]
        assert join(bench) == 0
        assert not searchable(store, item)
        archive = tracing.archive_of(store)
        assert len(archive.searchable) == 7
        assert archive.missing == (
            "the index of recording REC4 (1TV) is damaged; airtrace recordings reindex makes it again",
        )


def test_a_damaged_joined_file_gives_way_to_what_is_indexed_again(bench: Bench) -> None:
    with bench.store() as store:
        _hold(store, 8)
        join(bench)
        (whole,) = index_files(store)
        path = store.index.path(whole.sha256)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-8])
        assert len(outdated(store)) == 8
        for n in range(8):
            small_segment(store, n)
        assert outdated(store) == []
        assert [left.name for left in garbage.garbage(store).segments] == [whole.sha256]


def test_reruns_of_the_same_bytes_share_a_segment(bench: Bench) -> None:
    with bench.store() as store:
        names = _hold(store, 8)
        first = recordings.held(store)[0]
        with store.writing("Ada") as to:
            later = replace(first.airing, id="", aired_at=FIRST + timedelta(days=1))
            again = recordings.add(store, to, replace(first, id="", airing=later, segment=None))
            recordings.indexed(to, again.id, names[0], FORMAT)
        join(bench)
        (joined,) = index_files(store)
        assert len(open_segment(store.index.path(joined.sha256))) == 8
        assert hash_of(store.index.path(joined.sha256)) == joined.sha256
        assert outdated(store) == []

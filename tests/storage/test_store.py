from __future__ import annotations

import multiprocessing
import resource
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reference.errors import RecordDamaged, RecordLocked, RecordOutOfReach
from storage import audit, chain, database
from storage.chain import EventKind
from storage.database import exclusive, is_held
from storage.store import DATABASE, LOCK, Store
from tests.storage.conftest import fill


def test_a_new_store_begins_with_its_own_name(store: Store) -> None:
    first = next(chain.events(store.db.conn))
    assert (first.seq, first.kind, first.prev) == (1, "store_created", bytes(32))
    assert '"db_id"' in first.body


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path) as one:
        fill(one)
        before = chain.head(one.db.conn)
    with Store(tmp_path) as two:
        assert chain.head(two.db.conn) == before


def test_settings_the_record_depends_on(store: Store) -> None:
    def pragma(name: str) -> object:
        return store.db.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    before = chain.head(store.db.conn)
    with pytest.raises(KeyError), store.writing("Ada") as to:  # noqa: PT012 - the first must be undone with the second
        to.append(EventKind.STATE_CHANGED, "nobody", {"state": "open"})
        to.append(EventKind.STATE_CHANGED, "nobody", {})
    assert chain.head(store.db.conn) == before
    assert not is_held(store.folder / LOCK)


def test_a_clock_that_went_back_is_noted(tmp_path: Path) -> None:
    moments = [datetime(2024, 6, 21, 12, tzinfo=UTC)]
    with Store(tmp_path, clock=lambda: moments[-1]) as store:
        moments.append(moments[0] - timedelta(hours=1))
        fill(store)
        kinds = [event.kind for event in chain.events(store.db.conn)]
        assert kinds[:3] == ["store_created", "clock_went_back", "run_requested"]
        assert kinds.count("clock_went_back") == 1
        assert audit.audit(store).verdict is audit.Soundness.CLEAN


def test_who_finds_the_lock_taken_is_told(store: Store) -> None:
    with (
        exclusive(store.folder / LOCK),
        pytest.raises(RecordLocked, match="another process"),
        exclusive(store.folder / LOCK, patience=0.05),
    ):
        raise AssertionError("two held the lock")


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is not a database at all" * 100)
    with pytest.raises(RecordDamaged, match="cannot be used"):
        Store(tmp_path)


def _append(folder: Path, times: int, out: multiprocessing.Queue[float]) -> None:
    with Store(folder) as store:
        slowest = 0.0
        for n in range(times):
            began = time.monotonic()
            with store.writing(f"writer {n}") as to:
                head = chain.head(store.db.conn)[0]
                to.append(EventKind.STATE_CHANGED, "nobody", {"state": "open", "saw": head})
            slowest = max(slowest, time.monotonic() - began)
        out.put(slowest)


def test_eight_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    Store(tmp_path).close()
    context = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[float] = context.Queue()
    writers = [context.Process(target=_append, args=(tmp_path, 25, out)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0] * 8
    with Store(tmp_path) as store:
        events = list(chain.events(store.db.conn))
        assert len(events) == 1 + 8 * 25
        assert [f'"saw":{event.seq - 1}' in event.body for event in events[1:]] == [True] * 200
        assert audit.audit(store).verdict is audit.Soundness.CLEAN


def test_reading_goes_on_while_another_writes(tmp_path: Path) -> None:
    with Store(tmp_path) as writer, Store(tmp_path) as reader, writer.writing("Ada") as to:
        to.append(EventKind.STATE_CHANGED, "nobody", {"state": "open"})
        assert chain.head(reader.db.conn)[0] == 1


def test_disk_errors_leave_no_open_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(chain, "append", full)
        with pytest.raises(sqlite3.OperationalError), store.writing("Ada") as to:
            to.append(EventKind.STATE_CHANGED, "nobody", {"state": "open"})
    assert not store.db.conn.in_transaction
    fill(store)
    assert audit.audit(store).verdict is audit.Soundness.CLEAN


def _limited(folder: Path, out: multiprocessing.Queue[tuple[str, str]]) -> None:
    """Write until no file may grow any more: what a full disk does, in a process of its own."""
    with Store(folder) as store:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))
        done = 0
        try:
            while True:
                with store.writing("Ada") as to:
                    for _ in range(20):
                        to.append(EventKind.STATE_CHANGED, "nobody", {"state": "open", "filler": "x" * 900})
                done += 20
        except Exception as error:
            out.put((type(error).__name__, str(done)))


def test_a_disk_that_is_full_is_named_and_keeps_whole_transactions(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[tuple[str, str]] = context.Queue()
    writer = context.Process(target=_limited, args=(tmp_path, out))
    writer.start()
    name, done = out.get(timeout=60)
    writer.join(60)
    assert name == RecordOutOfReach.__name__
    with Store(tmp_path) as store:
        assert chain.head(store.db.conn)[0] == 1 + int(done)
        assert audit.audit(store).verdict is audit.Soundness.CLEAN


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (sqlite3.SQLITE_IOERR_WRITE, RecordOutOfReach),
        (sqlite3.SQLITE_FULL, RecordOutOfReach),
        (sqlite3.SQLITE_READONLY_DIRECTORY, RecordOutOfReach),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, RecordLocked),
        (sqlite3.SQLITE_CORRUPT, RecordDamaged),
        (sqlite3.SQLITE_NOTADB, RecordDamaged),
    ],
)
def test_what_sqlite_says_is_told_apart(tmp_path: Path, code: int, raised: type[Exception]) -> None:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    assert type(database.trouble(error, tmp_path)) is raised


def test_damage_that_a_write_meets_is_named(store: Store) -> None:
    damage = sqlite3.DatabaseError("database disk image is malformed")
    damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(RecordDamaged, match="history verify"), store.writing("Ada"):
        raise damage
    assert not store.db.conn.in_transaction


def test_a_new_record_is_made_under_the_lock(tmp_path: Path) -> None:
    def make() -> None:
        Store(tmp_path).close()

    with ThreadPoolExecutor() as pool:
        with exclusive(tmp_path / LOCK):
            made = pool.submit(make)
            time.sleep(0.2)
            assert (tmp_path / DATABASE).stat().st_size == 0
        made.result(timeout=30)
    assert audit.audit_folder(tmp_path).verdict is audit.Soundness.CLEAN


def test_the_lock_file_is_not_the_database(store: Store) -> None:
    assert database.is_held(store.folder / "nowhere.lock") is False

"""Every kind of tampering is found, and an untouched record passes."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import audit, chain
from storage.audit import Anchor, Soundness
from storage.chain import TRIGGERS, EventKind
from storage.store import DATABASE, Store
from tests.storage.conftest import fill

Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store(tmp_path / "home") as store:
        fill(store)
        assert audit.audit(store).verdict is Soundness.CLEAN
    return tmp_path / "home"


def _open(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / DATABASE, isolation_level=None)


def _audited(folder: Path, *anchors: Anchor) -> audit.Audit:
    with Store(folder) as store:
        return audit.audit(store, anchors)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE seq = 3",
        "UPDATE OR REPLACE events SET actor = 'Eve' WHERE seq = 2",
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
        "INSERT OR REPLACE INTO events SELECT seq, at, 'Eve', kind, subject, body, prev, hash FROM events LIMIT 1",
        "REPLACE INTO events SELECT 3, at, actor, kind, subject, '{}', prev, zeroblob(32) FROM events WHERE seq = 3",
        "INSERT INTO events SELECT seq + 1000, at, actor, kind, subject, body, hash, zeroblob(32) FROM events LIMIT 1",
        "INSERT INTO events SELECT (SELECT max(seq) + 1 FROM events), at, actor, kind, subject, body, "
        "randomblob(32), randomblob(32) FROM events LIMIT 1",
    ],
)
def test_plain_sql_cannot_change_an_event(folder: Path, statement: str) -> None:
    connection = _open(folder)
    before = connection.execute("SELECT * FROM events").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert connection.execute("SELECT * FROM events").fetchall() == before
    connection.close()
    assert _audited(folder).verdict is Soundness.CLEAN


def _without_triggers(*statements: str, restore: bool = True) -> Tamper:
    def tamper(connection: sqlite3.Connection) -> None:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        if restore:
            for sql in TRIGGERS.values():
                connection.execute(sql)

    return tamper


def _transform(connection: sqlite3.Connection) -> None:
    import sqlite_utils

    sqlite_utils.Database(connection)["events"].transform(types={"actor": str})


def _schema_edit(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    changed = TRIGGERS["events_no_update"].replace("BEFORE UPDATE", "BEFORE UPDATE OF kind")
    connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'events_no_update'", [changed])
    connection.execute("PRAGMA writable_schema = OFF")


TAMPERINGS: dict[str, Tamper] = {
    "trigger dropped": _without_triggers(restore=False),
    "trigger replaced by one that does nothing": _without_triggers(
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN 0 BEGIN SELECT 1; END", restore=False
    ),
    "trigger added": lambda c: c.execute("CREATE TRIGGER x AFTER INSERT ON events BEGIN SELECT 1; END"),
    "trigger edited in the schema": _schema_edit,
    "body edited": _without_triggers("UPDATE events SET body = replace(body, 'test', 'other') WHERE seq = 2"),
    "actor edited": _without_triggers("UPDATE events SET actor = 'Eve' WHERE seq = 2"),
    "time edited": _without_triggers("UPDATE events SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 4"),
    "event removed from the middle": _without_triggers("DELETE FROM events WHERE seq = 5"),
    "first event removed": _without_triggers("DELETE FROM events WHERE seq = 1"),
    "two events swapped": _without_triggers(
        "UPDATE events SET seq = -1 WHERE seq = 3", "UPDATE events SET seq = 3 WHERE seq = 4",
        "UPDATE events SET seq = 4 WHERE seq = -1",
    ),
    "event forged at the end": _without_triggers(
        "INSERT INTO events SELECT max(seq) + 1, at, 'Eve', 'decided', 'C1', '{}', hash, randomblob(32) FROM events"
    ),
    "table rebuilt": _transform,
    "table dropped": lambda c: c.execute("DROP TABLE events"),
    "state edited in its projection": lambda c: c.execute("UPDATE cases SET state = 'closed'"),
    "result edited in its projection": lambda c: c.execute("UPDATE check_results SET outcome = 'refutes'"),
    "decision forged in its projection": lambda c: c.execute(
        "INSERT INTO decisions (seq, case_id, categories, claims, decided_by, because, at) "
        "VALUES (2, 'C1', '[]', '[]', 'Eve', 'because', '2024-06-21T00:00:00Z')"
    ),
    "link removed from its projection": lambda c: c.execute("DELETE FROM link_segments"),
    "ledger row removed": lambda c: c.execute("DELETE FROM fetches"),
    "run edited": lambda c: c.execute("UPDATE runs SET asked_by = 'Eve'"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(folder: Path, name: str) -> None:
    connection = _open(folder)
    TAMPERINGS[name](connection)
    connection.close()
    result = audit.audit_folder(folder)
    assert result.verdict is Soundness.TAMPERED, name
    assert result.findings


@pytest.mark.parametrize("how", ["changed", "removed"])
def test_a_file_of_the_vault_that_is_gone_or_changed_is_found(folder: Path, how: str) -> None:
    with Store(folder) as store:
        path = store.vault.path(store.vault.put(b"frame"))
    path.chmod(0o644)
    path.write_bytes(b"other") if how == "changed" else path.unlink()
    result = _audited(folder)
    assert result.verdict is Soundness.TAMPERED
    assert {finding.where for finding in result.findings} == {"vault"}


def _cut_tail(connection: sqlite3.Connection) -> None:
    """Remove the last event with all that follows from it: only a head kept elsewhere shows this."""
    _without_triggers("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")(connection)
    connection.execute("UPDATE runs SET state = 'running', ended_at = NULL, ended_how = NULL")


def _hash_anew(connection: sqlite3.Connection) -> None:
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE events SET actor = 'Eve' WHERE kind = 'run_requested'")
    connection.execute("UPDATE runs SET asked_by = 'Eve'")
    prev = chain.START
    connection.execute("UPDATE events SET prev = randomblob(32)")
    for event in list(chain.events(connection)):
        digest = chain.event_hash(
            prev, event.seq, event.at, event.actor, event.kind, event.subject, event.body
        )
        connection.execute("UPDATE events SET prev = ?, hash = ? WHERE seq = ?", (prev, digest, event.seq))
        prev = digest
    for sql in TRIGGERS.values():
        connection.execute(sql)


@pytest.mark.parametrize("tamper", [_cut_tail, _hash_anew])
def test_what_a_chain_cannot_show_a_head_kept_elsewhere_does(folder: Path, tamper: Tamper) -> None:
    with Store(folder) as store:
        seq, digest, _ = audit.head_line(store).split(" ")
    connection = _open(folder)
    tamper(connection)
    connection.close()
    assert _audited(folder).verdict is Soundness.CLEAN, "this is why heads are kept elsewhere"
    assert _audited(folder, Anchor(int(seq), digest)).verdict is Soundness.TAMPERED


def test_an_honest_record_contains_its_earlier_heads(folder: Path) -> None:
    with Store(folder) as store:
        seq, digest, _ = audit.head_line(store).split(" ")
        with store.writing("Ada") as to:
            to.append(EventKind.STATE_CHANGED, "C1", {"state": "in_review", "because": "looking"})
        assert audit.audit(store, [Anchor(int(seq), digest)]).verdict is Soundness.CLEAN


def test_flipped_bits_in_events_are_found(folder: Path) -> None:
    """Every single flipped bit in an event's fields, tried one at a time."""
    connection = _open(folder)
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    dice = random.Random(7)
    rows = connection.execute("SELECT seq, at, actor, kind, subject, body, prev, hash FROM events").fetchall()
    for _ in range(200):
        seq, *fields = dice.choice(rows)
        which = dice.randrange(len(fields))
        name = ("at", "actor", "kind", "subject", "body", "prev", "hash")[which]
        old = fields[which]
        content = bytearray(old if isinstance(old, bytes) else old.encode())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(7)
        try:
            new = bytes(content) if isinstance(old, bytes) else content.decode()
        except UnicodeDecodeError:
            continue
        connection.execute(f"UPDATE events SET {name} = ? WHERE seq = ?", (new, seq))
        assert chain.broken_link(connection) is not None, (seq, name)
        connection.execute(f"UPDATE events SET {name} = ? WHERE seq = ?", (old, seq))
    assert chain.broken_link(connection) is None
    connection.close()


def test_a_disk_that_cannot_be_read_is_no_tampering(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_prepare", failing)
        found = audit.audit_folder(folder)
    assert (found.verdict, found.findings) == (Soundness.COULD_NOT_CHECK, ())
    assert "disk I/O error" in found.unchecked[0]
    with monkeypatch.context() as patched:
        patched.setattr(audit, "_chain", failing)
        found = audit.audit_folder(folder)
    assert (found.verdict, found.findings) == (Soundness.COULD_NOT_CHECK, ())
    assert audit.audit_folder(folder).verdict is Soundness.CLEAN

"""A record made by an older version keeps its rows when the tables change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from storage.database import connect, set_up
from storage.migrations import migrations

ROWS = (
    "INSERT INTO runs (id, kind, subject, options, asked_by, because, requested_at, state) "
    "VALUES ('R1', 'verify', 'x', '{}', 'Ada', '', '2024-06-20T12:00:00Z', 'done')",
    "INSERT INTO cases (id, kind, key, target, state, standing, opened_at) "
    "VALUES ('C1', 'media', 'media:1', 'clip.mp4', 'open', 0, '2024-06-20T12:00:00Z')",
    "INSERT INTO airings VALUES "
    "('A1', 'broadcast', 'DEMO1', NULL, '2024-06-19T18:00:00Z', 1.0, 'Europe/Berlin', 'given')",
    "INSERT INTO recordings VALUES ('REC1', 'A1', 'ab', 600.0, 640, 360, '/footage/evening.mp4', "
    "'2024-06-20T12:00:00Z', 'cd', 'picture-1', NULL, NULL)",
    "INSERT INTO links (id, case_id, recording_id, clip_sha256, state, relation, direction, score, document, "
    "suggested_at, run_id) VALUES ('L1', 'C1', 'REC1', 'ef', 'suggested', 'same_footage', 'inconclusive', 0.9, "
    "'00', '2024-06-20T12:00:00Z', 'R1')",
)


def test_recordings_and_the_links_to_them_outlive_the_new_table(tmp_path: Path) -> None:
    db = connect(tmp_path / "airtrace.db")
    set_up(db, tmp_path / "airtrace.lock")
    migrations.apply(db, stop_before="m006_recordings_of_other_kinds")
    for statement in ROWS:
        db.conn.execute(statement)
    migrations.apply(db)
    query = "SELECT r.path, r.segment, l.id FROM links l JOIN recordings r ON r.id = l.recording_id"
    assert db.execute(query).fetchall() == [("/footage/evening.mp4", "cd", "L1")]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT count(*) FROM recordings").fetchone() == (1,)
    db.close()


OLD_EVENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("case_opened", "C1", {"kind": "post", "key": "x:1", "target": "https://x.com/a/status/1", "run": "R1"}),
    (
        "post_seen",
        "C1",
        {"platform": "x", "number": "1", "document": "d1", "files": ["d1", "m1"], "run": "R1"},
    ),
    (
        "case_opened",
        "C2",
        {"kind": "post", "key": "link:https://t.co/a", "target": "https://t.co/a", "run": "R1"},
    ),
    (
        "post_seen",
        "C2",
        {"platform": "x", "number": "2", "document": "d2", "files": ["d2", "m1"], "run": "R1"},
    ),
    ("post_seen", "C2", {"platform": "x", "number": None, "document": "d3", "files": ["d3"], "run": "R1"}),
)


def test_names_and_media_of_an_older_record_are_taken_from_its_events(tmp_path: Path) -> None:
    db = connect(tmp_path / "airtrace.db")
    set_up(db, tmp_path / "airtrace.lock")
    migrations.apply(db, stop_before="m009_names_and_sightings")
    db.conn.execute(ROWS[0])
    for n, (kind, case, body) in enumerate(OLD_EVENTS, start=1):
        if kind == "case_opened":
            db.conn.execute(
                "INSERT INTO cases (id, kind, key, target, state, standing, opened_at) "
                "VALUES (?, 'post', ?, ?, 'open', 0, '2024-06-20T12:00:00Z')",
                (case, body["key"], body["target"]),
            )
        db.conn.execute(
            "INSERT INTO events (seq, at, actor, kind, subject, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                n,
                "2024-06-20T12:00:00Z",
                "Ada",
                kind,
                case,
                json.dumps(body),
                bytes([n - 1] * 32),
                bytes([n] * 32),
            ),
        )
    migrations.apply(db)
    names = db.execute("SELECT key, case_id FROM case_names ORDER BY case_id, key").fetchall()
    assert names == [("x:1", "C1"), ("link:https://t.co/a", "C2"), ("x:2", "C2")]
    media = db.execute("SELECT sha256, case_id FROM post_media ORDER BY case_id").fetchall()
    assert media == [("m1", "C1"), ("m1", "C2")]
    assert db.execute("SELECT DISTINCT joined_into FROM cases").fetchall() == [(None,)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()

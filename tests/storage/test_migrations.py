"""A record made by an older version keeps its rows when the tables change."""

from __future__ import annotations

from pathlib import Path

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

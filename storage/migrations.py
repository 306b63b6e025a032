"""The tables, as numbered migrations: never edited, only appended to.

Each runs in one transaction together with its own entry in ``_sqlite_migrations``. ``events`` is never
altered (a table rebuild would drop its triggers); all other tables are projections of it.
"""

from __future__ import annotations

import sqlite_utils
from sqlite_utils.migrations import Migrations

from storage.altering import alters
from storage.chain import CREATE_EVENTS, TRIGGERS, events

migrations = Migrations("airtrace")

PROJECTIONS = (
    "runs",
    "articles",
    "leads",
    "cases",
    "case_runs",
    "posts",
    "post_versions",
    "fetches",
    "case_names",
    "sightings",
    "post_media",
    "archived_copies",
    "feeds",
    "feed_items",
    "claims",
    "airings",
    "recordings",
    "retention",
    "shows",
    "transcripts",
    "links",
    "link_segments",
    "frame_pairs",
    "check_results",
    "suggestions",
    "decisions",
    "notes",
    "sign_offs",
    "factchecks",
)
"""Tables that :mod:`storage.projections` fills from the events, parents before children."""

VOLATILE = {"runs": frozenset({"progress", "heartbeat"})}
"""Columns that say how a run is doing right now; they are not part of the record."""


@migrations()
def m001_events(db: sqlite_utils.Database) -> None:
    db.conn.execute(CREATE_EVENTS)
    for statement in TRIGGERS.values():
        db.conn.execute(statement)
    db.conn.execute("CREATE INDEX events_by_subject ON events (subject, seq)")


@migrations()
def m002_runs_and_cases(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE runs (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, options TEXT NOT NULL,
          asked_by TEXT NOT NULL, because TEXT NOT NULL, requested_at TEXT NOT NULL,
          state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, ended_at TEXT, ended_how TEXT,
          progress TEXT, heartbeat TEXT
        ) STRICT
        """,
        """
        CREATE TABLE articles (
          id TEXT PRIMARY KEY, url TEXT, outlet TEXT, title TEXT, published TEXT, published_from TEXT,
          text TEXT, source_sha256 TEXT NOT NULL, document TEXT NOT NULL,
          read_at TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES runs (id)
        ) STRICT
        """,
        """
        CREATE TABLE leads (
          article_id TEXT NOT NULL REFERENCES articles (id), n INTEGER NOT NULL, about TEXT NOT NULL,
          text TEXT NOT NULL, stations TEXT NOT NULL, first_day TEXT, last_day TEXT, precision TEXT NOT NULL,
          PRIMARY KEY (article_id, n)
        ) STRICT
        """,
        """
        CREATE TABLE cases (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, target TEXT NOT NULL,
          state TEXT NOT NULL, standing INTEGER NOT NULL, opened_at TEXT NOT NULL,
          article_id TEXT REFERENCES articles (id), checked_run TEXT REFERENCES runs (id)
        ) STRICT
        """,
        """
        CREATE TABLE case_runs (
          case_id TEXT NOT NULL REFERENCES cases (id), run_id TEXT NOT NULL REFERENCES runs (id),
          PRIMARY KEY (case_id, run_id)
        ) STRICT
        """,
        """
        CREATE TABLE posts (
          case_id TEXT PRIMARY KEY REFERENCES cases (id), platform TEXT NOT NULL, number TEXT, url TEXT,
          handle TEXT, name TEXT, text TEXT, posted_from TEXT, posted_to TEXT, posted_precision TEXT,
          version INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE post_versions (
          case_id TEXT NOT NULL REFERENCES cases (id), version INTEGER NOT NULL, seen_at TEXT NOT NULL,
          run_id TEXT NOT NULL REFERENCES runs (id), text TEXT, document TEXT NOT NULL,
          PRIMARY KEY (case_id, version)
        ) STRICT
        """,
        """
        CREATE TABLE fetches (
          seq INTEGER PRIMARY KEY REFERENCES events (seq), run_id TEXT NOT NULL REFERENCES runs (id),
          case_id TEXT REFERENCES cases (id), url TEXT NOT NULL, purpose TEXT NOT NULL, at TEXT NOT NULL,
          state TEXT NOT NULL, reason TEXT NOT NULL, status INTEGER, landed TEXT, content_type TEXT,
          size INTEGER, sha256 TEXT, length_verified INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE claims (
          case_id TEXT NOT NULL REFERENCES cases (id), n INTEGER NOT NULL, text TEXT,
          span_start INTEGER, span_end INTEGER, stated_by TEXT NOT NULL,
          PRIMARY KEY (case_id, n)
        ) STRICT
        """,
        "CREATE INDEX fetches_by_case ON fetches (case_id)",
        "CREATE INDEX fetches_by_run ON fetches (run_id)",
        "CREATE INDEX cases_by_state ON cases (state, standing)",
        "CREATE INDEX runs_by_state ON runs (state)",
    ):
        db.conn.execute(statement)


@migrations()
def m003_broadcasts_and_links(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE airings (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, station TEXT NOT NULL, programme TEXT,
          aired_at TEXT NOT NULL, uncertainty REAL NOT NULL, zone TEXT NOT NULL, time_from TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE recordings (
          id TEXT PRIMARY KEY, airing_id TEXT NOT NULL REFERENCES airings (id), sha256 TEXT NOT NULL,
          duration REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, path TEXT NOT NULL,
          added_at TEXT NOT NULL, segment TEXT, format TEXT, removed_at TEXT, removed_because TEXT
        ) STRICT
        """,
        """
        CREATE TABLE links (
          id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id),
          recording_id TEXT NOT NULL REFERENCES recordings (id), clip_sha256 TEXT NOT NULL,
          state TEXT NOT NULL, relation TEXT NOT NULL, direction TEXT NOT NULL, score REAL NOT NULL,
          document TEXT NOT NULL, suggested_at TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES runs (id),
          decided_by TEXT, decided_because TEXT, decided_at TEXT
        ) STRICT
        """,
        """
        CREATE TABLE link_segments (
          link_id TEXT NOT NULL REFERENCES links (id), medium TEXT NOT NULL, n INTEGER NOT NULL,
          clip_start REAL NOT NULL, clip_end REAL NOT NULL, recording_start REAL NOT NULL,
          recording_end REAL NOT NULL, rate REAL NOT NULL, score REAL NOT NULL,
          PRIMARY KEY (link_id, medium, n)
        ) STRICT
        """,
        """
        CREATE TABLE frame_pairs (
          link_id TEXT NOT NULL REFERENCES links (id), n INTEGER NOT NULL, clip_second REAL NOT NULL,
          recording_second REAL NOT NULL, clip_sha256 TEXT NOT NULL, recording_sha256 TEXT NOT NULL,
          PRIMARY KEY (link_id, n)
        ) STRICT
        """,
        "CREATE INDEX links_by_case ON links (case_id)",
        "CREATE INDEX recordings_by_hash ON recordings (sha256)",
        "CREATE INDEX airings_by_station ON airings (station, aired_at)",
    ):
        db.conn.execute(statement)


@migrations()
def m004_results_and_decisions(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE check_results (
          case_id TEXT NOT NULL REFERENCES cases (id), run_id TEXT NOT NULL REFERENCES runs (id),
          name TEXT NOT NULL, version TEXT NOT NULL, pillar TEXT NOT NULL, question TEXT NOT NULL,
          proposition TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
          document TEXT NOT NULL,
          PRIMARY KEY (case_id, run_id, name)
        ) STRICT
        """,
        """
        CREATE TABLE suggestions (
          case_id TEXT NOT NULL REFERENCES cases (id), run_id TEXT NOT NULL REFERENCES runs (id),
          categories TEXT, confidence TEXT, searched_recordings INTEGER, searched_hours REAL,
          at TEXT NOT NULL, document TEXT NOT NULL,
          PRIMARY KEY (case_id, run_id)
        ) STRICT
        """,
        """
        CREATE TABLE decisions (
          seq INTEGER PRIMARY KEY REFERENCES events (seq), case_id TEXT NOT NULL REFERENCES cases (id),
          categories TEXT NOT NULL, claims TEXT NOT NULL, decided_by TEXT NOT NULL, because TEXT NOT NULL,
          at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX decisions_by_case ON decisions (case_id)",
    ):
        db.conn.execute(statement)


@migrations()
def m005_how_it_was_asked(db: sqlite_utils.Database) -> None:
    for column in ("asked_with TEXT", "headers TEXT", "hops TEXT", "read_again INTEGER"):
        db.conn.execute(f"ALTER TABLE fetches ADD COLUMN {column}")


@migrations()
def m006_recordings_of_other_kinds(db: sqlite_utils.Database) -> None:
    """Recordings without an airing (negatives) and without footage (imported), which needs the table anew.

    SQLite counts the rows of ``links`` that point to a dropped row, and takes those back that are put in
    again under the same name; so the constraints hold once more when the transaction ends.
    """
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TEMP TABLE recordings_before AS SELECT * FROM recordings",
        "DROP TABLE recordings",
        """
        CREATE TABLE recordings (
          id TEXT PRIMARY KEY, airing_id TEXT REFERENCES airings (id), sha256 TEXT NOT NULL,
          duration REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, path TEXT,
          added_at TEXT NOT NULL, segment TEXT, format TEXT, removed_at TEXT, removed_because TEXT,
          frames_every REAL, negative TEXT, given_by TEXT, covered REAL, sound INTEGER, not_indexed TEXT,
          CHECK ((airing_id IS NULL) = (negative IS NOT NULL))
        ) STRICT
        """,
        """
        INSERT INTO recordings (id, airing_id, sha256, duration, width, height, path, added_at, segment,
                                format, removed_at, removed_because)
        SELECT id, airing_id, sha256, duration, width, height, path, added_at, segment,
               format, removed_at, removed_because
        FROM recordings_before ORDER BY rowid
        """,
        "DROP TABLE recordings_before",
        "CREATE INDEX recordings_by_hash ON recordings (sha256)",
    ):
        db.conn.execute(statement)


@migrations()
def m007_archived_copies(db: sqlite_utils.Database) -> None:
    db.conn.execute(
        """
        CREATE TABLE archived_copies (
          case_id TEXT NOT NULL REFERENCES cases (id), archive TEXT NOT NULL, at TEXT NOT NULL,
          url TEXT NOT NULL, link TEXT NOT NULL, status INTEGER, media_type TEXT NOT NULL, digest TEXT NOT NULL,
          run_id TEXT NOT NULL REFERENCES runs (id), told_at TEXT NOT NULL,
          PRIMARY KEY (case_id, archive, at, url)
        ) STRICT
        """
    )


@migrations()
def m008_feeds(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE feeds (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, given TEXT NOT NULL, asks TEXT NOT NULL,
          every INTEGER NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL, state TEXT NOT NULL,
          reason TEXT NOT NULL, failing_since TEXT, failures INTEGER NOT NULL, next_at TEXT, looked_at TEXT,
          looked_run TEXT REFERENCES runs (id), etag TEXT, modified TEXT, removed_at TEXT, removed_because TEXT
        ) STRICT
        """,
        """
        CREATE TABLE feed_items (
          feed_id TEXT NOT NULL REFERENCES feeds (id), n INTEGER NOT NULL, key TEXT NOT NULL, target TEXT,
          published TEXT, seen_at TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
          run_id TEXT REFERENCES runs (id), watch_run TEXT REFERENCES runs (id),
          PRIMARY KEY (feed_id, key)
        ) STRICT
        """,
        "CREATE INDEX feed_items_by_state ON feed_items (feed_id, state, n)",
        "CREATE INDEX feed_items_by_watch ON feed_items (watch_run)",
    ):
        db.conn.execute(statement)


@migrations()
def m011_transcripts(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE transcripts (
          id TEXT PRIMARY KEY, airing_id TEXT NOT NULL REFERENCES airings (id),
          recording_id TEXT REFERENCES recordings (id), origin TEXT NOT NULL, language TEXT, engine TEXT,
          format TEXT NOT NULL, source_sha256 TEXT, document TEXT NOT NULL, cues INTEGER NOT NULL,
          spans TEXT NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL, removed_at TEXT,
          removed_because TEXT
        ) STRICT
        """,
        "CREATE INDEX transcripts_by_airing ON transcripts (airing_id)",
    ):
        db.conn.execute(statement)


@migrations()
def m012_shows(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE shows (
          source TEXT NOT NULL, station TEXT NOT NULL, key TEXT NOT NULL, title TEXT, aired_at TEXT NOT NULL,
          uncertainty REAL NOT NULL, kind TEXT NOT NULL, time_from TEXT NOT NULL, seconds REAL, address TEXT,
          zone TEXT, state TEXT NOT NULL, reason TEXT NOT NULL, run_id TEXT REFERENCES runs (id),
          size INTEGER NOT NULL, recordings TEXT NOT NULL, listed_at TEXT NOT NULL,
          PRIMARY KEY (source, station, key)
        ) STRICT
        """,
        "CREATE INDEX shows_by_station ON shows (station, aired_at)",
        "CREATE INDEX shows_by_run ON shows (run_id)",
    ):
        db.conn.execute(statement)


@migrations()
def m009_names_and_sightings(db: sqlite_utils.Database) -> None:
    """Every name of a post leads to its case; names and media of older records are taken from their events."""
    for statement in (
        """
        CREATE TABLE case_names (
          key TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id)
        ) STRICT
        """,
        """
        CREATE TABLE sightings (
          case_id TEXT NOT NULL REFERENCES cases (id), n INTEGER NOT NULL, link TEXT NOT NULL,
          article_id TEXT REFERENCES articles (id), at TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES runs (id),
          PRIMARY KEY (case_id, n)
        ) STRICT
        """,
        """
        CREATE TABLE post_media (
          sha256 TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES cases (id), PRIMARY KEY (sha256, case_id)
        ) STRICT
        """,
        "ALTER TABLE cases ADD COLUMN joined_into TEXT REFERENCES cases (id)",
        "ALTER TABLE post_versions ADD COLUMN written_at TEXT",
        "ALTER TABLE posts ADD COLUMN gone TEXT",
        "ALTER TABLE posts ADD COLUMN gone_at TEXT",
        "ALTER TABLE posts ADD COLUMN gone_because TEXT",
        """
        INSERT OR IGNORE INTO case_names (key, case_id)
        SELECT CASE kind WHEN 'case_opened' THEN json_extract(body, '$.key')
               ELSE json_extract(body, '$.platform') || ':' || json_extract(body, '$.number') END, subject
        FROM events
        WHERE kind = 'case_opened' OR (kind = 'post_seen' AND json_extract(body, '$.number') IS NOT NULL)
        ORDER BY seq
        """,
        """
        INSERT OR IGNORE INTO post_media (sha256, case_id)
        SELECT file.value, e.subject FROM events e, json_each(e.body, '$.files') file
        WHERE e.kind = 'post_seen' AND file.value != json_extract(e.body, '$.document')
        """,
    ):
        db.conn.execute(statement)


@migrations()
def m015_the_work_of_people(db: sqlite_utils.Database) -> None:
    """Whose a case is, notes, sign-offs, corrections; ``looks`` is how far each person looked, and no record."""
    for statement in (
        "ALTER TABLE cases ADD COLUMN assigned_to TEXT",
        "ALTER TABLE cases ADD COLUMN graphic INTEGER",
        "ALTER TABLE cases ADD COLUMN version INTEGER",
        "ALTER TABLE decisions ADD COLUMN seen INTEGER",
        "ALTER TABLE decisions ADD COLUMN corrects INTEGER REFERENCES decisions (seq)",
        """
        CREATE TABLE notes (
          seq INTEGER PRIMARY KEY REFERENCES events (seq), case_id TEXT NOT NULL REFERENCES cases (id),
          pillar TEXT, text TEXT, url TEXT, file_name TEXT, sha256 TEXT, document TEXT NOT NULL,
          noted_by TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE sign_offs (
          seq INTEGER PRIMARY KEY REFERENCES events (seq), case_id TEXT NOT NULL REFERENCES cases (id),
          decision_seq INTEGER NOT NULL REFERENCES decisions (seq), asked_of TEXT, asked_by TEXT NOT NULL,
          asked_at TEXT NOT NULL, asked_because TEXT NOT NULL, agrees INTEGER, signed_by TEXT, signed_at TEXT,
          signed_because TEXT
        ) STRICT
        """,
        """
        CREATE TABLE looks (
          person TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES cases (id), version INTEGER NOT NULL,
          PRIMARY KEY (person, case_id)
        ) STRICT
        """,
        "CREATE INDEX notes_by_case ON notes (case_id)",
        "CREATE INDEX sign_offs_by_case ON sign_offs (case_id)",
        "CREATE INDEX cases_by_person ON cases (assigned_to)",
    ):
        db.conn.execute(statement)
    for event in list(events(db.conn)):
        if alters(db.conn, event):
            db.conn.execute("UPDATE cases SET version = ? WHERE id = ?", (event.seq, event.subject))


@migrations()
def m021_frames_of_on_screen_text(db: sqlite_utils.Database) -> None:
    db.conn.execute("ALTER TABLE transcripts ADD COLUMN frames TEXT")


@migrations()
def m010_retention(db: sqlite_utils.Database) -> None:
    for statement in (
        """
        CREATE TABLE retention (
          station TEXT PRIMARY KEY, footage_days INTEGER, frames_days INTEGER, fingerprints_days INTEGER,
          own_files INTEGER NOT NULL, set_at TEXT NOT NULL, set_by TEXT NOT NULL, because TEXT NOT NULL
        ) STRICT
        """,
        "ALTER TABLE recordings ADD COLUMN footage_removed_at TEXT",
    ):
        db.conn.execute(statement)


@migrations()
def m022_fetches_by_address(db: sqlite_utils.Database) -> None:
    db.conn.execute("CREATE INDEX fetches_by_address ON fetches (url)")


@migrations()
def m013_factchecks(db: sqlite_utils.Database) -> None:
    db.conn.execute(
        """
        CREATE TABLE factchecks (
          id TEXT PRIMARY KEY, claim TEXT NOT NULL, title TEXT NOT NULL, subtitle TEXT NOT NULL, author TEXT NOT NULL,
          rating TEXT, url TEXT, date TEXT, import_seq INTEGER NOT NULL REFERENCES events (seq)
        ) STRICT
        """
    )


@migrations()
def m031_paused_feeds(db: sqlite_utils.Database) -> None:
    for statement in (
        "ALTER TABLE feeds ADD COLUMN paused_at TEXT",
        "ALTER TABLE feeds ADD COLUMN paused_because TEXT",
    ):
        db.conn.execute(statement)

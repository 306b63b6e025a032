"""From events to readable tables: one function a kind, applied when the event is appended and at rebuild.

A projection reads nothing but its event, the vault, and tables that earlier events filled, so the same
events always give the same tables. Documents that were erased leave their text columns NULL.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.errors import RecordDamaged
from storage.altering import alters
from storage.chain import Event, EventKind
from storage.encoding import canonical, read_document
from storage.vault import Vault

Body = dict[str, Any]


@dataclass(frozen=True)
class Projector:
    """Applies events to the tables of one database."""

    connection: sqlite3.Connection
    vault: Vault

    def apply(self, event: Event) -> None:
        """Bring the tables up to date with this event."""
        project = _PROJECTIONS.get(EventKind(event.kind))
        if project is not None:
            project(self, event, json.loads(event.body))
        if alters(self.connection, event):
            self.connection.execute("UPDATE cases SET version = ? WHERE id = ?", (event.seq, event.subject))

    def insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names are ours
        self.connection.execute(statement, tuple(values.values()))

    def update(self, table: str, key: str, value: str, **values: Any) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        statement = f"UPDATE {table} SET {columns} WHERE {key} = ?"  # noqa: S608 - names are ours
        self.connection.execute(statement, (*values.values(), value))

    def document(self, body: Body) -> Any:
        """The document that the event names; None where it was erased."""
        if not self.vault.holds(body["document"]):
            return None
        return read_document(self.vault, body["document"])

    def names(self, case: str, keys: list[str]) -> None:
        """Let names lead to the case, those that lead to none yet."""
        for key in keys:
            self.connection.execute(
                "INSERT OR IGNORE INTO case_names (key, case_id) VALUES (?, ?)", (key, case)
            )

    def joins(self, case: str, run: str) -> None:
        self.connection.execute(
            "INSERT OR IGNORE INTO case_runs (case_id, run_id) VALUES (?, ?)", (case, run)
        )


def _run_requested(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "runs", id=body["run"], kind=body["kind"], subject=body["subject"], options=canonical(body["options"]),
        asked_by=event.actor, because=body["because"], requested_at=event.at, state="requested",
    )  # fmt: skip
    if body["case"] is not None:
        to.joins(body["case"], body["run"])


def _run_started(to: Projector, event: Event, body: Body) -> None:
    to.update("runs", "id", event.subject, state="running", attempts=body["attempt"])


def _run_ended(to: Projector, event: Event, body: Body) -> None:
    to.update(
        "runs",
        "id",
        event.subject,
        state=body["state"],
        ended_at=event.at,
        ended_how=body["how"],
        progress=None,
    )


def _fetched(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "fetches", seq=event.seq, run_id=body["run"], case_id=body["case"], url=body["url"], purpose=body["purpose"],
        at=body["at"], state=body["state"], reason=body["reason"], status=body["status"], landed=body["landed"],
        content_type=body["content_type"], size=body["size"], sha256=body["sha256"],
        length_verified=int(body["length_verified"]), asked_with=_listed(body, "asked_with"),
        headers=_listed(body, "headers"), hops=_listed(body, "hops"), read_again=body.get("read_again"),
    )  # fmt: skip


def _listed(body: Body, name: str) -> str | None:
    """A list of the event as JSON; None where the event is from before there was one, or it is empty."""
    return canonical(body[name]) if body.get(name) else None


def _article_read(to: Projector, event: Event, body: Body) -> None:
    data = to.document(body) or {}
    to.insert(
        "articles", id=body["article"], url=body["url"], outlet=data.get("outlet"), title=data.get("title"),
        published=data.get("published"), published_from=data.get("published_from"), text=data.get("text"),
        source_sha256=body["source"], document=body["document"], read_at=event.at, run_id=body["run"],
    )  # fmt: skip
    for n, lead in enumerate(data.get("leads", ()), 1):
        to.insert(
            "leads", article_id=body["article"], n=n, about=lead["about"], text=lead["text"],
            stations=canonical(lead["stations"]), first_day=lead["first_day"], last_day=lead["last_day"],
            precision=lead["precision"],
        )  # fmt: skip


def _case_opened(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "cases", id=event.subject, kind=body["kind"], key=body["key"], target=body["target"], state="open",
        standing=1, opened_at=event.at,
    )  # fmt: skip
    to.names(event.subject, [body["key"]])
    to.joins(event.subject, body["run"])


def _case_sighted(to: Projector, event: Event, body: Body) -> None:
    if body["link"] is not None:
        query = "SELECT coalesce(max(n), 0) + 1 FROM sightings WHERE case_id = ?"
        (n,) = to.connection.execute(query, (event.subject,)).fetchone()
        to.insert(
            "sightings", case_id=event.subject, n=n, link=body["link"], article_id=body["article"], at=event.at,
            run_id=body["run"],
        )  # fmt: skip
    to.names(event.subject, body["names"])
    to.joins(event.subject, body["run"])


def _case_joined(to: Projector, event: Event, body: Body) -> None:
    to.update("cases", "id", event.subject, joined_into=body["into"], standing=0)
    to.update("case_names", "case_id", event.subject, case_id=body["into"])


def _post_seen(to: Projector, event: Event, body: Body) -> None:
    data = to.document(body) or {}
    interval = data["times"][0] if data.get("times") else None
    row = {
        "platform": body["platform"],
        "number": body["number"],
        "url": body["url"],
        "handle": data.get("handle"),
        "name": data.get("name"),
        "text": data.get("text"),
        "posted_from": interval and interval["interval"]["start"],
        "posted_to": interval and interval["interval"]["end"],
        "posted_precision": interval and interval["precision"],
        "version": body["version"],
    }
    if body["version"] == 1:
        to.insert("posts", case_id=event.subject, **row)
    else:
        to.update("posts", "case_id", event.subject, **row)
    to.insert(
        "post_versions", case_id=event.subject, version=body["version"], seen_at=event.at, run_id=body["run"],
        text=data.get("text"), document=body["document"], written_at=body.get("written"),
    )  # fmt: skip
    if body["number"] is not None:
        to.names(event.subject, [f"{body['platform']}:{body['number']}"])
    for sha256 in body.get("files", ()):
        if sha256 != body["document"]:
            query = "INSERT OR IGNORE INTO post_media (sha256, case_id) VALUES (?, ?)"
            to.connection.execute(query, (sha256, event.subject))
    to.joins(event.subject, body["run"])


def _post_gone(to: Projector, event: Event, body: Body) -> None:
    to.update(
        "posts", "case_id", event.subject, gone=body["state"], gone_at=event.at, gone_because=body["because"]
    )


def _post_back(to: Projector, event: Event, body: Body) -> None:
    del body
    to.update("posts", "case_id", event.subject, gone=None, gone_at=None, gone_because=None)


def _post_embedded(to: Projector, event: Event, body: Body) -> None:
    to.update("cases", "id", event.subject, article_id=body["article"])
    to.joins(event.subject, body["run"])


def _copies_found(to: Projector, event: Event, body: Body) -> None:
    for copy in body["copies"]:
        to.connection.execute(
            "INSERT OR IGNORE INTO archived_copies (case_id, archive, at, url, link, status, media_type, digest, "
            "run_id, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (event.subject, body["archive"], copy["at"], copy["url"], copy["link"], copy["status"],
             copy["media_type"], copy["digest"], body["run"], event.at),
        )  # fmt: skip


def _feed_added(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "feeds", id=event.subject, kind=body["kind"], given=body["given"], asks=body["asks"], every=body["every"],
        added_at=event.at, added_by=event.actor, state="new", reason="", failures=0,
    )  # fmt: skip


def _feed_looked(to: Projector, event: Event, body: Body) -> None:
    query = "SELECT failing_since FROM feeds WHERE id = ?"
    (since,) = to.connection.execute(query, (event.subject,)).fetchone()
    to.update(
        "feeds", "id", event.subject, state=body["state"], reason=body["reason"], failures=body["failures"],
        failing_since=(since or event.at) if body["failures"] else None, next_at=body["next"], asks=body["asks"],
        looked_at=event.at, looked_run=body["run"], etag=body["etag"], modified=body["modified"],
    )  # fmt: skip
    query = "SELECT coalesce(max(n), 0) FROM feed_items WHERE feed_id = ?"
    (last,) = to.connection.execute(query, (event.subject,)).fetchone()
    for n, item in enumerate(body["items"], last + 1):
        to.insert(
            "feed_items", feed_id=event.subject, n=n, key=item["key"], target=item["target"],
            published=item["published"], seen_at=event.at, reason=item["reason"],
            state="waiting" if item["target"] is not None else "passed_over",
        )  # fmt: skip


def _feed_item_taken(to: Projector, event: Event, body: Body) -> None:
    to.connection.execute(
        "UPDATE feed_items SET state = ?, reason = ?, run_id = ?, watch_run = ? WHERE feed_id = ? AND key = ?",
        ("taken" if body["run"] else "passed_over", body["reason"], body["run"], body["watch"], event.subject,
         body["key"]),
    )  # fmt: skip


def _feed_items_wait_again(to: Projector, event: Event, body: Body) -> None:
    for key in body["keys"]:
        to.connection.execute(
            "UPDATE feed_items SET state = 'waiting', reason = '', watch_run = NULL WHERE feed_id = ? AND key = ?",
            (event.subject, key),
        )


def _feed_paused(to: Projector, event: Event, body: Body) -> None:
    to.update("feeds", "id", event.subject, paused_at=event.at, paused_because=body["because"])


def _feed_resumed(to: Projector, event: Event, body: Body) -> None:  # noqa: ARG001 - the reason stays in the event
    to.update("feeds", "id", event.subject, paused_at=None, paused_because=None)


def _feed_removed(to: Projector, event: Event, body: Body) -> None:
    to.update("feeds", "id", event.subject, removed_at=event.at, removed_because=body["because"])


def _claims_proposed(to: Projector, event: Event, body: Body) -> None:
    for claim in to.document(body) or ():
        _insert_claim(to, event.subject, claim)


def _claim_stated(to: Projector, event: Event, body: Body) -> None:
    claim = to.document(body)
    if claim is None:
        claim = {"n": body["n"], "text": None, "span": None, "by": event.actor}
    to.connection.execute("DELETE FROM claims WHERE case_id = ? AND n = ?", (event.subject, body["n"]))
    _insert_claim(to, event.subject, claim)


def _insert_claim(to: Projector, case: str, claim: Body) -> None:
    start, end = claim["span"] or (None, None)
    to.insert(
        "claims", case_id=case, n=claim["n"], text=claim["text"], span_start=start, span_end=end,
        stated_by=claim["by"],
    )  # fmt: skip


def _recording_added(to: Projector, event: Event, body: Body) -> None:
    airing = body["airing"]
    if airing is not None:
        to.insert(
            "airings", id=airing["id"], kind=airing["kind"], station=airing["station"],
            programme=airing["programme"], aired_at=airing["aired_at"], uncertainty=float(airing["uncertainty"]),
            zone=airing["zone"], time_from=airing["time_from"],
        )  # fmt: skip
    frames_every = body.get("frames_every")
    to.insert(
        "recordings", id=event.subject, airing_id=airing and airing["id"], sha256=body["sha256"],
        duration=float(body["duration"]), width=body["width"], height=body["height"], path=body["path"],
        added_at=event.at, frames_every=None if frames_every is None else float(frames_every),
        negative=body.get("negative"), given_by=body.get("given_by"),
    )  # fmt: skip


def _recording_indexed(to: Projector, event: Event, body: Body) -> None:
    covered = body.get("covered")
    to.update(
        "recordings", "id", event.subject, segment=body["segment"], format=body["format"],
        covered=None if covered is None else float(covered), not_indexed=None, sound=int(body.get("sound", False)),
    )  # fmt: skip


def _recording_not_indexed(to: Projector, event: Event, body: Body) -> None:
    to.update("recordings", "id", event.subject, not_indexed=body["reason"])


def _recording_moved(to: Projector, event: Event, body: Body) -> None:
    to.update("recordings", "id", event.subject, path=body["path"], footage_removed_at=None)


def _recording_removed(to: Projector, event: Event, body: Body) -> None:
    to.update("recordings", "id", event.subject, removed_at=event.at, removed_because=body["because"])


def _footage_removed(to: Projector, event: Event, body: Body) -> None:
    del body
    to.update("recordings", "id", event.subject, footage_removed_at=event.at)


def _retention_set(to: Projector, event: Event, body: Body) -> None:
    to.connection.execute("DELETE FROM retention WHERE station = ?", (event.subject,))
    to.insert(
        "retention", station=event.subject, footage_days=body["footage"], frames_days=body["frames"],
        fingerprints_days=body["fingerprints"], own_files=int(body["own_files"]), set_at=event.at,
        set_by=event.actor, because=body["because"],
    )  # fmt: skip


def _transcript_added(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "transcripts", id=event.subject, airing_id=body["airing"], recording_id=body["recording"],
        origin=body["origin"], language=body["language"], engine=body["engine"], format=body["format"],
        source_sha256=body["source"], document=body["document"], cues=body["cues"], spans=canonical(body["spans"]),
        added_at=event.at, added_by=event.actor, frames=_listed(body, "frames"),
    )  # fmt: skip


def _transcript_removed(to: Projector, event: Event, body: Body) -> None:
    to.update("transcripts", "id", event.subject, removed_at=event.at, removed_because=body["because"])


def _shows_listed(to: Projector, event: Event, body: Body) -> None:
    for show in body["shows"]:
        seconds = show["seconds"]
        to.connection.execute(
            "INSERT INTO shows (source, station, key, title, aired_at, uncertainty, kind, time_from, seconds, address, "
            "zone, state, reason, size, recordings, listed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'listed', '', 0, '[]', ?) "
            "ON CONFLICT (source, station, key) DO UPDATE SET title = excluded.title, aired_at = excluded.aired_at, "
            "uncertainty = excluded.uncertainty, seconds = excluded.seconds, address = excluded.address, "
            "zone = excluded.zone, listed_at = excluded.listed_at WHERE state != 'held'",
            (show["source"], show["station"], show["key"], show["title"], show["aired_at"],
             float(show["uncertainty"]), show["kind"], show["time_from"],
             None if seconds is None else float(seconds), show["address"], show["zone"], event.at),
        )  # fmt: skip


def _show_gathered(to: Projector, event: Event, body: Body) -> None:
    del event
    _show_ended(to, body, "held", "; ".join(body["notes"]), body["size"], body["recordings"])


def _show_missed(to: Projector, event: Event, body: Body) -> None:
    del event
    _show_ended(to, body, "missing", body["reason"], 0, [])


def _show_ended(to: Projector, body: Body, state: str, reason: str, size: int, made: list[str]) -> None:
    to.connection.execute(
        "UPDATE shows SET state = ?, reason = ?, run_id = ?, size = ?, recordings = ? "
        "WHERE source = ? AND station = ? AND key = ?",
        (state, reason, body["run"], size, canonical(made), body["source"], body["station"], body["key"]),
    )


def _link_suggested(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "links", id=body["link"], case_id=event.subject, recording_id=body["recording"], clip_sha256=body["clip"],
        state="suggested", relation=body["relation"], direction=body["direction"], score=float(body["score"]),
        document=body["document"], suggested_at=event.at, run_id=body["run"],
    )  # fmt: skip
    _segments(to, body)


def _link_revised(to: Projector, event: Event, body: Body) -> None:
    del event
    to.update(
        "links", "id", body["link"], relation=body["relation"], direction=body["direction"],
        score=float(body["score"]), document=body["document"],
    )  # fmt: skip
    for table in ("link_segments", "frame_pairs"):
        to.connection.execute(f"DELETE FROM {table} WHERE link_id = ?", (body["link"],))  # noqa: S608
    _segments(to, body)


def _segments(to: Projector, body: Body) -> None:
    data = to.document(body) or {}
    for medium in ("picture", "sound"):
        for n, segment in enumerate(data.get(medium, ()), 1):
            to.insert(
                "link_segments", link_id=body["link"], medium=medium, n=n, clip_start=segment["clip"][0],
                clip_end=segment["clip"][1], recording_start=segment["recording"][0],
                recording_end=segment["recording"][1], rate=segment["rate"], score=segment["score"],
            )  # fmt: skip
    for n, pair in enumerate(data.get("pairs", ()), 1):
        to.insert("frame_pairs", link_id=body["link"], n=n, **pair)


def _link_decided(to: Projector, event: Event, body: Body) -> None:
    to.update(
        "links", "id", body["link"], state=body["state"], decided_by=event.actor, decided_because=body["because"],
        decided_at=event.at,
    )  # fmt: skip


def _checked(to: Projector, event: Event, body: Body) -> None:
    data = to.document(body) or {"checks": [], "suggestion": None, "searched": None}
    for check in data["checks"]:
        to.insert(
            "check_results", case_id=event.subject, run_id=body["run"], name=check["name"],
            version=check["version"], pillar=check["pillar"], question=check["question"],
            proposition=check["proposition"], outcome=check["outcome"], reason=check["reason"], at=event.at,
            document=body["document"],
        )  # fmt: skip
    suggestion, searched = data["suggestion"], data["searched"] or {}
    to.insert(
        "suggestions", case_id=event.subject, run_id=body["run"],
        categories=suggestion and canonical(suggestion["categories"]),
        confidence=suggestion and suggestion["confidence"], searched_recordings=searched.get("recordings"),
        searched_hours=searched.get("hours"), at=event.at, document=body["document"],
    )  # fmt: skip
    to.update("cases", "id", event.subject, standing=int(body["standing"]), checked_run=body["run"])
    to.joins(event.subject, body["run"])


def _state_changed(to: Projector, event: Event, body: Body) -> None:
    to.update("cases", "id", event.subject, state=body["state"])


def _decided(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "decisions", seq=event.seq, case_id=event.subject, categories=canonical(body["categories"]),
        claims=canonical(body["claims"]), decided_by=event.actor, because=body["because"], at=event.at,
        seen=body.get("seen"), corrects=body.get("corrects"),
    )  # fmt: skip
    to.update("cases", "id", event.subject, state=body["state"])


def _case_assigned(to: Projector, event: Event, body: Body) -> None:
    to.update("cases", "id", event.subject, assigned_to=body["to"])


def _footage_marked(to: Projector, event: Event, body: Body) -> None:
    to.update("cases", "id", event.subject, graphic=int(body["graphic"]))


def _note_added(to: Projector, event: Event, body: Body) -> None:
    data = to.document(body) or {}
    to.insert(
        "notes", seq=event.seq, case_id=event.subject, pillar=body["pillar"], text=data.get("text"),
        url=data.get("url"), file_name=data.get("file_name"), sha256=body["file"], document=body["document"],
        noted_by=event.actor, at=event.at,
    )  # fmt: skip


def _sign_off_asked(to: Projector, event: Event, body: Body) -> None:
    to.insert(
        "sign_offs", seq=event.seq, case_id=event.subject, decision_seq=body["decision"], asked_of=body["of"],
        asked_by=event.actor, asked_at=event.at, asked_because=body["because"],
    )  # fmt: skip


def _signed_off(to: Projector, event: Event, body: Body) -> None:
    to.connection.execute(
        "UPDATE sign_offs SET agrees = ?, signed_by = ?, signed_at = ?, signed_because = ? WHERE seq = ?",
        (int(body["agrees"]), event.actor, event.at, body["because"], body["asked"]),
    )


def _factchecks_imported(to: Projector, event: Event, body: Body) -> None:
    for each in to.document(body) or ():
        to.connection.execute("DELETE FROM factchecks WHERE id = ?", (each["id"],))
        to.insert("factchecks", **each, import_seq=event.seq)


_PROJECTIONS: dict[EventKind, Callable[[Projector, Event, Body], None]] = {
    EventKind.RUN_REQUESTED: _run_requested,
    EventKind.RUN_STARTED: _run_started,
    EventKind.RUN_ENDED: _run_ended,
    EventKind.FETCHED: _fetched,
    EventKind.ARTICLE_READ: _article_read,
    EventKind.CASE_OPENED: _case_opened,
    EventKind.CASE_SIGHTED: _case_sighted,
    EventKind.CASE_JOINED: _case_joined,
    EventKind.POST_SEEN: _post_seen,
    EventKind.POST_GONE: _post_gone,
    EventKind.POST_BACK: _post_back,
    EventKind.POST_EMBEDDED: _post_embedded,
    EventKind.COPIES_FOUND: _copies_found,
    EventKind.FEED_ADDED: _feed_added,
    EventKind.FEED_LOOKED: _feed_looked,
    EventKind.FEED_ITEM_TAKEN: _feed_item_taken,
    EventKind.FEED_ITEMS_WAIT_AGAIN: _feed_items_wait_again,
    EventKind.FEED_REMOVED: _feed_removed,
    EventKind.FEED_PAUSED: _feed_paused,
    EventKind.FEED_RESUMED: _feed_resumed,
    EventKind.CLAIMS_PROPOSED: _claims_proposed,
    EventKind.CLAIM_STATED: _claim_stated,
    EventKind.RECORDING_ADDED: _recording_added,
    EventKind.RECORDING_INDEXED: _recording_indexed,
    EventKind.RECORDING_NOT_INDEXED: _recording_not_indexed,
    EventKind.RECORDING_MOVED: _recording_moved,
    EventKind.RECORDING_REMOVED: _recording_removed,
    EventKind.FOOTAGE_REMOVED: _footage_removed,
    EventKind.RETENTION_SET: _retention_set,
    EventKind.SHOWS_LISTED: _shows_listed,
    EventKind.SHOW_GATHERED: _show_gathered,
    EventKind.SHOW_MISSED: _show_missed,
    EventKind.TRANSCRIPT_ADDED: _transcript_added,
    EventKind.TRANSCRIPT_REMOVED: _transcript_removed,
    EventKind.LINK_SUGGESTED: _link_suggested,
    EventKind.LINK_REVISED: _link_revised,
    EventKind.LINK_DECIDED: _link_decided,
    EventKind.CHECKED: _checked,
    EventKind.STATE_CHANGED: _state_changed,
    EventKind.DECIDED: _decided,
    EventKind.CASE_ASSIGNED: _case_assigned,
    EventKind.FOOTAGE_MARKED: _footage_marked,
    EventKind.NOTE_ADDED: _note_added,
    EventKind.SIGN_OFF_ASKED: _sign_off_asked,
    EventKind.SIGNED_OFF: _signed_off,
    EventKind.FACTCHECKS_IMPORTED: _factchecks_imported,
}


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The table's columns in order.

    Raises:
        RecordDamaged: There is no such table.
    """
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    if not columns:
        raise RecordDamaged(f"the table {table} is missing from the database")
    return columns

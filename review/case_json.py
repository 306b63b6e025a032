"""A case, a match and a search as JSON: the shapes that ``--json`` promises to other programs.

Every document is strictly valid JSON: numbers that are not finite are null, text holds no lone
surrogates. Fields are added over time and never renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from checks.post_clocks import best_clock
from checks.registry import reads_of
from reference.times import Interval, iso
from review.clock import posted_at
from review.edits import edits_json
from review.history import HistoryLine
from review.text import spoken
from storage.encoding import clean
from storage.records import (
    Airing,
    ArchivedCopy,
    Article,
    CaseFile,
    CheckResult,
    Claim,
    Coverage,
    Decision,
    Fetch,
    Gone,
    Lead,
    Link,
    MediaItem,
    Note,
    PictureSegment,
    Post,
    PostTime,
    PostVersion,
    Said,
    Searched,
    Sighting,
    SignOff,
    SoundSegment,
    Suggestion,
    TextOrigin,
)

Stations = Callable[[str], str]


def case_json(case: CaseFile, history: Sequence[HistoryLine], stations: Stations = str) -> dict[str, Any]:
    """The document of ``airtrace show CASE --json``; ``stations`` gives the name of a station by its id."""
    document = {
        "case": case.id,
        "kind": case.kind,
        "state": case.state,
        "standing": case.standing,
        "opened_at": iso(case.opened_at),
        "target": case.target,
        "run": case.run,
        "joined_into": case.joined_into,
        "article": _article(case.article),
        "post": _post(case.post),
        "versions": [_version(version) for version in case.versions],
        "gone": _gone(case.gone),
        "sightings": [_sighting(sighting) for sighting in case.sightings],
        "same_media": [{"case": same.case, "sha256": same.sha256} for same in case.same_media],
        "fetches": [_fetch(fetch) for fetch in case.fetches],
        "archived": [_archived(copy) for copy in case.archived],
        "leads": [_lead(lead, stations) for lead in case.leads],
        "claims": [_claim(claim) for claim in case.claims],
        "links": [{**_link(link, stations), "said": _said(case, link)} for link in case.links],
        "checks": [_check(check) for check in case.checks],
        "suggested": _suggested(case.suggestion, case.next_steps),
        "decision": _decision(case.decision),
        "decisions": [_decision(decision) for decision in case.decisions],
        "sign_offs": [_sign_off(asked) for asked in case.sign_offs],
        "notes": [_note(note) for note in case.notes],
        "version": case.version,
        "assigned_to": case.assigned_to,
        "graphic": case.graphic,
        "searched": searched_json(case.searched, stations),
        "next": list(case.next_steps),
        "history": [line_json(line) for line in history],
    }
    return cast(dict[str, Any], clean(document))


def match_json(
    airing: Airing,
    score: float,
    picture: Sequence[PictureSegment],
    sound: Sequence[SoundSegment],
    stations: Stations = str,
) -> dict[str, Any]:
    """One of the ``matches`` of ``airtrace trace --json``; segments stand in the order of the clip."""
    document = {
        "airing": {
            "id": airing.id,
            "kind": airing.kind,
            "station": airing.station,
            "station_name": stations(airing.station),
            "programme": airing.programme,
            "aired_at": iso(airing.aired_at),
            "uncertainty": airing.uncertainty,
            "zone": airing.zone,
            "time_from": airing.time_from,
        },
        "score": score,
        "picture": [_picture(segment) for segment in sorted(picture, key=lambda each: each.clip)],
        "sound": [_sound(segment) for segment in sorted(sound, key=lambda each: each.clip)],
    }
    return cast(dict[str, Any], clean(document))


def searched_json(searched: Searched | None, stations: Stations = str) -> dict[str, Any]:
    """What was searched and what was not; a case that no search was made for says so."""
    if searched is None:
        searched = Searched(recordings=0, hours=0.0, not_searched=("nothing has been searched yet",))
    document = {
        "recordings": searched.recordings,
        "hours": round(searched.hours, 4),
        "coverage": [coverage_json(coverage, stations) for coverage in searched.coverage],
        "clips": searched.clips,
        "not_searched": list(searched.not_searched),
    }
    return cast(dict[str, Any], clean(document))


def coverage_json(coverage: Coverage, stations: Stations = str) -> dict[str, Any]:
    """What of a station can be searched: hours, and the stretches by picture, single frames, sound and text."""
    return {
        "station": coverage.station,
        "station_name": stations(coverage.station),
        "from": iso(coverage.first),
        "to": iso(coverage.last),
        "hours": round(coverage.hours, 4),
        "sparse_hours": round(coverage.sparse_hours, 4),
        "sound_hours": round(coverage.sound_hours, 4),
        "text_hours": round(coverage.text_hours, 4),
        "recordings": coverage.recordings,
        "intervals": {
            "picture": _intervals(coverage.picture),
            "single_frames": _intervals(coverage.single_frames),
            "sound": _intervals(coverage.sound),
            "text": _intervals(coverage.text),
        },
    }


def _intervals(spans: Sequence[Interval]) -> list[list[str]]:
    return [[iso(span.start), iso(span.end)] for span in spans]


def line_json(line: HistoryLine) -> dict[str, Any]:
    """One event of a case's history."""
    return {
        "seq": line.seq,
        "at": iso(line.at),
        "actor": line.actor,
        "kind": line.kind,
        "summary": line.summary,
    }


def _article(article: Article | None) -> dict[str, Any] | None:
    if article is None:
        return None
    return {
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "language": article.language,
    }


def _post(post: Post | None) -> dict[str, Any] | None:
    if post is None:
        return None
    time = best_clock(post)
    return {
        "platform": post.platform,
        "id": post.number,
        "url": post.url,
        "handle": post.handle,
        "name": post.name,
        "author_id": post.author_id,
        "text": post.text,
        "language": post.language,
        "posted_at": posted_at(time) if time else None,
        "precision": time.precision if time else None,
        "posted_between": _interval(time.interval) if time else None,
        "times": [_post_time(each) for each in post.times],
        "media": [_media(item) for item in post.media],
    }


def _media(item: MediaItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "url": item.url,
        "sha256": item.sha256,
        "duration": item.duration,
        "width": item.width,
        "height": item.height,
    }


def _version(version: PostVersion) -> dict[str, Any]:
    post = version.post
    return {
        "n": version.n,
        "seen_at": iso(version.seen_at.replace(microsecond=0)),
        "written_at": iso(version.written_at) if version.written_at else None,
        "id": post.number if post else None,
        "text": post.text if post else None,
        "media": [_media(item) for item in post.media] if post else [],
    }


def _gone(gone: Gone | None) -> dict[str, Any] | None:
    if gone is None:
        return None
    return {"state": gone.state, "at": iso(gone.at.replace(microsecond=0)), "because": gone.because}


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "link": sighting.link,
        "article": sighting.article,
        "at": iso(sighting.at.replace(microsecond=0)),
        "run": sighting.run,
    }


def _post_time(time: PostTime) -> dict[str, Any]:
    return {
        "text": time.text,
        "posted_at": posted_at(time),
        "precision": time.precision,
        "known_from": time.known_from,
        **_interval(time.interval),
    }


def _interval(interval: Interval) -> dict[str, str]:
    return {"from": iso(interval.start), "to": iso(interval.end)}


def _archived(copy: ArchivedCopy) -> dict[str, Any]:
    return {
        "at": iso(copy.at),
        "url": copy.url,
        "link": copy.link,
        "status": copy.status,
        "digest": copy.digest,
    }


def _fetch(fetch: Fetch) -> dict[str, Any]:
    return {
        "url": fetch.url,
        "purpose": fetch.purpose,
        "at": iso(fetch.at),
        "state": fetch.state,
        "reason": fetch.reason,
        "status": fetch.status,
        "landed": fetch.landed,
        "content_type": fetch.content_type,
        "size": fetch.size,
        "sha256": fetch.sha256,
        "length_verified": fetch.length_verified,
        "read_again": fetch.read_again,
    }


def _lead(lead: Lead, stations: Stations) -> dict[str, Any]:
    return {
        "text": lead.text,
        "about": lead.about,
        "because": lead.because,
        "attribution": lead.attribution,
        "stations": list(lead.stations),
        "station_names": {station: stations(station) for station in lead.stations},
        "from": lead.first_day.isoformat() if lead.first_day else None,
        "to": lead.last_day.isoformat() if lead.last_day else None,
        "precision": lead.precision,
        "weekday_named": lead.weekday_named,
        "weekday_agrees": lead.weekday_agrees,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    span = list(claim.span) if claim.span is not None else None
    return {"n": claim.n, "text": claim.text, "span": span, "by": claim.by}


def _link(link: Link, stations: Stations) -> dict[str, Any]:
    return {
        "id": link.id,
        "state": link.state,
        "relation": link.relation,
        "direction": link.direction,
        "recording": link.recording,
        "clip_sha256": link.clip_sha256,
        **match_json(link.airing, link.score, link.picture, link.sound, stations),
        "footage_compared": bool(link.pairs),
        "edits": edits_json(link.edits),
        "pairs": [
            {
                "clip_second": pair.clip_second,
                "recording_second": pair.recording_second,
                "clip_sha256": pair.clip_sha256,
                "recording_sha256": pair.recording_sha256,
            }
            for pair in link.pairs
        ],
    }


def _said(case: CaseFile, link: Link) -> dict[str, Any] | None:
    """What was said around a link's footage, by the first of its transcripts; the others are named."""
    said = next((around.said for around in case.said if around.link == link.id), ())
    if not said:
        return None
    first = said[0]
    parts = {"before": first.before, "during": first.during, "after": first.after}
    return {
        "transcript": first.transcript,
        "origin": first.origin,
        "language": first.language,
        "engine": first.engine,
        "seconds": list(first.seconds),
        **{place: spoken(cues) for place, cues in parts.items()},
        "cues": [
            {"place": place, "seconds": [cue.start, cue.end], "text": cue.new}
            for place, cues in parts.items()
            for cue in cues
        ],
        "other_transcripts": [each.transcript for each in said[1:]],
        "on_screen": next((_on_screen(each) for each in said if each.origin is TextOrigin.SCREEN), None),
    }


def _on_screen(said: Said) -> dict[str, Any]:
    """Words that the picture showed around a link's footage, with the frames that were kept of them."""
    cues = [*said.before, *said.during, *said.after]
    return {
        "transcript": said.transcript,
        "engine": said.engine,
        "cues": [{"seconds": [cue.start, cue.end], "text": cue.new} for cue in cues],
        "frames": [{"second": second, "sha256": sha256} for second, sha256 in said.frames],
    }


def _picture(segment: PictureSegment) -> dict[str, Any]:
    return {
        "clip": list(segment.clip),
        "recording": list(segment.recording),
        "rate": segment.rate,
        "mirrored": segment.mirrored,
        "reversed": segment.reversed,
        "source_box": list(segment.source_box),
        "clip_box": list(segment.clip_box),
        "time_uncertain": segment.time_uncertain,
        "time_interval": list(segment.time_interval) if segment.time_interval is not None else None,
        "score": segment.score,
    }


def _sound(segment: SoundSegment) -> dict[str, Any]:
    return {
        "clip": list(segment.clip),
        "recording": list(segment.recording),
        "rate": segment.rate,
        "score": segment.score,
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "version": check.version,
        "pillar": check.pillar,
        "question": check.question,
        "proposition": check.proposition,
        "reads": list(reads_of(check.name)),
        "outcome": check.outcome,
        "reason": check.reason,
        "evidence": [
            {
                "text": evidence.text,
                "link": evidence.link,
                "url": evidence.url,
                "sha256": evidence.sha256,
                "facts": evidence.facts,
            }
            for evidence in check.evidence
        ],
    }


def _suggested(suggestion: Suggestion | None, next_steps: Sequence[str]) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {
        "categories": list(suggestion.categories),
        "claims": [{"n": claim.n, "rating": claim.rating} for claim in suggestion.claims],
        "confidence": suggestion.confidence,
        "because": list(suggestion.because),
        "next": list(next_steps),
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "categories": list(decision.categories),
        "claims": [{"n": claim.n, "rating": claim.rating} for claim in decision.claims],
        "by": decision.by,
        "because": decision.because,
        "at": iso(decision.at),
        "seq": decision.seq,
        "seen": decision.seen,
        "corrects": decision.corrects,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "pillar": note.pillar,
        "text": note.text,
        "url": note.url,
        "file_name": note.file_name,
        "sha256": note.sha256,
        "by": note.by,
        "at": iso(note.at),
    }


def _sign_off(asked: SignOff) -> dict[str, Any]:
    return {
        "decision": asked.decision,
        "asked_of": asked.asked_of,
        "asked_by": asked.asked_by,
        "asked_at": iso(asked.asked_at),
        "because": asked.because,
        "agrees": asked.agrees,
        "by": asked.by,
        "at": iso(asked.at) if asked.at else None,
        "words": asked.words,
    }

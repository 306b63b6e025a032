"""What each page of the desk shows, read from the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from checks.registry import names as check_names
from reference.errors import Overtaken, RecordDamaged
from review import clock, parts, wording
from review.desk.acts import Given, categories_of, claims_of
from review.desk.gate import Session
from review.desk.player import keyframes, player_of
from review.history import history_lines
from review.text import safe_url
from storage import casefile, changes, runs
from storage import queue as queues
from storage.queue import Fresh, Sort, Wanted
from storage.records import (
    RUN_TRANSITIONS,
    CaseFile,
    MediaCategory,
    MediaKind,
    Pillar,
    RunState,
    WorkflowState,
)
from storage.store import Store

DONE: Mapping[str, str] = {
    "decide": "Your decision is recorded, and the case is closed.",
    "correct": "The correction is published; the earlier decision stays in the history.",
    "assign": "The case is assigned.",
    "review": "The case is yours and in review.",
    "reopen": "The case is open again.",
    "graphic": "Your word on the footage is recorded.",
    "claim": "The claim is recorded.",
    "link": "Your word on the link is recorded; the case is being checked by it.",
    "note": "Your note is recorded.",
    "rerun": "The case will be looked at again.",
    "gather": "What the plan names will be gathered.",
    "ask-sign-off": "A second person is asked to sign off.",
    "sign-off": "Your word on the decision is recorded.",
    "recording": "The recording is added, and will be searchable soon.",
}
"""What is said after an act; nothing that was sent is repeated."""
_NOBODY = "-"


@dataclass(frozen=True)
class Search:
    """A reverse image search: prefilled where the picture has a public address, else a page to drop it on."""

    name: str
    address: str


_BY_ADDRESS = {
    "Google Lens": "https://lens.google.com/uploadbyurl?url={}",
    "Yandex": "https://yandex.com/images/search?rpt=imageview&url={}",
    "Bing": "https://www.bing.com/images/search?view=detailv2&iss=sbi&q=imgurl:{}",
    "TinEye": "https://tineye.com/search?url={}",
}
_BY_FILE = {
    "Google Lens": "https://lens.google.com/search?p",
    "Yandex": "https://yandex.com/images/",
    "Bing": "https://www.bing.com/visualsearch",
    "TinEye": "https://tineye.com/",
}


def queue(store: Store, asked: Mapping[str, str], session: Session) -> dict[str, Any]:
    """The queue as it was asked for by a page's address; what makes no sense there is passed over."""
    whose = asked.get("whose", "")
    wanted = Wanted(
        state=_one_of(WorkflowState, asked.get("state")),
        whose=session.name if whose == "me" else "" if whose == _NOBODY else whose or None,
        standing={"yes": True, "no": False}.get(asked.get("standing", "")),
        fresh=_one_of(Fresh, asked.get("fresh")),
        search=asked.get("search", "")[: queues.LONGEST_SEARCH],
        sort=_one_of(Sort, asked.get("sort")) or Sort.NEWEST,
        page=_page_number(asked.get("page", "")),
    )
    found = queues.page(store, wanted, session.name)
    kept = {name: value for name, value in asked.items() if name in _FILTERS and value}
    last = max(1, -(-found.total // queues.PAGE))
    return {
        "wanted": wanted,
        "whose": whose,
        "found": found,
        "pages": last,
        "to_page": lambda n: "?" + urlencode(kept | {"page": n}),
        "whose_options": [
            ("", "anybody’s"),
            ("me", "mine"),
            (_NOBODY, "nobody’s"),
            *((name, name) for name in queues.people(store) if name != session.name),
        ],
        "at_work": _at_work(store),
        "clock": clock,
        "words": wording,
        "done": DONE.get(asked.get("done", ""), ""),
        **running(store, None, ""),
    }


_FILTERS = ("state", "whose", "standing", "fresh", "search", "sort")


def running(store: Store, case: str | None, version: str) -> dict[str, Any]:
    """The runs asked for last; ``version`` is that of the page which shows them."""
    now = changes.version_of(store, case) if case else 0
    shown = runs.latest(store, case)
    return {
        "runs": shown,
        "under_way": any(RUN_TRANSITIONS[run.state] for run in shown),
        "ended": {state for state in RunState if not RUN_TRANSITIONS[state]},
        "moved_on": version.isdecimal() and int(version[:15]) < now,
        "run_case": case,
        "clock": clock,
    }


def case(store: Store, name: str, stations: Callable[[str], str], session: Session) -> dict[str, Any]:
    """Everything of one case."""
    file = casefile.load(store, name)
    looked = changes.looked_at(store, session.name).get(name)
    later = changes.since(store, name, looked) if looked is not None and looked < file.version else ()
    shown = parts.shown(file, _asked_for_later, stations)
    return shown | {
        "players": [
            player_of(file, match.link)
            for match in shown["matches"]
            if match.link.picture or match.link.sound
        ],
        "link_by_id": {link.id: link for link in file.links},
        "changed": history_lines(later),
        "history": history_lines(casefile.history_of(store, name)),
        "people": queues.people(store),
        "checks_there_are": check_names(),
        "categories": list(MediaCategory),
        "pillars": list(Pillar),
        "covered": file.graphic is not False,
        "clips": _clips(file),
        "searches": [Search(engine, address) for engine, address in _BY_FILE.items()],
        "decisions": {decision.seq: decision for decision in file.decisions},
        "to_sign": [each for each in file.sign_offs if each.agrees is None],
        **running(store, name, ""),
    }


def correction(file: CaseFile, given: Given) -> dict[str, Any]:
    """The decision that stands beside the one that would take its place."""
    return {
        "case": file,
        "before": file.decision,
        "categories": categories_of(given),
        "claims": claims_of(given),
        "because": given.because(),
        "fields": given.again(),
        "seen": given.seen(),
        "words": wording,
        "clock": clock,
    }


def overtaken(store: Store, name: str, act: str, given: Given, error: Overtaken) -> dict[str, Any]:
    """What changed since the person looked, and their own form once more."""
    file = casefile.load(store, name)
    unseen = [event for event in casefile.history_of(store, name) if event.seq in error.events]
    return {
        "case": file,
        "act": act,
        "sentence": str(error),
        "unseen": history_lines(unseen),
        "fields": given.again(),
        "clock": clock,
        "words": wording,
    }


@dataclass(frozen=True)
class Clip:
    """A file of the post: its address here, the seconds of its key frames, and searches by its public address."""

    kind: MediaKind
    source: str | None
    sha256: str | None
    seconds: tuple[float, ...]
    searches: tuple[Search, ...]


def _clips(file: CaseFile) -> list[Clip]:
    return [
        Clip(
            kind=item.kind,
            source=f"/case/{file.id}/clip/{item.sha256}" if item.sha256 else None,
            sha256=item.sha256,
            seconds=keyframes(item.duration) if item.kind is not MediaKind.AUDIO else (),
            searches=tuple(
                Search(engine, form.format(quote(item.url, safe="")))
                for engine, form in _BY_ADDRESS.items()
                if item.kind is MediaKind.IMAGE and item.url and safe_url(item.url)
            ),
        )
        for item in (file.post.media if file.post else ())
    ]


def _asked_for_later(sha256: str) -> bytes:
    """The desk's pages name frames by address; none stands inside the page."""
    raise RecordDamaged(f"the frame {sha256} is asked for by its address")


def _at_work(store: Store) -> dict[str, str]:
    return {run.subject: run.progress or run.state.value for run in runs.unfinished(store)}


def _one_of(kind: Any, value: str | None) -> Any:
    try:
        return kind(value)
    except ValueError:
        return None


def _page_number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and 0 < len(value) < 7 else 1

"""Read again what is held: the stored answers of a case, by today's parsers and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flows.bench import Bench
from flows.targets import TargetKind
from reference.errors import NotAllowed, NothingIdentified
from scrapers.articles import parse_html
from scrapers.stored import StoredAnswer, StoredClient
from scrapers.web_answer import Client
from storage import cases, health, ledger, runs
from storage.encoding import to_plain
from storage.records import CaseKind, Fetch, FetchState, Purpose, Run, RunKind
from storage.store import Store


def request_reparse(bench: Bench, case: str, *, asked_by: str, because: str) -> str:
    """Ask for a case's stored answers to be read again, and for it to be checked by them; returns the run's id.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: It stands on no post's answers.
    """
    options = {"offline": True, "check": None, "collect": True, "stored": True}
    with bench.store() as store:
        if store.one("cases", case, "case")["kind"] != CaseKind.POST:
            raise NotAllowed(f"case {case} stands on no post's answers; airtrace rerun looks at it again")
        with store.writing(asked_by) as to:
            return runs.request(to, RunKind.RECHECK, case, options=options, because=because, case=case)


def not_understood(bench: Bench) -> list[str]:
    """The cases of which an answer is held that no parser understood."""
    with bench.store() as store:
        return health.not_understood(store)


def posts(bench: Bench) -> list[str]:
    """All cases that are a platform's post."""
    with bench.store() as store:
        query = "SELECT id FROM cases WHERE kind = ? ORDER BY rowid"
        return [row["id"] for row in store.db.query(query, [CaseKind.POST])]


def pages_that_show_more(bench: Bench) -> list[ledger.Row]:
    """The fetches of pages in which today's parsers find a numbered post that is no case yet."""
    with bench.store() as store:
        pages = {
            row.fetch.sha256: row
            for row in ledger.rows(store)
            if row.fetch.purpose is Purpose.PAGE and row.fetch.state is FetchState.VISIBLE
        }
        return [row for row in pages.values() if _shows_more(bench, store, row.fetch)]


def request_reread(bench: Bench, row: ledger.Row, *, asked_by: str, because: str) -> str:
    """Ask for a page to be read again, and for its posts to be verified as it shows them; returns the run's id."""
    fetch = replace(row.fetch, read_again=row.fetch.read_again or row.seq)
    options = {"target": TargetKind.PAGE_URL, "offline": True, "page": to_plain(fetch), "stored": True}
    files = (fetch.sha256,) if fetch.sha256 else ()
    with bench.store() as store, store.writing(asked_by) as to:
        return runs.request(to, RunKind.VERIFY, fetch.url, options=options, files=files, because=because)


def _shows_more(bench: Bench, store: Store, fetch: Fetch) -> bool:
    if fetch.sha256 is None or not store.vault.intact(fetch.sha256):
        return False
    bench.progress(f"reading {fetch.url} again")
    url = fetch.landed or fetch.url
    try:
        shown = parse_html(store.vault.read(fetch.sha256), url, until=fetch.at.date()).posts
    except NothingIdentified:
        return False
    numbered = [each.post for each in shown if each.post.number is not None]
    return any(cases.find(store, cases.post_key(post)) is None for post in numbered)


@contextmanager
def client_for(bench: Bench, store: Store, run: Run, case: str) -> Iterator[Client]:
    """The client with which a run looks at a case again: of the web, of nothing, or of what is held."""
    if not run.options.get("stored"):
        with bench.client(offline=bool(run.options["offline"])) as client:
            yield client
        return
    yield StoredClient((_stored(store, row) for row in ledger.rows(store, case)), bench.clock)


def _stored(store: Store, row: ledger.Row) -> StoredAnswer:
    sha256 = row.fetch.sha256
    held = sha256 is not None and store.vault.intact(sha256)
    return StoredAnswer(row.seq, row.fetch, store.vault.path(sha256) if sha256 is not None and held else None)

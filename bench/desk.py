"""``python -m bench.desk``: how fast the desk answers on a large record, and whether anything is lost or let through.

Makes a record of 1,000 cases with 50,000 results, and asks for the queue and for cases as a browser does,
without the network; lets two people decide 1,000 times at once; renders hostile posts.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.bench import Bench
from flows.desk_hands import DeskHands
from flows.home import Home
from reference.times import parse_instant
from review.desk.app import desk
from review.desk.gate import People
from storage import casefile, cases, runs
from storage.encoding import put_document
from storage.records import (
    CaseKind,
    CheckResult,
    Claim,
    Confidence,
    Evidence,
    KnownFrom,
    MediaCategory,
    Outcome,
    Pillar,
    Platform,
    Post,
    PostTime,
    RunKind,
    RunState,
    Searched,
    Suggestion,
)
from storage.store import Store

with warnings.catch_warnings():  # it would rather have httpx's successor, which nothing else here needs
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ORIGIN = "http://127.0.0.1:8321"
_OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
_BAR = 0.2
"""Seconds that a page may take on the server."""
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\u00ad\x00-\x08\x0b-\x1f]")
_ATOMS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "</form><form action=//evil.example>",
    "javascript:alert(1)",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200f",
    "\ufeff",
    "\u00ad",
    "\x00",
    "\x1b[31m",
    "<!--",
    "{{ 7 * 7 }}",
    "' onfocus=alert(1) '",
    "hx-get=/x",
    "&#x202e;",
    "\ud800",
    "עברית",
    "\u0301" * 40,
    "<base href=//evil.example>",
    "<meta http-equiv=refresh>",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.desk", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--results", type=int, default=50, help="check results a case")
    parser.add_argument("--decisions", type=int, default=1000, help="by two people at once")
    parser.add_argument("--hostile", type=int, default=4000, help="posts")
    parser.add_argument("--asks", type=int, default=40, help="times that each page is asked for")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        home = Path(folder) / "home"
        with Store(home) as store:
            for n in range(asked.cases):
                _case(store, n, f"A car in a park, number {n}", asked.results, minutes=n)
        enter = _entrance(home)
        print(f"{asked.cases} cases, {asked.cases * asked.results} results")
        _time_pages(enter("Ada"), asked.cases, asked.asks)
        _decide_at_once(home, enter, asked.decisions)
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        _render_hostile(Path(folder) / "home", asked.hostile)


def _case(store: Store, n: int, text: str, results: int, name: str = "Made Up", minutes: int = 0) -> str:
    posted = (datetime(2024, 6, 20, tzinfo=UTC) + timedelta(minutes=minutes)).isoformat()
    interval, precision = parse_instant(posted)
    times = (PostTime(posted, interval, precision, KnownFrom.NUMBER),)
    post = Post(
        Platform.X, str(10**18 + n), f"https://x.com/made_up/status/{n}", name, name, text, times=times
    )
    claims = (Claim(1, text, None, "machine"),)
    pillars = list(Pillar)
    checks = tuple(
        CheckResult(
            f"check_{k}", "1", pillars[k % 5], "Is it so?", "It is so.", Outcome.SUPPORTS, f"It is so, by fact {k}.",
            (Evidence("see the fact", facts={"k": k}),),
        )
        for k in range(results)
    )  # fmt: skip
    suggestion = Suggestion((MediaCategory.DECONTEXTUALIZED,), (), Confidence.MODERATE, ("It is older.",))
    verdict = cases.Verdict(Searched(1, 0.5), checks, suggestion, (), standing=True)
    kept = cases.keep_verdict(store, verdict)
    with store.writing("Ada") as to:
        run = runs.request(to, RunKind.VERIFY, post.url or "", options={}, because="bench")
        runs.start(to, runs.get(store, run), "bench")
        case = cases.open_case(store, to, CaseKind.POST, cases.post_key(post), post.url or "", run)
        cases.see_post(store, to, case, post, run=run, document=put_document(store.vault, "post", post))
        cases.propose_claims(store, to, case, claims, put_document(store.vault, "claims", claims))
        cases.record_verdict(store, to, case, verdict, run=run, document=kept)
        runs.end(to, runs.get(store, run), RunState.DONE, "done")
    return case


def _entrance(home: Path) -> Callable[[str], TestClient]:
    bench, people = Bench(Home(home)), People(["Ada", "Grace"])
    app = desk(bench.store, DeskHands(bench), str, people, frozenset({ORIGIN}))

    def enter(name: str) -> TestClient:
        browser = TestClient(app, base_url=ORIGIN, follow_redirects=False)
        token = next(token for token, known in people.tokens.items() if known == name)
        browser.get("/enter", params={"token": token})
        return browser

    return enter


def _time_pages(browser: TestClient, count: int, asks: int) -> None:
    chance = random.Random(7)  # noqa: S311 - a bench's dice
    pages: dict[str, Callable[[], str]] = {
        "queue": lambda: "/",
        "queue, searched and sorted": lambda: f"/?search=number+{chance.randrange(count)}&sort=posted",
        "queue, what changed": lambda: "/?fresh=new&sort=changed&state=open&page=7",
        "case": lambda: f"/case/C{chance.randrange(1, count + 1)}",
        "work under way": lambda: "/running",
    }
    for name, address in pages.items():
        taken = []
        for _ in range(asks):
            begin = time.perf_counter()
            answer = browser.get(address())
            taken.append(time.perf_counter() - begin)
            assert answer.status_code == 200, answer.status_code
        middle, worst = statistics.median(taken), max(taken)
        said = "within" if middle < _BAR else "BEYOND"
        print(
            f"{name:28} median {middle * 1000:4.0f} ms, worst {worst * 1000:4.0f} ms: {said} {_BAR * 1000:.0f} ms"
        )


def _decide_at_once(home: Path, enter: Callable[[str], TestClient], count: int) -> None:
    """Two people decide on the same ten cases, each on what they saw; what is recorded is held against that."""
    outcomes: list[tuple[str, int]] = []

    def work(name: str) -> None:
        browser, chance = enter(name), random.Random(name)  # noqa: S311
        for n in range(count // 2):
            case = f"C{chance.randrange(1, 11)}"
            page = browser.get(f"/case/{case}").text
            token, seen = _found(r'data-csrf="([^"]+)"', page), _found(r'data-version="(\d+)"', page)
            form = {
                "csrf": token,
                "seen": seen,
                "rating": chance.choice(list(MediaCategory)).value,
                "because": f"{n}",
            }
            outcomes.append(
                (case, browser.post(f"/case/{case}/decide", data=form, headers=_OURS).status_code)
            )

    people = [threading.Thread(target=work, args=(name,)) for name in ("Ada", "Grace")]
    begin = time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    taken = time.perf_counter() - begin
    lost, unseen, made = 0, 0, 0
    with Store(home) as store:
        for case in {case for case, _ in outcomes}:
            decisions = casefile.load(store, case).decisions
            made += len(decisions)
            lost += sum(each == (case, 303) for each in outcomes) - len(decisions)
            pairs = itertools.pairwise(decisions)
            unseen += sum(later.seen is None or later.seen < earlier.seq for earlier, later in pairs)
    told = sum(status == 409 for _, status in outcomes)
    print(
        f"{len(outcomes)} decisions by two people at once in {taken:.0f} s: {made} recorded, {told} told of a change,"
    )
    print(f"{lost} lost, {unseen} overwritten unseen")


def _render_hostile(home: Path, count: int) -> None:
    with Store(home) as store:
        names = [_case(store, n, words, 1, words[:80] or "x") for n, words in enumerate(_hostile(count))]
    browser = _entrance(home)("Ada")
    shapes, bad = set(), 0
    for name in names:
        page = browser.get(f"/case/{name}").text
        tags = re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", page)
        shapes.add(tuple(tag for tag in tags if tag not in {"bdi", "mark"}))
        bad += (
            bool(_UNSEEN.search(page))
            or page.count("<script") != 2
            or bool(re.search(r'(href|src|action)="(?![/#?]|https://)', page))
        )
    print(
        f"{count} hostile posts: {len(shapes)} page structure(s), {bad} with a script, a bad link or unseen characters"
    )


def _hostile(count: int) -> Iterator[str]:
    chance = random.Random(11)  # noqa: S311
    for n in range(count):
        yield f"post {n} " + "".join(chance.choice(_ATOMS) for _ in range(chance.randrange(1, 9)))


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found
    return found[1]


if __name__ == "__main__":
    main()

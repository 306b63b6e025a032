"""What the record of a soak holds against what was planned, and the tables that say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from bench.soak_posts import EXPECTED, PASSING, Fake, Fault, Planned, Turn
from bench.soak_sources import SOURCES, words_of
from bench.tables import Table
from scrapers.posts import address_of
from storage import audit, cases
from storage.records import FetchState, Platform, Purpose
from storage.store import Store

MOST_REQUESTS = 1.3
"""Requests for each that a web without faults would have been asked."""
FLAT = 50.0
"""Megabytes by which the memory of a long run may differ between its second tenth and its end."""


@dataclass(frozen=True)
class Outcome:
    """What is in the record after all rounds, and what it took."""

    posts: int
    links: int
    kills: int
    requests: int
    archive: int
    """Requests to a web archive besides, one for each post that could not be seen: which copies it holds."""
    ideal: int
    cases: int
    versions: int
    """With a post's own words in them."""
    wrong: tuple[str, ...]
    """What is not as it must be, one sentence each."""
    faults: dict[Fault, Counter[str]]
    """States in which the posts of each fault were seen in the first round."""
    memory: tuple[tuple[int, float], ...]
    """Links done and megabytes held, of the process that lived longest."""
    seconds: float
    findings: int
    events: int

    @property
    def ratio(self) -> float:
        return self.requests / self.ideal

    @property
    def swing(self) -> float:
        """Megabytes between the least and the most that were held once a fifth was done; 0 where nobody told."""
        if not self.memory:
            return 0.0
        settled = [held for done, held in self.memory if done * 5 >= self.memory[-1][0]]
        return max(settled) - min(settled)

    @property
    def holds(self) -> bool:
        return not self.wrong and not self.findings and self.ratio <= MOST_REQUESTS and self.swing <= FLAT


def seen_in(store: Store, posts: list[Planned], turn: int) -> dict[int, set[FetchState]]:
    """The states in which each post was seen in a round, by its number."""
    numbers = {_key(post): post.n for post in posts}
    query = """
        SELECT cases.key, fetches.state FROM fetches JOIN runs ON runs.id = fetches.run_id
        JOIN cases ON cases.id = fetches.case_id WHERE runs.because = ? AND fetches.purpose = ?
    """
    found: dict[int, set[FetchState]] = defaultdict(set)
    for row in store.db.query(query, [f"round {turn}", Purpose.POST]):
        if row["key"] in numbers:
            found[numbers[row["key"]]].add(FetchState(row["state"]))
    return found


def _key(post: Planned) -> str:
    address = address_of(post.url)
    assert address is not None
    return f"{address.platform}:{address.number}"


def outcome(
    posts: list[Planned],
    links: list[str],
    kills: int,
    fake: Fake,
    ideal: int,
    memory: list[tuple[int, float]],
    seconds: float,
    store: Store,
) -> Outcome:
    """Judge the record after all rounds."""
    wrong = [f"the client asked for what is no post: {each}" for each in fake.unknown[:3]]
    faults: dict[Fault, Counter[str]] = defaultdict(Counter)
    told = [seen_in(store, posts, turn) for turn in (1, 2, 3)]
    own = 0
    for post in posts:
        states = [each.get(post.n, set()) for each in told]
        faults[post.fault][" and ".join(sorted(states[0])) or "nothing"] += 1
        own += _judge(store, post, states, wrong)
    held = store.db.execute("SELECT count(*) FROM cases WHERE joined_into IS NULL").fetchone()[0]
    if held != len(posts):
        wrong.append(f"{len(posts)} posts are {held} cases")
    checked = audit.audit(store)
    return Outcome(
        posts=len(posts),
        links=len(links),
        kills=kills,
        requests=fake.sources,
        archive=fake.archive,
        ideal=ideal,
        cases=held,
        versions=own,
        wrong=tuple(wrong),
        faults=dict(faults),
        memory=tuple(memory),
        seconds=seconds,
        findings=len(checked.findings),
        events=checked.events,
    )


def _judge(store: Store, post: Planned, states: list[set[FetchState]], wrong: list[str]) -> int:
    """Say what is not as it must be with a post; returns how many versions of its own words are recorded.

    A fault of a host that had asked for a pause shows in the next round: in the first it was not asked.
    """
    case = cases.find(store, _key(post))
    if case is None:
        wrong.append(f"{post.url} is no case")
        return 0
    query = "SELECT text FROM post_versions WHERE case_id = ? ORDER BY version"
    texts = [str(row["text"] or "") for row in store.db.query(query, [case])]
    full = [text for text in texts if text]
    lasting = post.fault in EXPECTED and post.fault not in PASSING
    if post.fault in EXPECTED and not set().union(*states) & EXPECTED[post.fault]:
        wrong.append(f"{post.url}: “{post.fault}” was seen as {[sorted(each) for each in states]}")
    met = FetchState.VISIBLE in states[0]  # in later rounds what passes is over
    if post.fault in PASSING and met and not _was_asked_twice(store, case):
        wrong.append(f"{post.url}: “{post.fault}” passed without a word in the ledger")
    if lasting and FetchState.VISIBLE in states[0] and post.fault is not Fault.LONG_BUSY:
        wrong.append(f"{post.url}: “{post.fault}” was seen as the post")
    wanted = _wanted(post, states)
    if len(full) != len(wanted):
        wrong.append(f"{post.url} ({post.fault}, {post.turn}) has {len(full)} versions of its words")
    for version, text in zip(wanted, full, strict=False):
        if words_of(post.n, version) not in text:
            wrong.append(f"{post.url}: version {version} has the words of another")
    if len(texts) - len(full) > 1:
        wrong.append(f"{post.url}: {len(texts) - len(full)} versions without words")
    gone = store.db.execute("SELECT gone FROM posts WHERE case_id = ?", [case]).fetchone()[0]
    if (gone is not None) != (post.turn is Turn.DELETED and SOURCES[post.platform].says_so):
        wrong.append(f"{post.url} ({post.turn}) is gone: {gone}")
    return len(full)


def _wanted(post: Planned, states: list[set[FetchState]]) -> tuple[int, ...]:
    """The versions of which the words could be seen: of a host that had asked for a pause, only the later ones."""
    if post.fault in EXPECTED and EXPECTED[post.fault] != {FetchState.UNREACHABLE}:
        return ()
    missed = not states[0] & {FetchState.VISIBLE, FetchState.EDITED}
    if post.turn is Turn.DELETED:
        return () if missed else (1,)
    if post.turn is Turn.EDITED:
        lists_versions = post.platform is Platform.MASTODON
        return (2,) if missed and not lists_versions else (1, 2)
    return (1,)


def _was_asked_twice(store: Store, case: str) -> bool:
    query = "SELECT count(*) FROM fetches WHERE case_id = ? AND reason LIKE '%times; the first time:%'"
    return bool(store.db.execute(query, [case]).fetchone()[0])


def report(found: Outcome) -> str:
    head = [
        "posts",
        "links",
        "killed",
        "cases",
        "versions",
        "events",
        "requests",
        "ideal",
        "ratio",
        "findings",
    ]
    row = [found.posts, found.links, found.kills, found.cases, found.versions, found.events]
    cells = [*(str(each) for each in (*row, found.requests, found.ideal)), f"{found.ratio:.3f}"]
    figures = Table([head, [*cells, str(found.findings)]])
    faults = Table([["fault", "posts", "seen in the first round as"]])
    for fault in Fault:
        states = found.faults.get(fault, Counter())
        seen = ", ".join(f"{count} {state}" for state, count in states.most_common())
        faults.rows.append([fault.value, str(states.total()), seen])
    memory = found.memory or ((0, 0.0),)
    tenths = [memory[len(memory) * n // 10] for n in range(10)] + [memory[-1]]
    curve = Table(
        [["links", *(str(done) for done, _ in tenths)], ["MB", *(f"{held:.0f}" for _, held in tenths)]]
    )
    lines = [
        figures.text(),
        f"{found.archive} requests besides asked the web archive for copies of what could not be seen; "
        f"with them the ratio is {(found.requests + found.archive) / found.ideal:.3f}",
        f"{found.seconds:.0f} s",
        "",
        faults.text(),
        "",
        curve.text(),
        f"memory differs by {found.swing:.0f} MB once a fifth is done",
        "",
        *(found.wrong[:20] or ("one record of every version, every fault a state of the ledger",)),
    ]
    if len(found.wrong) > 20:
        lines.append(f"and {len(found.wrong) - 20} more")
    return "\n".join(lines)

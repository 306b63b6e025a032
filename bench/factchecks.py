"""``python -m bench.factchecks``: how often the right fact-check stands first for a post, against plain BM25.

CLEF CheckThat! 2022 task 2A, English: posts of train and dev in five folds, MAP@5 over 14,231 fact-checks. The
weights of a fold are learnt on the other four; plain BM25 has title, subtitle and claim as one text.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.families import SHARED
from matching import claim_ranking
from scrapers import factchecks as reading
from storage import factchecks
from storage.factcheck_index import FactCheckIndex
from storage.records.factchecks import FactCheck
from storage.store import Store

CLAIMS = SHARED.parent / "claims"
FOLDS = 5
DEPTH = 5
CANDIDATES = 60
_STEPS, _RATE, _SHRINK, _SHARPNESS = 300, 2.0, 0.0005, 8.0


@dataclass(frozen=True)
class Post:
    """A post's candidates, how each is like it, and which is right."""

    gold: str
    names: list[str]
    likeness: np.ndarray
    plain: float
    """Average precision of plain BM25."""
    seconds: float


def main() -> None:
    found = list(reading.read((CLAIMS / "factchecks.jsonl.gz").read_bytes()))
    given = [each for each in found if isinstance(each, FactCheck)]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Store(Path(folder)) as store:
        with store.writing("bench") as to:
            factchecks.take_in(store, to, given, "factchecks.jsonl.gz")
        with FactCheckIndex(store, claim_ranking.words) as index, closing(_plain(given)) as plain:
            posts = [_post(store, index, plain, given, *each) for each in _queries()]
    order = np.random.default_rng(1).permutation(len(posts))
    print(f"{datetime.now(UTC):%Y-%m-%d}: {len(given)} fact-checks, {len(posts)} posts, MAP@{DEPTH}")
    print("fold  plain BM25  ranked")
    totals = np.zeros(2)
    for fold in range(FOLDS):
        held_out = [posts[n] for n in order[fold::FOLDS]]
        rest = [posts[n] for k in range(FOLDS) if k != fold for n in order[k::FOLDS]]
        weights = learnt(rest)
        sums = np.array([sum(p.plain for p in held_out), sum(_precision(p, weights) for p in held_out)])
        totals += sums
        print(f"{fold + 1:4}  {sums[0] / len(held_out):10.4f}  {sums[1] / len(held_out):6.4f}")
    plain_map, own_map = totals / len(posts)
    print(f" all  {plain_map:10.4f}  {own_map:6.4f}  (+{own_map - plain_map:.4f})")
    times = [1000 * post.seconds for post in posts]
    print(f"CPU a query: mean {np.mean(times):.1f} ms, longest {max(times):.1f} ms")
    print("weights learnt on all:", [round(float(each), 3) for each in learnt(posts)])


def learnt(posts: Sequence[Post]) -> np.ndarray:
    """Weights under which the right candidate's softmax is highest (ListNet's top-one loss), summing to 1."""
    weights = np.array(claim_ranking.WEIGHTS) * 0 + 0.3
    known = [(post.likeness, post.names.index(post.gold)) for post in posts if post.gold in post.names]
    for _ in range(_STEPS):
        slope = np.zeros_like(weights)
        for likeness, right in known:
            powers = np.exp(_SHARPNESS * (likeness @ weights - (likeness @ weights).max()))
            slope += likeness[right] - (powers / powers.sum()) @ likeness
        weights = weights + _RATE * slope / len(known) - _SHRINK * weights
    return np.asarray(weights / weights.sum())


def _precision(post: Post, weights: np.ndarray) -> float:
    order = np.argsort(-(post.likeness @ weights), kind="stable")
    return _reciprocal([post.names[n] for n in order[:DEPTH]], post.gold)


def _reciprocal(names: Sequence[str], gold: str) -> float:
    return 1 / (names.index(gold) + 1) if gold in names else 0.0


def _queries() -> list[tuple[str, str]]:
    """The posts' texts with the id of the fact-check that is right."""
    lines = (CLAIMS / "CT2022-Task2A-EN-Train-Dev_Queries.tsv").read_text().splitlines()
    texts = dict(line.split("\t", 1) for line in lines)
    gold = [
        line.split()
        for part in ("Train", "Dev")
        for line in (CLAIMS / f"CT2022-Task2A-EN-{part}_QRELs.tsv").read_text().splitlines()
    ]
    return [(texts[name], right) for name, _, right, _ in gold]


def _plain(given: Sequence[FactCheck]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE plain USING fts5 (text, tokenize = 'unicode61')")
    rows = ((n, f"{each.title} {each.subtitle} {each.claim}") for n, each in enumerate(given))
    connection.executemany("INSERT INTO plain (rowid, text) VALUES (?, ?)", rows)
    return connection


def _post(
    store: Store,
    index: FactCheckIndex,
    plain: sqlite3.Connection,
    given: Sequence[FactCheck],
    text: str,
    gold: str,
) -> Post:
    began = time.process_time()
    terms = claim_ranking.words(claim_ranking.cleaned(text))
    found = index.best(terms, CANDIDATES)
    held = factchecks.named(store, [name for name, _ in found])
    rows = [
        claim_ranking.Candidate(held[name].title, held[name].subtitle, held[name].claim, score)
        for name, score in found
    ]
    likeness = np.array([each.values for each in claim_ranking.likenesses(text, rows, index.rarity)])
    seconds = time.process_time() - began
    expression = " OR ".join(f'"{word}"' for word in sorted(set(re.findall(r"\w+", text.casefold()))))
    query = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT ?"
    first = [given[n].id for (n,) in plain.execute(query, [expression, DEPTH])]
    return Post(gold, [name for name, _ in found], likeness, _reciprocal(first, gold), seconds)


if __name__ == "__main__":
    main()

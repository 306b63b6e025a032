"""How fast a quotation is found, and how the index of words grows: ``python -m bench.texts``.

The text is synthetic: words of a made-up vocabulary, as frequent as words of a language are (Zipf), 150 a
minute. It has no common phrases; a real archive has, and repeats its news. Each hour is an airing of its own,
taken in and searched by the same functions as the command's.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.tables import Table, number, share
from flows import texts
from flows.bench import Bench
from flows.home import Home
from flows.texts import Within
from matching.quotations import Fidelity
from storage import recordings, transcripts
from storage.records import Airing, AiringKind, Cue, CueText, Recording, TextOrigin, TimeSource
from storage.store import Store
from storage.text_index import FILE, TextIndex

WORDS_AN_HOUR = 9_000
WORDS_A_CUE = 6
VOCABULARY = 60_000
TOGETHER = 250
"""Hours that are taken in by one writing."""

HEAD = (
    "hours", "found", "placed", "p50 ms", "p95 ms", "p95 cpu ms", "absent found", "absent p95 ms", "absent p95 cpu ms",
    "command ms", "index MB", "cpu s/1000 h",
)  # fmt: skip
"""Milliseconds a quotation on the clock and on the processor; ``command`` lists what was searched as well;
seconds of the processor that it took to take 1,000 hours in and to index them."""

_SYLLABLES = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "en", "is")]


@dataclass(frozen=True)
class Quotation:
    """A text that was said, or was not: ``hour`` and ``second`` are None."""

    kind: str
    text: str
    hour: int | None
    second: float | None


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.texts", description=__doc__)
    parser.add_argument("--hours", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--quotations", type=int, default=60, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--home", type=Path, help="keep the record here, and go on with one (else a temporary folder)"
    )
    arguments = parser.parse_args()
    table = Table([list(HEAD)])
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder)
        with Store(home) as store:
            taken = store.db.table("transcripts").count
        spent = 0.0
        for hours in sorted(arguments.hours):
            began = time.process_time()
            fill(home, range(taken, hours), arguments.seed)
            taken = hours
            spent += time.process_time() - began
            row = measured(home, hours, arguments.quotations, arguments.seed)
            table.rows.append([str(hours), *row, number(1000 * spent / hours, 0)])
            print(table.text(), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all: {peak:.0f} MB; text is synthetic; {WORDS_AN_HOUR} words an hour")


def vocabulary() -> list[str]:
    """Made-up words, the frequent ones short."""
    found: dict[str, None] = {}
    draw = np.random.default_rng(0)
    while len(found) < VOCABULARY:
        length = 1 + int(np.log(1 + len(found)) / 4) + int(draw.integers(0, 2))
        found["".join(draw.choice(_SYLLABLES, length))] = None
    return list(found)


def words_of(hour: int, seed: int) -> list[str]:
    """The words of an hour, the same whenever asked for."""
    draw = np.random.default_rng([seed, hour])
    ranks = np.exp(draw.random(WORDS_AN_HOUR) * np.log(VOCABULARY)).astype(int)
    words = _words()
    return [words[rank - 1] for rank in ranks]


_KEPT: list[str] = []


def _words() -> list[str]:
    if not _KEPT:
        _KEPT.extend(vocabulary())
    return _KEPT


def fill(home: Path, hours: range, seed: int) -> None:
    """Take so many hours of captions in."""
    with Store(home) as store:
        for first in range(hours.start, hours.stop, TOGETHER):
            with store.writing("bench") as to:
                for hour in range(first, min(first + TOGETHER, hours.stop)):
                    recording = recordings.add(store, to, _recording(hour))
                    text = CueText(tuple(_cues(words_of(hour, seed))))
                    transcripts.add(
                        store, to, recording.airing.id, text, TextOrigin.CAPTIONS, text_format="srt",
                        recording=recording.id, language="en",
                    )  # fmt: skip
            with TextIndex(store):
                print(f"{min(first + TOGETHER, hours.stop)} hours", flush=True)


def _cues(words: list[str]) -> Iterator[Cue]:
    step = 3600 * WORDS_A_CUE / WORDS_AN_HOUR
    for n in range(0, len(words), WORDS_A_CUE):
        start = n / WORDS_A_CUE * step
        yield Cue(round(start, 3), round(start + step, 3), " ".join(words[n : n + WORDS_A_CUE]))


def _recording(hour: int) -> Recording:
    aired = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    airing = Airing("", AiringKind.BROADCAST, f"MADEUP{hour % 20}", None, aired, 1.0, "UTC", TimeSource.GIVEN)
    return Recording("", airing, f"{hour:064x}", 3600.0, 640, 360, None, None)


def quotations(hours: int, each: int, seed: int) -> list[Quotation]:
    """Of each kind as many: as it was said, altered in two words, heard badly, and never said."""
    draw = np.random.default_rng([seed, hours, 99])
    words = _words()
    found = []
    for kind in ("exact", "altered", "heard badly", "absent"):
        for _ in range(each):
            hour, length = int(draw.integers(hours)), int(draw.integers(8, 26))
            start = int(draw.integers(WORDS_AN_HOUR - length))
            of = hour if kind != "absent" else 10_000_000 + hour
            text = words_of(of, seed)[start : start + length]
            wrong = {"exact": 0, "altered": 2, "heard badly": max(1, length // 6), "absent": 0}[kind]
            for place in draw.choice(length, wrong, replace=False):
                text[place] = words[int(draw.integers(VOCABULARY))]
            second = start / WORDS_AN_HOUR * 3600
            known = kind != "absent"
            found.append(Quotation(kind, " ".join(text), hour if known else None, second if known else None))
    return found


def measured(home: Path, hours: int, each: int, seed: int) -> list[str]:
    """Share found and placed within a cue, milliseconds a quotation, of a whole command, and the index's size."""
    bench = Bench(Home(home))
    asked = quotations(hours, each, seed)
    known = [quotation for quotation in asked if quotation.hour is not None]
    found = placed = false = 0
    times: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    """Of quotations that were said, and that were not: on the clock and on the processor."""
    with bench.store() as store, TextIndex(store) as index:
        for quotation in asked:
            began, worked = time.perf_counter(), time.process_time()
            hits = texts.quoted_in(store, index, quotation.text)
            spent = (time.perf_counter() - began, time.process_time() - worked)
            times[quotation.hour is not None].append((1000 * spent[0], 1000 * spent[1]))
            best = max(hits, key=lambda hit: hit[2].score, default=None)
            if quotation.hour is None or quotation.second is None:
                false += best is not None
            elif best is not None and best[0].airing.aired_at.timestamp() == _aired(quotation.hour):
                found += 1
                placed += abs(best[2].seconds[0] - quotation.second) < 2.5
                assert quotation.kind != "exact" or best[2].fidelity is not Fidelity.ALTERED
    began = time.perf_counter()
    texts.find_quotation(bench, known[0].text, Within(), 10)
    whole = 1000 * (time.perf_counter() - began)
    size = (home / FILE).stat().st_size / 1e6
    return [
        share(found, len(known)), share(placed, len(known)), number(np.percentile(times[True], 50, axis=0)[0], 1),
        *(number(value, 1) for value in np.percentile(times[True], 95, axis=0)),
        share(false, len(asked) - len(known)), *(number(value, 1) for value in np.percentile(times[False], 95, axis=0)),
        number(whole, 0), number(size, 0),
    ]  # fmt: skip


def _aired(hour: int) -> float:
    return _recording(hour).airing.aired_at.timestamp()


if __name__ == "__main__":
    main()

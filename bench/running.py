"""Index the archive, trace every post, run the peers: each answer is written down as it comes."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from bench import tracing
from bench.claims import IndexCost, Outcome, Run, Sense, append, write_head
from bench.peers import Peer
from bench.truth import Post, Recording, Truth
from reference.errors import AirtraceError


def run(
    truth: Truth,
    into: Path,
    uses: Sequence[Sense],
    peers: Sequence[Peer],
    how: tracing.Search,
    processes: int = 1,
) -> Run:
    """Everything of one run, also written to ``into`` (see :mod:`bench.claims`)."""
    result = Run(
        role=truth.role,
        seed=truth.seed,
        mode=how.mode,
        threshold=tracing.THRESHOLD,
        recordings=len(truth.recordings),
        seconds=sum(recording.seconds for recording in truth.recordings),
    )
    runnable = []
    for peer in peers:
        if reason := peer.missing():
            result.peers[peer.name] = reason
            print(f"{peer.name} is not run: {reason}", file=sys.stderr)
        else:
            runnable.append(peer)
    with tempfile.TemporaryDirectory(prefix="bench-index-") as folder:
        archive = _indexed(truth.recordings, Path(folder), result) if uses else []
        write_head(result, into)
        for use in uses:
            answers = _traced(truth.posts, archive, use, how, processes)
            _keep(answers, result, into, f"{tracing.SYSTEM}, {use}", len(truth.posts))
    for peer in runnable:
        before = cpu()
        peer.index(truth.recordings)
        print(f"{peer.name}: indexed at {result.seconds / (cpu() - before):.0f}x real time", file=sys.stderr)
        _keep(_searched(peer, truth.posts), result, into, peer.name, len(truth.posts))
    return result


def cpu() -> float:
    """Processor seconds of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _indexed(recordings: Sequence[Recording], folder: Path, result: Run) -> list[tracing.Indexed]:
    archive = []
    for recording in recordings:
        before = cpu()
        segment = tracing.index(recording, folder)
        spent = cpu() - before
        result.index.append(
            IndexCost(
                recording.id,
                recording.seconds,
                recording.key_gap,
                segment.stat().st_size,
                spent,
                bare_decoding(Path(recording.file)),
                _starting_children(Path(recording.file)),
            )
        )
        archive.append(tracing.Indexed(recording, segment))
    return archive


def _starting_children(path: Path) -> float:
    """Processor seconds that the child processes of indexing cost before they decode anything."""
    before = cpu()
    tracing.start_child(path)
    return (cpu() - before) * tracing.CHILDREN


def bare_decoding(path: Path) -> float:
    """Processor seconds to decode the key frames and drop them, in this process."""
    import av

    before = cpu()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        for _ in container.decode(stream):
            pass
    return cpu() - before


def _traced(
    posts: Sequence[Post], archive: list[tracing.Indexed], use: Sense, how: tracing.Search, processes: int
) -> Iterator[Outcome]:
    if processes <= 1:
        for post in posts:
            yield _trace(post, archive, use, how)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for done in as_completed(pool.submit(_trace, post, archive, use, how) for post in posts):
            yield done.result()


def _trace(post: Post, archive: list[tracing.Indexed], use: Sense, how: tracing.Search) -> Outcome:
    before = cpu()
    try:
        answer, failed = tracing.search(Path(post.file), archive, use, how), ""
    except AirtraceError as error:
        answer, failed = tracing.Answer((), ()), str(error)
    spent = round(cpu() - before, 3)
    return Outcome(tracing.SYSTEM, use, post, answer.claims, spent, failed, answer.edits, answer.script)


def _searched(peer: Peer, posts: Sequence[Post]) -> Iterator[Outcome]:
    for post in posts:
        before = cpu()
        claims = peer.search(post)
        yield Outcome(peer.name, peer.sense, post, tuple(claims), round(cpu() - before, 3))


def _keep(answers: Iterable[Outcome], result: Run, into: Path, what: str, of: int) -> None:
    began = time.monotonic()
    for number, outcome in enumerate(answers, 1):
        result.outcomes.append(outcome)
        append([outcome], into)
        if number % 25 == 0 or number == of:
            print(f"{what}: {number} of {of}, {time.monotonic() - began:.0f} s", file=sys.stderr)

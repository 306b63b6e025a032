"""Answers on their way from the web to the vault."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.bench import Bench
from reference.errors import RecordDamaged
from scrapers.web_answer import Answer
from storage.records import Fetch
from storage.store import Store


@contextmanager
def incoming(bench: Bench) -> Iterator[Path]:
    """A folder for the files of answers; it is gone afterwards."""
    bench.home.incoming.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=bench.home.incoming))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kept(store: Store, answers: Sequence[Answer]) -> list[Fetch]:
    """Put the answers' bytes into the vault before any row speaks of them.

    Raises:
        RecordDamaged: A file is no longer the one that was received.
    """
    fetches = []
    for answer in answers:
        if answer.path is not None and store.vault.put_file(answer.path) != answer.fetch.sha256:
            raise RecordDamaged(
                f"the answer of {answer.fetch.url} changed on its way to the vault; try again"
            )
        fetches.append(answer.fetch)
    return fetches

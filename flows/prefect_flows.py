"""The pipeline's steps as Prefect flows: one task a post, a case or a recording.

The flows hold no step of their own: everything is done by :mod:`flows.pipeline` and recorded there, so that
a run carried out here leaves the same rows as one carried out without Prefect. They are handed ids and
words, never a connection or a table of routes: Prefect stores parameters in clear.

The flows are asynchronous although their steps block: a synchronous flow waits up to a second at its end
for its heartbeat's thread. The steps run in threads, one after the other.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

from prefect import get_run_logger
from pydantic import Field

from flows.bench import Bench
from flows.home import VARIABLE, Home
from reference.errors import AirtraceError

P = ParamSpec("P")
R = TypeVar("R")

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Id = Annotated[str, Field(min_length=1, max_length=64)]

SCHEDULE = "schedule"
"""Who asks for a run that a schedule started."""


class RunFailed(AirtraceError):
    """The run ended without its work; the sentence is the one in the record."""


@dataclass(frozen=True)
class _Place:
    home: Path
    routes: Mapping[str, tuple[str, int]] | None


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


@contextmanager
def at(home: Home, routes: Mapping[str, tuple[str, int]] | None = None) -> Iterator[None]:
    """Let flows that are called in this context work on ``home``; ``routes`` is for the stage alone."""
    token = _place.set(_Place(home.path, routes))
    try:
        yield
    finally:
        _place.reset(token)


def _bench() -> Bench:
    place = _place.get() or _Place(Path(os.environ[VARIABLE]), None)
    return Bench(home=Home(place.home), routes=place.routes, progress=get_run_logger().info)


async def _aside(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return await asyncio.to_thread(step, *args, **kwargs)

"""A misbehaving loopback server, and the real web client led to it by its route table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scrapers.web import Bounds, Limits, WebClient
from storage.records import Purpose
from tests.scrapers.hostile_server import Server

HOSTS = (
    "stage.test",
    "other.test",
    "cdn.syndication.twimg.com",
    "publish.twitter.com",
    "video.twimg.com",
    "pbs.twimg.com",
    "pic.twitter.com",
    "t.co",
)
"""Names that lead to the server, X's among them."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    """The waits that the client was made to take, instead of taking them."""
    return []


def _limits(seconds: float, silence: float) -> Limits:
    bounds = dict.fromkeys(Purpose, Bounds(seconds, wire=200_000, decoded=300_000))
    return Limits(connect=5.0, silence=silence, bounds=bounds, patience=30.0, backoff=0.1, apart=0.0)


@pytest.fixture
def web(server: Server, waits: list[float]) -> Iterator[WebClient]:
    """A client that takes small answers."""
    routes = dict.fromkeys(HOSTS, server.address)
    with WebClient(routes, _limits(10.0, 10.0), sleep=waits.append) as client:
        yield client


@pytest.fixture
def hasty(server: Server, waits: list[float]) -> Iterator[WebClient]:
    """A client that gives up after half a second, or 0.2 s of silence."""
    routes = dict.fromkeys(HOSTS, server.address)
    with WebClient(routes, _limits(0.5, 0.2), sleep=waits.append) as client:
        yield client

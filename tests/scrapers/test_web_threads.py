"""One client shared between threads: each request spends its own budget."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scrapers.web import WebClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http


def test_requests_of_many_threads_do_not_spend_each_other_s_budget(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    server.on("/large", http(bytes(150_000)))
    server.on("/too-large", http(bytes(250_000), length=-1))

    def ask(number: int) -> FetchState:
        path = "/too-large" if number % 4 == 0 else "/large"
        return web.get(f"https://stage.test{path}", Purpose.PAGE, into=tmp_path).fetch.state

    with ThreadPoolExecutor(8) as threads:
        states = list(threads.map(ask, range(40)))
    assert states == [FetchState.UNREACHABLE, *[FetchState.VISIBLE] * 3] * 10

"""The desk on a record of its own, asked by a person who is known."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.bench import Bench
from flows.desk_hands import DeskHands
from flows.home import Home
from review.desk.app import desk
from review.desk.gate import People
from storage.store import Store
from tests.storage.conftest import fill

with warnings.catch_warnings():  # it would rather have httpx's successor, which nothing else here needs
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ORIGIN = "http://127.0.0.1:8321"
OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}

Enter = Callable[[str], TestClient]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(home) as opened:
        yield opened


@pytest.fixture
def case(store: Store) -> str:
    return fill(store)


@pytest.fixture
def people() -> People:
    return People(["Ada", "Grace"])


@pytest.fixture
def enter(home: Path, store: Store, people: People) -> Enter:
    """Gives a browser of that person; a name that is not known stays outside."""
    bench = Bench(Home(home))
    app = desk(
        bench.store, DeskHands(bench), lambda station: f"Station {station}", people, frozenset({ORIGIN})
    )

    def come_in(name: str) -> TestClient:
        browser = TestClient(app, base_url=ORIGIN, follow_redirects=False)
        token = next((token for token, known in people.tokens.items() if known == name), "none")
        browser.get("/enter", params={"token": token})
        return browser

    return come_in


def token_of(page: str) -> str:
    found = re.search(r'data-csrf="([^"]+)"', page)
    assert found
    return found[1]


def version_of(page: str) -> str:
    found = re.search(r'data-version="(\d+)"', page)
    assert found
    return found[1]

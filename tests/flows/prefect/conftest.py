"""One Prefect server for all tests of flows, and homes to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.home import Home
from flows.prefect_server import PrefectServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with PrefectServer(tmp_path_factory.mktemp("prefect") / "home") as server:
        server.wait(_quiet)
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def _quiet(_: str) -> None:
    return None

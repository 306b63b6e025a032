"""The command, called in this process: its exit code, what it printed, and its JSON."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test of the command asks a real name: only this machine is known here."""
    known = socket.getaddrinfo

    def look_up(host: str, *args: Any, **more: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(f"{host} is not known in tests")
        return known(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Airtrace = Callable[..., Answer]


@pytest.fixture
def airtrace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Airtrace:
    def call(*arguments: str | Path, home: Path | None = None) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments), "--home", str(home or tmp_path / "home")])
        printed = capsys.readouterr()
        return Answer(int(ended.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture
def seed() -> Path:
    file = SHARED / "seeds" / "aurus-article.txt"
    if not file.is_file():
        pytest.skip("the seed article is not here: ../shared/seeds/aurus-article.txt")
    return file


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a moving picture."""
    import av
    import numpy as np

    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    noise = np.random.default_rng(7).integers(0, 255, (120, 400, 3), dtype=np.uint8)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for n in range(50):
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(noise[:, 4 * n : 4 * n + 160]), format="rgb24"
            )
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file

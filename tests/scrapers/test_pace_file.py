"""Several processes ask one host together no oftener than one would alone."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scrapers.pace_file import SharedPace
from tests.scrapers.hostile_server import Server, http
from tests.scrapers.test_web_pace import Clock

ASKS = """
import sys
from pathlib import Path
from scrapers.pace_file import SharedPace
from scrapers.web import Limits, WebClient
from storage.records import Purpose
home, port, times = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with WebClient({"stage.test": ("127.0.0.1", port)}, Limits(tries=1), pace=SharedPace(home / "pace.json", 0.2)) as web:
    for _ in range(times):
        print(web.get("https://stage.test/a", Purpose.PAGE, into=home).fetch.reason)
"""


def asking(home: Path, server: Server, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ASKS, str(home), str(server.port), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_keep_one_pace(tmp_path: Path) -> None:
    asked: list[float] = []
    with Server() as server:

        def answer(connection: socket.socket) -> None:
            asked.append(time.monotonic())
            connection.sendall(http(b"here"))

        server.on("/a", answer)
        both = [asking(tmp_path, server, 5) for _ in range(2)]
        said = [process.communicate(timeout=60)[0] for process in both]
    assert [len(each.splitlines()) for each in said] == [5, 5]
    assert len(asked) == 10
    # A turn is when a request may be sent; on a busy machine one comes late, and the next one in time.
    assert asked[-1] - asked[0] >= 9 * 0.2 * 0.8


def test_a_pause_that_one_process_was_asked_for_holds_for_the_next(tmp_path: Path) -> None:
    with Server() as server:
        server.on("/a", http(b"slow down", "Retry-After: 600", status="429 Too Many Requests"))
        first = asking(tmp_path, server, 1).communicate(timeout=60)[0]
        second = asking(tmp_path, server, 1).communicate(timeout=60)[0]
        assert server.count("/a") == 1
    assert "429" in first
    assert "asked for a pause" in second


def test_turns_are_taken_in_turn(tmp_path: Path) -> None:
    clock = Clock()
    one, two = (SharedPace(tmp_path / "pace.json", 2.0, clock, {"slow.example": 9.0}) for _ in range(2))
    assert [one.take("a.example"), two.take("a.example"), one.take("a.example")] == [0.0, 2.0, 4.0]
    assert [two.take("slow.example"), one.take("slow.example")] == [0.0, 9.0]
    assert two.wait("b.example") == 0.0
    clock.now += 30.0
    assert one.take("a.example") == 0.0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"a.example": "soon", "b.example": true}', b"[" * 100_000, b"\xff"]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pace.json").write_bytes(content)
    one, two = (SharedPace(tmp_path / "pace.json", 2.0, Clock()) for _ in range(2))
    assert [one.take("a.example"), two.take("a.example")] == [0.0, 2.0]


def test_a_pause_from_before_the_clock_was_set_back_is_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = 1e9
    SharedPace(tmp_path / "pace.json", 2.0, clock).pause("a.example", 900.0)
    clock.now -= 86_400
    assert SharedPace(tmp_path / "pace.json", 2.0, clock).wait("a.example") == 0.0


def test_without_a_file_each_keeps_its_own(tmp_path: Path) -> None:
    one, two = (SharedPace(tmp_path / "missing" / "pace.json", 2.0, Clock()) for _ in range(2))
    assert [one.take("a.example"), one.take("a.example"), two.take("a.example")] == [0.0, 2.0, 0.0]

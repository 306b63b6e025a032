"""The child's own fence: even code inside it that ignores the proxy connects nowhere and starts nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = Path(__file__).resolve().parents[3] / "scrapers" / "posts" / "ytdlp_child.py"


def inside(code: str, port: int) -> str:
    """Run code behind the fence; returns what it printed."""
    script = f"import runpy; child = runpy.run_path({str(CHILD)!r}); child['confine']({port})\n{code}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def attempt(statement: str) -> str:
    return (
        "import os, socket, subprocess\n"
        f"try:\n    {statement}\nexcept PermissionError as error:\n    print(error)\nelse:\n    print('done')"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "socket.create_connection(('127.0.0.1', 1), 5)",
        "socket.socket().connect(('10.0.0.1', 80))",
        "socket.socket(socket.AF_UNIX).connect('/run/made-up')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
        "socket.getaddrinfo('stage.test', 80)",
        "socket.gethostbyname('stage.test')",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.fork()",
    ],
)
def test_nothing_gets_out(statement: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        assert inside(attempt(statement), proxy.getsockname()[1]) not in {"", "done"}


def test_the_proxy_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        port = proxy.getsockname()[1]
        assert inside(attempt(f"socket.create_connection(('127.0.0.1', {port}), 5)"), port) == "done"


def test_files_end_at_their_largest_size(tmp_path: Path) -> None:
    code = (
        "child['limit'](1 << 31, 60, 4096)\n"
        "try:\n"
        f"    open({str(tmp_path / 'film')!r}, 'wb', buffering=0).write(bytes(5000))\n"
        f"    open({str(tmp_path / 'film')!r}, 'ab', buffering=0).write(bytes(5000))\n"
        "except OSError as error:\n    print(error.errno)"
    )
    assert inside(code, 1) == "27"
    assert (tmp_path / "film").stat().st_size == 4096

"""Prefect's server is closed: to other pages, to other names, to whoever has no password; and it reports nothing."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.prefect_server import PrefectServer
from reference.errors import AirtraceError, InputError

pytestmark = pytest.mark.slow

linux = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks into /proc, which Linux has")

EVIL = "https://evil.example"
CHANGES = ("/api/flows/", "/api/variables/", "/api/deployments/filter", "/api/admin/database/clear")
READS = (
    "/api/admin/version",
    "/api/admin/settings",
    "/api/csrf-token?client=x",
    "/api/docs",
    "/api/openapi.json",
)
SOCKETS = (
    "/api/events/in",
    "/api/events/out",
    "/api/logs/out",
    "/api/task_runs/subscriptions/scheduled",
    "/api/work_pools/any/workers/connect",
)


@pytest.fixture
def stranger(server: PrefectServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client


@pytest.fixture
def person(server: PrefectServer) -> Iterator[httpx.Client]:
    user, _, password = server.sign_in.partition(":")
    with httpx.Client(base_url=server.url, auth=(user, password), trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", READS)
def test_nothing_is_read_without_the_password(
    stranger: httpx.Client, person: httpx.Client, path: str
) -> None:
    assert stranger.get(path).status_code == 401
    assert stranger.get(path, auth=("airtrace", "wrong")).status_code == 401
    assert person.get(path).status_code == 200


@pytest.mark.parametrize("path", CHANGES)
def test_nothing_is_changed_without_password_and_token(
    stranger: httpx.Client, person: httpx.Client, path: str
) -> None:
    assert stranger.post(path, json={"name": "x"}).status_code == 403
    assert person.post(path, json={"name": "x"}).status_code == 403, (
        "a password alone can be a browser's habit"
    )
    token = person.get("/api/csrf-token", params={"client": "them"}).json()["token"]
    forged = {"Prefect-Csrf-Client": "them", "Prefect-Csrf-Token": token}
    assert stranger.post(path, json={"name": "x"}, headers=forged).status_code == 401


def test_who_has_both_is_served(person: httpx.Client) -> None:
    token = person.get("/api/csrf-token", params={"client": "me"}).json()["token"]
    headers = {"Prefect-Csrf-Client": "me", "Prefect-Csrf-Token": token}
    assert person.post("/api/flows/filter", json={}, headers=headers).status_code == 200


def test_no_other_page_is_answered(server: PrefectServer, person: httpx.Client) -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin in (
        EVIL,
        "null",
        "http://127.0.0.1:1",
        server.url.replace("127.0.0.1", "127.0.0.1.evil.example"),
    ):
        preflight = person.options("/api/flows/", headers={**ask, "Origin": origin})
        assert preflight.status_code == 400
        assert "access-control-allow-origin" not in preflight.headers
        read = person.get("/api/admin/version", headers={"Origin": origin})
        assert "access-control-allow-origin" not in read.headers
    own = person.get("/api/admin/version", headers={"Origin": server.url})
    assert own.headers["access-control-allow-origin"] == server.url
    assert "access-control-allow-credentials" not in own.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_name_that_was_rebound_to_this_machine_is_refused(person: httpx.Client, host: str) -> None:
    for path in ("/", "/api/health", "/api/admin/version"):
        assert person.get(path, headers={"Host": host}).status_code == 421


def test_the_pages_stay_with_us(server: PrefectServer, stranger: httpx.Client) -> None:
    page = stranger.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    rules = dict(rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";"))
    port = server.url.rpartition(":")[2]
    for source in rules["connect-src"].split():
        assert source in {"'self'", "data:", "blob:"} or source.endswith(f":{port}")
    assert rules["frame-ancestors"] == "'none'"
    assert page.headers["x-frame-options"] == "DENY"
    asked = stranger.get("/ui-settings").json()
    assert asked["auth"] == "BASIC"
    assert asked["csrf_enabled"] is True
    assert asked["default_ui"] == "v1", "the other design loads its makers' telemetry"


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("token", [None, "airtrace:wrong"])
def test_no_socket_opens_without_the_password(server: PrefectServer, path: str, token: str | None) -> None:
    assert asyncio.run(_socket(server, path, token)) != "auth_success"


def test_a_socket_opens_with_the_password(server: PrefectServer) -> None:
    assert asyncio.run(_socket(server, "/api/events/out", server.sign_in)) == "auth_success"


@linux
def test_it_listens_on_loopback_alone(server: PrefectServer) -> None:
    port = int(server.url.rpartition(":")[2])
    listening = [
        line.split()[1].partition(":")[0]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    ]
    assert listening == ["0100007F"]


def test_it_reports_to_nobody(server: PrefectServer, person: httpx.Client) -> None:
    settings = person.get("/api/admin/settings").json()
    assert settings["server"]["analytics_enabled"] is False
    assert server.settings["DO_NOT_TRACK"] == "1"
    database = Path(server.settings["PREFECT_HOME"]) / "prefect.db"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        keys = [key for (key,) in db.execute("SELECT key FROM configuration")]
    assert "TELEMETRY_SESSION" not in keys, "made by the first report"


@linux
def test_the_password_is_shown_to_nobody(server: PrefectServer, person: httpx.Client) -> None:
    secret = server.sign_in.partition(":")[2]
    assert secret not in json.dumps(person.get("/api/admin/settings").json())
    assert secret not in server.log.read_text()
    processes = [process for process in Path("/proc").iterdir() if process.name.isdigit()]
    assert [process for process in processes if secret.encode() in _command_line(process)] == []


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} .* choose another with --port"):
            PrefectServer(tmp_path, port=port).start()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "prefect.db").write_bytes(b"this is no database" * 100)
    server = PrefectServer(tmp_path)
    try:
        server.start()
        with pytest.raises(AirtraceError, match=r"did not start: .*(database|malformed).*server\.log"):
            server.wait(lambda _: None)
        assert not server.alive
    finally:
        server.stop()


async def _socket(server: PrefectServer, path: str, token: str | None) -> Any:
    """The type of the server's answer to a sign-in, or that it closed."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed, InvalidHandshake

    address = server.url.replace("http", "ws") + path
    try:
        async with connect(address, subprotocols=["prefect"], proxy=None) as socket:  # type: ignore[list-item]
            await socket.send(json.dumps({"type": "auth", "token": token}))
            return json.loads(await asyncio.wait_for(socket.recv(), 10)).get("type")
    except (ConnectionClosed, InvalidHandshake):
        return "closed"


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""

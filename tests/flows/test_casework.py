"""What people do around a decision by the command: the same acts as at the desk."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.flows.conftest import Airtrace

ARTICLE = "date 2024-06-21\n\nA car in a park. — Made Up (@made_up) June 20, 2024\n\nMore text.\n"


@pytest.fixture
def case(airtrace: Airtrace, tmp_path: Path) -> str:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    return str(airtrace("verify", article, "--offline", "--by", "Ada", "--json").json["cases"][0]["case"])


def test_a_case_goes_from_the_queue_to_a_correction(airtrace: Airtrace, case: str, tmp_path: Path) -> None:
    taken = airtrace("review", case, "--by", "Ada", "--json").json
    assert (taken["state"], taken["assigned_to"]) == ("in_review", "Ada")
    assert airtrace("assign", case, "--to", "Grace", "--by", "Ada", "--json").json["assigned_to"] == "Grace"
    picture = tmp_path / "lamp.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    noted = airtrace("note", case, "--text", "the same lamp", "--pillar", "location", "--file", picture,
                     "--by", "Grace", "--json").json  # fmt: skip
    assert [(note["pillar"], note["file_name"], note["by"]) for note in noted["notes"]] == [
        ("location", "lamp.png", "Grace")
    ]
    why = ["--because", "an old park"]
    seen = str(noted["version"])
    decided = airtrace("decide", case, "--rating", "OriginalMediaContent", "--by", "Ada", "--seen", seen, *why,
                       "--json").json  # fmt: skip
    assert (decided["state"], decided["decision"]["seen"]) == ("closed", noted["version"])
    late = airtrace("decide", case, "--rating", "StagedContent", "--by", "Grace", "--seen", seen, *why)
    assert (late.code, "was changed since you looked at it, by Ada" in late.err) == (2, True)
    asked = airtrace("signoff", case, "--ask", "--of", "Grace", "--by", "Ada", "--json").json
    assert asked["sign_offs"][0]["agrees"] is None
    assert airtrace("signoff", case, "--agree", "--by", "Ada", *why).code == 2
    signed = airtrace("signoff", case, "--refuse", "--by", "Grace", *why, "--json").json
    assert (signed["sign_offs"][0]["agrees"], signed["sign_offs"][0]["by"]) == (False, "Grace")
    corrected = airtrace("correct", case, "--rating", "StagedContent", "--by", "Ada", *why, "--json").json
    first, second = corrected["decisions"]
    assert (second["corrects"], corrected["decision"]) == (first["seq"], second)
    reopened = airtrace("reopen", case, "--by", "Ada", "--because", "a reader wrote", "--json").json
    assert (reopened["state"], reopened["decision"]) == ("open", second)
    assert airtrace("history", "verify").code == 0


def test_wrong_use_changes_nothing(airtrace: Airtrace, case: str) -> None:
    before = airtrace("show", case, "--json").json
    why = ["--by", "Ada", "--because", "x"]
    for arguments in (
        ["correct", case, "--rating", "StagedContent", *why],
        ["reopen", case, *why],
        ["signoff", case, *why],
        ["signoff", case, "--ask", "--agree", *why],
        ["note", case, "--text", " ", "--by", "Ada"],
        ["note", case, "--text", "x", "--url", "javascript:1", "--by", "Ada"],
        ["note", case, "--text", "x", "--file", "/nowhere/at/all.png", "--by", "Ada"],
        ["assign", "C9", "--to", "Grace", "--by", "Ada"],
        ["assign", case, "--to", "airtrace", "--by", "Ada"],
        ["desk", "--behind", "X-User"],
        ["desk", "--behind", "X-User", "--origin", "desk.example/path"],
    ):
        assert airtrace(*arguments).code == 2, arguments
    assert airtrace("show", case, "--json").json == before


def test_the_desk_says_where_it_is_and_ends_on_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows.cli", "desk", "--port", "0", "--by", "Ada", "--json"]
    with subprocess.Popen(
        [*command, "--home", str(tmp_path / "home")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as desk:
        assert desk.stdout is not None
        printed = ""
        while not printed.endswith("\n}\n"):
            line = desk.stdout.readline()
            assert line, "the desk ended before it said where it is"
            printed += line
        told = json.loads(printed)
        assert told["url"].startswith("http://127.0.0.1:")
        address = urlsplit(told["people"][0]["link"])
        with socket.socket() as asking:
            asking.connect((address.hostname, address.port))
            asked = f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
            asking.sendall(asked.encode())
            assert asking.recv(12) == b"HTTP/1.1 200"
        desk.send_signal(signal.SIGINT)
        assert desk.wait(30) == 0

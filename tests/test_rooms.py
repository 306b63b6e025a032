"""The house's rules: imports point down, only flows/ knows Prefect, and the command starts without it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
ROOMS = ["flows", "review", "checks", "matching", "scrapers", "storage", "reference"]
STAGE = {"reference", "storage"}
"""What demo/ may import; only flows/ may import demo/."""


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{file} uses a relative import"
            yield node.module


def _files(room: str) -> list[Path]:
    return sorted((HERE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down(room: str) -> None:
    above = set(ROOMS[: ROOMS.index(room)]) | ({"demo"} if room != "flows" else set())
    wrong = [
        f"{file.relative_to(HERE)} imports {name}"
        for file in _files(room)
        for name in _imports(file)
        if name.partition(".")[0] in above
    ]
    assert _files(room)
    assert wrong == []


def test_the_stage_imports_only_what_it_may() -> None:
    wrong = [
        f"{file.relative_to(HERE)} imports {name}"
        for file in _files("demo")
        for name in _imports(file)
        if name.partition(".")[0] in set(ROOMS) - STAGE
    ]
    assert wrong == []


@pytest.mark.parametrize("room", [*ROOMS[1:], "demo"])
def test_only_flows_knows_prefect(room: str) -> None:
    assert [
        file for file in _files(room) if any(n.partition(".")[0] == "prefect" for n in _imports(file))
    ] == []


@pytest.mark.parametrize(
    ("room", "banned"),
    [
        ("checks", {"httpx", "sqlite3", "sqlite_utils", "socket", "urllib.request"}),
        ("matching", {"httpx", "sqlite3", "sqlite_utils", "socket", "urllib.request"}),
        ("reference", {"httpx", "sqlite3", "sqlite_utils"}),
        ("review", {"httpx", "sqlite3", "sqlite_utils", "av", "cv2"}),
        ("flows", {"sqlite3", "sqlite_utils", "bs4", "lxml", "av", "cv2", "httpcore"}),
    ],
)
def test_what_may_never_enter_a_room(room: str, banned: set[str]) -> None:
    wrong = [
        f"{file.relative_to(HERE)} imports {name}"
        for file in _files(room)
        for name in _imports(file)
        if name in banned or name.partition(".")[0] in banned
    ]
    assert wrong == []


def test_no_circles_between_modules() -> None:
    """At module level, no file imports its way back to itself."""
    graph: dict[str, set[str]] = {}
    for room in [*ROOMS, "demo"]:
        for file in _files(room):
            name = ".".join(file.relative_to(HERE).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(file.read_text(encoding="utf-8"))
            targets: set[str] = set()
            for node in tree.body:
                if isinstance(node, ast.ImportFrom) and node.module:
                    targets.add(node.module)
                    targets.update(f"{node.module}.{alias.name}" for alias in node.names)
                elif isinstance(node, ast.Import):
                    targets.update(alias.name for alias in node.names)
            graph[name] = targets
    graph = {name: targets & graph.keys() - {name} for name, targets in graph.items()}

    def reaches(start: str) -> bool:
        seen, todo = set(), list(graph[start])
        while todo:
            name = todo.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                todo.extend(graph[name])
        return False

    assert [name for name in graph if reaches(name)] == []


@pytest.mark.parametrize("arguments", [["--help"], ["show", "--help"], ["trace", "--help"]])
def test_the_command_starts_without_prefect(arguments: list[str]) -> None:
    code = (
        "import sys; from flows.cli import airtrace; airtrace.main(sys.argv[1:], standalone_mode=False);"
        "heavy = {'prefect', 'av', 'cv2', 'trafilatura'} & {name.partition('.')[0] for name in sys.modules};"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=HERE, check=False
    )
    assert done.returncode == 0, done.stderr

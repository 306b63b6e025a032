"""A folder: new files are items, once they are whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reference.errors import Unreachable
from scrapers.feeds import folder

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)


def put(path: Path, content: str, age: timedelta) -> None:
    path.write_text(content)
    at = (NOW - age).timestamp()
    os.utime(path, (at, at))


def test_files_come_with_the_oldest_first(tmp_path: Path) -> None:
    put(tmp_path / "a.mp4", "a", timedelta(minutes=1))
    put(tmp_path / "b.mp4", "b", timedelta(hours=1))
    items = folder.look(tmp_path, NOW).items
    assert [item.target for item in items] == [str(tmp_path / "b.mp4"), str(tmp_path / "a.mp4")]


def test_a_file_that_is_being_written_waits(tmp_path: Path) -> None:
    put(tmp_path / "a.mp4", "a", timedelta(seconds=2))
    assert folder.look(tmp_path, NOW).items == ()
    assert len(folder.look(tmp_path, NOW + timedelta(minutes=1)).items) == 1


def test_a_file_that_changed_is_another_item(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "a", timedelta(hours=2))
    before = folder.look(tmp_path, NOW).items[0].key
    put(tmp_path / "a.txt", "b", timedelta(hours=1))
    assert folder.look(tmp_path, NOW).items[0].key != before


def test_hidden_files_folders_pipes_and_links_are_none(tmp_path: Path) -> None:
    put(tmp_path / ".part", "a", timedelta(hours=1))
    (tmp_path / "inside").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    assert folder.look(tmp_path, NOW + timedelta(days=1000)).items == ()


def test_a_folder_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        folder.look(tmp_path / "gone", NOW)

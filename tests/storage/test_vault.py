from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from reference.errors import RecordDamaged, RecordOutOfReach
from storage.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_bytes_are_named_by_their_hash_and_kept_once(vault: Vault) -> None:
    first, second = vault.put(b"frame"), vault.put(b"frame")
    assert first == second == hashlib.sha256(b"frame").hexdigest()
    assert vault.read(first) == b"frame"
    assert [file.name for file in vault.folder.rglob("*") if file.is_file()] == [first]


def test_a_file_is_copied_whole(vault: Vault, tmp_path: Path) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"x" * 3_000_000)
    sha256 = vault.put_file(source)
    assert vault.path(sha256).read_bytes() == source.read_bytes()
    assert vault.put_file(source) == sha256
    assert [path.name for path in vault.folder.iterdir() if path.is_file()] == []


def test_changed_and_missing_bytes_are_never_given_out(vault: Vault) -> None:
    sha256 = vault.put(b"evidence")
    vault.path(sha256).chmod(0o644)
    vault.path(sha256).write_bytes(b"evidence!")
    assert not vault.intact(sha256)
    with pytest.raises(RecordDamaged, match="no longer holds"):
        vault.read(sha256)
    vault.path(sha256).unlink()
    with pytest.raises(RecordDamaged, match="missing"):
        vault.read(sha256)
    os.mkfifo(vault.path(sha256))
    with pytest.raises(RecordDamaged, match="missing"):
        vault.read(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "AB" * 32, "ab" * 31 + "/x", "é" * 64])
def test_a_name_that_is_no_hash_never_becomes_a_path(vault: Vault, name: str) -> None:
    with pytest.raises(RecordDamaged):
        vault.path(name)


def test_a_full_disk_leaves_no_half_file(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"clip")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RecordOutOfReach, match="No space left"):
            vault.put(b"frame")
        with pytest.raises(RecordOutOfReach, match="No space left"):
            vault.put_file(source)
    assert [path for path in vault.folder.rglob("*") if path.is_file()] == []

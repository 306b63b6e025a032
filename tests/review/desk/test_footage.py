"""Footage and files: by ranges, only those that the case names, and never as something that a browser runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import casefile
from storage.store import Store
from tests.review.desk.conftest import Enter
from tests.review.desk.record import with_footage


@pytest.fixture
def case(store: Store, tmp_path: Path) -> str:
    return with_footage(store, tmp_path)


def test_footage_comes_by_ranges(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    clip = casefile.load(store, case).links[0].clip_sha256
    whole = store.vault.read(clip)
    for address in (f"/case/{case}/clip/{clip}", f"/case/{case}/link/L1/airing"):
        part = ada.get(address, headers={"range": "bytes=4-11"})
        assert (part.status_code, len(part.content)) == (206, 8)
        assert part.content.startswith(b"ftyp")
        assert part.headers["content-type"] == "video/mp4"
        assert ada.get(address, headers={"range": "bytes=99999999-"}).status_code == 416
    assert ada.get(f"/case/{case}/clip/{clip}").content == whole


def test_only_what_the_case_names_is_handed_out(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    secret = store.vault.put(b"a document of another case")
    for address in (
        f"/case/{case}/clip/{secret}", f"/case/{case}/file/{secret}", f"/case/{case}/file/..%2f..%2fairtrace.db",
        f"/case/{case}/clip/{'0' * 64}", f"/case/{case}/link/L9/airing", "/case/C9/link/L1/airing",
        f"/case/{case}/link/L1/still/airing/-1", f"/case/{case}/clip/%2e%2e%2f", "/static/..%2f..%2fpyproject.toml",
    ):  # fmt: skip
        assert ada.get(address).status_code == 404, address


def test_frames_and_sound_of_both_sides(enter: Enter, store: Store, case: str) -> None:
    ada = enter("Ada")
    clip = casefile.load(store, case).links[0].clip_sha256
    for address in (f"/case/{case}/link/L1/still/airing/3.0", f"/case/{case}/clip/{clip}/still/0.5"):
        still = ada.get(address)
        assert still.headers["content-type"] == "image/jpeg"
        assert still.content.startswith(b"\xff\xd8\xff")
    assert ada.get(f"/case/{case}/clip/{clip}/still/99.0").status_code == 409
    silent = ada.get(f"/case/{case}/link/L1/waves.svg")
    assert silent.status_code == 409, "there is no sound, and that is said"


def test_footage_that_was_moved_away_is_said_to_be_missing(enter: Enter, case: str, tmp_path: Path) -> None:
    (tmp_path / "programme.mp4").unlink()
    assert enter("Ada").get(f"/case/{case}/link/L1/airing").status_code == 404
    assert enter("Ada").get(f"/case/{case}").status_code == 200

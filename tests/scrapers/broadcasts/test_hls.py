from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from reference.errors import InputError
from reference.times import iso
from scrapers.broadcasts.hls import Playlist, parse_playlist

HEAD = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n"


def read(text: str, head: str = HEAD, zone: str = "UTC") -> Playlist:
    return parse_playlist((head + text).encode(), ZoneInfo(zone))


def shape(playlist: Playlist) -> list[tuple[int, float, str | None]]:
    return [
        (len(run.pieces), run.seconds, iso(run.begins.start) if run.begins else None) for run in playlist.runs
    ]


def piece(n: int, at: str | None = None, length: float = 6.0) -> str:
    clock = f"#EXT-X-PROGRAM-DATE-TIME:{at}\n" if at else ""
    return f"{clock}#EXTINF:{length},\nseg{n}.ts\n"


def test_pieces_that_follow_one_another_are_one_run() -> None:
    playlist = read(
        piece(1, "2024-06-19T18:00:00.000+00:00")
        + piece(2)
        + piece(3, "2024-06-19T18:00:12.400Z")
        + "#EXT-X-ENDLIST"
    )
    assert shape(playlist) == [(3, 18.0, "2024-06-19T18:00:00Z")]
    assert playlist.finished


def test_a_jump_of_the_clock_begins_another_run_at_its_own_time() -> None:
    playlist = read(
        piece(1, "2024-06-19T21:00:00+0300") + piece(2, "2024-06-19T21:10:00+0300") + piece(3)
        + piece(4, "2024-06-19T21:05:00+0300")
    )  # fmt: skip
    assert shape(playlist) == [
        (1, 6.0, "2024-06-19T18:00:00Z"),
        (2, 12.0, "2024-06-19T18:10:00Z"),
        (1, 6.0, "2024-06-19T18:05:00Z"),
    ]
    assert not playlist.finished


def test_after_a_discontinuity_without_a_clock_the_time_is_not_known() -> None:
    playlist = read(piece(1, "2024-06-19T18:00:00Z") + "#EXT-X-DISCONTINUITY\n" + piece(2))
    assert shape(playlist) == [(1, 6.0, "2024-06-19T18:00:00Z"), (1, 6.0, None)]


def test_what_is_left_without_some_pieces_keeps_its_times() -> None:
    (run,) = read(piece(1, "2024-06-19T18:00:00Z") + piece(2) + piece(3) + piece(4)).runs
    left = run.without({"seg1.ts", "seg3.ts"})
    assert [
        ([each.name for each in part.pieces], iso(part.begins.start)) for part in left if part.begins
    ] == [
        (["seg2.ts"], "2024-06-19T18:00:06Z"),
        (["seg4.ts"], "2024-06-19T18:00:18Z"),
    ]
    assert run.without(()) == (run,)


def test_a_clock_without_a_zone_is_the_stations() -> None:
    playlist = read(piece(1, "2024-06-19T21:00:00"), zone="Europe/Moscow")
    assert shape(playlist) == [(1, 6.0, "2024-06-19T18:00:00Z")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#EXTINF:6,\n../../etc/passwd\n", "beside"),
        ("#EXTINF:6,\n/etc/passwd\n", "beside"),
        ("#EXTINF:6,\nhttp://example.org/seg.ts\n", "beside"),
        ("#EXTINF:6,\n%2e%2e/secret.ts\n", "beside"),
        ("seg1.ts\n", "without its length"),
        ('#EXT-X-KEY:METHOD=AES-128,URI="key"\n', "encrypted"),
        ("#EXT-X-BYTERANGE:10@0\n", "parts of one file"),
        ("#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", "other playlists"),
        ("#EXT-X-PROGRAM-DATE-TIME:yesterday\n", "no time"),
    ],
)
def test_what_is_no_folder_of_plain_pieces_is_refused(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(text)


def test_other_files_are_no_playlist() -> None:
    for body in (b"", b"\xff\xfe\x00", b"<html>", b"#EXTINF:6,\nseg.ts"):
        with pytest.raises(InputError, match="playlist"):
            parse_playlist(body, ZoneInfo("UTC"))

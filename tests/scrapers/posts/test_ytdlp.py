"""yt-dlp as it is installed, run on a stage: behind the guard's proxy, limited, and its words made a row."""

from __future__ import annotations

import hashlib
import socket
import threading
from pathlib import Path

import pytest

from scrapers.posts import ytdlp
from scrapers.posts.shape import PostAddress
from scrapers.posts.ytdlp import Brought
from scrapers.web import OfflineClient, WebClient
from storage.records import FetchState, MediaKind, Platform, Purpose
from tests.scrapers.hostile_server import Server, http, redirect

FOOTAGE = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 200
PAGE = "http://stage.test/clips/made-up-clip-77"


def address(url: str = PAGE) -> PostAddress:
    return PostAddress(Platform.VK, "made-up-clip-77", "madeup_wire", url)


def bring(web: WebClient | OfflineClient, into: Path, url: str = PAGE) -> Brought:
    return ytdlp.bring(address(url), web, into, purpose=Purpose.POST, extractors="generic,html5")


def film_page(film: str) -> bytes:
    page = f'<html><head><title>Two dogs handed over</title></head><body><video src="{film}"></video></body></html>'
    return http(page.encode(), "Content-Type: text/html")


def test_a_film_is_brought_with_what_the_page_says(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/clips/made-up-clip-77", film_page("http://other.test/film.mp4"))
    server.on("other.test/film.mp4", http(FOOTAGE, "Content-Type: video/mp4"))
    brought = bring(web, tmp_path)
    (item,) = brought.media
    assert (item.kind, item.sha256) == (MediaKind.VIDEO, hashlib.sha256(FOOTAGE).hexdigest())
    (reading,) = brought.readings
    assert reading.post is not None
    assert reading.post.text.startswith("Two dogs handed over")
    assert reading.post.handle == "madeup_wire"
    assert [(answer.fetch.purpose, answer.fetch.state) for answer in brought.answers] == [
        (Purpose.POST, FetchState.VISIBLE),
        (Purpose.MEDIA, FetchState.VISIBLE),
    ]
    for answer in brought.answers:
        assert answer.path is not None
        assert hashlib.sha256(answer.path.read_bytes()).hexdigest() == answer.fetch.sha256
        assert "yt-dlp 20" in answer.fetch.reason
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        answer.path.name for answer in brought.answers if answer.path
    )


def test_a_film_of_another_page_is_not_the_posts(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/clips/made-up-clip-77", redirect("http://stage.test/clips/other"))
    server.on("/clips/other", film_page("http://stage.test/film.mp4"))
    server.on("/film.mp4", http(FOOTAGE, "Content-Type: video/mp4"))
    brought = bring(web, tmp_path)
    assert brought.media == ()
    assert [answer.fetch.state for answer in brought.answers] == [FetchState.UNPARSED]


def test_a_film_in_pieces_is_put_together(server: Server, web: WebClient, tmp_path: Path) -> None:
    piece = b"\x47\x40\x00\x10" + bytes(184)  # a packet of an MPEG transport stream
    playlist = (
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n"
        "#EXTINF:5,\none.ts\n#EXTINF:5,\ntwo.ts\n#EXT-X-ENDLIST\n"
    )
    server.on("/clips/made-up-clip-77", film_page("http://stage.test/list.m3u8"))
    server.on("/list.m3u8", http(playlist.encode(), "Content-Type: application/vnd.apple.mpegurl"))
    server.on("/one.ts", http(piece * 20, "Content-Type: video/mp2t"))
    server.on("/two.ts", http(piece * 30, "Content-Type: video/mp2t"))
    brought = bring(web, tmp_path)
    (item,) = brought.media
    assert item.sha256 == hashlib.sha256(piece * 50).hexdigest()


def test_a_film_of_which_a_piece_is_missing_is_not_taken(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\none.ts\n#EXTINF:5,\ntwo.ts\n#EXT-X-ENDLIST\n"
    server.on("/clips/made-up-clip-77", film_page("http://stage.test/list.m3u8"))
    server.on("/list.m3u8", http(playlist.encode(), "Content-Type: application/vnd.apple.mpegurl"))
    server.on("/one.ts", http(b"\x47" + bytes(187), "Content-Type: video/mp2t"))
    brought = bring(web, tmp_path)
    assert brought.media == ()
    assert brought.answers[-1].fetch.state is FetchState.UNREACHABLE


@pytest.fixture
def inside() -> socket.socket:
    """A server of this machine that nobody may reach."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    return listener


@pytest.mark.parametrize("how", ["film", "redirect", "playlist", "frame", "refresh"])
def test_no_page_leads_it_to_this_machine(
    server: Server, web: WebClient, tmp_path: Path, inside: socket.socket, how: str
) -> None:
    with inside:
        secret = f"http://127.0.0.1:{inside.getsockname()[1]}/secret.mp4"
        answers = {
            "film": film_page(secret),
            "redirect": redirect(secret),
            "playlist": film_page("http://stage.test/list.m3u8"),
            "frame": http(f'<iframe src="{secret}"></iframe>'.encode(), "Content-Type: text/html"),
            "refresh": http(
                f'<meta http-equiv="refresh" content="0; url={secret}">'.encode(), "Content-Type: text/html"
            ),
        }
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXT-X-ENDLIST\n"
        server.on("/list.m3u8", http(playlist.encode(), "Content-Type: application/vnd.apple.mpegurl"))
        server.on("/clips/made-up-clip-77", answers[how])
        brought = bring(web, tmp_path)
        assert brought.media == ()
        assert brought.answers[-1].fetch.state is not FetchState.VISIBLE
        with pytest.raises(BlockingIOError):
            inside.accept()


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (http(b"", status="404 Not Found"), FetchState.UNREACHABLE, "removed, hidden, or never there"),
        (http(b"", status="410 Gone"), FetchState.DELETED, "removed"),
        (http(b"", status="401 No"), FetchState.LOGIN_WALL, "login"),
        (http(b"", status="429 Slow down"), FetchState.UNREACHABLE, "too often"),
        (http(b"", status="403 No"), FetchState.UNREACHABLE, "does not let us"),
        (http(b"", status="500 Broken"), FetchState.UNREACHABLE, "fault of its own"),
        (http(b"<html>nothing here</html>", "Content-Type: text/html"), FetchState.NOT_FETCHED, "no way"),
    ],
)
def test_what_the_site_says_is_the_row(
    server: Server, web: WebClient, tmp_path: Path, answer: bytes, state: FetchState, words: str
) -> None:
    server.on("/clips/made-up-clip-77", answer)
    (row,) = bring(web, tmp_path).answers
    assert row.fetch.state is state
    assert words in row.fetch.reason
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_is_too_large_is_cut_off(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/clips/made-up-clip-77", film_page("http://stage.test/film.mp4"))
    server.on("/film.mp4", server.drip(http(b"", "Content-Type: video/mp4", length=-1), bytes(30_000), 0.0))
    brought = bring(web, tmp_path)
    assert brought.media == ()
    assert brought.answers[-1].fetch.state is FetchState.UNREACHABLE
    assert "200000 bytes" in brought.answers[-1].fetch.reason


def test_a_site_that_is_silent_is_not_waited_for(server: Server, hasty: WebClient, tmp_path: Path) -> None:
    server.on("/clips/made-up-clip-77", server.silent())
    (row,) = bring(hasty, tmp_path).answers
    assert row.fetch.state is FetchState.UNREACHABLE


def test_nobody_is_asked_offline(tmp_path: Path) -> None:
    (row,) = bring(OfflineClient(), tmp_path).answers
    assert row.fetch.state is FetchState.NOT_FETCHED


def test_settings_plugins_and_proxies_of_this_machine_are_not_used(
    server: Server, web: WebClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "yt-dlp").mkdir(parents=True)
    (home / "yt-dlp" / "config").write_text(f"--exec 'touch {home}/ran'\n--write-description\n")
    plugin = home / "yt-dlp" / "plugins" / "one" / "yt_dlp_plugins" / "extractor"
    plugin.mkdir(parents=True)
    (plugin / "bad.py").write_text(f"open({str(home / 'plugged')!r}, 'w').close()\n")
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "PYTHONPATH": str(home),
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "*",
    }.items():
        monkeypatch.setenv(name, value)
    server.on("/clips/made-up-clip-77", film_page("http://stage.test/film.mp4"))
    server.on("/film.mp4", http(FOOTAGE, "Content-Type: video/mp4"))
    into = tmp_path / "into"
    into.mkdir()
    assert len(bring(web, into).media) == 1
    assert not (home / "ran").exists()
    assert not (home / "plugged").exists()


def test_nothing_is_left_running(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("/clips/made-up-clip-77", film_page("http://stage.test/film.mp4"))
    server.on("/film.mp4", http(FOOTAGE, "Content-Type: video/mp4"))
    bring(web, tmp_path)
    assert "guard proxy" not in {thread.name for thread in threading.enumerate()}

from __future__ import annotations

from pathlib import Path

import pytest

from flows.targets import Given, TargetKind, given_post, identify
from reference.errors import AirtraceError, BadTime, InputError, NothingIdentified
from reference.times import Precision
from storage.records import KnownFrom


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://x.com/someone/status/1803823920274288857", TargetKind.POST_URL),
        ("https://mobile.twitter.com/someone/status/1803823920274288857?s=20", TargetKind.POST_URL),
        ("x.com/someone/status/1803823920274288857", TargetKind.POST_URL),
        ("https://pic.twitter.com/N4ceb2ZWvV", TargetKind.SHORT_LINK),
        ("https://t.me/madeupwire/120", TargetKind.POST_URL),
        ("https://bsky.app/profile/wire.madeup.test/post/3kvmadeupkey2", TargetKind.POST_URL),
        ("at://wire.madeup.test/app.bsky.feed.post/3kvmadeupkey2", TargetKind.POST_URL),
        ("social.madeup.test/@wire/112648000000000000", TargetKind.POST_URL),
        ("https://www.reddit.com/r/madeup/comments/1dkmade/two_dogs/", TargetKind.POST_URL),
        ("https://www.reddit.com/r/madeup/s/AbCdEf", TargetKind.SHORT_LINK),
        ("https://news.example/2024/06/21/story", TargetKind.PAGE_URL),
        ("news.example/story", TargetKind.PAGE_URL),
        ("<https://x.com/someone/status/1803823920274288857>", TargetKind.POST_URL),
        ('"https://x.com/someone/status/1803823920274288857"', TargetKind.POST_URL),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fmadeupwire%2F120&h=AT1", TargetKind.POST_URL),
        ("https://vk.com/away.php?to=https%3A%2F%2Fnews.example%2Fstory", TargetKind.PAGE_URL),
        ("https://vk.com/wall-12345_678", TargetKind.POST_URL),
        ("http://127.0.0.1:8000/", TargetKind.PAGE_URL),
    ],
)
def test_addresses_are_told_apart(text: str, kind: TargetKind) -> None:
    assert identify(text).kind is kind


@pytest.mark.parametrize(
    ("name", "content", "kind", "html"),
    [
        ("a.txt", b"date 2024-06-21 A video", TargetKind.ARTICLE_FILE, False),
        ("a.html", b"<html><body>text</body></html>", TargetKind.ARTICLE_FILE, True),
        ("page", b"<!DOCTYPE html><html>", TargetKind.ARTICLE_FILE, True),
        ("korean", "조선중앙텔레비죤".encode(), TargetKind.ARTICLE_FILE, False),
        ("marked.txt", b"\xef\xbb\xbfdate 2024-06-21", TargetKind.ARTICLE_FILE, False),
        ("clip.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00", TargetKind.MEDIA_FILE, False),
        ("clip.bin", bytes(range(256)), TargetKind.MEDIA_FILE, False),
        ("list.mp4", b"#EXTM3U\nhttp://127.0.0.1/1.ts\n", TargetKind.MEDIA_FILE, False),
    ],
)
def test_files_are_told_apart_by_what_they_hold(
    tmp_path: Path, name: str, content: bytes, kind: TargetKind, html: bool
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    target = identify(str(file))
    assert (target.kind, target.html) == (kind, html)


def test_what_can_be_nothing_is_refused_in_one_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    binary = tmp_path / "binary.txt"
    binary.write_bytes(bytes(range(256)))
    for text in (
        "",
        "no-such-file",
        "no-such-file.txt",
        str(tmp_path),
        str(empty),
        str(binary),
        "ftp://host/file",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "https://x.com/someone",
        "https://twitter.com/search?q=car",
        "https://exa mple/",
        "https://user:password@news.example/",
        "a" * 5000,
        "name\x00with nul",
    ):
        with pytest.raises(InputError) as raised:
            identify(text)
        assert "\n" not in str(raised.value)
        assert len(str(raised.value)) < 400, text[:40]


def test_words_about_a_media_file_belong_to_a_media_file(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("text")
    for text in (str(article), "https://x.com/someone/status/1803823920274288857"):
        with pytest.raises(InputError, match="--caption"):
            identify(text, Given(caption="words"))


def test_what_a_person_says_of_a_post() -> None:
    given = given_post("A car", "2024-06-20", "@someone")
    assert given.account == "someone"
    assert given.posted is not None
    assert (given.posted.precision, given.posted.known_from) == (Precision.DAY, KnownFrom.GIVEN)
    assert given_post(None, None, None) == Given()


@pytest.mark.parametrize(
    "time", ["yesterday", "2024-02-30", "20.06.2024", "2024-06-20T25:00:00Z", "2024-06-20T10:00", ""]
)
def test_a_wrong_time_is_refused(time: str) -> None:
    with pytest.raises(BadTime):
        given_post("x", time, None)


def test_an_article_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(b"word " * 1_100_000)
    with pytest.raises(NothingIdentified, match="larger"):
        identify(str(file))


def test_every_refusal_is_one_of_ours(tmp_path: Path) -> None:
    with pytest.raises(AirtraceError):
        identify(str(tmp_path / "missing.mp4"))

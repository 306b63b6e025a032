"""Links of every platform given to the command: a post, a short link, or a page that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.conftest import Airtrace

TIKTOK = "7382500000000000000"


@pytest.mark.parametrize(
    ("link", "platform", "number", "posted_at"),
    [
        ("https://youtu.be/mAdeUp_-v01?si=x", "youtube", "mAdeUp_-v01", None),
        ("m.youtube.com/shorts/mAdeUp_-v01", "youtube", "mAdeUp_-v01", None),
        (f"https://www.tiktok.com/@made.up/video/{TIKTOK}", "tiktok", TIKTOK, "2024-06-20T08:30:26Z"),
        (
            "https://www.instagram.com/reel/C8madeUp_12/?igsh=x",
            "instagram",
            "C8madeUp_12",
            "2024-06-24T13:31:28Z",
        ),
        ("https://m.facebook.com/madeup/videos/1234567890", "facebook", "1234567890", None),
        ("https://vk.com/wall-77_456", "vk", "-77_456", None),
        ("https://www.threads.net/@made.up/post/C8abc-_12", "threads", "C8abc-_12", None),
        ("https://truthsocial.com/@madeup/108779000807761862", "truth_social", "108779000807761862", None),
    ],
)
def test_a_post_is_known_by_its_link(
    airtrace: Airtrace, link: str, platform: str, number: str, posted_at: str | None
) -> None:
    answer = airtrace("verify", link, "--offline", "--json")
    (case,) = answer.json["cases"]
    post = case["post"]
    assert answer.code == 1
    assert (post["platform"], post["id"], post["posted_at"]) == (platform, number, posted_at)
    assert {fetch["state"] for fetch in case["fetches"]} == {"not_fetched"}


@pytest.mark.parametrize(
    "link", ["https://vm.tiktok.com/ZMabc/", "https://www.facebook.com/share/v/abc/", "https://fb.watch/abc/"]
)
def test_a_short_link_is_followed_and_not_taken_for_a_page(airtrace: Airtrace, link: str) -> None:
    (case,) = airtrace("verify", link, "--offline", "--json").json["cases"]
    assert case["post"] is None
    assert [(fetch["url"], fetch["state"]) for fetch in case["fetches"]] == [(link, "not_fetched")]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/@madeup",
        "https://www.tiktok.com/@madeup",
        "https://www.instagram.com/madeup/",
        "https://www.facebook.com/madeup",
        "https://vk.com/madeup",
    ],
)
def test_a_profile_is_no_post(airtrace: Airtrace, link: str) -> None:
    answer = airtrace("verify", link, "--offline", "--json")
    assert answer.code == 2
    assert "no post" in answer.err


def test_an_article_gives_the_posts_of_every_platform(airtrace: Airtrace, tmp_path: Path) -> None:
    article = tmp_path / "article.html"
    article.write_text(
        "<!doctype html><html lang=en><body><article><h1>Fire</h1>"
        "<p>Two videos of the burning refinery have gone round the world since Thursday morning.</p>"
        "<iframe src='https://www.youtube-nocookie.com/embed/mAdeUp_-v01'></iframe>"
        f"<blockquote class='tiktok-embed' cite='https://www.tiktok.com/@made.up/video/{TIKTOK}'><section>"
        "<p>Flames tonight</p></section></blockquote></article></body></html>"
    )
    cases = airtrace("verify", article, "--offline", "--json").json["cases"]
    assert [(case["post"]["platform"], case["post"]["text"]) for case in cases] == [
        ("youtube", ""),
        ("tiktok", "Flames tonight"),
    ]
    assert [case["post"]["posted_at"] for case in cases] == [None, "2024-06-20T08:30:26Z"]

"""The same post from two links is one case with two sightings; edits are versions, deletions are events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.bench import Bench
from flows.commands.cases import shown_case
from flows.home import Home
from flows.targets import identify
from scrapers.web_pace import Pace
from storage import audit
from storage.records import RunKind
from tests.flows.conftest import Airtrace
from tests.scrapers.hostile_server import Server, http
from tests.scrapers.posts import (
    answers_of_bluesky,
    answers_of_facebook,
    answers_of_mastodon,
    answers_of_telegram,
    answers_of_x,
)

BLUESKY = "public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
MASTODON = f"{answers_of_mastodon.HOST}/api/v1/statuses/{answers_of_mastodon.NUMBER}"
MASTODON_LINK = f"https://{answers_of_mastodon.HOST}/@wire/{answers_of_mastodon.NUMBER}"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
HOSTS = (
    *("public.api.bsky.app", answers_of_mastodon.HOST, "files.madeup.test", "t.me", "cdn4.telegram-cdn.org"),
    *("cdn.syndication.twimg.com", "publish.twitter.com", "video.twimg.com", "pbs.twimg.com", "t.co"),
    *("www.facebook.com", "scontent.xx.fbcdn.net"),
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def bench(tmp_path: Path, server: Server) -> Bench:
    (tmp_path / "home").mkdir()
    return Bench(Home(tmp_path / "home"), routes=dict.fromkeys(HOSTS, server.address), pace=Pace(0.0))


def verified(bench: Bench, target: str, *, offline: bool = False) -> list[dict[str, Any]]:
    run = pipeline.request_verify(
        bench,
        identify(target),
        offline=offline,
        asked_by="Ada",
        because="test",
        kind=RunKind.COLLECT,
    )
    pipeline.perform(bench, run)
    return [shown_case(bench, case) for case in pipeline.cases_of(bench, run)]


def looked_again(bench: Bench, case: str) -> dict[str, Any]:
    run = pipeline.request_recheck(bench, case, asked_by="Ada", because="test")
    (found,) = pipeline.collect(bench, run)
    return shown_case(bench, found)


def sound(bench: Bench) -> bool:
    with bench.store() as store:
        return audit.audit(store).findings == ()


def one_of(bench: Bench, *links: str) -> dict[str, Any]:
    """The one case that all links lead to."""
    found = [case["case"] for link in links for case in verified(bench, link)]
    assert len(set(found)) == 1, found
    assert sound(bench)
    return shown_case(bench, found[0])


def test_a_handle_link_and_a_did_link_are_one_post(bench: Bench, server: Server) -> None:
    server.on(BLUESKY, http(answers_of_bluesky.thread()))
    view = json.loads(answers_of_bluesky.thread())["thread"]["post"]
    links = [
        f"https://bsky.app/profile/{actor}/post/{answers_of_bluesky.KEY}"
        for actor in (view["author"]["handle"], answers_of_bluesky.DID)
    ]
    case = one_of(bench, *links)
    assert [each["link"] for each in case["sightings"]] == links
    assert case["post"]["id"] == f"{answers_of_bluesky.DID}/{answers_of_bluesky.KEY}"
    assert len(case["versions"]) == 1


def test_a_handle_known_by_its_link_alone_is_found_from_the_did(bench: Bench, server: Server) -> None:
    server.on(BLUESKY, http(answers_of_bluesky.thread()))
    view = json.loads(answers_of_bluesky.thread())["thread"]["post"]
    by_did, by_handle = (
        f"https://bsky.app/profile/{actor}/post/{answers_of_bluesky.KEY}"
        for actor in (answers_of_bluesky.DID, view["author"]["handle"])
    )
    (by_link_alone,) = verified(bench, by_handle, offline=True)
    assert one_of(bench, by_did, by_handle)["case"] == by_link_alone["case"]


def test_the_parts_of_an_album_are_one_message(bench: Bench, server: Server) -> None:
    parts = "".join(answers_of_telegram.photo(number, grouped=True) for number in (120, 121, 122))
    message = answers_of_telegram.message(media=parts)
    for number in (120, 122):
        server.on(f"t.me/MadeUpWire/{number}", http(answers_of_telegram.page(message)))
    case = one_of(
        bench, "https://t.me/MadeUpWire/122", "https://t.me/s/MadeUpWire/120?single", "t.me/madeupwire/121"
    )
    assert case["post"]["id"] == "madeupwire/120"
    assert len(case["sightings"]) == 3


PFBID = f"https://www.facebook.com/madeup.wire/posts/{answers_of_facebook.NUMBER}?__cft__[0]=AZ&__tn__=R"
DIGITS = f"https://m.facebook.com/madeup.wire/posts/{answers_of_facebook.DIGITS}?locale=de_DE"


@pytest.fixture
def facebook(server: Server) -> None:
    """Facebook's page, which names both numbers of a post."""
    usual = f"https://www.facebook.com/madeup.wire/posts/two-dogs/{answers_of_facebook.DIGITS}/"
    body = answers_of_facebook.page(
        f'<link rel="canonical" href="{usual}"><meta property="og:url" content="{answers_of_facebook.URL}">'
        '<meta property="og:title" content="Made-up Wire"><meta property="og:description" content="Two dogs">'
    )
    for number in (answers_of_facebook.NUMBER, answers_of_facebook.DIGITS):
        server.on(f"www.facebook.com/madeup.wire/posts/{number}", http(body, "Content-Type: text/html"))


@pytest.mark.usefixtures("facebook")
def test_the_two_numbers_of_a_facebook_post_are_one_post(bench: Bench) -> None:
    assert len(one_of(bench, PFBID, DIGITS)["versions"]) == 1


@pytest.mark.usefixtures("facebook")
def test_two_cases_that_turn_out_to_be_one_post_are_joined(bench: Bench, airtrace: Airtrace) -> None:
    found = [verified(bench, link, offline=True)[0]["case"] for link in (PFBID, DIGITS)]
    assert found == ["C1", "C2"]  # nothing said yet that the two are one
    assert looked_again(bench, "C2")["case"] == "C1"
    joined = shown_case(bench, "C2")
    assert (joined["joined_into"], joined["standing"]) == ("C1", False)
    assert verified(bench, DIGITS)[0]["case"] == "C1"
    assert looked_again(bench, "C2")["case"] == "C1"
    assert [line["kind"] for line in shown_case(bench, "C2")["history"]].count("case_joined") == 1
    again = airtrace(
        "rerun", "C2", "--offline", "--by", "Ada", "--because", "test", "--json", home=bench.home.path
    )
    assert (again.json["case"], "C1, which goes on" in again.err) == ("C1", True)
    assert sound(bench)


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/i/web/status/{}",
        "https://mobile.twitter.com/MadeUp_Wire/statuses/{}?s=20&t=abc",
        "https://twitter.com/someone_else/status/{}/photo/1",
        "https://fxtwitter.com/madeup_wire/status/{}",
    ],
)
def test_every_form_of_a_status_link_is_one_post(bench: Bench, server: Server, link: str) -> None:
    server.on(SYNDICATION, http(answers_of_x.syndication(mediaDetails=[])))
    usual = f"https://x.com/madeup_wire/status/{answers_of_x.NUMBER}"
    case = one_of(bench, usual, link.format(answers_of_x.NUMBER))
    assert len(case["sightings"]) == 2
    assert len(case["versions"]) == 1


def test_an_edited_x_post_has_two_numbers_and_two_versions(bench: Bench, server: Server) -> None:
    later = str(int(answers_of_x.NUMBER) + (1 << 32))
    both = {"edit_tweet_ids": [answers_of_x.NUMBER, later]}
    first = answers_of_x.syndication(mediaDetails=[])
    edited = answers_of_x.syndication(
        id_str=later, text="Another text", edit_control=both, isEdited=True, mediaDetails=[]
    )
    server.on(SYNDICATION, [http(first), http(edited)])
    usual = "https://x.com/madeup_wire/status/"
    case = one_of(bench, usual + answers_of_x.NUMBER, usual + later)
    assert next(each["id"] for each in case["versions"]) == answers_of_x.NUMBER


def test_a_post_in_an_article_is_the_one_that_was_given_by_link(
    bench: Bench, server: Server, tmp_path: Path
) -> None:
    server.on(SYNDICATION, http(answers_of_x.syndication(mediaDetails=[])))
    article = tmp_path / "article.html"
    tweet = answers_of_x.tweet()
    article.write_text(
        "<html><body><article><p>A video was shared.</p><blockquote class='twitter-tweet'><p>Two dogs</p>"
        f"&mdash; W (@{tweet['user']['screen_name']}) "
        f"<a href='https://twitter.com/i/web/status/{answers_of_x.NUMBER}?ref_src=twsrc'>June 20, 2024</a>"
        "</blockquote></article></body></html>"
    )
    case = one_of(bench, f"https://x.com/i/status/{answers_of_x.NUMBER}", str(article))
    assert [each["article"] for each in case["sightings"]] == [None, "P1"]
    assert case["article"] is not None


def test_a_file_of_two_names_is_one_case_and_of_two_posts_is_named_in_both(
    bench: Bench, server: Server, tmp_path: Path, clip: Path
) -> None:
    other = tmp_path / "copy.mp4"
    other.write_bytes(clip.read_bytes())
    case = one_of(bench, str(clip), str(other))
    assert [each["link"] for each in case["sightings"]] == [str(clip), str(other)]
    attachment = answers_of_mastodon.attachment()
    server.on(MASTODON, http(answers_of_mastodon.status(media_attachments=[attachment])))
    server.on("files.madeup.test/video.bin", http(clip.read_bytes(), "Content-Type: video/mp4"))
    (post,) = verified(bench, MASTODON_LINK)
    assert post["same_media"] == [{"case": case["case"], "sha256": post["post"]["media"][0]["sha256"]}]


def test_what_an_instance_lists_of_an_edited_post_are_its_versions(bench: Bench, server: Server) -> None:
    server.on(
        MASTODON,
        http(answers_of_mastodon.status(content="<p>Three dogs</p>", edited_at="2024-06-20T12:40:05.000Z")),
    )
    server.on(f"{MASTODON}/history", http(answers_of_mastodon.history("One dog", "Two dogs", "Three dogs")))
    (case,) = verified(bench, MASTODON_LINK)
    assert [each["text"] for each in case["versions"]] == ["One dog", "Two dogs", "Three dogs"]
    assert all(each["written_at"] for each in case["versions"])
    assert case["post"]["text"] == "Three dogs"
    assert len(looked_again(bench, case["case"])["versions"]) == 3
    assert sound(bench)


def test_an_edit_that_no_one_mentions_shows_beside_the_earlier_look(bench: Bench, server: Server) -> None:
    server.on(
        MASTODON,
        [
            http(answers_of_mastodon.status(content="<p>One dog</p>")),
            http(answers_of_mastodon.status(content="<p>Two dogs</p>")),
        ],
    )
    (case,) = verified(bench, MASTODON_LINK)
    again = looked_again(bench, case["case"])
    assert [each["text"] for each in again["versions"]] == ["One dog", "Two dogs"]
    assert [each["state"] for each in again["fetches"]] == ["visible", "edited"]
    assert "version 1" in again["fetches"][-1]["reason"]


def test_a_poorer_look_is_no_edit(bench: Bench, server: Server) -> None:
    """X's second service shows less of the same post."""
    server.on(SYNDICATION, [http(answers_of_x.syndication(mediaDetails=[])), http(b"", status="500 Oops")])
    server.on("publish.twitter.com/oembed", http(answers_of_x.oembed()))
    (case,) = verified(bench, f"https://x.com/madeup_wire/status/{answers_of_x.NUMBER}")
    again = looked_again(bench, case["case"])
    assert len(again["versions"]) == 1
    assert again["post"] == case["post"]


def test_a_medium_that_comes_at_the_second_look_is_no_edit(bench: Bench, server: Server) -> None:
    status = answers_of_mastodon.status(media_attachments=[answers_of_mastodon.attachment("image")])
    server.on(MASTODON, http(status))
    picture = http(b"picture", "Content-Type: image/jpeg")
    server.on("files.madeup.test/image.bin", [http(b"", status="404 Not Found"), picture])
    (case,) = verified(bench, MASTODON_LINK)
    assert case["post"]["media"][0]["sha256"] is None
    again = looked_again(bench, case["case"])
    assert again["post"]["media"][0]["sha256"] is not None
    assert {each["state"] for each in again["fetches"] if each["purpose"] == "post"} == {"visible"}


def test_another_picture_in_the_same_place_is_an_edit(bench: Bench, server: Server) -> None:
    status = answers_of_mastodon.status(media_attachments=[answers_of_mastodon.attachment("image")])
    server.on(MASTODON, http(status))
    pictures = [http(words, "Content-Type: image/jpeg") for words in (b"picture", b"another")]
    server.on("files.madeup.test/image.bin", pictures)
    (case,) = verified(bench, MASTODON_LINK)
    again = looked_again(bench, case["case"])
    assert len(again["versions"]) == 2
    assert [each["state"] for each in again["fetches"] if each["purpose"] == "post"] == ["visible", "edited"]


@pytest.mark.parametrize(
    "instead",
    [
        http(b"<!doctype html><title>Log in</title><div id=root></div>"),
        http(b"", status="503 Service Unavailable"),
        http(b'{"error": "This method requires an authenticated user"}', status="401 Unauthorized"),
    ],
)
def test_neither_a_wall_nor_a_fault_is_a_deletion_or_a_version(
    bench: Bench, server: Server, instead: bytes
) -> None:
    server.on(MASTODON, [http(answers_of_mastodon.status()), instead])
    (case,) = verified(bench, MASTODON_LINK)
    again = looked_again(bench, case["case"])
    assert again["gone"] is None
    assert len(again["versions"]) == 1
    assert again["post"] == case["post"]
    assert not {"post_gone", "post_back"} & {line["kind"] for line in again["history"]}


def test_a_deletion_is_an_event_and_so_is_that_the_post_is_back(bench: Bench, server: Server) -> None:
    there = http(answers_of_bluesky.thread())
    gone = http(answers_of_bluesky.error("NotFound"), status="400 Bad Request")
    server.on(BLUESKY, [there, gone, gone, there])
    (case,) = verified(
        bench, f"https://bsky.app/profile/{answers_of_bluesky.DID}/post/{answers_of_bluesky.KEY}"
    )
    assert case["gone"] is None
    deleted = looked_again(bench, case["case"])
    assert deleted["gone"]["state"] == "deleted"
    assert deleted["post"]["text"] == case["post"]["text"]
    looked_again(bench, case["case"])
    back = looked_again(bench, case["case"])
    assert back["gone"] is None
    kinds = [line["kind"] for line in back["history"]]
    assert (kinds.count("post_gone"), kinds.count("post_back")) == (1, 1)
    assert len(back["versions"]) == 1
    assert sound(bench)


def test_the_command_says_how_often_a_post_was_met(airtrace: Airtrace) -> None:
    link = "https://vk.com/wall-77_456"
    answer = airtrace("verify", link, "https://m.vk.com/wall-77_456?from=feed", "--offline", "--json")
    (case,) = answer.json["cases"]
    assert [each["link"] for each in case["sightings"]] == [link, "https://m.vk.com/wall-77_456?from=feed"]

"""The case that Airtrace began from: what its article says, and nothing that it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Airtrace, Answer

PLAYED = "🇷🇺 🇰🇵 President Vladimir Putin drives North Korea’s Kim Jong Un in a new Russian Aurus luxury car."


def _as_page(text: str) -> str:
    """The same story as a page, its post in the markup that X's embeds have, without a link to its status."""
    start, end = text.index("🇷🇺"), text.index("June 20, 2024") + len("June 20, 2024")
    before = text[:start].replace(" date 2024-06-21 ", "")
    paragraphs = "".join(f"<p>{line}</p>" for line in before.split("\n") if line.strip())
    after = "".join(f"<p>{line}</p>" for line in text[end:].split("\n") if line.strip())
    quote = (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{PLAYED} '
        '<a href="https://t.co/N4ceb2ZWvV">pic.twitter.com/N4ceb2ZWvV</a></p>'
        "&mdash; BRICS News (@BRICSinfo) June 20, 2024</blockquote>"
    )
    head = '<meta property="article:published_time" content="2024-06-21T09:00:00+00:00">'
    return f"<!doctype html><html><head>{head}</head><body><article>{paragraphs}{quote}{after}</article></body></html>"


@pytest.fixture(params=["text", "page"])
def told(request: pytest.FixtureRequest, seed: Path, tmp_path: Path, airtrace: Airtrace) -> Answer:
    file = seed
    if request.param == "page":
        file = tmp_path / "article.html"
        file.write_text(_as_page(seed.read_text(encoding="utf-8")), encoding="utf-8")
    return airtrace("verify", file, "--offline", "--json")


@pytest.fixture
def case(told: Answer) -> dict[str, Any]:
    (case,) = told.json["cases"]
    return dict(case)


def test_what_was_not_fetched_is_the_only_thing_missing(told: Answer, case: dict[str, Any]) -> None:
    assert told.code == 1
    assert [(fetch["url"], fetch["state"]) for fetch in case["fetches"]] == [
        ("https://pic.twitter.com/N4ceb2ZWvV", "not_fetched")
    ]


def test_the_article_and_its_post(case: dict[str, Any]) -> None:
    post = case["post"]
    assert case["article"]["published"] == "2024-06-21"
    assert (post["platform"], post["handle"], post["name"]) == ("x", "BRICSinfo", "BRICS News")
    assert (post["posted_at"], post["precision"]) == ("2024-06-20", "day")
    assert post["text"] == PLAYED
    assert [item["url"] for item in post["media"]] == ["https://pic.twitter.com/N4ceb2ZWvV"]


def test_nothing_about_the_real_post_is_made_up(case: dict[str, Any]) -> None:
    post = case["post"]
    assert post["id"] is None
    assert post["url"] is None
    assert all(item["sha256"] is None for item in post["media"])
    assert (case["links"], case["suggested"], case["decision"]) == ([], None, None)


def test_the_source_lead_and_the_other_one(case: dict[str, Any]) -> None:
    source, other = case["leads"]
    assert source["about"] == "embedded_post"
    assert "first published by Russian state television" in source["text"]
    assert {"1TV", "RUSSIA1", "RUSSIA24"} <= set(source["stations"])
    assert "RENTV" not in source["stations"]
    assert (source["from"], source["to"]) == (None, "2024-06-21")
    assert other["about"] == "other_footage"
    assert other["stations"] == ["KCTV"]
    assert (other["from"], other["to"], other["precision"]) == ("2024-06-20", "2024-06-20", "day")
    assert (other["weekday_named"], other["weekday_agrees"]) == ("Thursday", True)


def test_the_case_stays_open_and_says_what_was_not_searched(case: dict[str, Any]) -> None:
    assert (case["state"], case["standing"]) == ("open", True)
    assert case["searched"]["recordings"] == 0
    assert any("RUSSIA1" in line and "2024-06-21" in line for line in case["searched"]["not_searched"])
    assert any("RUSSIA1" in step for step in case["next"])
    assert all(check["outcome"] in {"inconclusive", "not_applicable"} for check in case["checks"])


def test_the_table_says_it_to_a_fact_checker(seed: Path, airtrace: Airtrace) -> None:
    told = airtrace("verify", seed, "--offline")
    for words in ("Source not found", "BRICS News", "20 June 2024", "Source lead", "Other lead", "Thursday",
                  "Korean Central Television", "not fetched", "No person has decided yet"):  # fmt: skip
        assert words in told.out, words


def test_without_a_network_the_posts_page_is_unreachable(seed: Path, airtrace: Airtrace) -> None:
    told = airtrace("verify", seed, "--json")
    assert told.code == 1
    (fetch,) = told.json["cases"][0]["fetches"]
    assert (fetch["state"], fetch["status"]) == ("unreachable", None)
    assert "pic.twitter.com" in fetch["reason"]


def test_verifying_it_again_adds_a_run_and_no_case(seed: Path, airtrace: Airtrace) -> None:
    first = airtrace("verify", seed, "--offline", "--json").json["cases"][0]
    second = airtrace("verify", seed, "--offline", "--json").json["cases"][0]
    assert first["case"] == second["case"] == "C1"
    assert len(airtrace("cases", "--json").json["cases"]) == 1
    assert first["run"] != second["run"]
    assert len(second["history"]) > len(first["history"])

"""``airtrace feeds``: what a person types and gets back."""

from __future__ import annotations

from pathlib import Path

from tests.flows.conftest import Airtrace


def test_add_list_remove(airtrace: Airtrace) -> None:
    added = airtrace("feeds", "add", "t.me/made_up", "--every", "60", "--by", "Ada", "--json")
    assert (added.code, added.json["feed"]["id"], added.json["feed"]["every"]) == (0, "F1", 60)
    (listed,) = airtrace("feeds", "list", "--json").json["feeds"]
    assert (listed["kind"], listed["asks"], listed["state"]) == ("telegram", "https://t.me/s/made_up", "new")
    assert airtrace("feeds", "remove", "f1", "--because", "moved", "--by", "Ada").code == 0
    assert airtrace("feeds", "list", "--json").json["feeds"] == []
    assert airtrace("feeds", "remove", "F1", "--because", "again", "--by", "Ada").code == 2


def test_what_cannot_be_watched_is_wrong_use(airtrace: Airtrace, tmp_path: Path) -> None:
    for given in ("https://x.com/someone", "no such folder", "https://t.me/+abc", "ftp://a.example/b"):
        answer = airtrace("feeds", "add", given, "--json")
        assert answer.code == 2, given
        assert answer.json["error"]
    assert airtrace("feeds", "run", "F9").code == 2
    assert airtrace("feeds", "list", "--json").json["feeds"] == []


def test_nothing_to_look_at_is_no_error(airtrace: Airtrace) -> None:
    assert airtrace("feeds", "run", "--json").json == {"run": None, "feeds": [], "items": []}


def test_a_table_half_of_whose_rows_are_broken(airtrace: Airtrace, tmp_path: Path) -> None:
    table = tmp_path / "queue.csv"
    rows = ["url,note"]
    for n in range(2):
        rows += [f"https://x.com/a/status/180382392027428880{n},fine", f"row {n} of nothing,"]
    table.write_text("\n".join(rows))
    airtrace("feeds", "add", table, "--by", "Ada")
    ran = airtrace("feeds", "run", "--by", "Ada", "--json")
    assert ran.code == 0
    assert [item["cases"] for item in ran.json["items"]] == [["C1"], ["C2"]]
    (feed,) = ran.json["feeds"]
    assert (feed["state"], feed["items"]) == ("ok", {"waiting": 0, "taken": 2, "passed_over": 2})
    shown = airtrace("feeds", "show", "F1", "--json").json["items"]
    assert [item["reason"] for item in shown if item["target"] is None] == [
        f"Row {n} holds no web address." for n in (3, 5)
    ]
    again = airtrace("feeds", "run", "--by", "Ada", "--json")
    assert again.json["items"] == []


def test_a_feed_that_is_away_exits_1_and_says_since_when(airtrace: Airtrace) -> None:
    airtrace("feeds", "add", "https://away.example/feed", "--by", "Ada")
    ran = airtrace("feeds", "run", "--by", "Ada", "--json")
    assert ran.code == 1
    (feed,) = ran.json["feeds"]
    assert (feed["state"], feed["failures"]) == ("failing", 1)
    assert feed["reason"]
    assert feed["failing_since"] < feed["next_at"]
    printed = airtrace("feeds", "list").out
    assert "failing" in printed
    assert "next try" in printed
    assert airtrace("feeds", "run", "--due", "--by", "Ada").code == 0


def test_a_paused_feed_is_left_alone_until_it_is_resumed(airtrace: Airtrace, tmp_path: Path) -> None:
    table = tmp_path / "queue.csv"
    table.write_text("url\nhttps://x.com/a/status/1803823920274288801\n")
    airtrace("feeds", "add", table, "--by", "Ada")
    paused = airtrace("feeds", "pause", "f1", "--because", "a flood", "--by", "Ada", "--json")
    assert (paused.code, paused.json["feed"]["paused"]) == (0, True)
    assert airtrace("feeds", "run", "--json").json == {"run": None, "feeds": [], "items": []}
    assert airtrace("feeds", "run", "--due", "--json").json["run"] is None
    assert airtrace("feeds", "list", "--json").json["feeds"][0]["paused"]
    assert airtrace("feeds", "pause", "F1", "--because", "again").code == 2
    resumed = airtrace("feeds", "resume", "F1", "--because", "calm", "--by", "Ada", "--json")
    assert (resumed.code, resumed.json["feed"]["paused"]) == (0, False)
    assert airtrace("feeds", "resume", "F1", "--because", "again").code == 2
    assert [item["cases"] for item in airtrace("feeds", "run", "--json").json["items"]] == [["C1"]]
    assert airtrace("feeds", "pause", "F9", "--because", "none").code == 2
    assert airtrace("history", "verify").code == 0


def test_a_paused_feed_is_looked_at_where_it_is_named(airtrace: Airtrace, tmp_path: Path) -> None:
    table = tmp_path / "queue.csv"
    table.write_text("url\nhttps://x.com/a/status/1803823920274288801\n")
    airtrace("feeds", "add", table, "--by", "Ada")
    airtrace("feeds", "pause", "F1", "--because", "a flood", "--by", "Ada")
    ran = airtrace("feeds", "run", "F1", "--json")
    assert [item["cases"] for item in ran.json["items"]] == [["C1"]]

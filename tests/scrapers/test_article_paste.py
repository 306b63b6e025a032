"""Posts in pasted text, what is none, and the date of a pasted article. All posts are made up."""

from __future__ import annotations

import pytest

from scrapers.articles import parse_text
from storage.records import Platform, Post

WORDS = "Flames over the refinery tonight!"
SIGNED = "— Made Up (@made_up) June 20, 2024"
NUMBER = "1803500000000000001"
LONG = "The operator said that nobody was hurt and that the fire was out by the morning of the next day. " * 5


def _posts(text: str) -> list[Post]:
    return [each.post for each in parse_text(text).posts]


@pytest.mark.parametrize(
    "text",
    [
        f"{WORDS} pic.twitter.com/AbCdEf {SIGNED}",
        f"{WORDS} pic.x.com/AbCdEf {SIGNED}",
        f"{WORDS} https://pic.twitter.com/AbCdEf {SIGNED}",
        f"{WORDS} pic.twitter.com/AbCdEf\n{SIGNED}",
        f"{WORDS} pic.twitter.com/AbCdEf{SIGNED}",
        f"{WORDS} pic.twitter.com/AbCdEf Made Up (@made_up) June 20, 2024",
        f"{WORDS} pic.twitter.com/AbCdEf – Made Up (@made_up) 20. Juni 2024",
        f"{WORDS} pic.twitter.com/AbCdEf ― Made Up ( @made_up ) 2024年6月20日",
        f"{WORDS} pic.twitter.com/AbCdEf -- Made Up (@made_up) · Jun 20, 2024",
        f"{WORDS} pic.twitter.com/AbCdEf - Made Up (@made_up) 20 June 2024",
        f"{WORDS} {SIGNED}",
        f"{WORDS}\n{SIGNED}",
        f"{WORDS} - Made Up (@made_up) June 20, 2024",
        f"\u201cThey fled,\u201d she said.\n\n{WORDS} {SIGNED}\n\nMore followed.",
        f"{LONG}\n\n{WORDS} pic.twitter.com/AbCdEf {SIGNED}\n\n{LONG}",
        f"{LONG}{WORDS} pic.twitter.com/AbCdEf {SIGNED} {LONG}",
    ],
)
def test_a_signed_post_is_found(text: str) -> None:
    (post,) = _posts(text)
    assert (post.handle, post.name, post.number, post.text) == ("made_up", "Made Up", None, WORDS)
    assert [time.text for time in post.times] == ["2024-06-20"]


@pytest.mark.parametrize(
    "link",
    [
        f" https://twitter.com/made_up/status/{NUMBER}",
        f" (https://x.com/Made_Up/status/{NUMBER}?s=20)",
        f"\nhttps://x.com/i/web/status/{NUMBER}",
        f" x.com/made_up/status/{NUMBER}",
    ],
)
def test_a_link_after_the_signature_gives_the_number(link: str) -> None:
    (post,) = _posts(f"{WORDS} {SIGNED}{link} More followed.")
    assert (post.number, post.text) == (NUMBER, WORDS)


def test_a_link_to_somebody_elses_status_does_not() -> None:
    (post,) = _posts(f"{WORDS} {SIGNED} https://x.com/somebody/status/{NUMBER}")
    assert post.number is None


@pytest.mark.parametrize("name", ["Made (Up)", "Up 🇷🇺", "O’Neill | News", "A-Z News"])
def test_names_with_marks_of_their_own(name: str) -> None:
    (post,) = _posts(f"{WORDS} pic.twitter.com/AbCdEf — {name} (@made_up) June 20, 2024")
    assert (post.name, post.text) == (name, WORDS)


def test_a_dash_in_the_words_is_not_the_signatures() -> None:
    (post,) = _posts(f"Flames — big ones — over the refinery {SIGNED}")
    assert (post.name, post.text) == ("Made Up", "Flames — big ones — over the refinery")


def test_two_posts_in_one_paste() -> None:
    second = "It is out now. pic.twitter.com/GhIjKl — Other One (@other) June 21, 2024"
    for between in ("\n\n", " ", f"\n\n{LONG}\n\n"):
        first, other = _posts(f"{WORDS} pic.twitter.com/AbCdEf {SIGNED}{between}{second}")
        assert (first.text, other.text) == (WORDS, "It is out now.")
        assert (first.handle, other.handle) == ("made_up", "other")


@pytest.mark.parametrize(
    ("link", "platform"),
    [
        (f"https://x.com/minister/status/{NUMBER}", Platform.X),
        ("https://t.me/some_channel/4711", Platform.TELEGRAM),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", Platform.YOUTUBE),
    ],
)
def test_a_link_on_a_line_of_its_own_is_a_post_known_by_its_number(link: str, platform: Platform) -> None:
    (post,) = _posts(f"{LONG}\n\n{link}\n\n{LONG}")
    assert (post.platform, post.text) == (platform, "")
    assert post.number
    assert post.number in link


def test_a_profile_on_a_line_of_its_own_is_no_post() -> None:
    assert _posts(f"{LONG}\n\nhttps://x.com/minister\n\nhttps://example.org/a/1") == []


@pytest.mark.parametrize(
    ("written", "day"), [("06/21/2024", "2024-06-21"), ("21.06.2024", "2024-06-21"), ("06/07/2024", None)]
)
def test_a_day_in_figures_is_read_where_it_can_be_one_only(written: str, day: str | None) -> None:
    link = f"https://x.com/made_up/status/{NUMBER}"
    (post,) = _posts(f"{WORDS} pic.twitter.com/AbCdEf — Made Up (@made_up) {written}\n{link}")
    assert (post.text, post.number) == (WORDS, NUMBER)
    assert [clock.text for clock in post.times] == ([day] if day else [])


def test_the_same_post_twice_is_one() -> None:
    assert len(_posts(f"{WORDS} {SIGNED}\n\n{LONG}\n\n{WORDS} {SIGNED}")) == 1


def test_the_same_post_with_its_number_later_is_one_with_the_number() -> None:
    (post,) = _posts(f"{WORDS} {SIGNED}\n\n{LONG}\n\n{WORDS} {SIGNED} https://x.com/made_up/status/{NUMBER}")
    assert post.number == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "Fire at a refinery\nJane Doe (@jane) June 20, 2024\n\nNobody was hurt.",
        "Fire at a refinery\n\nBy Jane Doe (@jane)\n\nNobody was hurt.",
        "By our reporter - Jane Doe (@jane) June 20, 2024",
        "Nobody was hurt. Follow us (@outlet) for more.",
        "Contact the author — Jane Doe (@jane).",
        "Reporting by — Jane Doe (@jane) June 20, 2024",
        f"The minister wrote (https://x.com/minister/status/{NUMBER}) that nobody was hurt.",
        "Several accounts (@one), (@two) shared it in June 2024.",
        "- Jane Doe (@jane)\n- John Doe (@john)",
        "An address — jane@example.org — and a handle, @jane, June 20, 2024.",
        "pic.twitter.com/AbCdEf",
    ],
)
def test_what_is_no_post_gives_none(text: str) -> None:
    assert _posts(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("date 2024-06-21 A video has gone viral.", "2024-06-21"),
        ("Fire at a refinery\nPublished: June 21, 2024\nNobody was hurt.", "2024-06-21"),
        ("Fire at a refinery\nJane Doe, 21 June 2024\n\nIt began on June 19, 2024.", "2024-06-21"),
        ("Fire\n\nPublished on Friday, 21 June 2024 at 10:15\n\nUpdated: June 25, 2024", "2024-06-21"),
        ("Пожар\nДата: 21 июня 2024 г.\nНикто не пострадал.", "2024-06-21"),
        ("Brand\n21.06.2024\nNiemand wurde verletzt.", "2024-06-21"),
        ("화재\n입력 2024.06.21 10:15\n다친 사람은 없다.", "2024-06-21"),
        (f"Fire\n{WORDS} {SIGNED}", None),
        ("Nobody was hurt on Thursday.", None),
    ],
)
def test_the_articles_own_date(text: str, day: str | None) -> None:
    article = parse_text(text)
    assert (article.published.isoformat() if article.published else None) == day
    assert article.published_from == ("text" if day else None)

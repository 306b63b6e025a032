"""Little stories, each with an embedded post, and what a careful reader takes from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from reference.stations import Stations, load_stations
from scrapers.leads import find_leads
from storage.records import Article, EmbeddedPost, Lead, LeadAbout, Platform, Post

POST = "Huge flames over the refinery in Omsk tonight!"
PUBLISHED = date(2024, 6, 21)
"""A Friday."""

SOURCE, OTHER = LeadAbout.EMBEDDED_POST, LeadAbout.OTHER_FOOTAGE
IRANIAN_STATE = {"IRINN", "IRIB1", "IRIB2", "IRIB3", "OFOGH", "JAMEJAM", "PRESSTV", "ALALAM", "HISPANTV"}


@pytest.fixture(scope="module")
def stations() -> Stations:
    return load_stations()


def _leads(
    stations: Stations, text: str, post: str = POST, published: date | None = PUBLISHED
) -> tuple[Lead, ...]:
    """``{post}`` in the text is where the post stands; without it, the post comes first."""
    text = text if "{post}" in text else "{post}\n\n" + text
    start = text.index("{post}")
    text = text.replace("{post}", post)
    embedded = EmbeddedPost(
        Post(Platform.X, None, None, "made_up", "Made Up", post), start, start + len(post)
    )
    return find_leads(Article(None, None, None, published, "text", text, (embedded,)), stations)


@dataclass(frozen=True)
class Story:
    text: str
    about: LeadAbout
    stations: set[str]
    first: str | None = None
    last: str = "2024-06-21"


STORIES = [
    Story("The clip went viral. It first appeared on Rossiya 1 on Wednesday.", SOURCE, {"RUSSIA1"},
          "2024-06-19", "2024-06-19"),
    Story("The video was first aired by Rossiya 1 on Wednesday evening.", SOURCE, {"RUSSIA1"},
          "2024-06-19", "2024-06-19"),
    Story("This footage, originally broadcast on Channel One on June 18, shows the flames.", SOURCE, {"1TV"},
          "2024-06-18", "2024-06-18"),
    Story("The clip comes from a report by NHK World shown yesterday.", SOURCE, {"NHKWORLD"},
          "2024-06-20", "2024-06-20"),
    Story("The viral footage was taken from Press TV, which aired it in February this year.", SOURCE, {"PRESSTV"},
          "2024-02-01", "2024-02-29"),
    Story("Iranian state television first released the video of the flames.", SOURCE, IRANIAN_STATE),
    Story("The same footage was shown on DD News on 17 June 2024.", SOURCE, {"DDNEWS"}, "2024-06-17", "2024-06-17"),
    Story("Those pictures were originally published by Belarusian state media.", SOURCE, {"BELARUSTV", "ONT", "STVBY"}),
    Story("The clip of the refinery had been broadcast by TRT Haber last week.", SOURCE, {"TRTHABER"},
          "2024-06-10", "2024-06-16"),
    Story("The video showing the flames over the refinery was published by RT on Tuesday.", SOURCE, {"RT"},
          "2024-06-18", "2024-06-18"),
    Story("A separate segment on Russia-24 on Thursday showed workers at another plant.", OTHER, {"RUSSIA24"},
          "2024-06-20", "2024-06-20"),
    Story("Another video, aired by Zvezda on Monday, shows a convoy.", OTHER, {"ZVEZDA"}, "2024-06-17", "2024-06-17"),
    Story("The minister spoke during an interview broadcast on Al Jazeera English on Tuesday.", OTHER, {"AJE"},
          "2024-06-18", "2024-06-18"),
    Story("A documentary shown on ZDF last September dealt with the industry.", OTHER, {"ZDF"},
          "2023-09-01", "2023-09-30"),
    Story("Leaders fed carrots to a horse in a bulletin carried by North Korea's state television on Thursday.",
          OTHER, {"KCTV"}, "2024-06-20", "2024-06-20"),
    Story("Kim inspected a farm in footage released by the state-run KCTV.", OTHER, {"KCTV"}),
    Story("Видео впервые показал Первый канал 19 июня.", SOURCE, {"1TV"}, "2024-06-19", "2024-06-19"),
    Story("Эти кадры были показаны в эфире телеканала Россия 24 в среду.", SOURCE, {"RUSSIA24"},
          "2024-06-19", "2024-06-19"),
    Story("Das Video wurde zuerst vom ZDF am Mittwoch gezeigt.", SOURCE, {"ZDF"}, "2024-06-19", "2024-06-19"),
    Story("La vidéo a été diffusée d'abord par France 24 mercredi.", SOURCE, {"FRANCE24"}, "2024-06-19", "2024-06-19"),
    Story("이 영상은 조선중앙텔레비죤이 6월 19일 처음 방영했다.", SOURCE, {"KCTV"}, "2024-06-19", "2024-06-19"),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.text[:50])
def test_a_lead_is_read_as_a_careful_reader_would(stations: Stations, story: Story) -> None:
    leads = _leads(stations, f"A post went viral on Friday.\n\n{{post}}\n\n{story.text}\n\nMore followed.")
    assert len(leads) == 1, leads
    lead = leads[0]
    assert (lead.about, set(lead.stations)) == (story.about, story.stations), lead.because
    assert lead.first_day == (date.fromisoformat(story.first) if story.first else None)
    assert lead.last_day == date.fromisoformat(story.last)


@pytest.mark.parametrize(
    "text",
    [
        "The post claims the video was shown on CNN.",
        "The caption says that the footage was aired by Rossiya 1.",
        "When Kim visited Russia in September last year, Putin showed him one of the vehicles.",
        "The refinery belongs to a state-controlled company.",
        "Russian state television has three hundred employees in the city.",
        "A spokeswoman told the BBC that nobody was hurt.",
        "The president of Channel One resigned.",
        "Rossiya 1 did not broadcast the video.",
        "RT denied that it had published anything.",
        "The fire was filmed by a passer-by, police said.",
        "",
    ],
)
def test_background_is_no_lead(stations: Stations, text: str) -> None:
    assert [lead for lead in _leads(stations, text) if lead.about is SOURCE] == []


@pytest.mark.parametrize(
    "text", ["When Kim visited Russia, Putin showed him a car.", "The fire was filmed by police.", ""]
)
def test_a_sentence_without_a_broadcaster_is_nothing(stations: Stations, text: str) -> None:
    assert _leads(stations, text) == ()


def test_the_posts_own_words_are_no_lead(stations: Stations) -> None:
    post = "First aired by Rossiya 1 on Wednesday: the video of the flames"
    assert _leads(stations, "People shared it.\n\n{post}\n\nNothing is known of it.", post) == ()


def test_a_weekday_that_does_not_fit_its_date_is_noted(stations: Stations) -> None:
    lead = _leads(stations, "The video was first aired by Rossiya 1 on Thursday, June 19.")[0]
    assert (lead.first_day, lead.weekday_named, lead.weekday_agrees) == (date(2024, 6, 19), "Thursday", False)


def test_without_the_articles_date_no_day_is_made_up(stations: Stations) -> None:
    lead = _leads(stations, "The video was first aired by Rossiya 1 on Thursday.", published=None)[0]
    assert (lead.first_day, lead.last_day) == (None, None)


def test_of_namesakes_the_country_beside_the_name_decides(stations: Stations) -> None:
    plain = _leads(stations, "The video was first aired by KCTV.")[0]
    assert set(plain.stations) == {"KCTV", "KCTV5"}
    meant = _leads(stations, "The video was first aired by North Korean state broadcaster KCTV.")[0]
    assert meant.stations == ("KCTV",)


def test_source_and_other_footage_in_one_article_are_kept_apart(stations: Stations) -> None:
    text = (
        "In the video first published by Russian state television, flames rise over the refinery.\n\n{post}\n\n"
        "Dogs were seen during a segment broadcast on state-controlled Korean Central Television on Thursday."
    )
    source, other = _leads(stations, text)
    assert source.about is SOURCE
    assert "RUSSIA1" in source.stations
    assert "RENTV" not in source.stations, "it is private"
    assert source.attribution == "first published by Russian state television"
    assert (other.about, other.stations, other.weekday_agrees) == (OTHER, ("KCTV",), True)

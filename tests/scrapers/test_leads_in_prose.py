"""Sentences as news agencies and fact-checkers write them, and what a careful reader takes from each.

A lead to the source that is wrong sends a fact-checker the wrong way: what only looks like one must give none.
"""

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
UKRAINIAN = {
    "SUSPILNE",
    "ESPRESO",
    "ONEPLUSONE",
    "ICTV",
    "STBUA",
    "INTERUA",
    "CHANNEL5UA",
    "CHANNEL24UA",
    "PRYAMYI",
    "RADAUA",
    "FREEDOMUA",
    "HROMADSKE",
}


@pytest.fixture(scope="module")
def stations() -> Stations:
    return load_stations()


def _leads(stations: Stations, story: str) -> tuple[Lead, ...]:
    before = "A video of a fire was shared thousands of times on Friday.\n\n"
    text = f"{before}{POST}\n\n{story}\n\nThe company gave no further details."
    embedded = EmbeddedPost(
        Post(Platform.X, None, None, "made_up", "Made Up", POST), len(before), len(before) + len(POST)
    )
    return find_leads(Article(None, None, None, PUBLISHED, "text", text, (embedded,)), stations)


@dataclass(frozen=True)
class Source:
    text: str
    stations: set[str]
    day: str | None = None


SOURCES = [
    Source(
        "The clip, which aired on Russia-24 on Wednesday, shows the moment the tank caught fire.",
        {"RUSSIA24"},
        "2024-06-19",
    ),
    Source(
        "The video was recorded by the Kremlin pool and broadcast by Rossiya-24 on Tuesday.",
        {"RUSSIA24"},
        "2024-06-18",
    ),
    Source(
        "The video, according to Rossiya-1, was filmed by one of its own crews on Thursday.",
        {"RUSSIA1"},
        "2024-06-20",
    ),
    Source(
        "The clip (Press TV, June 18) was later shared by thousands of accounts.", {"PRESSTV"}, "2024-06-18"
    ),
    Source(
        "The images were taken from a live broadcast of Iran's Press TV on June 17, long before the post.",
        {"PRESSTV"},
        "2024-06-17",
    ),
    Source(
        "Al Jazeera English aired the same video on Tuesday, a day before it was posted on Wednesday.",
        {"AJE"},
        "2024-06-18",
    ),
    Source(
        "On Monday, state broadcaster TRT World had shown the footage; on Thursday it spread on X.",
        {"TRTWORLD"},
        "2024-06-17",
    ),
    Source(
        "The video is older than it looks. It was first shown by CGTN on 15 June.", {"CGTN"}, "2024-06-15"
    ),
    Source("The pictures ran on Das Erste on Wednesday night.", {"DASERSTE"}, "2024-06-19"),
    Source(
        "The original video was uploaded to the YouTube channel of Doordarshan on June 16.",
        {"DDNEWS"},
        "2024-06-16",
    ),
    Source(
        "State television in Belarus carried the video on its main bulletin on Sunday.",
        {"BELARUSTV", "ONT", "STVBY"},
        "2024-06-16",
    ),
    Source(
        "The footage was provided by the operator and aired, among others, by France 24 and TF1 on Thursday.",
        {"FRANCE24", "TF1"},
        "2024-06-20",
    ),
    Source(
        "The original, longer footage aired on Suspilne on 12 June 2022 and shows a fuel depot near Lysychansk.",
        {"SUSPILNE"},
        "2022-06-12",
    ),
    Source(
        "The video does not come from Rossiya 1, as some users claimed, but from Al Jazeera, which aired it on Monday.",
        {"ALJAZ"},
        "2024-06-17",
    ),
    Source(
        "A reverse image search led to a report by Espreso TV on Tuesday that contains the footage.",
        {"ESPRESO"},
        "2024-06-18",
    ),
    Source("Кадры пожара опубликовал телеканал «Звезда» 18 июня.", {"ZVEZDA"}, "2024-06-18"),
    Source("Diese Aufnahmen stammen aus einem Beitrag des ZDF vom 17. Juni.", {"ZDF"}, "2024-06-17"),
    Source("Le clip provient d'un reportage de France 24 diffusé lundi.", {"FRANCE24"}, "2024-06-17"),
    Source("해당 영상은 KBS가 6월 18일 보도한 것이다.", {"KBS1"}, "2024-06-18"),
    Source("CCTV and CGTN both aired the clip on Tuesday.", {"CCTV13", "CGTN"}, "2024-06-18"),
    Source(
        "State broadcaster KCTV first showed the footage on Thursday, hours before the post.",
        {"KCTV"},
        "2024-06-20",
    ),
    Source(
        "In the footage, released by North Korean state media on Wednesday, a column of smoke can be seen.",
        {"KCTV"},
        "2024-06-19",
    ),
    Source("The clip had already been aired a week ago by Belarus 1.", {"BELARUSTV"}, "2024-06-11"),
    Source("The video first appeared on Russia's Channel One on June 19.", {"1TV"}, "2024-06-19"),
    Source("Channel One aired the footage in its evening news on Wednesday.", {"1TV"}, "2024-06-19"),
    Source(
        "The footage originally comes from Iranian state television, which broadcast it on June 14.",
        IRANIAN_STATE,
        "2024-06-14",
    ),
    Source("This clip was published on Tuesday by the Russian broadcaster RT.", {"RT"}, "2024-06-18"),
    Source(
        "The 30-second video, first broadcast by TRT Haber on June 18, was viewed two million times.",
        {"TRTHABER"},
        "2024-06-18",
    ),
    Source(
        "We found the same clip in a broadcast by Al Jazeera Arabic from June 12, 2023.",
        {"ALJAZ"},
        "2023-06-12",
    ),
    Source("The footage can be seen in a news bulletin of Press TV from Monday.", {"PRESSTV"}, "2024-06-17"),
    Source(
        "The video was published by Russian news agency RIA and shown on NTV Russia on Tuesday.",
        {"NTV"},
        "2024-06-18",
    ),
    Source("That video, aired live on Sky News on 20 June, lasts four minutes.", {"SKYNEWS"}, "2024-06-20"),
    Source("Le vidéo a été diffusée le 18 juin par TF1.", {"TF1"}, "2024-06-18"),
    Source("Это видео вышло в эфире НТВ в понедельник.", {"NTV"}, "2024-06-17"),
    Source("Die Bilder liefen am Montag in der Tagesschau.", {"DASERSTE"}, "2024-06-17"),
    Source("Footage from the scene was first broadcast by Sky News on Thursday.", {"SKYNEWS"}, "2024-06-20"),
    Source(
        "The video circulating on X is a clip from a Suspilne report aired on 9 March 2022.",
        {"SUSPILNE"},
        "2022-03-09",
    ),
    Source(
        "According to the fact-checkers, the footage was broadcast by CCTV on Monday evening.",
        {"CCTV13"},
        "2024-06-17",
    ),
    Source("The clip matches footage that France 2 broadcast on June 15.", {"FRANCE2"}, "2024-06-15"),
    Source(
        "The video, which lasts 20 seconds, was cut from a report on BBC News last week.",
        {"BBCNEWS"},
        "2024-06-10",
    ),
    Source("Rossiya 1 was the first to show the video, on Wednesday.", {"RUSSIA1"}, "2024-06-19"),
    Source(
        "A longer version of the video was published by TRT World on June 17.", {"TRTWORLD"}, "2024-06-17"
    ),
    Source(
        "The images, aired by KCTV, North Korea's only channel, on Thursday, show the flames.",
        {"KCTV"},
        "2024-06-20",
    ),
    Source(
        "The same scene was shown on Ukrainian television on Wednesday.",
        UKRAINIAN,
        "2024-06-19",
    ),
    Source("Эту запись впервые показали в эфире Первого канала во вторник.", {"1TV"}, "2024-06-18"),
    Source("Este vídeo fue emitido por Al Jazeera el 17 de junio.", {"ALJAZ"}, "2024-06-17"),
    Source("The video was filmed on Monday and first aired by NDTV on Wednesday.", {"NDTV"}, "2024-06-19"),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.text[:60])
def test_a_source_is_found_with_its_day(stations: Stations, source: Source) -> None:
    leads = [lead for lead in _leads(stations, source.text) if lead.about is SOURCE]
    assert {station for lead in leads for station in lead.stations} == source.stations, leads
    for lead in leads:
        assert (lead.first_day.isoformat() if lead.first_day else None) == source.day
        assert lead.last_day is not None


@pytest.mark.parametrize(
    ("text", "named", "day"),
    [
        (
            "Footage released on Saturday by North Korea's KCTV showed soldiers at a dam.",
            {"KCTV"},
            "2024-06-15",
        ),
        ("A similar video was broadcast by NHK in 2019.", {"NHK"}, "2019-01-01"),
        ("In an earlier report, ZDF showed the construction of a plant in 2021.", {"ZDF"}, "2021-01-01"),
        (
            "Separate footage aired by CCTV on Tuesday showed the wedding of a minister.",
            {"CCTV13"},
            "2024-06-18",
        ),
    ],
)
def test_other_footage_is_kept_apart(stations: Stations, text: str, named: set[str], day: str) -> None:
    (lead,) = _leads(stations, text)
    assert (lead.about, set(lead.stations)) == (OTHER, named), lead.because
    assert lead.first_day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "According to Rossiya-1, the fire was put out within two hours.",
        "The footage was not broadcast by KBS.",
        "KBS reported on Wednesday that the refinery had been closed.",
        "“We never aired this video,” a spokesman for Sky News said.",
        "A spokesman told Fox News on Thursday that the video was being examined.",
        "The video was removed from YouTube after CNN published an article about it on Wednesday.",
        "CNN has not been able to verify the video.",
        "The BBC verified the footage on Thursday.",
        "Channel One's correspondent later stood in front of the refinery.",
        "The footage was shown by neither NHK nor KBS.",
        "Neither CCTV nor CGTN has shown the video.",
        "It is unclear whether RT ever broadcast the clip.",
        "The claim that the video was first aired by Zvezda is false.",
        "Speaking on Russian state television on Wednesday, the governor denied that the video showed his city.",
        "The governor, who appeared on Rossiya 1 on Thursday, called the clip a fake.",
        "Russian state media said the video was staged.",
        "Видео не показывали на Первом канале.",
        "Das Video wurde vom ZDF nie gezeigt.",
        "The video shows a building of Sky News.",
        "Asked about the video, the minister told Al Jazeera that an inquiry had begun.",
        "Fox News viewers were shocked by the video.",
        "The video was posted by a user who works for CNN.",
        "A journalist with NHK shared the video on Friday.",
        "ZDF denied having broadcast the clip.",
        "The logo of Rossiya 1 was added to the video.",
        "RT and Sputnik have been banned since 2022, and the video is not on their sites.",
        "The same reporter had worked for the BBC before the video was published on Friday.",
        "The video was shared by critics of Channel One.",
        "Police released the video on Thursday, CNN reported.",
        "The minister said on Al Jazeera that the clip was old.",
        "In a post on X, Suspilne called the video a forgery.",
        "Contrary to what the post says, the video was not aired on Russian television.",
        "The footage allegedly comes from DD News, but we could not confirm this.",
        "TRT World aired a report about the video on Thursday.",
        "The clip was edited to look as if it had been aired by BBC News.",
        "Reuters, CNN and Al Jazeera have all reported the fire.",
        "The video did not air on CNN, contrary to what the post claims.",
        "Officials declined to comment on the video when asked by NHK.",
        "The video drew criticism on Iranian state television on Thursday.",
        "RT has been accused of publishing misleading videos in the past.",
        "Sky News showed a different video on Wednesday.",
        "The account that posted the video is not run by Press TV.",
        "In 2019 BBC News published a guide to spotting fake videos.",
        "If the video had been aired by ZDF, it would carry its logo.",
        "The minister played the video during an interview with TF1 on Tuesday.",
        "The governor posted the video after seeing a report on Rossiya 24.",
        "The man who filmed the video told CNN that he was afraid.",
        "Two reporters of Espreso TV were hurt when they filmed the fire on Thursday.",
    ],
)
def test_what_only_looks_like_a_source_gives_none(stations: Stations, text: str) -> None:
    assert [lead for lead in _leads(stations, text) if lead.about is SOURCE] == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("words", ["the video aired by Rossiya 1 on Thursday ", "x"])
def test_a_text_of_a_megabyte_is_read(stations: Stations, words: str) -> None:
    text = (words * (1_000_000 // len(words) + 1))[:1_000_000]
    leads = find_leads(Article(None, None, None, PUBLISHED, "text", text), stations)
    assert {station for lead in leads for station in lead.stations} <= {"RUSSIA1"}
    assert all(lead.about is OTHER for lead in leads)


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("这段视频最早由伊朗国家电视台播出。", True),
        ("該影片最早由伊朗國家電視台播出。其他人後來轉發。", True),
        ("この動画は最初にイラン国営テレビで放送された。", True),
        ("الفيديو بثه التلفزيون الإيراني الرسمي لأول مرة.", True),
        ("بث التلفزيون الرسمي الإيراني هذا الفيديو.", True),
        ("وقد نشر هذا الفيديو لأول مرة على التلفزيون الإيراني الرسمي.", True),
        ("این ویدئو نخستین بار از تلویزیون دولتی ایران پخش شد.", True),
        ("Görüntüler ilk olarak İran devlet televizyonunda yayınlandı.", True),
        ("Bu video ilk kez İran devlet televizyonu tarafından yayımlandı.", True),
        ("这段视频没有在伊朗国家电视台播出。", False),
        ("لم يبث التلفزيون الإيراني الرسمي هذا الفيديو.", False),
        ("Bu video İran devlet televizyonunda yayınlanmadı.", False),
        ("این ویدئو از تلویزیون دولتی ایران پخش نشد.", False),
        ("伊朗国家电视台的总部设在德黑兰。", False),
    ],
)
def test_descriptions_are_sources_in_other_scripts(stations: Stations, text: str, leads: bool) -> None:
    found = [lead for lead in _leads(stations, text) if lead.about is SOURCE]
    assert [set(lead.stations) for lead in found] == ([IRANIAN_STATE] if leads else [])

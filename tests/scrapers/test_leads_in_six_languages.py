"""Sentences of stories in six languages that say, deny, doubt or merely repeat that a broadcaster showed footage.

The sentences of ``HELD_OUT`` were written with the others and measured before any of them was looked at.
"""

from __future__ import annotations

from datetime import date

import pytest

from reference.stations import Stations, load_stations
from scrapers.leads import find_leads
from storage.records import Article, EmbeddedPost, Lead, LeadAbout, Platform, Post

POST = "Huge flames over the refinery in Omsk tonight!"
PUBLISHED = date(2024, 6, 21)
"""A Friday."""

Source = tuple[str, set[str], tuple[str, str] | None]

SOURCES: list[Source] = [
    (
        "The footage first aired on Rossiya 1 on Thursday during the evening news programme Vesti.",
        {"RUSSIA1"},
        ("2024-06-20", "2024-06-20"),
    ),
    (
        "The same clip was broadcast by North Korea's KCTV on Thursday, two days after the leaders met.",
        {"KCTV"},
        ("2024-06-20", "2024-06-20"),
    ),
    (
        "State broadcaster TRT Haber had shown the footage three days earlier, on June 18.",
        {"TRTHABER"},
        ("2024-06-18", "2024-06-18"),
    ),
    (
        "But the video dates back to May 9, 2023, when it was shown live on Channel One.",
        {"1TV"},
        ("2023-05-09", "2023-05-09"),
    ),
    (
        'On Monday, Iran\'s Press TV ran the footage with the caption "fire in Omsk".',
        {"PRESSTV"},
        ("2024-06-17", "2024-06-17"),
    ),
    (
        "The footage, which YTN carried live on Wednesday night, has since been cut to 20 seconds.",
        {"YTN"},
        ("2024-06-19", "2024-06-19"),
    ),
    (
        "The video was first posted by Zvezda TV on its Telegram channel on June 16.",
        {"ZVEZDA"},
        ("2024-06-16", "2024-06-16"),
    ),
    (
        "Earlier this week, Deutsche Welle aired the video in its Russian-language bulletin.",
        {"DW"},
        ("2024-06-17", "2024-06-21"),
    ),
    (
        "The scenes were broadcast by Suspilne yesterday and then copied by dozens of accounts.",
        {"SUSPILNE"},
        ("2024-06-20", "2024-06-20"),
    ),
    ("Это видео впервые показал телеканал «Звезда» в четверг.", {"ZVEZDA"}, ("2024-06-20", "2024-06-20")),
    ("Кадры были показаны в эфире «России 24» 18 июня.", {"RUSSIA24"}, ("2024-06-18", "2024-06-18")),
    ("Видео взято из репортажа НТВ от 12 июня 2024 года.", {"NTV"}, ("2024-06-12", "2024-06-12")),
    ("해당 영상은 지난 2월 KBS1에서 방영된 것이다.", {"KBS1"}, ("2024-02-01", "2024-02-29")),
    ("영상은 YTN이 지난 18일 보도한 것으로 확인됐다.", {"YTN"}, ("2024-06-18", "2024-06-18")),
    (
        "La vidéo a été diffusée pour la première fois par France 24 jeudi.",
        {"FRANCE24"},
        ("2024-06-20", "2024-06-20"),
    ),
    ("Ces images ont été diffusées sur BFMTV le 18 juin 2024.", {"BFMTV"}, ("2024-06-18", "2024-06-18")),
    ("L'extrait est tiré du journal de France 3 du 12 juin 2024.", {"FRANCE3"}, ("2024-06-12", "2024-06-12")),
    ("Das Video wurde zuerst am Donnerstag im ZDF ausgestrahlt.", {"ZDF"}, ("2024-06-20", "2024-06-20")),
    (
        "Die Bilder stammen aus einem Beitrag des NDR vom 12. Juni 2024.",
        {"NDR"},
        ("2024-06-12", "2024-06-12"),
    ),
    ("Der WDR strahlte das Video im Februar dieses Jahres aus.", {"WDR"}, ("2024-02-01", "2024-02-29")),
    (
        "Das Video, das die Tagesschau24 gestern sendete, zeigt den Brand.",
        {"TAGESSCHAU24"},
        ("2024-06-20", "2024-06-20"),
    ),
    (
        "La grabación procede de un reportaje de RT en Español de febrero de este año.",
        {"RTESP"},
        ("2024-02-01", "2024-02-29"),
    ),
    ("RT en Español publicó este video el miércoles.", {"RTESP"}, ("2024-06-19", "2024-06-19")),
    (
        "AFP found the same video in a report published by Espreso TV on June 17, 2024.",
        {"ESPRESO"},
        ("2024-06-17", "2024-06-17"),
    ),
    (
        '"This video was aired by Belsat on Tuesday," the ministry said.',
        {"BELSAT"},
        ("2024-06-18", "2024-06-18"),
    ),
    (
        "Первым этот ролик показал канал «Россия 1» в программе «Вести» в среду.",
        {"RUSSIA1"},
        ("2024-06-19", "2024-06-19"),
    ),
    (
        "Эти кадры транслировались в эфире телеканала «Звезда» вечером 17 июня.",
        {"ZVEZDA"},
        ("2024-06-17", "2024-06-17"),
    ),
    (
        "На самом деле видео было показано на НТВ ещё в марте 2022 года.",
        {"NTV"},
        ("2022-03-01", "2022-03-31"),
    ),
    ("Запись опубликована на сайте Первого канала 18 июня.", {"1TV"}, ("2024-06-18", "2024-06-18")),
    ("조선중앙텔레비전은 지난 19일 이 영상을 방영했다.", {"KCTV"}, ("2024-06-19", "2024-06-19")),
    ("이 영상은 지난 수요일 KBS 1TV를 통해 방송됐다.", {"KBS1"}, ("2024-06-19", "2024-06-19")),
    ("En réalité, la vidéo a été publiée par la chaîne RT le 17 juin.", {"RT"}, ("2024-06-17", "2024-06-17")),
    ("Ces images, diffusées mardi par BFMTV, montrent un incendie.", {"BFMTV"}, ("2024-06-18", "2024-06-18")),
    (
        "La vidéo a été tournée par un journaliste de TF1 et diffusée en mars 2022.",
        {"TF1"},
        ("2022-03-01", "2022-03-31"),
    ),
    (
        "Das Video lief bereits am Dienstag in der Tagesschau im Ersten.",
        {"DASERSTE"},
        ("2024-06-18", "2024-06-18"),
    ),
    (
        "Ursprünglich veröffentlichte das ZDF die Aufnahmen am 17. Juni.",
        {"ZDF"},
        ("2024-06-17", "2024-06-17"),
    ),
    (
        "Das Video stammt vom Sender n-tv, der es im März 2022 ausstrahlte.",
        {"NTVDE"},
        ("2022-03-01", "2022-03-31"),
    ),
    ("Estas imágenes las difundió RT en Español el pasado martes.", {"RTESP"}, ("2024-06-18", "2024-06-18")),
    ("El canal HispanTV transmitió las imágenes el 17 de junio.", {"HISPANTV"}, ("2024-06-17", "2024-06-17")),
    (
        "En realidad, el video se emitió en HispanTV en marzo de 2022.",
        {"HISPANTV"},
        ("2022-03-01", "2022-03-31"),
    ),
    (
        "The clip, which runs for 30 seconds and has no sound, was aired by Zvezda on Tuesday.",
        {"ZVEZDA"},
        ("2024-06-18", "2024-06-18"),
    ),
    (
        "The broadcaster CGTN uploaded the video to its YouTube channel on June 17, 2024.",
        {"CGTN"},
        ("2024-06-17", "2024-06-17"),
    ),
]

HELD_OUT: list[Source] = [
    (
        "The video was in fact taken from a BBC News report aired in March 2022.",
        {"BBCNEWS"},
        ("2022-03-01", "2022-03-31"),
    ),
    (
        "The video comes from a KBS World news bulletin of 12 June 2024.",
        {"KBSWORLD"},
        ("2024-06-12", "2024-06-12"),
    ),
    ("Ролик вышел в эфир Первого канала в феврале этого года.", {"1TV"}, ("2024-02-01", "2024-02-29")),
    ("이 영상은 조선중앙텔레비죤이 20일 처음 방송했다.", {"KCTV"}, ("2024-06-20", "2024-06-20")),
    ("조선중앙TV는 목요일 이 영상을 공개했다.", {"KCTV"}, ("2024-06-20", "2024-06-20")),
    (
        "La séquence provient d'un reportage de TF1 diffusé en février dernier.",
        {"TF1"},
        ("2024-02-01", "2024-02-29"),
    ),
    ("La chaîne CNews a diffusé cette vidéo mercredi soir.", {"CNEWS"}, ("2024-06-19", "2024-06-19")),
    (
        "El video fue emitido por primera vez por HispanTV el jueves.",
        {"HISPANTV"},
        ("2024-06-20", "2024-06-20"),
    ),
    (
        "The images were provided by Korean Central Television and aired on June 19.",
        {"KCTV"},
        ("2024-06-19", "2024-06-19"),
    ),
    ("The video had already been shown on Japanese public broadcaster NHK in mid-June.", {"NHK"}, None),
    (
        "The video was broadcast on Thursday's edition of NHK World's Newsline.",
        {"NHKWORLD"},
        ("2024-06-20", "2024-06-20"),
    ),
]

NONE = [
    "NHK did not broadcast the video, a spokesperson said on Wednesday.",
    "Rossiya 24 denied that it had aired the video on Thursday.",
    "The post claims that the video was shown on Al Jazeera last week.",
    "It is not clear whether the footage was ever broadcast by Press TV.",
    "A Reuters analyst told France 24 on Thursday that the video was old.",
    "Viewers of Rossiya 1 complained on Thursday about the weather forecast.",
    "Телеканал «Россия 1» не показывал это видео.",
    "Как утверждают пользователи, видео показали на РЕН ТВ.",
    "Журналист телеканала «Дождь» рассказал об этом в среду.",
    "JTBC는 이 영상을 방송한 적이 없다고 밝혔다.",
    "연합뉴스TV 기자는 현장을 방문했다.",
    "France 2 n'a jamais diffusé cette vidéo.",
    "Selon les internautes, la vidéo aurait été diffusée par LCI mardi.",
    "Das ZDF hat das Video nie gezeigt.",
    "Angeblich lief das Video am Mittwoch bei RTL.",
    "HispanTV no emitió este video.",
    "Según los usuarios, el video fue emitido por HispanTV.",
    "Had the video been aired by Phoenix, it would have carried the station's logo.",
    "Channel 5 presenter Ivan Made said on Thursday he had never seen the video.",
    "«Россия 24» опровергла, что показывала это видео.",
    "누리꾼들은 이 영상이 YTN에서 방송됐다고 주장했다.",
    "LCI dément avoir diffusé ces images.",
    "Der MDR dementierte, das Video gezeigt zu haben.",
    "El video original fue publicado por Telesur el martes.",
]  # fmt: skip
"""Denied, doubted, repeated from the post's readers, or about somebody else."""


@pytest.fixture(scope="module")
def stations() -> Stations:
    return load_stations()


def _sources(stations: Stations, story: str) -> list[Lead]:
    before = "A video of a fire was shared thousands of times on Friday.\n\n"
    text = f"{before}{POST}\n\n{story}\n\nThe company gave no further details."
    embedded = EmbeddedPost(
        Post(Platform.X, None, None, "made_up", "Made Up", POST), len(before), len(before) + len(POST)
    )
    leads = find_leads(Article(None, None, None, PUBLISHED, "text", text, (embedded,)), stations)
    return [lead for lead in leads if lead.about is LeadAbout.EMBEDDED_POST]


@pytest.mark.parametrize("source", [*SOURCES, *HELD_OUT], ids=lambda source: source[0][:50])
def test_who_showed_it_and_when(stations: Stations, source: Source) -> None:
    text, named, days = source
    (lead,) = _sources(stations, text)
    assert set(lead.stations) == named
    if days is not None:
        assert (str(lead.first_day), str(lead.last_day)) == days


@pytest.mark.parametrize("text", NONE)
def test_what_is_denied_doubted_or_repeated_is_no_source(stations: Stations, text: str) -> None:
    assert _sources(stations, text) == []

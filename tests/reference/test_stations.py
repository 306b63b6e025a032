from __future__ import annotations

from pathlib import Path

import pytest

from reference.errors import AmbiguousName, InputError, UnknownName
from reference.stations import Ownership, Stations, load_stations
from reference.times import zone_named

GOOD = """
- id: TEST1
  names: [Test Television, Тест ТВ]
  country: ZZ
  languages: [en]
  time_zone: Europe/Vienna
  ownership: public
  ownership_source: made up for a test
"""


@pytest.fixture(scope="module")
def stations() -> Stations:
    return load_stations()


@pytest.mark.parametrize(
    ("name", "station"),
    [
        ("RUSSIA1", "RUSSIA1"),
        ("russia1", "RUSSIA1"),
        ("Первый канал", "1TV"),
        ("первый  КАНАЛ", "1TV"),
        ("Korean Central Television", "KCTV"),
        ("조선중앙텔레비죤", "KCTV"),
        ("KCTV", "KCTV"),
        ("Rossiya-24", "RUSSIA24"),
        ("France Télévisions 24", None),
        ("日本放送協会", "NHK"),
        ("الجزيرة", "ALJAZ"),
        ("شبکه خبر", "IRINN"),
        ("朝鮮中央テレビ", "KCTV"),
        ("中国中央电视台", "CCTV13"),
        ("قناة العالم", "ALALAM"),
        ("डीडी न्यूज़", "DDNEWS"),
        ("Суспільне", "SUSPILNE"),
        ("Белсат", "BELSAT"),
        ("CNN Türk", "CNNTURK"),
        ("MS NOW", "MSNBCW"),
        ("channel a", "CHANNELA"),
        ("Iran's state television", None),
    ],
)
def test_names_resolve_in_any_script(stations: Stations, name: str, station: str | None) -> None:
    if station is None:
        with pytest.raises((UnknownName, AmbiguousName)):
            stations.resolve(name)
    else:
        assert stations.resolve(name).id == station


def test_a_name_that_two_stations_share_lists_both(stations: Stations) -> None:
    with pytest.raises(AmbiguousName) as raised:
        stations.resolve("kctv")
    assert [line.split()[0] for line in raised.value.candidates] == ["KCTV", "KCTV5"]


def test_an_unknown_name_says_what_is_near(stations: Stations) -> None:
    with pytest.raises(UnknownName, match="RUSSIA1"):
        stations.resolve("RUSIA1")


def test_every_shipped_station_is_complete(stations: Stations) -> None:
    assert len(stations) > 150
    for station in stations:
        assert zone_named(station.time_zone)
        assert station.ownership_source
        assert stations.resolve(station.id) is station


@pytest.mark.parametrize(
    "country", ["RU", "BY", "UA", "IR", "CN", "KP", "KR", "JP", "QA", "TR", "IN", "DE", "FR", "GB", "US"]
)
def test_every_country_asked_for_has_a_station(stations: Stations, country: str) -> None:
    assert stations.owned(country, None)


RUSSIAN_STATE = {
    "1TV", "RUSSIA1", "RUSSIA24", "RUSSIAK", "NTV", "ZVEZDA", "TVC", "OTR", "MIRTV", "RT", "RTARABIC", "RTESP",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found", "ids"),
    [
        ("said Russian state TV", "Russian state TV", RUSSIAN_STATE),
        ("North Korea's state media", "North Korea's state media", {"KCTV"}),
        ("показали на Первом канале", "Первом канале", {"1TV"}),
        ("в эфире России 1 вчера", "России 1", {"RUSSIA1"}),
        ("조선중앙텔레비죤은", "조선중앙텔레비죤", {"KCTV"}),
        ("KBS가 보도한", "KBS", {"KBS1"}),
        ("日本のNHKは", "NHK", {"NHK"}),
        ("북한 관영매체는", "북한 관영매체", {"KCTV"}),
        (
            "la télévision d'État russe",
            "télévision d'État russe",
            RUSSIAN_STATE,
        ),
        ("state TV in Belarus", "state TV in Belarus", {"BELARUSTV", "ONT", "STVBY"}),
        (
            "South Korean public broadcaster",
            "South Korean public broadcaster",
            {"KBS1", "KBS2", "KBSWORLD", "MBCKR", "EBSKR", "ARIRANG"},
        ),
        ("CCTV-13 aired it", "CCTV-13", {"CCTV13"}),
        ("на КНДРовском ТВ, по ЦТ: Россия 24", "Россия 24", {"RUSSIA24"}),
    ],
)
def test_running_text_names_broadcasters(stations: Stations, text: str, found: str, ids: set[str]) -> None:
    (mention,) = stations.mentions(text)
    assert (mention.text, set(mention.stations)) == (found, ids)
    assert text[mention.start : mention.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "they rt everything",
        "the art of television",
        "a partner",
        "state-owned company",
        "dw.com?",
        "at the current time",
        "in the channel a ship lay",
        "times now and then",
        "it showed us TV pictures",
    ],
)
def test_other_words_are_no_broadcaster(stations: Stations, text: str) -> None:
    assert stations.mentions(text) == ()


def test_countries_in_running_text_give_their_stations(stations: Stations) -> None:
    assert stations.of_countries_in("North Korea's leader, a viewer of") == ("KCTV",)
    assert set(stations.of_countries_in("белорусские зрители")) == {"BELARUSTV", "ONT", "STVBY"}
    assert stations.of_countries_in("북한의 지도자") == stations.of_countries_in("在朝鲜的人") == ("KCTV",)
    assert stations.of_countries_in("nobody we know, US or them") == stations.owned("US", None)
    assert stations.of_countries_in("he told us") == ()


def test_a_newsroom_adds_its_own(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(GOOD, encoding="utf-8")
    station = load_stations([file]).resolve("тест тв")
    assert (station.id, station.name, station.ownership) == ("TEST1", "Test Television", Ownership.PUBLIC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "list of stations"),
        ("just words", "list of stations"),
        ("- [1, 2]", "no station"),
        (GOOD.replace("names", "nmes"), "lacks names"),
        (GOOD.replace("TEST1", "test 1"), "capitals"),
        (GOOD.replace("Europe/Vienna", "Europe/Atlantis"), "time zone"),
        (GOOD.replace("public", "independent"), "ownership"),
        (GOOD.replace("ZZ", "Zed"), "two capitals"),
        (GOOD + GOOD, "twice"),
        (GOOD + "  founder: someone\n", "founder"),
        ("- &a [*a]", "anchors"),
        ("[" * 900_000, "nested deeper"),
        ("- " * 300_000 + "a", "nested deeper"),
        ("{a: " * 20 + "b" + "}" * 20, "nested deeper"),
        ("- {id: *a}", "anchors|YAML"),
        (GOOD.replace("Test Television", "T" * 200), "longer than"),
        (GOOD.replace("[Test", "[" + "a, " * 70 + "Test"), "more than 60"),
        (GOOD.replace("Europe/Vienna", "../../etc/passwd"), "time zone"),
        (GOOD.replace("Europe/Vienna", "Europe"), "time zone"),
        ("a: [", "YAML"),
        (GOOD.replace("[en]", "en"), "list of texts"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as raised:
        load_stations([file])
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Iranian state television", "IR"), ("иранское государственное телевидение", "IR"), ("이란 국영 TV", "IR"),
        ("伊朗国家电视台", "IR"), ("التلفزيون الإيراني الرسمي", "IR"), ("التلفزيون الرسمي الإيراني", "IR"),
        ("تلویزیون دولتی ایران", "IR"), ("İran devlet televizyonu", "IR"), ("iranisches Staatsfernsehen", "IR"),
        ("la télévision d'État iranienne", "IR"), ("la televisión estatal iraní", "IR"),
        ("Chinese state broadcaster", "CN"), ("chinesischer Staatssender", "CN"), ("Çin devlet televizyonu", "CN"),
        ("중국 관영매체", "CN"), ("中国官媒", "CN"), ("los medios estatales chinos", "CN"),
        ("South Korean public broadcaster", "KR"), ("한국 공영방송", "KR"), ("韩国公共广播公司", "KR"),
        ("südkoreanischer öffentlich-rechtlicher Sender", "KR"), ("Güney Kore kamu yayıncısı", "KR"),
        ("la chaîne publique sud-coréenne", "KR"), ("южнокорейский общественный телеканал", "KR"),
        ("Kremlin-controlled television", "RU"), ("російське державне телебачення", "RU"), ("ロシア国営テレビ", "RU"),
        ("state media of North Korea", "KP"), ("télévision d’État de Corée du Nord", "KP"),
        ("وسائل الإعلام الرسمية الكورية الشمالية", "KP"), ("Turkey's public broadcaster", "TR"),
        ("Germany's public broadcasters", "DE"), ("télévision publique française", "FR"),
    ],
)  # fmt: skip
def test_words_for_a_countrys_broadcasters_stand_for_its_stations(
    stations: Stations, words: str, country: str
) -> None:
    found = [stations.get(each) for each in stations.described(words)]
    assert found
    assert {station.country for station in found} == {country}
    assert Ownership.PRIVATE not in {station.ownership for station in found}


def test_who_owns_them_decides_between_the_stations_of_a_country(stations: Stations) -> None:
    state, public = stations.described("South Korean state TV"), stations.described("South Korean public TV")
    assert {stations.get(each).ownership for each in state} == {Ownership.STATE_CONTROLLED}
    assert {stations.get(each).ownership for each in public} == {Ownership.PUBLIC}


@pytest.mark.parametrize(
    "words",
    [
        "television",
        "state television",
        "showed us TV",
        "a hint TV viewers got",
        "Russian",
        "Russian state visit",
        "",
    ],
)
def test_other_words_describe_no_station(stations: Stations, words: str) -> None:
    assert stations.described(words) == ()


def test_what_is_described_and_several_lists_them_all(stations: Stations) -> None:
    with pytest.raises(AmbiguousName) as raised:
        stations.resolve("Belarusian state television")
    assert {line.split()[0] for line in raised.value.candidates} == {"BELARUSTV", "ONT", "STVBY"}
    assert stations.resolve("North Korean state television").id == "KCTV"


def test_a_stations_youtube_channels_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(GOOD + '  youtube: ["@example"]\n', encoding="utf-8")
    assert load_stations([file]).get("TEST1").to_json()["youtube"] == ["@example"]


def test_a_station_is_named_wherever_its_words_begin(stations: Stations) -> None:
    text = "CCTV-13, 1+1 and (KCTV) aired it; so did 央视新闻网站, «Россию 24» and Al-Jazeera."
    assert [mention.text for mention in stations.mentions(text)] == [
        "CCTV-13",
        "1+1",
        "KCTV",
        "央视新闻",
        "Россию 24",
        "Al-Jazeera",
    ]

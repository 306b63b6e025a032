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
    ],
)
def test_names_resolve_in_any_script(stations: Stations, name: str, station: str | None) -> None:
    if station is None:
        with pytest.raises(UnknownName):
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
    assert len(stations) > 40
    for station in stations:
        assert zone_named(station.time_zone)
        assert station.ownership_source
        assert stations.resolve(station.id) is station


@pytest.mark.parametrize(
    "country", ["RU", "BY", "UA", "IR", "CN", "KP", "KR", "JP", "QA", "TR", "IN", "DE", "FR", "GB", "US"]
)
def test_every_country_asked_for_has_a_station(stations: Stations, country: str) -> None:
    assert stations.owned(country, None)


@pytest.mark.parametrize(
    ("text", "found", "ids"),
    [
        ("said Russian state TV", "Russian state TV", {"1TV", "RUSSIA1", "RUSSIA24", "NTV", "ZVEZDA", "RT"}),
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
            {"1TV", "RUSSIA1", "RUSSIA24", "NTV", "ZVEZDA", "RT"},
        ),
        ("state TV in Belarus", "state TV in Belarus", {"BELARUSTV", "ONT"}),
        ("British television", "British television", {"BBCNEWS", "BBCONE", "SKYNEWS", "ITV1"}),
    ],
)
def test_running_text_names_broadcasters(stations: Stations, text: str, found: str, ids: set[str]) -> None:
    (mention,) = stations.mentions(text)
    assert (mention.text, set(mention.stations)) == (found, ids)
    assert text[mention.start : mention.end] == found


@pytest.mark.parametrize(
    "text", ["they rt everything", "the art of television", "a partner", "state-owned company", "dw.com?"]
)
def test_other_words_are_no_broadcaster(stations: Stations, text: str) -> None:
    assert stations.mentions(text) == ()


def test_countries_in_running_text_give_their_stations(stations: Stations) -> None:
    assert stations.of_countries_in("North Korea's leader, a viewer of") == ("KCTV",)
    assert set(stations.of_countries_in("белорусские зрители")) == {"BELARUSTV", "ONT"}
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
        ("- &a [*a]", "YAML|no station"),
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

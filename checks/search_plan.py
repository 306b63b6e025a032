"""The search plan: of which station and which hours recordings should be gathered first, from where, and why.

A pure function of the case and of what is held. Stations come from what the article says of the footage, then from
the post and its account, then from the countries that the post's words name; days from the same leads, else from the
time before the post. What is held already is left out. What it costs is an estimate and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from checks.lead_and_airing import source_leads
from checks.post_clocks import best_clock
from reference.station import Ownership, Station
from reference.stations import Stations
from reference.times import Interval, day_interval, zone_named
from storage.records import CaseFile, Lead, Post, Recording, Show, ShowState, SourceName

MOST_DAYS = 3
"""Days that are looked at where no day is named: that of the post and those before it."""
MOST_NAMED_DAYS = 10
"""Days of a lead that names a long time; the latest of them."""
FEW = 3
"""A lead that can mean no more stations than this names them; one of more speaks of a country's television."""
GAP = timedelta(minutes=5)
"""A shorter hole in what is held is not gathered for."""
_SHOWS_AN_HOUR = 1.5


class Word(IntEnum):
    """Whose word points to a station, the best first."""

    LEAD = 0
    """The article says that this station showed the footage."""
    COUNTRY_LEAD = 1
    """The article says so of a country's or an owner's stations."""
    POST = 2
    """The post's text or account names the station."""
    COUNTRY = 3
    """The post's text names the station's country."""


@dataclass(frozen=True)
class Cost:
    """What gathering takes, estimated: hours of footage, bytes, and requests."""

    hours: float
    size: int
    requests: int


@dataclass(frozen=True)
class Step:
    """Hours of a station that are to be gathered. ``window`` is in UTC and holds nothing that is held."""

    station: str
    name: str
    day: date
    """By the station's own clocks."""
    window: Interval
    source: SourceName | None
    """Where they can be had; None where only the newsroom's own recordings can have them."""
    address: str | None
    """The channel's address, where the source needs one."""
    cost: Cost
    word: Word
    because: tuple[str, ...]


@dataclass(frozen=True)
class _Pointer:
    """A reason to look at a station on some days."""

    station: str
    days: tuple[date, ...]
    """The likeliest first."""
    word: Word
    among: int
    """How many stations the same words can mean."""
    because: str


def search_plan(
    case: CaseFile, held: Sequence[Recording] = (), listed: Sequence[Show] = ()
) -> tuple[Step, ...]:
    """What to gather for a case, the most useful first; empty where nothing points to a station and a day.

    Args:
        case: With the stations that are known in ``surroundings``.
        held: All recordings, searchable or not.
        listed: What archives have listed, where they were asked; it makes the cost exact.
    """
    stations = {station.id: station for station in case.surroundings.stations}
    until = _until(case)
    by_place: dict[tuple[str, date], list[tuple[int, _Pointer]]] = {}
    for pointer in _pointers(case, stations):
        for rank, day in enumerate(pointer.days):
            by_place.setdefault((pointer.station, day), []).append((rank, pointer))
    order = {station: place for place, station in enumerate(stations)}
    covered = _covered(held)

    def usefulness(place: tuple[str, date]) -> tuple[int, int, int, bool, int]:
        rank, best = min(by_place[place], key=lambda each: (each[1].word, each[1].among, each[0]))
        reachable = _source(stations[place[0]])[0] is not None
        return best.word, best.among, rank, not reachable, order[place[0]]

    steps: list[Step] = []
    for station, day in sorted(by_place, key=usefulness):
        window = _window(stations[station], day, until)
        if window is None:
            continue
        pointers = sorted(
            {each for _, each in by_place[station, day]}, key=lambda each: (each.word, each.among)
        )
        because = tuple(dict.fromkeys(each.because for each in pointers))
        for part in _gaps(window, covered.get(station, [])):
            steps.append(_step(stations[station], day, part, pointers[0].word, because, listed))
    return tuple(steps)


def total(steps: Iterable[Step]) -> Cost:
    """What all of them take together."""
    costs = [step.cost for step in steps]
    return Cost(
        sum(cost.hours for cost in costs),
        sum(cost.size for cost in costs),
        sum(cost.requests for cost in costs),
    )


# --- which stations and days ---------------------------------------------------------------------


def _pointers(case: CaseFile, stations: Mapping[str, Station]) -> Iterator[_Pointer]:
    for lead in source_leads(case):
        word = Word.LEAD if len(lead.stations) <= FEW else Word.COUNTRY_LEAD
        said = f"the article: \u201c{lead.attribution}\u201d"
        for station in lead.stations:
            if station in stations:
                days = _lead_days(lead, _days_before(case, stations[station]))
                yield _Pointer(station, days, word, len(lead.stations), said)
    if case.post is not None:
        for name, word, among, said in _said_by_post(case.post, Stations(list(stations.values()))):
            yield _Pointer(name, _days_before(case, stations[name]), word, among, said)


def _said_by_post(post: Post, stations: Stations) -> Iterator[tuple[str, Word, int, str]]:
    """The stations that the post's text and account name, and those of the countries that its text names."""
    rest = post.text
    for mention in stations.mentions(post.text):
        word = Word.POST if not mention.generic and len(mention.stations) <= FEW else Word.COUNTRY
        for station in mention.stations:
            yield station, word, len(mention.stations), f"the post: \u201c{mention.text}\u201d"
        # A station's name is no word of the country that stands in it.
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    for name in (post.name, post.handle):
        for station in stations.called(name or ""):
            yield station, Word.POST, 1, f"the post's account is called {name!r}"
    found = [
        name
        for name in stations.of_countries_in(rest)
        if stations.get(name).ownership is not Ownership.PRIVATE
    ]
    for name in found:
        country = stations.get(name).country
        yield name, Word.COUNTRY, len(found), f"the post names the station's country ({country})"


def _lead_days(lead: Lead, before: tuple[date, ...]) -> tuple[date, ...]:
    """The days that a lead names, the latest first; ``before`` the post where it leaves its beginning open."""
    if lead.last_day is None:
        return before
    if lead.first_day is None:
        inside = tuple(day for day in before if day <= lead.last_day)
        return inside or tuple(lead.last_day - timedelta(days=n) for n in range(MOST_DAYS))
    span = min(MOST_NAMED_DAYS, (lead.last_day - lead.first_day).days + 1)
    return tuple(lead.last_day - timedelta(days=n) for n in range(span))


def _days_before(case: CaseFile, station: Station) -> tuple[date, ...]:
    """The station's own day of the post and those before it; the article's, where the post's time is not known."""
    time = best_clock(case.post)
    if time is not None:
        # A post that is dated by its day alone has the middle of what that day can mean.
        middle = time.interval.start + (time.interval.end - time.interval.start) / 2
        last = middle.astimezone(zone_named(station.time_zone)).date()
    elif case.article is not None and case.article.published is not None:
        last = case.article.published
    else:
        return ()
    return tuple(last - timedelta(days=n) for n in range(MOST_DAYS))


def _until(case: CaseFile) -> datetime | None:
    """What was on air later cannot be the post's source."""
    time = best_clock(case.post)
    return time.interval.end if time is not None else None


# --- which hours of them -------------------------------------------------------------------------


def _window(station: Station, day: date, until: datetime | None) -> Interval | None:
    """The station's own day in UTC, as far as it lies before the post; None where nothing of it does."""
    whole = day_interval(day, zone_named(station.time_zone))
    end = whole.end + timedelta(seconds=1)
    if until is not None:
        end = min(end, until.replace(microsecond=0))
    return Interval(whole.start, end) if end - whole.start > GAP else None


def _covered(held: Sequence[Recording]) -> dict[str, list[Interval]]:
    """What is held of each station, in order of time."""
    found: dict[str, list[Interval]] = {}
    for item in sorted(held, key=lambda each: each.airing.aired_at):
        begin = item.airing.aired_at
        found.setdefault(item.airing.station, []).append(
            Interval(begin, begin + timedelta(seconds=item.duration))
        )
    return found


def _gaps(window: Interval, covered: Sequence[Interval]) -> Iterator[Interval]:
    """The parts of the window that nothing covers and that are worth gathering."""
    at = window.start
    for each in covered:
        if each.start - at > GAP and each.start > window.start:
            yield Interval(at, min(each.start, window.end))
        at = max(at, each.end)
        if at >= window.end:
            return
    if window.end - at > GAP:
        yield Interval(at, window.end)


# --- from where, and at which cost ---------------------------------------------------------------


@dataclass(frozen=True)
class _Rate:
    """What an hour takes from a source: bytes and requests, by the pictures and files that it gives out."""

    size: int
    requests: float
    a_show: float


_RATES = {
    SourceName.GDELT: _Rate(size=32_000_000, requests=0.0, a_show=3.0),
    SourceName.ARCHIVE_ORG: _Rate(size=2_400_000, requests=120.0, a_show=2.0),
    SourceName.YOUTUBE: _Rate(size=900_000_000, requests=20.0, a_show=3.0),
}
"""GDELT: 900 frames of about 35 kB; archive.org: 120 thumbnails of about 20 kB; YouTube: video at 2 Mbit/s."""


def _source(station: Station) -> tuple[SourceName | None, str | None]:
    """Where a station's hours can be had: most frames first, US stations from the archive that records them."""
    if station.archives:
        return (SourceName.ARCHIVE_ORG if station.country == "US" else SourceName.GDELT), None
    if station.youtube:
        handle = station.youtube[0]
        page = handle if handle.startswith("@") else f"channel/{handle}"
        return SourceName.YOUTUBE, f"https://www.youtube.com/{page}"
    return None, None


def _step(
    station: Station,
    day: date,
    window: Interval,
    word: Word,
    because: tuple[str, ...],
    listed: Sequence[Show],
) -> Step:
    source, address = _source(station)
    hours = (window.end - window.start).total_seconds() / 3600
    cost = Cost(hours, 0, 0)
    if source is not None:
        known = [
            show
            for show in listed
            if show.station == station.id
            and show.source is source
            and window.start <= show.aired_at < window.end
        ]
        wanted = [show for show in known if show.state is not ShowState.HELD]
        count = len(wanted) if known else hours * _SHOWS_AN_HOUR
        rate = _RATES[source]
        cost = Cost(hours, int(rate.size * hours), round(2 + rate.requests * hours + rate.a_show * count))
    return Step(station.id, station.name, day, window, source, address, cost, word, because)

"""Source: is the broadcaster that the caption names the one on which the footage was found?

Pool pictures are shown by many stations, so another station refutes nothing by itself. It does where the
clip shows that station's own graphics: then it was cut from there.
"""

from __future__ import annotations

import re

from checks import sightings, wording
from checks.check import Check, Finding
from reference.stations import Mention, Stations
from storage.records import CaseFile, Evidence, Link, Outcome, Pillar, Relation

_GIVEN_AS_SOURCE = re.compile(
    r"(?:(?<!\w)(?:by|from|on|via|source|courtesy(?: of)?|credit|footage|video|clip|report(?:s|ed)?|aired|broadcast|"
    r"shown|shows?|according to|©|кадры|видео|эфир\w*|сюжет\w*|источник|показал\w*|передал\w*|канал\w*|"
    r"quelle|sender|gezeigt|zeigt|source|selon|diffus\w+|montre|fuente|emitid[oa]|muestra|según|"
    r"в эфире|на|по|телеканал\w*)(?!\w)|출처|보도|방송|방영)",
    re.IGNORECASE,
)
_NEAR = 40
"""Characters before and after a name in which a word can give it as the source."""


def examine(case: CaseFile) -> Finding:
    """Supported by an airing on a station that is named; refuted by another station's own graphics."""
    text = case.post.text if case.post else ""
    mentions = Stations(case.surroundings.stations).mentions(text) if text else ()
    if not mentions:
        return Finding(Outcome.NOT_APPLICABLE, "The caption names no broadcaster.")
    links = sightings.counted(case)
    named = "; ".join(_called(mention) for mention in mentions)
    if not links:
        return Finding(
            Outcome.INCONCLUSIVE,
            f"The caption names {named}; no airing of the footage is known.",
            tuple(
                Evidence(f"The caption names {_called(each)}.", facts=_facts(each, text)) for each in mentions
            ),
        )
    evidence = (
        *(Evidence(f"The caption names {_called(each)}.", facts=_facts(each, text)) for each in mentions),
        *(_airing(case, link) for link in links),
    )
    for mention in mentions:
        fitting = next((link for link in links if link.airing.station in mention.stations), None)
        if fitting is not None:
            return Finding(
                Outcome.SUPPORTS,
                f"The caption names {_called(mention)}, and the footage was found on "
                f"{_with_owner(case, fitting)}.",
                evidence,
            )
    best = links[0]
    given = [mention for mention in mentions if _is_given_as_source(text, mention)]
    if given and best.relation is Relation.CUT_FROM:
        return Finding(
            Outcome.REFUTES,
            f"The caption gives {_called(given[0])} as the source, but the clip shows the signs of "
            f"{_with_owner(case, best)}, on which it was found.",
            evidence,
        )
    why = (
        "the caption does not give it as the source of the footage"
        if not given
        else "whether that station showed the same footage is not known"
    )
    return Finding(
        Outcome.INCONCLUSIVE,
        f"The caption names {_called((given or list(mentions))[0])}; the footage was found on "
        f"{_with_owner(case, best)}, and {why}.",
        evidence,
    )


def _is_given_as_source(text: str, mention: Mention) -> bool:
    around = (
        text[max(0, mention.start - _NEAR) : mention.start] + " " + text[mention.end : mention.end + _NEAR]
    )
    return _GIVEN_AS_SOURCE.search(around) is not None


def _called(mention: Mention) -> str:
    return f"“{mention.text}” ({wording.listing(mention.stations) or 'no station that is known here'})"


def _with_owner(case: CaseFile, link: Link) -> str:
    """The station with its ownership, where it is known."""
    known = {station.id: station for station in case.surroundings.stations}
    station = known.get(link.airing.station)
    name = wording.airing_name(link.airing)
    return f"{name} ({station.ownership.value}, {station.country})" if station else name


def _airing(case: CaseFile, link: Link) -> Evidence:
    own = (
        "the station's own graphics are seen in the clip"
        if link.relation is Relation.CUT_FROM
        else "the same footage, which other stations may have shown too"
    )
    return Evidence(f"Found on {_with_owner(case, link)} (link {link.id}): {own}.", link=link.id)


def _facts(mention: Mention, text: str) -> dict[str, object]:
    return {
        "says": mention.text,
        "stations": list(mention.stations),
        "generic": mention.generic,
        "given_as_source": _is_given_as_source(text, mention),
    }


CHECK = Check(
    name="broadcaster_named",
    version="1",
    pillar=Pillar.SOURCE,
    question="Is the broadcaster that the caption names the one on which the footage was found?",
    proposition="The footage was found on a broadcaster that the caption names.",
    reads=("post.text", "links", "surroundings.stations"),
    examine=examine,
)

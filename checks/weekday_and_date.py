"""Date: does each weekday that is named fall on the date beside it?

A pair that does not agree was miscopied, or made up, or is of another year.
"""

from __future__ import annotations

from datetime import date

from checks.check import Check, Finding
from checks.days_named import anchor_days
from reference.day_phrases import find
from reference.day_words import DayRange
from storage.records import CaseFile, Evidence, Outcome, Pillar

YEARS_BACK = 12
"""How far back a year is looked for in which a weekday and a date agree: within it, every pair does once."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def examine(case: CaseFile) -> Finding:
    """Refuted by one pair that does not agree."""
    pairs = [*_caption(case), *_article(case)]
    if not pairs:
        return Finding(Outcome.NOT_APPLICABLE, "No weekday stands beside a date.")
    evidence = tuple(
        Evidence(
            f"{where} says “{text}”: {day.first} is a {_WEEKDAYS[day.first.weekday()]}"
            f"{'' if day.weekday_agrees else _other_year(day)}.",
            facts={"says": text, "day": day.first.isoformat(), "agrees": bool(day.weekday_agrees)},
        )
        for where, text, day in pairs
    )
    wrong = [(pair, item) for pair, item in zip(pairs, evidence, strict=True) if not pair[2].weekday_agrees]
    if wrong:
        return Finding(Outcome.REFUTES, wrong[0][1].text, evidence)
    return Finding(Outcome.SUPPORTS, evidence[0].text, evidence)


def _caption(case: CaseFile) -> list[tuple[str, str, DayRange]]:
    anchors = anchor_days(case)
    if case.post is None or not anchors:
        return []
    return _pairs("The caption", case.post.text, anchors[len(anchors) // 2], case.post.language)


def _article(case: CaseFile) -> list[tuple[str, str, DayRange]]:
    article = case.article
    if article is None or article.published is None:
        return []
    return _pairs("The article", article.text, article.published, article.language)


def _pairs(where: str, text: str, anchor: date, tongue: str | None) -> list[tuple[str, str, DayRange]]:
    """The expressions that name a weekday and a date; a weekday alone is always its own."""
    return [
        (where, each.text.strip().rstrip(".,"), reading)
        for each in find(text, anchor, tongue=tongue)
        for reading in each.meaning.readings[:1]
        if reading.weekday_agrees is not None and any(char.isdigit() for char in each.text)
    ]


def _other_year(day: DayRange) -> str:
    """The last year before in which the weekday and the date agree."""
    for year in range(day.first.year - 1, day.first.year - YEARS_BACK, -1):
        try:
            other = day.first.replace(year=year)
        except ValueError:
            continue
        if _WEEKDAYS[other.weekday()] == day.weekday_named:
            return f", not a {day.weekday_named} as in {year}"
    return f", not a {day.weekday_named}"


CHECK = Check(
    name="weekday_and_date",
    version="1",
    pillar=Pillar.DATE,
    question="Does each weekday that is named fall on the date beside it?",
    proposition="Every weekday that the caption or the article names falls on the date that stands beside it.",
    reads=("post.text", "post.times", "article"),
    examine=examine,
)

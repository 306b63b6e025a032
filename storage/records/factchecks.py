"""Fact-checks that others have published, as they were imported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FactCheck:
    """One claim that somebody has checked; texts are as published, empty where nothing was said."""

    id: str
    """The one it was imported with, else one made from its address and claim."""
    claim: str
    title: str = ""
    subtitle: str = ""
    author: str = ""
    rating: str | None = None
    url: str | None = None
    date: str | None = None
    """As published: a day in one of many spellings."""

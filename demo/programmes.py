"""The made-up station's programmes: which scenes follow each other, for how long, and what is written over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from demo.canvas import RATE, Scene
from demo.graphics import Ident
from demo.scenes.harbour import DAWN, Harbour
from demo.scenes.park import ParkDrive
from demo.scenes.pitch import Pitch
from demo.scenes.square import Square
from demo.scenes.studio import Studio
from demo.scenes.weather import WeatherMap
from demo.story import EVENING_AIRED_AT, MORNING_AIRED_AT

Build = Callable[[float, np.random.Generator], Scene]


@dataclass(frozen=True)
class Shot:
    """One scene between two hard cuts, and the words of its lower third."""

    name: str
    seconds: float
    build: Build
    kicker: str = ""
    line: str = ""


@dataclass(frozen=True)
class Programme:
    """What goes on air at ``aired_at``; ``seed`` decides everything that is left to chance."""

    name: str
    aired_at: datetime
    seed: int
    shots: tuple[Shot, ...]
    headlines: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return sum(shot.seconds for shot in self.shots)

    def start_of(self, name: str) -> float:
        """The second at which the first shot of that name begins."""
        start = 0.0
        for shot in self.shots:
            if shot.name == name:
                return start
            start += shot.seconds
        raise ValueError(f"the programme {self.name} has no shot named {name}")


def evening_journal(length: float = 1.0) -> Programme:
    """The evening news that the post's clip is cut from; ``length`` scales every shot."""
    shots = (
        Shot("ident", 5, lambda _, rng: Ident("Evening Journal", True, rng)),
        Shot(
            "opening", 13, _evening_studio(Harbour), "Evening Journal", "With Orlo Vanterpool, who is made up"
        ),
        Shot("harbour", 18, Harbour, "Lanternhaven", "Ferries sail again after the autumn gale"),
        Shot("match", 18, Pitch, "Sport", "Lanternhaven meets Port Marrow"),
        Shot("announcing", 8, _evening_studio(ParkDrive), "State visit", "Ombria's chancellor in Quillmere"),
        Shot("park", 26, ParkDrive, "Palace park", "The Regent takes the chancellor for a drive"),
        Shot("square", 18, Square, "Old town", "Thousands turn out for the visitors"),
        Shot("weather", 13, WeatherMap, "Weather", "Mild, with a low off Lanternhaven"),
        Shot("closing", 5, lambda _, rng: Ident("Good night", True, rng)),
    )
    headlines = (
        "Regent and Ombria's chancellor sign agreement on lighthouses",
        "Autumn fair opens at Ninefields",
        "Upper Thimble reports first frost",
        "Everything in this ticker is made up",
        "Ferry timetable changes from Monday",
    )
    return _scaled(Programme("Evening Journal", EVENING_AIRED_AT, 1014, shots, headlines), length)


def harbour_morning(length: float = 1.0) -> Programme:
    """Another programme of the same station, which the clip is not from."""
    shots = (
        Shot("ident", 5, lambda _, rng: Ident("Harbour Morning", False, rng)),
        Shot(
            "opening", 11, _morning_studio(_dawn), "Harbour Morning", "With Tilda Askerlund, who is made up"
        ),
        Shot("harbour", 20, _dawn, "Lanternhaven", "First ferry of the day leaves on time"),
        Shot("market", 16, Square, "Ninefields", "The fair draws its first crowds"),
        Shot("match", 16, Pitch, "Sport", "How the cup was won: the second half"),
        Shot("weather", 12, WeatherMap, "Weather", "Fog lifts before noon"),
        Shot("closing", 4, lambda _, rng: Ident("Good morning", False, rng)),
    )
    headlines = (
        "Good morning, Quillmere",
        "Fog on the coast road until eleven",
        "Everything in this ticker is made up",
        "Library ship calls at Port Marrow on Saturday",
    )
    return _scaled(Programme("Harbour Morning", MORNING_AIRED_AT, 1015, shots, headlines), length)


def _dawn(seconds: float, rng: np.random.Generator) -> Scene:
    return Harbour(seconds, rng, DAWN)


def _evening_studio(report: Build) -> Build:
    return lambda seconds, rng: Studio(rng, report(seconds, rng), evening=True)


def _morning_studio(report: Build) -> Build:
    return lambda seconds, rng: Studio(rng, report(seconds, rng), evening=False)


def _scaled(programme: Programme, length: float) -> Programme:
    """The programme with every shot's length scaled, to whole frames."""
    shots = tuple(
        Shot(
            shot.name, max(1, round(shot.seconds * length * RATE)) / RATE, shot.build, shot.kicker, shot.line
        )
        for shot in programme.shots
    )
    return Programme(programme.name, programme.aired_at, programme.seed, shots, programme.headlines)

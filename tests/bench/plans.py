"""A small archive that is planned and never rendered."""

from __future__ import annotations

from bench.broadcast import Archive, Item, Kind, RecordingPlan
from bench.scenes import Scene, Scenes, Source


def source(name: str) -> Source:
    return Source(f"/nowhere/{name}.mp4", f"digest of {name}", name, "")


def scene(name: str, seconds: float = 20.0, begin: float = 0.0) -> Scene:
    return Scene(source(name), begin, begin + seconds)


def scenes(shown: int = 12) -> Scenes:
    return Scenes(
        shown=tuple(scene(f"shown {n}", 8.0 + n) for n in range(shown)),
        absent=(scene("absent 0"), scene("absent 1")),
        later=(scene("shown 3", 20.0, 40.0),),
        strange_sounds=(),
    )


def two_recordings() -> Archive:
    """The second shows 4 s of the first's scene, from its second 10 on: its own 3 s to 7 s."""
    first = RecordingPlan(
        "one", 0, (Item(Kind.IDENT, 100), Item(Kind.SCENE, 500, source("a"), 0.0)), 25, True
    )
    second = RecordingPlan(
        "two",
        1,
        (
            Item(Kind.BARS, 75),
            Item(Kind.SCENE, 100, source("a"), 10.0),
            Item(Kind.SCENE, 250, source("b"), 0.0),
        ),
        25,
        False,
    )
    return Archive((first, second), (), ())

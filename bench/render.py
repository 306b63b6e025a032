"""From plans to files: recordings, second captures and posts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from bench import graphics
from bench.broadcast import CapturePlan, Item, Kind, RecordingPlan
from bench.operations import apply
from bench.posts import Backdrop, PostPlan, Stretch
from bench.sound import heard_with, music, over_the_air, tempo, tone
from bench.video import (
    A_FRAME,
    FPS,
    SOUND_RATE,
    Encoding,
    Picture,
    Sound,
    frames,
    read_sound,
    resampled,
    resized,
    write,
)

BED = "bed"
"""The music that all stations play over their studio walls."""
SOUND_MARGIN = 0.2


def render_recording(plan: RecordingPlan, path: Path) -> None:
    """720p at 25 frames a second with bug, ticker and sound."""
    how = Encoding(crf=24, key_every=plan.key_every, sound_bit_rate=128_000)
    write(path, _programme(plan), FPS, _programme_sound(plan), how)


def render_capture(plan: CapturePlan, path: Path) -> None:
    """The same pictures, cropped and scaled by another receiver, through another encoder."""
    left, top, right, bottom = plan.box

    def caught() -> Iterator[Picture]:
        for picture in islice(_programme(plan.recording), plan.skipped, None):
            high, wide = picture.shape[:2]
            cut = picture[round(top * high) : round(bottom * high), round(left * wide) : round(right * wide)]
            yield resized(cut, plan.wide, plan.high)

    sound = _programme_sound(plan.recording)[plan.skipped * A_FRAME :]
    if plan.codec == "mpeg2video":
        how = Encoding(
            "mpeg2video", bit_rate=2_500_000, key_every=12, sound_codec="mp2", sound_bit_rate=128_000
        )
    else:
        how = Encoding(crf=31, key_every=60, preset="ultrafast", sound_bit_rate=64_000)
    write(path, caught(), FPS, sound, how)


def _programme(plan: RecordingPlan) -> Iterator[Picture]:
    for first, item in plan.spans():
        for number, picture in enumerate(_item(item, plan.station)):
            if item.kind in {Kind.SCENE, Kind.STUDIO}:
                yield graphics.marked(picture, plan.station, first + number, ticker=plan.ticker)
            else:
                yield picture


def _item(item: Item, station: int) -> Iterator[Picture]:
    if item.source is not None:
        for picture in resampled(Path(item.source.path), item.begin, item.frames):
            yield graphics.filled(picture)
    else:
        yield from _furniture(item.kind, station, item.frames, f"station {station}")


def _furniture(kind: Kind | None, station: int, count: int, key: str) -> Iterator[Picture]:
    for number in range(count):
        if kind is Kind.IDENT:
            yield graphics.ident(station, number)
        elif kind is Kind.STUDIO:
            yield graphics.studio(station, number)
        elif kind is Kind.BARS:
            yield graphics.bars()
        elif kind is Kind.SLATE:
            yield graphics.slate(key)
        else:
            yield np.zeros((graphics.HIGH, graphics.WIDE, 3), np.uint8)


def _programme_sound(plan: RecordingPlan) -> Sound:
    return np.concatenate([_item_sound(item, plan.station) for item in plan.items])


def _item_sound(item: Item, station: int) -> Sound:
    seconds = item.frames / FPS
    if item.source is not None:
        path = Path(item.source.sound) if item.source.sound else None
        sound = heard_with(path, item.source.family, item.begin, seconds)
    elif item.kind is Kind.IDENT:
        sound = music(f"jingle {station}", seconds)
    elif item.kind is Kind.STUDIO:
        sound = music(BED, seconds)
    elif item.kind is Kind.BARS:
        sound = tone(seconds)
    else:
        sound = np.zeros(0, np.float32)
    wanted = item.frames * A_FRAME
    return np.pad(sound[:wanted], (0, max(0, wanted - len(sound))))


def render_post(plan: PostPlan, material: dict[str, Path], path: Path) -> None:
    """Write a post's file.

    Args:
        material: The files of recordings and, under "capture of " and the recording, of captures.
    """
    if plan.post.still:
        picture = next(_pictures(plan, material))
        _write_still(picture, path)
        return
    sound = _post_sound(plan, material)
    how = Encoding(crf=plan.look.crf, preset="veryfast", sound_bit_rate=64_000)
    write(path, _pictures(plan, material), plan.look.fps, sound, how)


def _write_still(picture: Picture, path: Path) -> None:
    import cv2

    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 82] if path.suffix == ".jpg" else [])


def _pictures(plan: PostPlan, material: dict[str, Path]) -> Iterator[Picture]:
    look = plan.look
    ground = _ground(plan)
    for number, picture in enumerate(_at_rate(_cut(plan, material), look.fps)):
        behind = next(ground, None)
        for operation in look.operations:
            picture = apply(picture, operation, number, behind)  # noqa: PLW2901
        high, wide = picture.shape[:2]
        yield resized(picture, round(wide * look.high / high / 2) * 2, look.high)


def _ground(plan: PostPlan) -> Iterator[Picture]:
    if plan.ground is None:
        return
    count = round(plan.post.seconds * max(FPS, plan.look.fps)) + 2
    for picture in resampled(Path(plan.ground.source.path), plan.ground.begin, count):
        yield resized(graphics.filled(picture), 854, 480)


def _at_rate(pictures: Iterator[Picture], fps: float) -> Iterator[Picture]:
    """25 a second turned into ``fps`` by repeating or passing over pictures, as cheap converters do."""
    if fps == FPS:
        yield from pictures
        return
    given = 0
    for number, picture in enumerate(pictures):
        while given / fps < (number + 1) / FPS - 1e-9:
            yield picture
            given += 1


def _cut(plan: PostPlan, material: dict[str, Path]) -> Iterator[Picture]:
    """The post's pictures before it was edited, 25 a second, at the look's working size."""
    if plan.backdrop is not None:
        for picture in _backdrop(plan.backdrop):
            yield resized(picture, *plan.look.work)
        return
    for number, stretch in enumerate(plan.stretches):
        name, skipped = stretch.recording.id, 0
        if plan.capture:
            name, skipped = f"capture of {name}", plan.capture[number].skipped
        yield from _stretch(material[name], stretch, skipped, plan.look.work)


def _stretch(path: Path, stretch: Stretch, skipped: int, size: tuple[int, int]) -> Iterator[Picture]:
    count = max(1, round(stretch.seconds * FPS))
    wanted = [stretch.first - skipped + int(n * stretch.rate + 1e-6) for n in range(count)]
    if stretch.rate < 0:
        wanted = [stretch.first - skipped - n for n in range(count)]
        low = wanted[-1]
        held = list(frames(path, low, wanted[0] - low + 1, *size))
        yield from (held[index - low] for index in wanted)
        return
    source = frames(path, wanted[0], wanted[-1] - wanted[0] + 1, *size)
    at, picture = wanted[0], next(source)
    for index in wanted:
        while at < index:
            at, picture = at + 1, next(source)
        yield picture


def _backdrop(backdrop: Backdrop) -> Iterator[Picture]:
    if backdrop.scene is not None:
        pictures = resampled(Path(backdrop.scene.source.path), backdrop.scene.begin, backdrop.frames)
        for number, picture in enumerate(pictures):
            shown = graphics.filled(picture)
            yield graphics.marked(shown, backdrop.station, number + 900, ticker=backdrop.station % 2 == 0)
    elif backdrop.kind is None:
        plain = np.full((graphics.HIGH, graphics.WIDE, 3), backdrop.colour, np.uint8)
        for _ in range(backdrop.frames):
            yield plain
    else:
        yield from _furniture(backdrop.kind, backdrop.station, backdrop.frames, backdrop.key)


def _post_sound(plan: PostPlan, material: dict[str, Path]) -> Sound | None:
    seconds = plan.post.seconds
    if plan.heard:
        sound = _heard(plan.heard, seconds)
    else:
        sound = np.concatenate([_stretch_sound(s, n, plan, material) for n, s in enumerate(plan.sound)])
    if sound is None:
        return None
    wanted = round(seconds * SOUND_RATE)
    sound = np.pad(sound[:wanted], (0, max(0, wanted - len(sound))))
    return over_the_air(sound, plan.post.id) if plan.over_the_air else sound


def _stretch_sound(stretch: Stretch, number: int, plan: PostPlan, material: dict[str, Path]) -> Sound:
    seconds = stretch.seconds * abs(stretch.rate)
    if stretch.rate == 0:
        return np.zeros(round(stretch.seconds * SOUND_RATE), np.float32)
    name, begin = stretch.recording.id, stretch.first / FPS
    if plan.capture and plan.sound == plan.stretches:
        name, begin = f"capture of {name}", begin - plan.capture[number].skipped / FPS
    if stretch.rate < 0:
        return read_sound(material[name], begin - seconds, seconds)[::-1]
    return tempo(read_sound(material[name], begin, seconds), stretch.rate)


def _heard(what: str, seconds: float) -> Sound | None:
    """The sound that a plan names; see :attr:`bench.posts.PostPlan.heard`."""
    kind, _, key = what.partition(":")
    name, _, begin = key.partition("@")
    if kind == "none":
        return None
    if kind == "silence":
        return np.zeros(round(seconds * SOUND_RATE), np.float32)
    if kind == "tone":
        return tone(seconds)
    if kind == "music":
        return music(name, seconds)
    return heard_with(Path(name) if kind == "file" else None, name, float(begin or 0), seconds)

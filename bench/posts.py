"""What each post shows and plays: planned from seeds alone, so that the truth is exact and a plan is a key."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bench.broadcast import Archive, CapturePlan, Kind, RecordingPlan, airings, blocks, places
from bench.edits import Edit, Look, Timing, edits
from bench.scenes import Scene, Scenes
from bench.sound import seed_of
from bench.truth import RECURRING, Group, Negative, Part, Post, SoundState
from bench.video import FPS
from storage.records import Box

SHORTEST, LONGEST = 4.0, 20.0
"""Seconds of a post."""
SNIPPET = 4.0


@dataclass(frozen=True)
class Stretch:
    """Clip frames (25 a second) that show frames of a recording from ``first`` on, ``rate`` apart."""

    recording: RecordingPlan
    first: int
    seconds: float
    """Of the clip."""
    rate: float


@dataclass(frozen=True)
class Backdrop:
    """Pictures that are cut from no recording: a scene with a station's graphics, or a station's furniture."""

    kind: Kind | None
    """None for a scene or a plain colour."""
    station: int
    frames: int
    scene: Scene | None = None
    colour: tuple[int, int, int] = (0, 0, 0)
    key: str = ""


@dataclass(frozen=True)
class PostPlan:
    post: Post
    look: Look
    stretches: tuple[Stretch, ...] = ()
    capture: tuple[CapturePlan, ...] = ()
    """The second capture of each stretch's recording, where the post is cut from it."""
    sound: tuple[Stretch, ...] = ()
    heard: str = ""
    """What is heard instead: "silence", "none" (no track), "file:" + path, "speech:" or "music:" + key, "tone"."""
    over_the_air: bool = False
    ground: Scene | None = None
    backdrop: Backdrop | None = None


def plan_posts(scenes: Scenes, archive: Archive, seed: int, each: int, only: str = "") -> list[PostPlan]:
    """``each`` posts of every edit whose name contains ``only``; the same ones whatever ``each`` is."""
    return [
        _positive(edit, copy, scenes, archive, seed)
        for edit in edits()
        if only in edit.name
        for copy in range(each)
        if edit.timing is not Timing.AIRED_AGAIN or archive.repeated
    ]


def _positive(edit: Edit, copy: int, scenes: Scenes, archive: Archive, seed: int) -> PostPlan:
    draw = seed_of("post", seed, edit.name, copy)
    look = edit.look(draw)
    stretches = _stretches(edit, archive, draw)
    other = edit.other_capture or copy % 3 == 2
    captures = (
        tuple(archive.captures[archive.recordings.index(s.recording)] for s in stretches) if other else ()
    )
    ground = scenes.absent[int(draw.integers(len(scenes.absent)))] if look.on_ground else None
    sound, heard, state = _sound(edit, copy, stretches, scenes, archive, draw)
    picture = _parts(archive, stretches, captures, look, still=edit.timing is Timing.STILL)
    heard_parts = _parts(archive, sound, (), Look(), still=False)
    seconds = 0.0 if edit.timing is Timing.STILL else sum(s.seconds for s in stretches)
    families = tuple(dict.fromkeys(f for part in (*picture, *heard_parts) for f in part.families))
    post = Post(
        id=f"{edit.name} {copy}",
        file="",
        edit=edit.name,
        group=edit.group,
        seconds=seconds,
        other_capture=other,
        picture=picture,
        sound=() if seconds == 0 else tuple(part for part in heard_parts if not part.frozen),
        sound_state=state,
        overlays=look.overlays,
        families=families + ((ground.source.family,) if ground else ()),
    )
    return PostPlan(post, look, stretches, captures, sound, heard, edit.over_the_air, ground)


def _stretches(edit: Edit, archive: Archive, draw: np.random.Generator) -> tuple[Stretch, ...]:
    if edit.timing is Timing.AIRED_AGAIN:
        return (_aired_again(archive, draw),)
    if edit.timing is Timing.JOINED:
        return tuple(_cut(archive, draw, 4.0, 8.0, 1.0) for _ in range(2))
    if edit.timing is Timing.SNIPPET:
        return (_cut(archive, draw, SNIPPET, SNIPPET, edit.rate),)
    if edit.timing is Timing.STILL:
        return (replace(_cut(archive, draw, SHORTEST, SHORTEST, 1.0), seconds=0.0, rate=0.0),)
    if edit.timing in {Timing.PARTLY_REVERSED, Timing.FROZEN, Timing.LOOPED}:
        return _interrupted(edit.timing, _cut(archive, draw, 8.0, 14.0, 1.0), draw)
    whole = _cut(archive, draw, SHORTEST, LONGEST, edit.rate)
    if edit.timing is Timing.BACKWARDS:
        return (replace(whole, first=whole.first + round(whole.seconds * FPS), rate=-1.0),)
    return (whole,)


def _cut(archive: Archive, draw: np.random.Generator, low: float, high: float, rate: float) -> Stretch:
    """``low`` to ``high`` clip seconds of one block of scenes, wherever in the archive."""
    runs = [
        (recording, first, frames)
        for recording in archive.recordings
        for first, frames in blocks(recording)
        if frames >= (low * rate + 0.5) * FPS
    ]
    weights = np.array([frames for *_, frames in runs], float)
    recording, first, frames = runs[int(draw.choice(len(runs), p=weights / weights.sum()))]
    seconds = float(draw.uniform(low, max(low, min(high, frames / FPS / rate - 0.4))))
    seconds = round(seconds * FPS) / FPS
    room = frames - int(np.ceil(seconds * rate * FPS)) - 4
    return Stretch(recording, first + int(draw.integers(0, max(1, room))) + 2, seconds, rate)


def _aired_again(archive: Archive, draw: np.random.Generator) -> Stretch:
    span = archive.repeated[int(draw.integers(len(archive.repeated)))]
    shown = places(archive, span)
    recording, first = shown[int(draw.integers(len(shown)))]
    seconds = round(float(draw.uniform(4.0, span.seconds - 0.4)) * FPS) / FPS
    room = int((span.seconds - seconds) * FPS) - 2
    return Stretch(recording, first + int(draw.integers(0, max(1, room))) + 1, seconds, 1.0)


def _interrupted(timing: Timing, whole: Stretch, draw: np.random.Generator) -> tuple[Stretch, ...]:
    """A cut whose middle is played backwards, stands still, or is played again."""
    frames = round(whole.seconds * FPS)
    one, two = (round(frames * float(v)) for v in (draw.uniform(0.3, 0.42), draw.uniform(0.62, 0.72)))

    def piece(first: int, count: int, rate: float) -> Stretch:
        return Stretch(whole.recording, whole.first + first, count / FPS, rate)

    if timing is Timing.PARTLY_REVERSED:
        return piece(0, one, 1.0), piece(two, two - one, -1.0), piece(two, frames - two, 1.0)
    if timing is Timing.FROZEN:
        held = round(float(draw.uniform(1.5, 4.0)) * FPS)
        return piece(0, one, 1.0), piece(one, held, 0.0), piece(one, frames - one, 1.0)
    again = [piece(one, two - one, 1.0)] * int(draw.integers(2, 4))
    return piece(0, one, 1.0), *again, piece(two, frames - two, 1.0)


def _parts(
    archive: Archive,
    stretches: tuple[Stretch, ...],
    captures: tuple[CapturePlan, ...],
    look: Look,
    *,
    still: bool,
) -> tuple[Part, ...]:
    parts: list[Part] = []
    clip = 0.0
    for number, stretch in enumerate(stretches):
        begin = stretch.first / FPS
        if still:
            begin += 0.5 / FPS
        seen, families = airings(archive, stretch.recording, begin, clip, stretch.seconds, stretch.rate)
        box = look.source_box
        if captures and box is not None:
            box = within(captures[number].box, box)
        parts.append(
            Part(
                recording=stretch.recording.id,
                begin=begin,
                clip=clip,
                seconds=stretch.seconds,
                rate=stretch.rate,
                airings=seen,
                families=families,
                mirrored=look.mirrored,
                source_box=box,
                clip_box=look.clip_box,
            )
        )
        clip += stretch.seconds
    return tuple(parts)


def within(outer: Box, inner: Box) -> Box:
    """``inner``, given in shares of ``outer``, in shares of the whole."""
    wide, high = outer[2] - outer[0], outer[3] - outer[1]
    return (
        outer[0] + inner[0] * wide,
        outer[1] + inner[1] * high,
        outer[0] + inner[2] * wide,
        outer[1] + inner[3] * high,
    )


def _sound(
    edit: Edit,
    copy: int,
    stretches: tuple[Stretch, ...],
    scenes: Scenes,
    archive: Archive,
    draw: np.random.Generator,
) -> tuple[tuple[Stretch, ...], str, SoundState]:
    seconds = sum(s.seconds for s in stretches)
    if edit.timing is Timing.STILL:
        return (), "none", SoundState.MUTED
    if edit.sound is SoundState.MUTED:
        return (), "none" if copy % 2 else "silence", edit.sound
    if edit.sound is SoundState.REPLACED:
        return (), _strange(scenes, f"{edit.name} {copy}", seconds, draw), edit.sound
    if edit.sound is SoundState.ELSEWHERE:
        return (_elsewhere(archive, stretches[0], seconds, draw),), "", edit.sound
    return stretches, "", SoundState.KEPT


def _elsewhere(archive: Archive, shown: Stretch, seconds: float, draw: np.random.Generator) -> Stretch:
    """Sound of another place, whose footage is not the one that is seen."""
    seen = set(airings(archive, shown.recording, shown.first / FPS, 0.0, seconds, 1.0)[1])
    for _ in range(50):
        other = _cut(archive, draw, SHORTEST, seconds, 1.0)
        known = set(airings(archive, other.recording, other.first / FPS, 0.0, other.seconds, 1.0)[1])
        if not seen & known:
            break
    return other


def _strange(scenes: Scenes, key: str, seconds: float, draw: np.random.Generator) -> str:
    kind = int(draw.integers(3))
    if kind == 0 and scenes.strange_sounds:
        return f"file:{scenes.strange_sounds[int(draw.integers(len(scenes.strange_sounds)))]}"
    return f"music:strange {key}" if kind == 1 else f"speech:strange {key} {seconds}"


def plan_negatives(
    scenes: Scenes, archive: Archive, seed: int, scenes_each: int, recurring: int
) -> list[PostPlan]:
    """``scenes_each`` posts of held-out scenes and as many of the same cameras at another time, with the
    common edits in turn, and ``recurring`` posts that show or play only what recurs everywhere."""
    plans = [_unseen(Negative.OTHER_SCENE, n, scenes, archive, seed) for n in range(scenes_each)]
    if scenes.later:
        plans += [_unseen(Negative.SAME_CAMERA, n, scenes, archive, seed) for n in range(scenes_each)]
    plans += [_recurring(RECURRING[n % len(RECURRING)], n, scenes, archive, seed) for n in range(recurring)]
    return plans


def _unseen(kind: Negative, copy: int, scenes: Scenes, archive: Archive, seed: int) -> PostPlan:
    draw = seed_of("negative", seed, kind, copy)
    common = [
        e
        for e in edits()
        if e.group is Group.COMMON and e.timing is Timing.WHOLE and not e.look(draw).on_ground
    ]
    pool = scenes.absent if kind is Negative.OTHER_SCENE else scenes.later
    scene = _piece(pool[copy % len(pool)], draw)
    edit = common[copy % len(common)]
    backdrop = Backdrop(None, _station(archive, draw), int(scene.seconds * FPS), scene)
    return _negative(kind, copy, edit.look(draw), backdrop, _scene_sound(scene), (scene.source.family,))


def _piece(scene: Scene, draw: np.random.Generator) -> Scene:
    seconds = round(float(draw.uniform(3.6, min(14.0, max(3.7, scene.seconds)))) * FPS) / FPS
    begin = scene.begin + float(draw.uniform(0, max(0.0, scene.seconds - seconds)))
    return Scene(scene.source, round(begin, 2), round(begin, 2) + seconds)


def _station(archive: Archive, draw: np.random.Generator) -> int:
    return archive.recordings[int(draw.integers(len(archive.recordings)))].station


def _scene_sound(scene: Scene) -> str:
    """The scene's own or lent sound, at the same seconds."""
    own = f"file:{scene.source.sound}" if scene.source.sound else f"speech:{scene.source.family}"
    return f"{own}@{scene.begin}"


def _recurring(kind: Negative, copy: int, scenes: Scenes, archive: Archive, seed: int) -> PostPlan:
    draw = seed_of("recurring", seed, kind, copy)
    station = _station(archive, draw)
    frames = round(float(draw.uniform(4, 12)) * FPS)
    unseen = _piece(scenes.absent[int(draw.integers(len(scenes.absent)))], draw)
    unseen_backdrop = Backdrop(None, station, int(unseen.seconds * FPS), unseen)
    own = _scene_sound(unseen)
    colours = ((0, 0, 0), (255, 255, 255), (16, 16, 16), (180, 40, 20))
    backdrop, heard = {
        Negative.BLANK: (
            Backdrop(None, station, frames, colour=colours[copy // len(RECURRING) % 4]),
            "silence",
        ),
        Negative.SLATE: (Backdrop(Kind.SLATE, station, frames, key=f"post {seed} {copy}"), "silence"),
        Negative.BARS: (Backdrop(Kind.BARS, station, frames), "tone"),
        Negative.IDENT: (Backdrop(Kind.IDENT, station, 100), f"music:jingle {station}"),
        Negative.STUDIO: (Backdrop(Kind.STUDIO, station, min(frames, 175)), "music:bed"),
        Negative.SILENCE: (unseen_backdrop, "silence"),
        Negative.JINGLE: (unseen_backdrop, f"music:jingle {station}"),
        Negative.MUSIC: (unseen_backdrop, "music:bed"),
    }[kind]
    families = (unseen.source.family,) if backdrop.scene else ()
    return _negative(kind, copy, Look(), backdrop, heard or own, families)


def _negative(
    kind: Negative, copy: int, look: Look, backdrop: Backdrop, heard: str, families: tuple[str, ...]
) -> PostPlan:
    post = Post(
        id=f"{kind} {copy}",
        file="",
        edit=kind.value,
        group=Group.NEGATIVE,
        seconds=backdrop.frames / FPS,
        sound_state=SoundState.REPLACED,
        negative=kind,
        families=families,
    )
    return PostPlan(post, look, heard=heard, backdrop=backdrop)

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as some

from scrapers.captions.cea608 import parse

Pair = tuple[int, int]


def frames(*written: tuple[float, list[Pair]], kind: int = 0) -> Iterator[tuple[float, bytes]]:
    """A pair a frame, thirty frames a second, beginning at the second that is given."""
    for second, pairs in written:
        for n, (one, two) in enumerate(pairs):
            yield round(second + n / 30, 3), bytes([0xFC | kind, _odd(one), _odd(two)])


def _odd(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte | 0x80


def code(two: int, one: int = 0x14) -> list[Pair]:
    """A control code, sent twice as broadcasters do."""
    return [(one, two)] * 2


def letters(text: str) -> list[Pair]:
    padded = text.encode("latin-1") + b"\x00" * (len(text) % 2)
    return [(padded[n], padded[n + 1]) for n in range(0, len(padded), 2)]


def _told(data: Iterator[tuple[float, bytes]], channel: str = "CC1") -> list[tuple[float, float, str]]:
    return [(cue.start or 0.0, cue.end or 0.0, cue.text) for cue in parse(data)[channel]]


def test_pop_on_captions_stand_from_their_flip_to_the_next_or_to_the_erasure() -> None:
    def shown(first: str, second: str = "") -> list[Pair]:
        lower = [*code(0x70), *letters(second)] if second else []
        return [*code(0x20), *code(0x2E), *code(0x50), *letters(first), *lower]

    told = _told(
        frames(
            (1.0, shown("GOOD EVENING", "FROM THE HARBOUR")),
            (3.0, code(0x2F)),
            (4.0, shown("THE BRIDGE IS OPEN")),
            (6.0, code(0x2F)),
            (9.0, code(0x2C)),
        )
    )
    assert told == [(3.0, 6.0, "GOOD EVENING\nFROM THE HARBOUR"), (6.0, 9.0, "THE BRIDGE IS OPEN")]


def test_lines_that_roll_up_are_a_cue_each_and_none_is_repeated() -> None:
    def line(text: str) -> list[Pair]:
        return [*code(0x25), *code(0x2D), *code(0x70), *letters(text)]

    told = _told(frames((1.0, line("GOOD EVENING")), (4.0, line("THE BRIDGE")), (7.0, line("IS OPEN"))))
    assert [text for _, _, text in told] == ["GOOD EVENING", "THE BRIDGE", "IS OPEN"]
    assert [start for start, _, _ in told] == [1.2, 4.2, 7.2]
    assert told[0][1] == 4.067


def test_paint_on_accents_music_and_corrections() -> None:
    text = [
        *code(0x29), *code(0x70), *letters("CAF"), (0x45, 0x00), *code(0x21, 0x12), *letters(" "),
        *code(0x37, 0x11), *letters(" WRONX"), *code(0x21), *letters("G"),
    ]  # fmt: skip
    told = _told(frames((1.0, text), (5.0, code(0x2C))))
    assert [text for _, _, text in told] == ["CAFÉ ♪ WRONG"]


def test_the_second_channel_and_the_second_field_are_apart() -> None:
    def line(text: str, channel: int) -> list[Pair]:
        one = 0x14 | (0x08 if channel == 2 else 0)
        return [*code(0x25, one), *code(0x2D, one), *letters(text)]

    both = [*frames((1.0, line("ONE", 1)), (2.0, line("DOS", 2))), *frames((3.0, line("TRES", 1)), kind=1)]
    found = parse(iter(both))
    assert {name: [cue.text for cue in cues] for name, cues in found.items()} == {
        "CC1": ["ONE"], "CC2": ["DOS"], "CC3": ["TRES"],
    }  # fmt: skip


def test_what_is_no_caption_is_passed_over() -> None:
    invalid = bytes([0xF8, 0x94, 0x25, 0xFE, 0x41, 0x41, 0xFC])
    page = [*code(0x2A), *letters("TEXT PAGE")]
    assert parse(iter([(0.0, invalid), (0.1, b""), *frames((1.0, page), (2.0, [(0x01, 0x03)]))])) == {}


@given(
    some.lists(some.tuples(some.integers(0, 255), some.integers(0, 255), some.integers(0, 255)), max_size=120)
)
def test_no_bytes_break_it(triplets: list[tuple[int, int, int]]) -> None:
    data = [(n / 30, bytes(triplet)) for n, triplet in enumerate(triplets)]
    for cues in parse(data).values():
        assert all(cue.start is not None and cue.end is not None and cue.start <= cue.end for cue in cues)

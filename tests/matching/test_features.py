"""Key points, the same in a mirror, and the words they become."""

from __future__ import annotations

import cv2
import numpy as np

from matching.features import CLIP, RECORDING, describe, mirrored
from matching.words import encode
from tests.matching.footage import Picture, Scene


def grey(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def test_flat_picture_has_no_features() -> None:
    assert len(describe(np.full((216, 384), 128, np.uint8), RECORDING)) == 0


def test_no_part_of_the_picture_takes_all_features() -> None:
    picture = (grey(Scene(3).at(0.0)) // 8 + 100).astype(np.uint8)
    for line in range(3):
        cv2.putText(picture, "TICKER TEXT +++ TICKER", (0, 150 + 25 * line), 0, 0.9, 255, 2)
    places = describe(picture, RECORDING).place
    below = places[:, 1] > 130 / 384
    assert 0 < below.sum() <= 4 * 2 * RECORDING.each


def test_mirror_is_found_without_looking_again() -> None:
    picture = grey(Scene(3).at(0.0))
    guessed = mirrored(describe(picture, CLIP))
    seen = describe(np.ascontiguousarray(picture[:, ::-1]), CLIP)
    nearest = (guessed.descriptor @ seen.descriptor.T).argmax(axis=1)
    gap = np.abs(guessed.place[:, :2] - seen.place[nearest, :2]).max(axis=1)
    assert (gap < 0.01).mean() > 0.8


def test_words_and_signatures_survive_encoding_again() -> None:
    picture = grey(Scene(3).at(0.0))
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
    worse = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    before, after = describe(picture, RECORDING), describe(worse, CLIP)
    apart = np.abs(before.place[:, None, :2] - after.place[None, :, :2]).max(axis=2)
    same = apart.min(axis=1) < 0.003
    partner = apart.argmin(axis=1)[same]
    word, signature = encode(before.descriptor)
    probes, theirs = encode(after.descriptor, 6)
    assert same.sum() > 20
    assert (probes[partner] == word[same]).any(axis=1).mean() > 0.7
    bits = np.bitwise_count(signature[same] ^ theirs[partner])
    strangers = np.bitwise_count(signature[:, None] ^ signature[None, :])
    assert np.median(bits) < 10
    assert np.median(strangers) > 25

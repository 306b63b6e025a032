"""Writing the benchmark's recordings and posts: H.264 in MP4, through PyAV."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""(height, width, 3), blue-green-red."""


def write(path: Path, pictures: Iterable[Picture], fps: float, crf: int, key_every: int) -> int:
    """Encode without sound; the number of frames written."""
    import av

    container = av.open(str(path), "w")
    stream = None
    count = 0
    for picture in pictures:
        if stream is None:
            stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
            stream.height, stream.width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
            stream.pix_fmt = "yuv420p"
            stream.options = {"crf": str(crf), "g": str(key_every), "preset": "veryfast", "threads": "2"}
        whole = np.ascontiguousarray(picture[: stream.height, : stream.width])
        frame = av.VideoFrame.from_ndarray(whole, format="bgr24")
        frame.pts = count
        container.mux(stream.encode(frame))
        count += 1
    if stream is not None:
        container.mux(stream.encode())
    container.close()
    return count


def resized(picture: Picture, wide: int, high: int) -> Picture:
    import cv2

    return cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)

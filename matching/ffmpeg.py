"""Which FFmpeg decodes here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DecoderVersion:
    ffmpeg: str
    pyav: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """FFmpeg's version as numbers; empty for a build that is named otherwise."""
        parts = self.ffmpeg.lstrip("n").partition("-")[0].split(".")
        return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def decoder_version() -> DecoderVersion:
    """The FFmpeg in the installed PyAV."""
    import av

    return DecoderVersion(str(av.ffmpeg_version_info), av.__version__)

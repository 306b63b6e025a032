"""The child process that turns speech into words: limited memory and processor time, no network.

Run as a script with one JSON job as its argument; it imports nothing of this project. On standard input come
pieces of sound, each as a length in bytes (8, little-endian) and 32-bit floats, mono, 16,000 a second. For each
it answers with a line of JSON a sentence, ``start``, ``end`` (seconds of the piece) and ``text``, and then
with ``{"language": …}``. What goes wrong is a line with ``trouble``.
"""

from __future__ import annotations

import importlib
import json
import struct
import sys
from collections.abc import Iterator
from typing import IO, Any

RATE = 16_000
LENGTH = struct.Struct("<Q")

_SILENT = 0.6
"""Probability of no speech from which words of little certainty are taken for made up (OpenAI's own bounds)."""
_UNSURE = -1.0
_REPEATED = 2.4
"""Ratio of compression above which a sentence is a loop."""


def limit(memory: int, cpu_seconds: int) -> None:
    """Take what the child must not have: more memory and time, files of its own, dumps."""
    import resource

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in limits.items():
        try:
            resource.setrlimit(name, (value, value))
        except (ValueError, OSError):
            continue  # a stricter limit is in force, or this system does not know it


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    """The pieces of sound until the input ends."""
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        yield source.read(LENGTH.unpack(head)[0])


def recognise(job: dict[str, Any], source: IO[bytes], out: IO[str]) -> None:
    """Answer each piece of sound with its sentences."""
    import numpy as np

    engine = importlib.import_module("faster_whisper")
    model = engine.WhisperModel(
        job["model"], device="cpu", compute_type="int8", cpu_threads=job["threads"], local_files_only=True
    )
    language = job["language"]
    for piece in pieces(source):
        sound = np.frombuffer(piece, np.float32)
        sentences, told = model.transcribe(sound, language=language, condition_on_previous_text=False)
        for sentence in sentences:
            made_up = sentence.no_speech_prob > _SILENT and sentence.avg_logprob < _UNSURE
            if not made_up and sentence.compression_ratio <= _REPEATED:
                line = {"start": sentence.start, "end": sentence.end, "text": sentence.text}
                out.write(json.dumps(line) + "\n")
        language = language or told.language
        out.write(json.dumps({"language": language}) + "\n")
        out.flush()


def main(argument: str) -> None:
    job = json.loads(argument)
    limit(job["memory"], job["cpu_seconds"])
    try:
        recognise(job, sys.stdin.buffer, sys.stdout)
    except Exception as error:  # an engine raises errors of any kind for a model that it cannot use
        trouble = f"{type(error).__name__}: {error}"[:400]
        sys.stdout.write(json.dumps({"trouble": trouble}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])

"""One recording's fingerprints, made in a process of its own that several of can run at once.

``python -m flows.index_worker JOB`` says the share that is done, a line each time, and at last one line of
JSON: what was made, or why there is no index. It ends by itself when nobody listens any more, so that it does not
outlive a command that was killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reference.errors import AirtraceError, MediaUnreadable

ONE_THREAD = {"OPENCV_FOR_THREADS_NUM": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""What keeps a worker from taking the cores of the others."""
PAUSE = 0.3
"""Seconds between two lines about the share that is done."""


class Stopped(AirtraceError):
    """The work was called off while it ran."""


@dataclass(frozen=True)
class Made:
    """What is known of a segment that was made."""

    covered: float
    """Seconds of the recording of which something is indexed."""
    sound: bool = False
    """Whether it can be searched by sound as well."""
    passed_over: int = 0
    """Single frames that could not be decoded."""


def fingerprint(
    footage: Path,
    into: Path,
    *,
    duration: float,
    frames_every: float | None = None,
    alone: bool,
    tell: Callable[[float], None],
    stopped: Callable[[], bool],
) -> Made:
    """Index ``footage`` in a worker process and write the segment ``into``.

    Args:
        duration: Seconds of the recording.
        frames_every: Seconds from one frame to the next, where ``footage`` is a folder or ZIP of frames.
        alone: No other worker runs beside it, so it may use several threads.
        tell: Called with the share that is done, 0 to 1.
        stopped: Asked now and then whether the work is called off.

    Raises:
        MediaUnreadable: It cannot be indexed, or what it holds brought the worker down.
        Stopped: It was called off.
    """
    job = {"footage": str(footage), "into": str(into), "duration": duration, "every": frames_every}
    root = str(Path(__file__).resolve().parent.parent)
    # -P and the path: the folder that the command was called in cannot lend the worker a module.
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "flows.index_worker", json.dumps(job)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": root} | ({} if alone else ONE_THREAD),
    ) as worker:
        assert worker.stdout is not None
        answer: dict[str, Any] | None = None
        try:
            for line in worker.stdout:
                if line.startswith("{"):
                    answer = json.loads(line)
                else:
                    tell(float(line))
                if stopped():
                    raise Stopped("indexing was called off; what is indexed stays")
        finally:
            worker.kill()
    if answer is None:
        raise MediaUnreadable(
            f"{footage.name} brought its indexing process down (it ended with {worker.returncode}); "
            "the file is damaged, or memory is short"
        )
    if "unreadable" in answer:
        raise MediaUnreadable(answer["unreadable"])
    return Made(**answer)


def main(argument: str) -> None:
    """Carry out one job; see the module."""
    from matching.covered import contents
    from matching.frame_folder import index_frames
    from matching.tracer import index_recording

    job = json.loads(argument)
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > PAUSE:
            last = now
            print(f"{share:.4f}", flush=True)

    answer: dict[str, Any] = {}
    footage, into = Path(job["footage"]), Path(job["into"])
    try:
        if job["every"] is None:
            index_recording(footage, into, progress=tell)
        else:
            answer["passed_over"] = index_frames(footage, job["every"], into, progress=tell)
        answer |= asdict(contents(into, job["duration"], job["every"]))
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
    except (AirtraceError, OSError) as error:
        answer = {"unreadable": str(error)}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

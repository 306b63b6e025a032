"""Three stories with footage of their own, through the whole command: genuine, recycled, and turned round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Airtrace

SECONDS = 36
FPS = 12
CLIP = (14, 24)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A broadcast of six scenes, ten seconds out of it, and the same seconds backwards."""
    folder = tmp_path_factory.mktemp("footage")
    frames = [_frame(n) for n in range(SECONDS * FPS)]
    first, last = CLIP[0] * FPS, CLIP[1] * FPS
    files = {"broadcast": frames, "clip": frames[first:last], "backwards": frames[first:last][::-1]}
    return {name: _video(folder / f"{name}.mp4", pictures) for name, pictures in files.items()}


def _frame(n: int) -> Any:
    """Blocks and stripes that move over a ground; each scene has its own."""
    import cv2
    import numpy as np

    scene, step = divmod(n, 6 * FPS)
    draw = np.random.default_rng(100 + scene)
    ground = cv2.resize(
        draw.integers(0, 255, (9, 16, 3), dtype=np.uint8), (320, 180), interpolation=cv2.INTER_CUBIC
    )
    for block in range(14):
        x, y, wide, high = draw.integers([0, 0, 14, 14], [300, 160, 70, 60])
        colour = tuple(int(v) for v in draw.integers(0, 255, 3))
        moved = (int(x) + (block % 5 - 2) * step * 2) % 320
        cv2.rectangle(
            ground, (moved, int(y)), (moved + int(wide), int(y + high)), colour, -1 if block % 2 else 3
        )
    cv2.circle(ground, (20 + 4 * step % 280, 90 + (scene * 13 + step) % 60), 16, (255, 255, 255), -1)
    return ground


def _video(path: Path, frames: list[Any]) -> Path:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def _case(airtrace: Airtrace, clip: Path, caption: str, posted: str) -> Any:
    answer = airtrace(
        "verify", clip, "--caption", caption, "--posted-at", posted, "--account", "somebody", "--json"
    )
    assert answer.code == 0, answer.err
    return answer.json["cases"][0]


def _outcomes(case: Any) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in case["checks"]}


def test_three_stories_are_told_apart(airtrace: Airtrace, footage: dict[str, Path], tmp_path: Path) -> None:
    added = airtrace(
        "recordings", "add", footage["broadcast"], "--station", "RUSSIA1", "--aired-at", "2023-06-19T18:00:00Z"
    )  # fmt: skip
    assert added.code == 0, added.err

    genuine = _case(
        airtrace, footage["clip"], "Rossiya 1 showed this on June 19, 2023.", "2023-06-19T20:00:00Z"
    )
    assert genuine["suggested"]["categories"] == ["OriginalMediaContent"]
    found = _outcomes(genuine)
    assert found["broadcaster_named"] == found["footage_age"] == found["named_days_and_airing"] == "supports"
    assert all(check["reads"] for check in genuine["checks"])

    turned = _case(airtrace, footage["backwards"], "The parade comes towards us.", "2023-06-20T20:00:00Z")
    assert turned["suggested"]["categories"] == ["TransformedContent"]
    assert _outcomes(turned)["earlier_posts"] == "supports", "the first post showed the same seconds"

    old = tmp_path / "old.mp4"
    old.write_bytes(footage["clip"].read_bytes() + b"\0")
    recycled = _case(airtrace, old, "BREAKING: a parade has begun in the capital", "2025-03-07T20:00:00Z")
    assert recycled["suggested"]["categories"] == ["DecontextualizedContent"]
    assert _outcomes(recycled)["footage_age"] == "refutes"
    assert recycled["suggested"]["claims"] == [{"n": 1, "rating": "Misleading"}]

    _a_newsrooms_own_table(airtrace, recycled["case"], tmp_path)


def _a_newsrooms_own_table(airtrace: Airtrace, case: str, folder: Path) -> None:
    """The same case by a table in which age means nothing, and by one that is none."""
    from checks.policy_table import SHIPPED

    own = folder / "own.yaml"
    lines = SHIPPED.read_text(encoding="utf-8").replace("name: Airtrace's own policy", "name: The Paper's")
    own.write_text(
        lines.replace("check: footage_age, outcome: [refutes]", "check: footage_age, outcome: [failed]")
    )
    again = ("--by", "Ada", "--because", "another table", "--json")
    answer = airtrace("rerun", case, "--check", "footage_age", "--policy", own, *again)
    assert answer.code == 0, answer.err
    assert answer.json["suggested"]["categories"] == ["OriginalMediaContent"]
    assert "By The Paper's" in answer.json["suggested"]["because"][-1]
    own.write_text("name: Nothing")
    refused = airtrace("rerun", case, "--policy", own, *again)
    assert refused.code == 2
    assert "has no pillars" in refused.json["error"]

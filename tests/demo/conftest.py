"""A stage with a tenth of the footage, built once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.stage import Stage

SHORT = 0.1


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage"), length=SHORT) as built:
        yield built


@pytest.fixture(scope="session")
def recording(stage: Stage) -> Path:
    """The recording that the clip is cut from."""
    return stage.recordings[stage.truth.recording].path

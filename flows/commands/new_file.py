"""A file that a command writes for the person: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reference.errors import InputError


@contextmanager
def new_file(output: Path) -> Iterator[IO[bytes]]:
    """Opened for writing; it has its name only when all of it is written.

    Raises:
        InputError: It cannot be written there.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".airtrace-", dir=output.absolute().parent)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        temporary.chmod(0o644)
        temporary.replace(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)

"""Plain text tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Table:
    """The first row is the head; the first column is set flush left."""

    rows: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        widths = [max(len(row[column]) for row in self.rows) for column in range(len(self.rows[0]))]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if n == 0 else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in self.rows
        )


def share(count: int, of: int) -> str:
    return f"{count / of:.3f}" if of else "-"


def number(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else "-"

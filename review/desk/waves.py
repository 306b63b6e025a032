"""Two sounds drawn over one another, as an SVG picture: the clip's above, the airing's below, in step."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 944, 96

_STYLE = (
    "rect{fill:none}.clip{fill:#a3430f}.airing{fill:#1d5080}line{stroke:#888}"
    "@media(prefers-color-scheme:dark){.clip{fill:#ee9d6f}.airing{fill:#7db3e6}}"
)


def draw(clip: Sequence[float], airing: Sequence[float]) -> str:
    """The picture; loudness runs from 0 to 1 in equal steps over the same stretch of time."""
    middle = HEIGHT / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"<style>{_STYLE}</style>"
        f'<path class="clip" d="{_area(clip, middle - 1, -1)}"/>'
        f'<path class="airing" d="{_area(airing, middle + 1, 1)}"/>'
        f'<line x1="0" y1="{middle}" x2="{WIDTH}" y2="{middle}"/></svg>'
    )


def _area(loudness: Sequence[float], base: float, way: int) -> str:
    if not loudness:
        return ""
    step = WIDTH / len(loudness)
    room = HEIGHT / 2 - 3
    tops = "".join(
        f"L{n * step:.1f} {base + way * room * min(max(value, 0.0), 1.0):.1f}H{(n + 1) * step:.1f}"
        for n, value in enumerate(loudness)
    )
    return f"M0 {base}{tops}V{base}z"

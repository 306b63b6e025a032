from __future__ import annotations

import pytest

from reference.languages import language_tag, primary


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("rus", "ru"), ("RU", "ru"), ("pt_br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN"), ("eng", "en"),
        ("und", None), ("", None), ("Russian language", None), (None, None), ("x", None), ("gsw", "gsw"),
    ],
)  # fmt: skip
def test_tags(given: str | None, tag: str | None) -> None:
    assert language_tag(given) == tag
    assert primary(given) == (tag or "").partition("-")[0]

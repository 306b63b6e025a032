from __future__ import annotations

from pathlib import Path

import pytest

from reference.accounts import load_accounts
from reference.errors import InputError


def test_a_newsrooms_accounts_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "x:\n  - {handle: '@MyPaper', name: My Paper}\n  - {handle: reuters, name: Ours}\n", encoding="utf-8"
    )
    accounts = {(each.platform, each.handle): each.name for each in load_accounts([own])}
    assert accounts["x", "MyPaper"] == "My Paper"
    assert accounts["x", "reuters"] == "Ours", "a newsroom's word on an account goes before the shipped one"
    assert ("x", "Reuters") not in accounts
    assert len(load_accounts()) > 50


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "listed by platform"),
        ("x: 5", "accounts of x must be a list"),
        ("x: [{handle: a}]", "account 1 of x needs a handle and a name"),
        ("x: [{handle: '@', name: b}]", "needs a handle"),
        ("x: [", "cannot be read"),
    ],
)
def test_a_mistake_in_a_list_is_said_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_accounts([own])
    with pytest.raises(InputError, match="cannot be read"):
        load_accounts([tmp_path / "none.yaml"])

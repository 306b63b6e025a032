"""Accounts that are known: those that are often imitated, and those that a newsroom adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from reference.errors import InputError

SHIPPED = Path(__file__).with_name("accounts.yaml")
_LONGEST_FILE = 2_000_000


@dataclass(frozen=True)
class Account:
    """An account by its handle, without ``@``. ``platform`` is spelt as ``storage.records.Platform`` does."""

    platform: str
    handle: str
    name: str


def load_accounts(extra: Iterable[Path] = ()) -> tuple[Account, ...]:
    """The shipped accounts and those of the given files, each listed once.

    Raises:
        InputError: A file is none of accounts; the message says which and where.
    """
    found = [account for path in (SHIPPED, *extra) for account in _read(path)]
    return tuple({(each.platform, each.handle.casefold()): each for each in found}.values())


def _read(path: Path) -> Iterable[Account]:
    try:
        data = path.read_bytes()
        if len(data) > _LONGEST_FILE:
            raise InputError(f"{path} is too long for a list of accounts")
        table = yaml.safe_load(data)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a list of accounts: {error}") from error
    if not isinstance(table, dict):
        raise InputError(f"{path}: accounts are listed by platform, as in the shipped accounts.yaml")
    for platform, entries in table.items():
        if not isinstance(entries, list):
            raise InputError(f"{path}: the accounts of {platform} must be a list")
        for n, entry in enumerate(entries, 1):
            handle, name = (
                (entry.get("handle"), entry.get("name")) if isinstance(entry, dict) else (None, None)
            )
            if not isinstance(handle, str) or not isinstance(name, str) or not handle.strip("@ "):
                raise InputError(f"{path}: account {n} of {platform} needs a handle and a name, both texts")
            yield Account(str(platform), handle.strip().removeprefix("@"), name.strip())

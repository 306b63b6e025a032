"""Which policy turns results into a suggestion: the newsroom's own, else the shipped one."""

from __future__ import annotations

import os
from pathlib import Path

from checks.policy import shipped
from checks.policy_table import Policy, load_policy
from checks.registry import names
from flows.home import Home
from reference.accounts import load_accounts

VARIABLE = "AIRTRACE_POLICY"


def chosen_policy(home: Home, given: str | None = None) -> Policy:
    """The policy in the given file, else that of ``$AIRTRACE_POLICY``, of the home folder, or the shipped one.

    Raises:
        InputError: The file is no policy; the message says where and what.
    """
    own = home.path / "policy.yaml"
    path = given or os.environ.get(VARIABLE) or (str(own) if own.exists() else None)
    return load_policy(Path(path).expanduser(), names()) if path else shipped()


def policy_option(home: Home, given: Path | None) -> str | None:
    """The file as a run keeps it. It and the newsroom's accounts are read once now, so that a mistake in them is
    said before anything is recorded.

    Raises:
        InputError: It is no policy, or a file of accounts is none.
    """
    load_accounts(home.account_files())
    path = str(given.expanduser().absolute()) if given is not None else None
    chosen_policy(home, path)
    return path

"""What a record holds, so that two of them can be compared: times, salts and run names aside."""

from __future__ import annotations

import json
import re
from typing import Any

from flows.home import Home
from storage import casefile
from storage.encoding import to_plain
from storage.migrations import PROJECTIONS, VOLATILE
from storage.store import Store

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|\+00:00)")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_CARRIER = re.compile(r'"carrier": ?"[^"]*"')


def told(home: Home) -> dict[str, Any]:
    """All tables, all events in their order, and every case with all it stands on.

    Hashes are left out of the tables, since documents carry a random salt; in the cases they stay.
    """
    with Store(home.path) as store:
        held: dict[str, Any] = {
            table: [
                _plain({name: value for name, value in row.items() if name not in VOLATILE.get(table, ())})
                for row in store.db.query(f"SELECT * FROM {table} ORDER BY rowid")
            ]
            for table in PROJECTIONS
        }
        events = store.db.query("SELECT actor, kind, subject, body FROM events WHERE seq > 1 ORDER BY seq")
        held["events"] = [_plain(event) for event in events]
        names = [row["id"] for row in store.db.query("SELECT id FROM cases ORDER BY id")]
        held["files"] = {
            name: _TIME.sub("(time)", json.dumps(to_plain(casefile.load(store, name)), sort_keys=True))
            for name in names
        }
    return held


def _plain(row: dict[str, Any]) -> str:
    body = row.pop("body", "")
    text = f"{json.dumps(row, sort_keys=True)} {body}"
    return _CARRIER.sub("(carrier)", _HASH.sub("(hash)", _TIME.sub("(time)", text)))

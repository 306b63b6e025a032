"""What Prefect is told before it is imported: where its files lie, that nobody else may use it, and to be quiet.

Prefect reads its settings when it is imported, from the environment before anything else. Left alone it
keeps its files in ``~/.prefect``, answers every web page that the user visits, and reports to its makers.
Nothing here imports Prefect.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reference.errors import RecordError

HOST = "127.0.0.1"
DEFAULT_PORT = 4200
USER = "airtrace"
_OURS = ("PREFECT_", "DO_NOT_TRACK", "NO_PROXY", "no_proxy")


def sign_in(prefect_home: Path) -> str:
    """``user:password`` for Prefect's pages and API; made once, in a file that only its owner can read.

    Raises:
        RecordError: The file is there and holds no password, or cannot be written.
    """
    file = prefect_home / "password"
    try:
        prefect_home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as new:
                new.write(f"{USER}:{secrets.token_urlsafe(24)}\n")
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(
            f"the password file {file} cannot be used: {error}; delete it to have a new one"
        ) from error
    if not text.startswith(f"{USER}:") or len(text) < len(USER) + 17:
        raise RecordError(f"the password file {file} holds no password; delete it to have a new one")
    return text


def origins(port: int) -> tuple[str, ...]:
    """The only web pages that may speak to the server: its own."""
    return (f"http://{HOST}:{port}", f"http://localhost:{port}")


def api_url(port: int) -> str:
    return f"http://{HOST}:{port}/api"


def environment(prefect_home: Path, *, port: int, sign_in: str, pages: bool = True) -> dict[str, str]:
    """The variables for a Prefect server and for everything that speaks to it.

    Args:
        prefect_home: Folder of Prefect's own database, profile and logs.
        port: The server's port on loopback.
        sign_in: ``user:password``, as :func:`sign_in` gives it.
        pages: Whether the server also serves Prefect's web pages.
    """
    return {
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_PROFILES_PATH": str(prefect_home / "profiles.toml"),
        "PREFECT_API_URL": api_url(port),
        "PREFECT_API_AUTH_STRING": sign_in,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{prefect_home / 'prefect.db'}",
        # Closed: loopback, a password, tokens against forged requests, and no foreign origin.
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_AUTH_STRING": sign_in,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(origins(port)),
        # Nothing is reported home. The second page design loads its makers' telemetry whatever is set.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_ENABLED": "true" if pages else "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_API_URL": api_url(port),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect_home / "pages"),
        # Blocks are not used, and registering them takes two of a first start's nine seconds.
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        # What happened stands in our own record: Prefect keeps its copy for a month, and plans ahead little.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "3",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLI_COLORS": "false",
        # What a flow says stands on its page; the terminal is for what went wrong.
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        # Prefect's client honours proxies, and a proxy cannot reach this machine's loopback.
        "NO_PROXY": _without_proxy(),
        "no_proxy": _without_proxy(),
    }


def clean_environment(settings: dict[str, str]) -> dict[str, str]:
    """This process's environment with ``settings`` and without any other word to Prefect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | settings


@contextmanager
def isolated(settings: dict[str, str]) -> Iterator[None]:
    """Let Prefect see ``settings`` alone in this process, whether it is imported already or not."""
    before = {name: value for name, value in os.environ.items() if name.startswith(_OURS)}
    try:
        for name in before:
            if name.startswith("PREFECT_"):
                del os.environ[name]
        os.environ.update(settings)
        _reread()
        yield
    finally:
        for name in [name for name in os.environ if name.startswith(_OURS)]:
            del os.environ[name]
        # Prefect keeps the settings of this block: reading the usual ones would make ~/.prefect.
        os.environ.update(before)


def _reread() -> None:
    if "prefect.context" in sys.modules:
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()


def _without_proxy() -> str:
    named = os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))
    return ",".join(dict.fromkeys([*filter(None, named.split(",")), HOST, "localhost"]))

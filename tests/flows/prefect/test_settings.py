"""Prefect's settings: its password, and that nothing else speaks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows import prefect_settings
from reference.errors import RecordError


def test_the_password_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = prefect_settings.sign_in(tmp_path / "prefect")
    user, _, password = first.partition(":")
    assert user == "airtrace"
    assert len(password) >= 32
    assert prefect_settings.sign_in(tmp_path / "prefect") == first
    assert prefect_settings.sign_in(tmp_path / "other") != first
    file = tmp_path / "prefect" / "password"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damaged", [b"", b"airtrace:\n", b"short", b"\xff\xfe\x00"])
def test_a_damaged_password_file_is_never_an_open_door(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "password").write_bytes(damaged)
    with pytest.raises(RecordError, match="delete it to have a new one"):
        prefect_settings.sign_in(tmp_path)


def test_other_words_to_prefect_are_not_heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "somebody's key")
    monkeypatch.setenv("PREFECT_API_URL", "https://elsewhere.example/api")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    settings = prefect_settings.environment(tmp_path, port=4999, sign_in="airtrace:x")
    cleaned = prefect_settings.clean_environment(settings)
    with prefect_settings.isolated(settings):
        inside = dict(os.environ)
    for seen in (cleaned, inside):
        assert "PREFECT_API_KEY" not in seen
        assert seen["PREFECT_API_URL"] == "http://127.0.0.1:4999/api"
        assert seen["NO_PROXY"].split(",") == ["intranet.example", "127.0.0.1", "localhost"]
    assert os.environ["PREFECT_API_KEY"] == "somebody's key"
    assert os.environ["PREFECT_API_URL"] == "https://elsewhere.example/api"
    assert os.environ["NO_PROXY"] == "intranet.example"
    assert "PREFECT_HOME" not in os.environ


def test_prefect_reads_each_setting_as_it_is_meant(tmp_path: Path) -> None:
    """A name that Prefect does not know would be passed over in silence."""
    settings = prefect_settings.environment(tmp_path, port=4999, sign_in="airtrace:secret")
    script = "from prefect.settings import get_current_settings as s; print(s().model_dump_json())"
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env=prefect_settings.clean_environment(settings),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    read: dict[str, Any] = json.loads(answer.stdout)
    server = read["server"]
    assert read["home"] == str(tmp_path)
    assert read["api"]["url"] == "http://127.0.0.1:4999/api"
    assert server["api"]["host"] == "127.0.0.1"
    assert server["api"]["port"] == 4999
    assert server["api"]["auth_string"] is not None
    assert server["api"]["csrf_protection_enabled"] is True
    assert server["api"]["cors_allowed_origins"] == "http://127.0.0.1:4999,http://localhost:4999"
    assert server["analytics_enabled"] is False
    assert server["ui"]["v2_enabled"] is False
    assert server["ui"]["show_promotional_content"] is False
    assert server["ui"]["static_directory"] == str(tmp_path / "pages")
    assert server["register_blocks_on_start"] is False
    assert server["database"]["connection_url"] is not None
    assert sorted(server["services"]["db_vacuum"]["enabled"]) == ["events", "flow_runs"]
    assert server["services"]["db_vacuum"]["retention_period"] == "P30D"
    assert server["services"]["scheduler"]["max_runs"] == 3
    assert server["logging_level"] == "WARNING"
    assert read["logging"]["level"] == "INFO"
    assert read["logging"]["to_api"]["when_missing_flow"] == "ignore"
    assert read["results"]["persist_by_default"] is False
    assert read["cli"]["prompt"] is False
    assert "secret" not in answer.stdout.decode()

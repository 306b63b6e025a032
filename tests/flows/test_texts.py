"""Captions are taken in by the command, and words and quotations are found in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import recordings
from storage.store import Store
from tests.flows.conftest import Airtrace
from tests.storage.conftest import a_recording

EVENING = """1
00:00:10,000 --> 00:00:13,000
Good evening. The president said on Monday

2
00:00:13,000 --> 00:00:16,000
that the bridge will be opened for traffic.

3
00:00:16,500 --> 00:00:00,000
He did not say who will pay for it.
"""


@pytest.fixture
def hold(tmp_path: Path) -> Callable[..., str]:
    """Puts a recording of 600 s into the record, without footage; returns its id."""

    def put(station: str = "RUSSIA1", days: int = 0) -> str:
        with Store(tmp_path / "home") as store, store.writing("Ada") as to:
            given = a_recording(station)
            airing = replace(given.airing, aired_at=given.airing.aired_at + timedelta(days=days))
            return recordings.add(store, to, replace(given, airing=airing)).id

    return put


@pytest.fixture
def captions(
    airtrace: Airtrace, hold: Callable[..., str], tmp_path: Path
) -> Callable[..., dict[str, object]]:
    def take_in(words: str | bytes, *options: str, **about: object) -> dict[str, object]:
        file = tmp_path / "captions.srt"
        file.write_bytes(words if isinstance(words, bytes) else words.encode())
        answer = airtrace("recordings", "captions", hold(**about), file, *options, "--json")
        assert answer.code == 0, answer.err
        found: dict[str, object] = answer.json
        return found

    return take_in


def _srt(*lines: str) -> str:
    return "\n\n".join(
        f"{n}\n00:00:{3 * n:02},000 --> 00:00:{3 * n + 3:02},000\n{line}" for n, line in enumerate(lines)
    )


def test_words_are_found_with_their_second_neighbours_and_what_was_searched(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]]
) -> None:
    taken = captions(EVENING, "--language", "en")
    assert (taken["transcript"], taken["cues"], taken["language"], taken["origin"]) == (
        "T1",
        3,
        "en",
        "captions",
    )
    assert taken["notes"] == ["cue 3 ends at 0.000 s, but begins at 16.500 s: its end is not known"]
    answer = airtrace("recordings", "text", "bridge traffic", "--json").json
    (hit,) = answer["hits"]
    assert (hit["airing"]["station"], hit["recording"], hit["seconds"]) == ("RUSSIA1", "REC1", [13.0, 16.0])
    assert hit["at"] == "2024-06-19T18:00:13Z"
    assert hit["before"] == "Good evening. The president said on Monday"
    assert hit["text"] == "that the bridge will be opened for traffic."
    assert hit["after"] == "He did not say who will pay for it."
    assert answer["searched"]["stations"][0]["station"] == "RUSSIA1"
    assert answer["searched"]["hours"] == pytest.approx(6.5 / 3600, abs=1e-4)


def test_a_phrase_over_two_cues_and_words_that_do_not_stand_as_a_phrase(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]]
) -> None:
    captions(EVENING)
    (hit,) = airtrace("recordings", "text", '"on monday that the bridge"', "--json").json["hits"]
    assert hit["seconds"] == [10.0, 16.0]
    assert airtrace("recordings", "text", '"bridge the opened"', "--json").json["hits"] == []
    assert len(airtrace("recordings", "text", "bridge the opened", "--json").json["hits"]) == 1
    assert len(airtrace("recordings", "text", "presid*", "--json").json["hits"]) == 1


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Президент Путин прилетел в столицу Кореи", "путина кореей"),
        ("조선중앙텔레비죤이 보도하였습니다", "중앙텔레비죤"),
        ("朝鲜中央电视台今天报道", "央"),
        ("東京タワーからお伝えします", "タワー"),
        ("وصل الرئيس الإيراني إلى العاصمة", "رئيس ایرانی"),
        ("प्रधानमंत्री आज दिल्ली पहुँचे", "दिल्ली"),
    ],
)
def test_every_script_is_searched(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]], said: str, asked: str
) -> None:
    captions(_srt("one", said, "three"))
    (hit,) = airtrace("recordings", "text", asked, "--json").json["hits"]
    assert (hit["text"], hit["seconds"]) == (said, [3.0, 6.0])


def test_station_day_and_language_limit_what_is_searched(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]]
) -> None:
    captions(_srt("the bridge"), "--language", "en", station="RUSSIA1")
    captions(_srt("the bridge"), "--language", "ru-RU", station="1TV", days=1)
    captions(_srt("the bridge"), station="RUSSIA1", days=2)

    def found(*options: str) -> tuple[list[str], int]:
        answer = airtrace("recordings", "text", "bridge", "--json", *options).json
        return [hit["recording"] for hit in answer["hits"]], answer["searched"]["transcripts"]

    assert found() == (["REC1", "REC2", "REC3"], 3)
    assert found("--station", "Первый канал") == (["REC2"], 1)
    assert found("--from", "2024-06-20", "--to", "2024-06-20") == (["REC2"], 1)
    assert found("--from", "2024-06-20T18:00:30Z") == (["REC3"], 1)
    assert found("--language", "ru") == (["REC2"], 1)
    assert found("--limit", "1")[0] == ["REC1"]


def test_a_quotation_is_found_and_what_was_altered(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]]
) -> None:
    captions(EVENING)
    captions(_srt("The bridge is closed", "and the weather is fine"), days=1)
    answer = airtrace("recordings", "text", "--quote", "The bridge will be closed for traffic", "--json").json
    hit = answer["hits"][0]
    assert (hit["recording"], hit["fidelity"], hit["seconds"]) == ("REC1", "altered", [13.0, 16.0])
    assert hit["differences"] == [
        {"change": "replaced", "quoted": "closed", "said": "opened", "second": 13.0, "marked": False}
    ]
    exact = airtrace("recordings", "text", "--quote", "He did not say who will pay for it.", "--json").json
    assert [hit["fidelity"] for hit in exact["hits"]] == ["exact"]
    told = airtrace("recordings", "text", "--quote", "The bridge will be closed for traffic")
    assert "said 'opened'" in " ".join(told.out.split())
    none = airtrace("recordings", "text", "--quote", "We shall never give these islands back", "--json").json
    assert (none["hits"], none["searched"]["transcripts"]) == ([], 2)


def test_captions_come_with_the_recording(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    file = tmp_path / "clip.srt"
    file.write_bytes(_srt("Добрый вечер").encode("cp1251"))
    arguments = ["recordings", "add", clip, "--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z"]
    answer = airtrace(*arguments, "--captions", file, "--language", "ru", "--json")
    assert answer.code == 0, answer.err
    (taken,) = answer.json["transcripts"]
    assert (taken["recording"], taken["cues"], taken["language"]) == ("REC1", 1, "ru")
    assert airtrace("recordings", "text", "вечер", "--json").json["hits"][0]["text"] == "Добрый вечер"
    assert airtrace("history", "verify").code == 0
    late = tmp_path / "late.srt"
    late.write_text("1\n10:00:00,000 --> 10:00:02,000\nlate\n")
    refused = airtrace(*arguments[:-1], "2024-06-20T18:00:00Z", "--captions", late, "--json")
    assert refused.code == 1
    assert "--shift -36000" in refused.json["not_taken"][0]
    moved = airtrace("recordings", "captions", "REC2", late, "--shift", "-36000", "--json")
    assert moved.json["spans"] == [[0.0, 2.0]]


def test_a_transcript_is_listed_and_removed_with_a_reason(
    airtrace: Airtrace, captions: Callable[..., dict[str, object]]
) -> None:
    captions(EVENING, "--language", "en")
    (row,) = airtrace("recordings", "list", "--json").json["recordings"]
    assert row["transcripts"] == [{"id": "T1", "origin": "captions", "language": "en", "cues": 3}]
    assert airtrace("recordings", "remove", "T1", "--because", "another programme").code == 0
    assert airtrace("recordings", "text", "bridge", "--json").json["hits"] == []
    assert airtrace("recordings", "list", "--json").json["recordings"][0]["transcripts"] == []
    assert "no transcript 'T1'" in airtrace("recordings", "remove", "T1", "--because", "again").err


def test_one_caption_file_of_consecutive_parts_is_shared_out(
    airtrace: Airtrace, clip: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.mp4"
    second.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free")
    file = tmp_path / "both.srt"
    file.write_text(
        "1\n00:00:00,500 --> 00:00:01,500\nin the first\n\n2\n00:00:02,500 --> 00:00:03,500\nin the second\n"
    )
    arguments = ("--station", "RUSSIA1", "--aired-at", "2024-06-19T18:00:00Z", "--captions", file)
    answer = airtrace("recordings", "add", clip, second, *arguments, "--json")
    assert [(each["recording"], each["cues"]) for each in answer.json["transcripts"]] == [
        ("REC1", 1),
        ("REC2", 1),
    ]
    (hit,) = airtrace("recordings", "text", "second", "--json").json["hits"]
    assert (hit["recording"], hit["seconds"], hit["at"]) == ("REC2", [0.5, 1.5], "2024-06-19T18:00:02.500Z")
    mismatched = airtrace("recordings", "add", clip, second, clip, *arguments, "--captions", file)
    assert "once for all recordings or once for each" in mismatched.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["captions", "REC1", "absent.srt"], "there is no file"),
        (["captions", "REC9", "{good}"], "there is no recording 'REC9'"),
        (["captions", "A9", "{good}"], "there is no recording or airing 'A9'"),
        (["captions", "REC1", "{bad}"], "holds no captions of a form"),
        (["captions", "REC1", "{good}", "--language", "klingon language"], "is no language tag"),
        (["captions", "REC1", "{good}", "--encoding", "x-none"], "is no encoding"),
        (["captions", "REC1", "{good}", "--shift", "-100"], "before the airing begins"),
        (["text"], "say what to search for"),
        (["text", "word", "--quote", "words"], "say what to search for"),
        (["text", "?!"], "holds no word"),
        (["text", "--quote", "…"], "holds no word"),
        (["text", "word", "--from", "2024-06-20", "--to", "2024-06-19"], "--to lies before --from"),
        (["text", "word", "--from", "yesterday"], "is no time"),
        (["text", "word", "--station", "no such station"], "no such station"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_no_record(
    airtrace: Airtrace, hold: Callable[..., str], tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    hold()
    (tmp_path / "good.srt").write_text(EVENING)
    (tmp_path / "bad.srt").write_bytes(b"\x00\x01\x02 no captions")
    named = [word.format(good=tmp_path / "good.srt", bad=tmp_path / "bad.srt") for word in arguments]
    answer = airtrace("recordings", *named, "--json")
    assert answer.code == 2
    assert sentence in answer.json["error"]
    with Store(tmp_path / "home") as store:
        assert store.db.table("transcripts").count == 0

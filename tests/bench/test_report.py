"""A run's file says what it was measured on, and can be read again; charts are well-formed."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from bench import charts, tracing
from bench.claims import Claim, Outcome, Run, Sense, append, read, write_head
from bench.figures import recall_by_edit
from bench.report import report
from bench.truth import Airing, Group, Negative, Part, Post


def _run() -> Run:
    part = Part("one", 100.0, 0.0, 10.0, 1.0, (Airing("one", 100.0, 0.0, 10.0),), ("family",))
    shown = Post("mirror 0", "m.mp4", "mirror", Group.COMMON, 10.0, picture=(part,), sound=(part,))
    absent = Post("n", "n.mp4", "other scene", Group.NEGATIVE, 9.0, negative=Negative.OTHER_SCENE)
    run = Run("report", 7, "default", 0.5, 1, 200.0, peers={"Chromaprint": "fpcalc is not installed"})
    for use in Sense:
        right = Claim("one", 0.9, Sense.PICTURE, (0.0, 10.0), 100.02, 1.0)
        run.outcomes.append(Outcome(tracing.SYSTEM, use, shown, () if use is Sense.SOUND else (right,), 2.0))
        wrong = Claim("one", 0.6, Sense.SOUND, (0.0, 5.0), 40.0, 1.0)
        run.outcomes.append(
            Outcome(tracing.SYSTEM, use, absent, () if use is Sense.PICTURE else (wrong,), 2.0)
        )
    return run


def test_a_file_of_claims_is_read_again(tmp_path: Path) -> None:
    run = _run()
    write_head(run, tmp_path / "claims.jsonl")
    append(run.outcomes[:2], tmp_path / "claims.jsonl")
    append(run.outcomes[2:], tmp_path / "claims.jsonl")
    assert read(tmp_path / "claims.jsonl") == run


def test_recall_by_edit_knows_what_was_used() -> None:
    assert recall_by_edit(_run()) == {
        "mirror": {Sense.PICTURE: (1.0, 1), Sense.SOUND: (0.0, 1), Sense.BOTH: (1.0, 1)}
    }


def test_the_report_names_what_it_rests_on() -> None:
    text = report(_run())
    head = text.splitlines()[0]
    assert "report families" in head
    assert "seed 7" in head
    assert "default mode" in head
    assert "Not run: Chromaprint - fpcalc is not installed" in text
    row = next(line for line in text.splitlines() if line.startswith("other scene"))
    assert row.split()[2:] == ["1", "1", "(0.60)", "0", "(0.00)", "1", "(0.60)"]


def test_charts_are_well_formed() -> None:
    drawn = charts.bars("recall < 1 & more", {"crop 10 %": {"both": 1.0}, "mirror": {"both": 0.5}})
    bars = [e for e in ElementTree.fromstring(drawn).iter() if e.tag.endswith("rect") and len(e)]
    assert [float(bar.attrib["width"]) for bar in bars] == [520.0, 260.0]
    drawn = charts.lines("cost", "hours", "seconds", {"search": [(1, 0.01), (1000, 0.4)]})
    assert sum(e.tag.endswith("circle") for e in ElementTree.fromstring(drawn).iter()) == 2

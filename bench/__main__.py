"""``python -m bench``: how well clips are traced, edit by edit, on posts made from real footage."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import charts, tracing, verdicts
from bench.claims import Run, Sense, read
from bench.families import SHARED, Role
from bench.figures import recall_by_edit
from bench.make import Size, make
from bench.peers import peers
from bench.report import report
from bench.running import run
from bench.truth import Truth, load


def main() -> None:
    arguments = _arguments()
    if arguments.step == "report":
        if arguments.file is None:
            sys.exit("Name the file of claims to report on: python -m bench report FILE")
        _show(read(arguments.file), arguments.charts)
        return
    if arguments.step == "verdicts":
        if arguments.file is None:
            sys.exit("Name the file of claims to carry on: python -m bench verdicts FILE")
        print(verdicts.report(read(arguments.file)))
        return
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        truth = load(arguments.truth) if arguments.truth else _made(arguments, arguments.cache or scratch)
        if arguments.step == "make":
            print(f"{len(truth.recordings)} recordings, {len(truth.posts)} posts")
            return
        chosen = [] if arguments.no_peers else peers()
        uses = [Sense(use) for use in arguments.use]
        into = arguments.claims or scratch / "claims.jsonl"
        how = tracing.Search(arguments.mode, arguments.floor, not arguments.no_edits)
        _show(run(truth, into, uses, chosen, how, arguments.processes), arguments.charts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "step",
        choices=["all", "make", "run", "report", "verdicts"],
        nargs="?",
        default="all",
        help="make: recordings and posts only; run, all: make what is missing, trace, print; report: print anew; "
        "verdicts: carry the claims to the checks and the policy",
    )
    parser.add_argument("file", type=Path, nargs="?", help="for report and verdicts: the claims of a run")
    parser.add_argument(
        "--folder", type=Path, default=SHARED, help="videos, with INDEX.tsv where families are known"
    )
    parser.add_argument("--role", type=Role, default=Role.REPORT, choices=list(Role), help="which families")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recordings", type=int, default=4)
    parser.add_argument("--each", type=int, default=3, help="posts an edit")
    parser.add_argument("--only", default="", help="edits whose name contains this")
    parser.add_argument("--negatives", type=int, help="of other scenes, and as many of the same cameras")
    parser.add_argument("--recurring", type=int, help="posts of bars, idents, jingles and the like")
    parser.add_argument("--cache", type=Path, help="folder that keeps everything for later runs")
    parser.add_argument(
        "--truth", type=Path, help="run what an earlier make left in its cache: its truth file"
    )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--mode", default=tracing.DEFAULT, choices=[tracing.DEFAULT, tracing.THOROUGH])
    parser.add_argument(
        "--use", nargs="*", default=list(Sense), choices=list(Sense), help="what is searched with"
    )
    parser.add_argument(
        "--floor",
        type=float,
        default=tracing.THRESHOLD,
        help="the score down to which the tracer reports; a low one shows whether scores are probabilities",
    )
    parser.add_argument("--no-edits", action="store_true", help="do not ask what was done to the clips")
    parser.add_argument("--no-peers", action="store_true", help="the tracer alone")
    parser.add_argument("--claims", type=Path, help="keep every claim in this file, one post a line")
    parser.add_argument("--charts", type=Path, help="folder for charts as SVG")
    return parser.parse_args()


def _made(arguments: argparse.Namespace, cache: Path) -> Truth:
    each = arguments.each
    size = Size(
        recordings=arguments.recordings,
        each=each,
        negatives=4 * each if arguments.negatives is None else arguments.negatives,
        recurring=min(200, 8 * each) if arguments.recurring is None else arguments.recurring,
        only=arguments.only,
    )
    try:
        return make(arguments.folder, arguments.role, arguments.seed, size, cache, arguments.processes)
    except ValueError as error:
        sys.exit(str(error))


def _show(result: Run, folder: Path | None) -> None:
    print(report(result))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        recalls = recall_by_edit(result)
        rows = {edit: {use.value: recall for use, (recall, _) in by.items()} for edit, by in recalls.items()}
        title = f"recall at precision 0.99 by edit, {result.mode} mode, {result.role} families"
        (folder / "recall-by-edit.svg").write_text(charts.bars(title, rows), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What a person does with a case: one function an act, called by the command and by the desk alike.

``seen`` is the version of the case that the person saw; where the case was changed since, nothing is recorded
and ``Overtaken`` says by whom. A word on a link asks, in the same writing, for the case to be checked by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows import pipeline
from flows.bench import Bench
from reference.errors import InputError
from storage import cases, casework, changes, links
from storage.records import (
    ClaimDecision,
    LinkState,
    MediaCategory,
    Pillar,
    WorkflowState,
)


class Acting:
    """The acts of people on one record. All raise an AirtraceError whose sentence says what is wrong."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def assign(
        self, case: str, person: str | None, *, by: str, because: str = "", seen: int | None = None
    ) -> None:
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            casework.assign(store, to, case, person, because)

    def review(self, case: str, *, by: str, because: str = "", seen: int | None = None) -> None:
        """Take a case into review: it is theirs, and its state says that somebody looks."""
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            if store.one("cases", case, "case")["assigned_to"] != by:
                casework.assign(store, to, case, by, because)
            why = because.strip() or f"{by} looks at it"
            cases.change_state(store, to, case, WorkflowState.IN_REVIEW, why)

    def reopen(self, case: str, *, by: str, because: str, seen: int | None = None) -> None:
        """Open a closed case again, or lay one that is in review back into the queue."""
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            cases.change_state(store, to, case, WorkflowState.OPEN, because)

    def mark_footage(self, case: str, *, graphic: bool, by: str) -> None:
        with self._bench.store() as store, store.writing(by) as to:
            casework.mark_footage(store, to, case, graphic=graphic)

    def word_claim(self, case: str, text: str, n: int | None, *, by: str, seen: int | None = None) -> None:
        """Raises: InputError: It has no words."""
        if not text.strip():
            raise InputError("a claim needs words: say what is claimed of the footage")
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            cases.state_claim(store, to, case, text.strip(), n)

    def judge_link(
        self, link: str, state: LinkState, *, by: str, because: str, seen: int | None = None
    ) -> str:
        """Record a person's word on a link; returns the run that checks the case by it.

        No answer is left that rests on the link's old state.
        """
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, links.case_of(store, link), seen)
            case = links.decide(store, to, link, state, because)
            return pipeline.request_weighing(to, case, f"link {link} was {state.value}")

    def decide(
        self,
        case: str,
        categories: Sequence[MediaCategory],
        claims: Sequence[ClaimDecision] = (),
        *,
        by: str,
        because: str,
        seen: int | None = None,
        corrects: int | None = None,
    ) -> None:
        with self._bench.store() as store, store.writing(by) as to:
            cases.decide(
                store,
                to,
                case,
                categories=tuple(dict.fromkeys(categories)),
                claims=tuple(claims),
                because=because,
                seen=seen,
                corrects=corrects,
            )

    def ask_sign_off(
        self, case: str, of: str | None, *, by: str, because: str = "", seen: int | None = None
    ) -> None:
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            casework.ask_sign_off(store, to, case, of, because)

    def sign_off(self, case: str, *, agrees: bool, by: str, because: str, seen: int | None = None) -> None:
        with self._bench.store() as store, store.writing(by) as to:
            changes.unchanged(store, case, seen)
            casework.sign_off(store, to, case, agrees=agrees, because=because)

    def add_note(
        self,
        case: str,
        text: str,
        *,
        by: str,
        pillar: Pillar | None = None,
        url: str | None = None,
        file: Path | None = None,
        file_name: str | None = None,
    ) -> None:
        """
        Raises:
            InputError: It has no words, or the file cannot be read.
        """
        if not text.strip():
            raise InputError("a note needs words: say what it shows")
        with self._bench.store() as store:
            store.one("cases", case, "case")
            try:
                kept = store.vault.put_file(file) if file is not None else None
            except OSError as error:
                raise InputError(f"{file} cannot be read: {error.strerror}") from error
            name = file_name or (file.name if file is not None else None)
            with store.writing(by) as to:
                casework.add_note(store, to, case, text, pillar=pillar, url=url, file=kept, file_name=name)

    def rerun(self, case: str, *, check: str | None, offline: bool, by: str, because: str) -> str:
        """Ask for the case, or one check of it, to be looked at again; returns the run."""
        if not because.strip():
            raise InputError(f"say why case {case} is looked at again")
        return pipeline.request_recheck(
            self._bench, case, asked_by=by, because=because, offline=offline, check=check
        )

    def add_recording(
        self, file: Path, station: str, aired_at: str, programme: str | None, *, by: str
    ) -> str:
        """Add a recording and ask for it to be indexed; returns the run."""
        known = self._bench.stations().resolve(station)
        run, _ = pipeline.request_index(self._bench, [file], known, aired_at, programme, asked_by=by)
        return run

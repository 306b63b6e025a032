"""What a check is: one narrow question, the proposition it tests, what it reads, and its function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage.records import CaseFile, CheckResult, Evidence, Outcome, Pillar


@dataclass(frozen=True)
class Finding:
    """A check's answer to its proposition: the reason in one sentence, and evidence that can be opened."""

    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question under one pillar. ``version`` changes whenever the same case could get another answer."""

    name: str
    version: str
    pillar: Pillar
    question: str
    proposition: str
    reads: tuple[str, ...]
    """The parts of the case file that the answer rests on, for the person who replays it."""
    examine: Callable[[CaseFile], Finding]

    def run(self, case: CaseFile) -> CheckResult:
        """Answer for one case. A fault becomes the outcome ``failed``, so that other checks go on."""
        try:
            finding = self.examine(case)
        except Exception as error:
            finding = Finding(Outcome.FAILED, f"the check broke off: {type(error).__name__}: {error}")
        return CheckResult(
            name=self.name,
            version=self.version,
            pillar=self.pillar,
            question=self.question,
            proposition=self.proposition,
            outcome=finding.outcome,
            reason=finding.reason,
            evidence=finding.evidence,
        )

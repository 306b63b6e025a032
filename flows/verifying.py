"""Check and record: what a case's material says, as one verdict in one transaction."""

from __future__ import annotations

from dataclasses import replace

from checks.next_steps import next_steps
from checks.policy import suggest
from checks.registry import names, run_checks
from checks.search_plan import Step, search_plan
from flows import rejections
from flows.bench import Bench
from flows.policies import chosen_policy
from flows.surroundings import with_surroundings
from flows.tracing import trace_post
from reference.errors import UnknownName
from storage import casefile, cases, links, recordings
from storage.records import CaseFile, CaseKind, CheckResult, FetchState, LinkState, Run
from storage.store import Store


def verify(bench: Bench, store: Store, run: Run, case: str) -> None:
    """Trace, check and record one case; a case that this run has recorded already stays as it is."""
    if cases.is_checked(store, case, run.id):
        return
    known = casefile.load(store, case)
    if run.options.get("search", True) or known.searched is None:
        before = known.searched if run.options.get("new_only") else None
        found, searched = trace_post(bench, store, known.post, known.leads, before)
    else:
        found, searched = (), known.searched
    alike = rejections.alike(bench, store, found)
    bench.progress(f"checking case {case}")
    with store.writing(run.asked_by) as to:
        for each in found:
            links.suggest(store, to, case, each, run=run.id, alike=alike)
    file = with_surroundings(bench, store, replace(casefile.load(store, case), searched=searched))
    results = _results(file.checks, run_checks(file, only=_only(run)))
    file = replace(file, checks=results)
    policy = chosen_policy(bench.home, run.options.get("policy"))
    suggestion = suggest(file, results, policy)
    verdict = cases.Verdict(
        searched=searched,
        checks=results,
        suggestion=suggestion,
        next_steps=_read_as(store, run, file) or next_steps(file, results, policy, _plan(store, file)),
        standing=_standing(file),
    )
    document = cases.keep_verdict(store, verdict)
    with store.writing(run.asked_by) as to:
        cases.record_verdict(store, to, case, verdict, run=run.id, document=document)


def _plan(store: Store, file: CaseFile) -> tuple[Step, ...]:
    return search_plan(file, recordings.held(store))


def _standing(file: CaseFile) -> bool:
    """Whether something is still looked for: the footage's source, or the page that could not be read."""
    if file.kind is CaseKind.PAGE:
        return file.fetches[-1].state is not FetchState.VISIBLE
    return not any(link.state is not LinkState.REJECTED for link in file.links)


def _read_as(store: Store, run: Run, file: CaseFile) -> tuple[str, ...]:
    """Where to look on for a page that has been read since: its posts are cases of their own."""
    if file.kind is not CaseKind.PAGE or _standing(file):
        return ()
    others = [case for case in cases.worked_on(store, run.id) if case != file.id]
    return (f"The page has been read: its posts are {', '.join(others)}.",) if others else ()


def known_check(name: str) -> str:
    """The check's name, if there is such a check.

    Raises:
        UnknownName: There is none.
    """
    if name not in names():
        raise UnknownName(f"there is no check {name!r}; there are {', '.join(names())}")
    return name


def _only(run: Run) -> frozenset[str] | None:
    check = run.options.get("check")
    return frozenset({check}) if check else None


def _results(before: tuple[CheckResult, ...], now: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """The new results, with those of the last run for checks that were not asked for again."""
    fresh = {result.name: result for result in now}
    kept = [fresh.pop(result.name, result) for result in before]
    return (*kept, *fresh.values())

"""Look at the places that were voted for, and keep those that show the clip's footage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matching import scoring
from matching.alignment import likeness
from matching.clip import Clip, Effort
from matching.footage import Footage
from matching.judging import Found, by_fingerprints, judge
from matching.lookup import Matches
from matching.places import Place, places, proposals
from matching.segment import Held
from matching.stills import frozen, judge_still, still_places, told_apart
from matching.voting import NEAR, Hypothesis
from reference.errors import MediaUnreadable
from storage.records import Span

SHOT = 30.0
SURE = 0.65
FAINT = 0.35
"""Share of a sure place's key points for each second below which a rival is not looked at."""
RIVAL_IN_SHOT, RIVAL_ELSEWHERE = 0.05, 0.25
"""Agreement of movements by which a place may fall behind another that claims the same seconds.

Nearby it is the same scene a little later; elsewhere it may be the footage shown again, worse.
"""
ABOUT_AS_WELL = 0.01
"""The same where the clip's sound speaks against the place."""
STILL_RIVAL = 0.025
"""The same for the likeness of single pictures."""
NEARER = (0.8, 1.25)
"""Where a picture must lie on the way from another moment (0) to its own (1) to be taken for its own."""
DIFFERS = 4.0
"""Grey levels by which two moments differ that coding cannot have made different."""
PLAINLY = 0.1
"""Agreement by which a sure place exceeds all other times nearby."""
THINNER = 0.7
"""Share of a sure place's key points below which another time nearby is not its repetition."""
STOPPED = 2.0
"""Seconds by which a standing picture may lie off the place where its footage was stopped."""
CHANGED = 0.9
"""Likeness below which two pictures of one shot show that something moved."""
STEADY = 0.1
"""Share of the picture that may change all the same."""
OWN_SOUND, OTHER_SOUND = 0.30, 0.41
"""Shares of differing bits: up to the first the sound is the recording's at that place, from the second it is not."""


@dataclass(frozen=True)
class Searched:
    """One recording as the search sees it; ``footage`` is None where only fingerprints are held."""

    footage: Path | None
    held: Held


def _as_it_is(found: Found) -> Found:
    return found


def search(
    view: Clip,
    matches: Matches,
    archive: Sequence[Searched],
    effort: Effort,
    threshold: float,
    tell: Callable[[float], None],
    *,
    footage: Footage | None = None,
    proposed: Sequence[Hypothesis] = (),
    weigh: Callable[[Found], Found] = _as_it_is,
) -> list[Found]:
    """Every place that shows the clip's footage with at least the score ``threshold``.

    Args:
        footage: Keeps what is decoded, where the caller will look at it again.
        proposed: Places that the sound was found at.
        weigh: Scores a place anew with what its sound says.
    """
    looking = _Looking(view, archive, footage or Footage(), threshold, weigh)
    if view.still:
        return looking.at_picture(matches, (0.0, 0.0), effort.in_vain)
    heard = proposals(matches, proposed)
    voted = places(matches, view.duration, [one.held.duration for one in archive], _reach(archive))
    candidates = [*heard, *voted]
    found = _without_rivals(looking.at_places(candidates, effort.in_vain, tell))
    return _with_frozen(looking, matches, found, effort.in_vain)


def _reach(archive: Sequence[Searched]) -> float:
    """Seconds by which matched frames may lie beside their time: indexed frames can be far apart."""
    return max((one.held.step for one in archive), default=1.0)


class _Looking:
    def __init__(
        self,
        view: Clip,
        archive: Sequence[Searched],
        footage: Footage,
        threshold: float,
        weigh: Callable[[Found], Found],
    ) -> None:
        self.view = view
        self._weigh = weigh
        self._archive = archive
        self._footage = footage
        self._threshold = threshold

    def at_places(
        self, candidates: list[Place], most_in_vain: int, tell: Callable[[float], None]
    ) -> list[Found]:
        """Look at candidates, best first, until too many in all have led nowhere."""
        found: list[Found] = []
        in_vain = 0
        for candidate in candidates:
            if in_vain == most_in_vain:
                break
            if any(_explained(candidate, known) for known in found):
                continue
            looked = [self._weigh(f) for f in self._at(candidate, candidates)]
            new = [f for f in looked if f.score >= self._threshold]
            found += new
            if not new:
                in_vain += 1
                tell(in_vain / most_in_vain)
        return found

    def _at(self, candidate: Place, others: list[Place]) -> list[Found]:
        one = self._archive[candidate.hypothesis.recording]
        if one.footage is not None:
            try:
                return judge(
                    self.view, candidate, self._footage, one.footage, one.held.aspect, one.held.duration
                )
            except MediaUnreadable:
                pass  # it was damaged after it was indexed: as good as gone
        low, high = _shifts(candidate, others)
        room = max(NEAR, one.held.step)
        return [by_fingerprints(self.view, candidate, one.held.aspect, (low - room, high + room))]

    def at_picture(self, matches: Matches, span: Span, most_in_vain: int) -> list[Found]:
        """Where one picture is from: the best places, and those that are as good."""
        looked: list[Found] = []
        in_vain = 0
        for candidate in still_places(matches, span, max(2.1, 0.6 * _reach(self._archive))):
            if in_vain == most_in_vain:
                break
            new = self._still(candidate)
            if new is not None and new.score >= self._threshold:
                looked.append(new)
            else:
                in_vain += 1
        found: list[Found] = []
        for new in sorted(looked, key=lambda f: -f.signs.likeness):
            if not any(_same_still(new, known) for known in found):
                found.append(new)
        best = max((f.signs.likeness for f in found), default=0.0)
        return self._nearest([f for f in found if f.signs.likeness >= best - STILL_RIVAL])

    def _nearest(self, found: list[Found]) -> list[Found]:
        """Without the moments of a recording that another moment, seen in the same box, is plainly nearer than.

        Where the two hardly differ, both stay, and the further one is unsure: it may be the same
        footage shown again, or the same camera with nothing in front of it.
        """
        result = []
        for new in found:
            score: float | None = new.score
            for other in found:
                if score is not None and other is not new:
                    score = self._beside(new, score, other)
            if score is not None and score >= self._threshold:
                result.append(replace(new, score=score))
        return result

    def _beside(self, new: Found, score: float, other: Found) -> float | None:
        """The score of ``new`` beside ``other``; None where the other one is plainly nearer."""
        one, another = new.hypothesis, other.hypothesis
        path = self._archive[one.recording].footage
        if path is None or one.recording != another.recording:
            return score
        try:
            apart = told_apart(other, one.offset, self._footage, path)
            back = told_apart(new, another.offset, self._footage, path)
        except MediaUnreadable:
            return score
        if apart is None or not NEARER[0] <= apart.nearer <= NEARER[1]:
            return score
        if back is not None and NEARER[0] <= back.nearer <= NEARER[1]:
            return score  # the camera moved: each is seen in a box of its own
        return None if apart.differing > DIFFERS else min(score, scoring.STILL_CEILING)

    def _still(self, candidate: Place) -> Found | None:
        one = self._archive[candidate.hypothesis.recording]
        if one.footage is None:
            return by_fingerprints(
                self.view, candidate, one.held.aspect, (-max(NEAR, one.held.step), max(NEAR, one.held.step))
            )
        try:
            return judge_still(
                self.view, candidate, self._footage, one.footage, one.held.aspect, one.held.duration
            )
        except MediaUnreadable:
            return None


def _same_still(new: Found, known: Found) -> bool:
    one, other = new.hypothesis, known.hypothesis
    if (one.recording, one.mirror) != (other.recording, other.mirror):
        return False
    low, high = known.uncertain or (0.0, 0.0)
    return other.offset + low - 2.0 <= one.offset <= other.offset + high + 2.0


def _with_frozen(looking: _Looking, matches: Matches, found: list[Found], most_in_vain: int) -> list[Found]:
    """The places, with the parts of the clip that stand still while their recording moves told apart."""
    view = looking.view
    result = list(found)
    for span in frozen(view):
        over = [f for f in result if min(f.clip[1], span[1]) - max(f.clip[0], span[0]) > 0.3]
        if over and not all(_moves(f, span) for f in over):
            continue  # the recording stands still here too
        middle = int(np.argmin(np.abs(view.seconds - (span[0] + span[1]) / 2)))
        own = matches.only(matches.frame == middle)
        still = []
        for one in looking.at_picture(own, span, min(3, most_in_vain)):
            # It is no surer than the footage that it is a stop of.
            around = [f.score for f in found if _stopped(one, span, f)]
            if around:
                still.append(replace(one, score=min(one.score, max(around))))
        if not still:
            continue
        result = [piece for f in result for piece in (_around(f, span) if f in over else [f])]
        result += still
    return result


def _stopped(still: Found, span: Span, moving: Found) -> bool:
    """Whether the standing picture is where footage that was found around it stops or goes on."""
    one, other = still.hypothesis, moving.hypothesis
    if (one.recording, one.mirror) != (other.recording, other.mirror):
        return False
    return min(abs(one.offset - moving.at(edge)) for edge in (*span, *moving.clip)) < STOPPED


def _moves(found: Found, span: Span) -> bool:
    """Whether the recording plainly changes during the seconds that a place gives to ``span``.

    Somebody who walks through a wide shot leaves most of it as it is: that the clip stands still there is
    no sign that it was stopped.
    """
    if found.seen is None or found.of is None:
        return False
    low, high = sorted(found.at(t) for t in span)
    inside = (found.seen.seconds >= low) & (found.seen.seconds <= high)
    if inside.sum() < 3:
        return False
    values = found.seen.values[inside]
    first = np.repeat(values[:1], len(values), axis=0)
    return float(likeness(first, values, found.of, left_out=STEADY).min()) < CHANGED


def _around(found: Found, span: Span) -> list[Found]:
    """What is left of a place before and after ``span``."""
    pieces = [(found.clip[0], min(found.clip[1], span[0])), (max(found.clip[0], span[1]), found.clip[1])]
    return [
        replace(found, clip=piece, hypothesis=replace(found.hypothesis, clip=piece))
        for piece in pieces
        if piece[1] - piece[0] >= 1.0
    ]


def _shifts(candidate: Place, others: list[Place]) -> tuple[float, float]:
    """How far before and after the candidate key points support the same clip seconds about as well."""
    begin, end = candidate.hypothesis.clip
    middle = (begin + end) / 2
    away = [0.0]
    for other in others:
        shift = other.hypothesis.at(middle) - candidate.hypothesis.at(middle)
        shares = other.hypothesis.clip[0] <= middle <= other.hypothesis.clip[1]
        near = other.hypothesis.recording == candidate.hypothesis.recording and abs(shift) < SHOT
        if near and shares and other.fit.support > 0.4 * candidate.fit.support:
            away.append(shift)
    return min(away), max(away)


def _explained(candidate: Place, known: Found) -> bool:
    """Whether a look at the candidate would find ``known`` again, or something that only resembles it."""
    begin, end = candidate.hypothesis.clip
    shared = min(end, known.clip[1]) - max(begin, known.clip[0])
    if shared <= 0.7 * (end - begin):
        return False
    if known.signs.motion > SURE and candidate.density < FAINT * known.density:
        return True
    if candidate.hypothesis.recording != known.hypothesis.recording:
        return False
    if candidate.hypothesis.agrees(known.hypothesis) and known.signs.motion > SURE:
        return True
    plainly = known.signs.motion - known.signs.rival > PLAINLY and known.signs.motion > SURE
    # The rest of the same shot, seen at other rates: its still scenery, which says nothing new.
    middle = (begin + end) / 2
    beside = abs(candidate.hypothesis.at(middle) - known.at(middle)) < SHOT
    if beside and plainly and candidate.density < THINNER * known.density:
        return True
    return beside and abs(candidate.hypothesis.rate) != 1.0 and known.signs.motion > SURE


def _without_rivals(found: list[Found]) -> list[Found]:
    """Of places that claim the same seconds of the clip, those that are as good as the best.

    Footage that was shown twice agrees equally well in both places; the same camera at another time
    agrees worse than the true place.
    """
    kept: list[Found] = []
    for new in sorted(found, key=lambda f: -f.score):
        rivals = [
            old
            for old in kept
            if min(old.clip[1], new.clip[1]) - max(old.clip[0], new.clip[0])
            > 0.3 * min(old.clip[1] - old.clip[0], new.clip[1] - new.clip[0])
        ]
        if not any(_loses(new, old) for old in rivals):
            kept.append(new)
    return kept


def _other_sound(new: Found, old: Found) -> bool:
    """Whether the clip's sound is heard at the old place and not at the new one."""
    ours, theirs = old.signs.heard, new.signs.heard
    return ours is not None and theirs is not None and ours <= OWN_SOUND and theirs >= OTHER_SOUND


def _loses(new: Found, old: Found) -> bool:
    """Whether ``new`` is ``old`` again, or only resembles it."""
    if new.hypothesis.recording != old.hypothesis.recording:
        return new.signs.motion < old.signs.motion - RIVAL_ELSEWHERE
    if _other_sound(new, old) and new.signs.motion < old.signs.motion - ABOUT_AS_WELL:
        return True
    middle = (max(new.clip[0], old.clip[0]) + min(new.clip[1], old.clip[1])) / 2
    apart = abs(new.at(middle) - old.at(middle))
    if apart < NEAR:
        return True
    return new.signs.motion < old.signs.motion - (RIVAL_IN_SHOT if apart < SHOT else RIVAL_ELSEWHERE)

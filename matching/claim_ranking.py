"""Ranking fact-checks by how well they fit a post: terms, pieces of words and coverage, without any model.

A full-text index hands over candidates with its BM25 score (Robertson and Zaragoza, 2009); here they are
ordered by a weighted sum of five likenesses, each between 0 and 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+", re.IGNORECASE)
_NAME = re.compile(r"[#@](\w+)")
_HUMPS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)|_+")
_SIGNED = re.compile(r"\s[—–-]\s[^—–\n]{1,80}\(@\w+\)\s+\w+ \d{1,2}, \d{4}\s*$")
_WORD = re.compile(r"\w+")
_ENDINGS = ("ingly", "edly", "ings", "ies", "ing", "ed", "es", "ly", "s")
_STOP = frozenset(
    _WORD.findall(
        "a an and are as at be been but by can did do does for from had has have he her him his how i if in "
        "into is it its just me my no not of on or our out she so that the their them then there these they "
        "this those to up was we were what when where which who why will with would you your"
    )
)
_PIECE = 4
_MOST_WORDS = 1_000


@dataclass(frozen=True)
class Candidate:
    """A fact-check that may fit: its texts, and what the full-text index scored (higher is better)."""

    title: str
    subtitle: str
    claim: str
    found: float


@dataclass(frozen=True)
class Likeness:
    """How a post and a fact-check are alike, each from 0 to 1."""

    found: float
    """The index's score against that of the best candidate."""
    claim_covered: float
    """The weight of the claim's words that stand in the post."""
    title_covered: float
    post_covered: float
    """The weight of the post's words that stand in the fact-check."""
    pairs: float
    """The share of the claim's and title's neighbouring words that are neighbours in the post."""
    pieces: float
    """The share of the claim's pieces of words that stand in the post."""

    @property
    def values(self) -> tuple[float, ...]:
        return (
            self.found,
            self.claim_covered,
            self.title_covered,
            self.post_covered,
            self.pairs,
            self.pieces,
        )


WEIGHTS = (0.508, -0.077, 0.17, 0.307, -0.126, 0.219)
"""Of the likenesses, in their order: learnt on the posts of CheckThat! 2022 task 2A. The two that are below 0
make up for what others count twice."""


def cleaned(post: str) -> str:
    """A post's words: links left out, tags and handles split at their humps, the signature of an embed too."""
    signed = _SIGNED.search(post)
    text = post if signed is None else post[: signed.start()] + " " + signed.group().partition("(")[0]
    text = _LINK.sub(" ", text)
    return _NAME.sub(lambda found: " ".join(_HUMPS.split(found.group(1))), text)


def words(text: str) -> list[str]:
    """Stems of the words that mean something, in order; figures as they stand."""
    plain = unicodedata.normalize("NFKD", text[:20_000].casefold().replace("’", "'"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found = [word for word in _WORD.findall(plain) if word not in _STOP and (len(word) > 1 or word.isdigit())]
    return [_stem(word) for word in found[:_MOST_WORDS]]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """A light English stem; words in other scripts keep their form."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.removesuffix("e") if len(word) > 4 else word


def ranked(
    post: str, candidates: Sequence[Candidate], rarity: Callable[[str], float]
) -> list[tuple[int, float]]:
    """The candidates' places in the list with their scores from 0 to 1, best first.

    Args:
        rarity: The weight of a stem, as the inverse document frequency.
    """
    scored = [
        (n, min(1.0, max(0.0, sum(w * v for w, v in zip(WEIGHTS, each.values, strict=True)))))
        for n, each in enumerate(likenesses(post, candidates, rarity))
    ]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def likenesses(post: str, candidates: Sequence[Candidate], rarity: Callable[[str], float]) -> list[Likeness]:
    """How the post and each candidate are alike."""
    said = words(cleaned(post))
    in_post = set(said)
    weight = {word: rarity(word) for word in in_post}
    near = set(pairwise(said))
    pieces = set(_pieces(said))
    best = max((each.found for each in candidates), default=0.0) or 1.0

    def heavy(word: str) -> float:
        if word not in weight:
            weight[word] = rarity(word)
        return weight[word]

    def covered(of: set[str], by: set[str]) -> float:
        total = sum(map(heavy, of))
        return sum(map(heavy, of & by)) / total if total else 0.0

    found = []
    for each in candidates:
        claim, title = words(each.claim), words(each.title)
        every = {*claim, *title, *words(each.subtitle)}
        pairs = {*pairwise(claim), *pairwise(title)}
        own = set(_pieces(claim)) | set(_pieces(title))
        found.append(
            Likeness(
                found=max(0.0, each.found) / best,
                claim_covered=covered(set(claim), in_post),
                title_covered=covered(set(title), in_post),
                post_covered=covered(in_post, every),
                pairs=len(pairs & near) / len(pairs) if pairs else 0.0,
                pieces=len(own & pieces) / len(own) if own else 0.0,
            )
        )
    return found


def _pieces(stems: Sequence[str]) -> list[str]:
    line = " ".join(stems)
    return [line[n : n + _PIECE] for n in range(len(line) - _PIECE + 1)]

"""Mistyped words: only slips that hardly ever make another word are taken for one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

SHORTEST = 7
"""Shorter words differ by one letter too often ("later", "latter") to be slips."""
LONG = 9
CROWDED = 200
"""Words alike in their first three and last two letters; more are not compared."""


def slips(words: Iterable[str], known: frozenset[str]) -> Mapping[str, str]:
    """Mistyped word → the word it stands for: the more frequent, else the first by alphabet.

    Taken for a slip: a letter doubled or not, two neighbours swapped; in long
    words any single letter, if the first three and the last two stand. `known`
    words (names) are never touched.
    """
    counts = Counter(word for word in words if len(word) >= SHORTEST and word not in known)
    chief: dict[str, str] = {}
    for one, other in sorted(_pairs(counts)):
        better, worse = sorted(
            (_root(one, chief), _root(other, chief)), key=lambda w: (-counts[w], w)
        )
        if better != worse:
            chief[worse] = better
    return {word: _root(word, chief) for word in chief}


def _root(word: str, chief: Mapping[str, str]) -> str:
    while word in chief:
        word = chief[word]
    return word


def _pairs(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    buckets: dict[str, list[str]] = {}
    for word in sorted(counts):
        buckets.setdefault(word[:3] + word[-2:], []).append(word)
    for bucket in buckets.values():
        if len(bucket) > CROWDED:
            continue  # made up to be slow, or no language at all
        for one, other in combinations(bucket, 2):
            if _is_slip(one, other):
                yield one, other


def _is_slip(one: str, other: str) -> bool:
    if one[:-1] == other or other[:-1] == one:
        return False  # a plural, not a slip
    if _squeezed(one) == _squeezed(other):
        return True
    near = OSA.distance(one, other, score_cutoff=1) == 1
    return near and (min(len(one), len(other)) >= LONG or sorted(one) == sorted(other))


def _squeezed(word: str) -> str:
    return word[0] + "".join(b for a, b in pairwise(word) if a != b)

"""What a given name may be short for: Bob is Robert, Masha is Maria, Pepe is José."""

from __future__ import annotations

from functools import cache

from nicknames import NickNamer

from syncengine.core.matching.normalise.diminutives import GROUPS


def roots_of(word: str) -> frozenset[str]:
    """Full names that a folded given name may stand for, itself included. Nothing for an initial."""
    if len(word) < 2:
        return frozenset()
    return _roots().get(word) or frozenset((word,))


@cache
def _roots() -> dict[str, frozenset[str]]:
    """Built once, from the English names of the ``nicknames`` package and ours of other languages."""
    found: dict[str, set[str]] = {}
    for formal, short in _pairs():
        found.setdefault(short, {short}).add(formal)
    return {short: frozenset(roots) for short, roots in found.items()}


def _pairs() -> list[tuple[str, str]]:
    english = [(formal, short) for formal, shorts in NickNamer.default_lookup().items() for short in shorts]
    ours = [(line.split()[0], short) for line in GROUPS.strip().splitlines() for short in line.split()[1:]]
    return english + ours

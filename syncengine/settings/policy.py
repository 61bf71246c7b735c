"""The policy that is to be followed: read, checked, and known to come to rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mappings.loader import load_policy
from mappings.policy import Policy
from mappings.problems import BadFile, Problem
from mappings.yamlfile import Loc, path_text, read_document
from syncengine.core.loops import Loop, loops


def read_policy(path: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Policy:
    """As :func:`mappings.loader.load_policy`. Raises BadFile with every problem, and with every circle of a policy
    under which what we write would make us write again, for ever."""
    policy = load_policy(path, overrides)
    found = loops(policy)
    if found:
        raise BadFile([_problem(loop, path) for loop in found])
    return policy


def _problem(loop: Loop, path: Path | None) -> Problem:
    if loop.about is not None:
        return _of_field(loop.words, ("fields", loop.about, "owner"), path)
    places = list(dict.fromkeys(loop.at)) or ["rules"]
    others = f" (the rules are at {' and '.join(places)})" if len(places) > 1 else ""
    text = f"would never come to rest: {loop.words}{others}"
    file, _, line = places[0].rpartition(":")
    if line.isdecimal():
        return Problem(file, int(line), "rules", text)
    return Problem(places[0], None, "rules", text)  # what a program passed in has no lines


def _of_field(words: str, loc: Loc, path: Path | None) -> Problem:
    """Of fields the policy does not know the lines. We ship no such owners: they are the customer's own."""
    text = f"would never come to rest: {words}"
    if path is None:
        return Problem("overrides", None, path_text(loc), text)
    return read_document(path).problem(loc, text)

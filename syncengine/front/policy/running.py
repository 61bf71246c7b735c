"""`policy test`: which policy, which cases, and how they ended. Needs no system, no store and no configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.policy import Policy
from mappings.policy_cases import CaseBook, read_cases, shipped_cases, unknown_names
from mappings.problems import BadFile, Problem
from syncengine.front.policy.naming import configured_policy, policy_file
from syncengine.front.policy.trying import Tried, try_cases
from syncengine.settings import read_policy

CASES = "policy-tests.yaml"
"""What a file of cases is called beside the policy that it is about."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A policy and how its cases ended. ``files`` are those that the cases were in."""

    policy: Policy
    files: tuple[str, ...]
    tried: tuple[Tried, ...]

    @property
    def failed(self) -> tuple[Tried, ...]:
        return tuple(each for each in self.tried if not each.passed)


def try_policy(word: str | None, cases: Sequence[Path], *, config: Path) -> Trial:
    """Run cases. ``word`` names a file or ``default``; without it the configured policy is meant. Raises BadFile with
    every problem of the policy and of the cases."""
    path = policy_file(word, configured=configured_policy(config))
    policy = read_policy(path)
    books = [_book(each) for each in (cases or [_cases_beside(path)])]
    problems = [problem for book in books for problem in unknown_names(book, policy)]
    if problems:
        raise BadFile(problems)
    tried = [each for book in books for each in try_cases(policy, book)]
    return Trial(policy, tuple(book.document.file for book in books), tuple(tried))


def _cases_beside(policy: Path | None) -> Path:
    return shipped_cases() if policy is None else policy.parent / CASES


def _book(path: Path) -> CaseBook:
    if path == shipped_cases():
        return read_cases(path, shown_as=f"mappings/policies/{path.name}")
    if not path.exists():
        raise BadFile([Problem(str(path), None, "", "is not there; cases can be named with --cases")])
    return read_cases(path)

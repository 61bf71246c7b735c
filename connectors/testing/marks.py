"""What a connector does not pass, and why: ``conformance.toml`` beside its code.

Three tables, each of rule = "reason"; a rule is a method of the suite without its ``test_``::

    [not_yet]   # we have not built it yet
    [cannot]    # the vendor cannot do it
    [never]     # the rule makes no sense for this vendor

Marked rules still run and must fail: a rule that passes after all makes the suite fail, so that marks stay true. What a
connector does not offer at all needs no mark; rules about it are skipped by capability.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files

import pytest

from connectors.errors import ConnectorError

KINDS: Mapping[str, str] = {
    "not_yet": "we have not yet",
    "cannot": "the vendor cannot",
    "never": "makes no sense here",
}

EXPECTED_FAILURES = (AssertionError, ConnectorError, pytest.fail.Exception)
"""How a rule fails. Anything else (a TypeError, say) is a mistake, marked or not."""


class BadMarks(ValueError):
    """A ``conformance.toml`` that does not say what it must. The message has every problem."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One rule that is not passed: which of the three kinds, and the reason given."""

    kind: str
    reason: str

    def decorator(self) -> pytest.MarkDecorator:
        """A strict expected failure: an unexpected pass fails."""
        return pytest.mark.xfail(strict=True, raises=EXPECTED_FAILURES, reason=f"{KINDS[self.kind]}: {self.reason}")


def read_marks(package: str) -> dict[str, Mark]:
    """Marks by rule from a package's ``conformance.toml``; none when there is no such file. Raises BadMarks."""
    file = files(package).joinpath("conformance.toml")
    if not file.is_file():
        return {}
    return parse_marks(file.read_text(encoding="utf-8"), where=f"{package}/conformance.toml")


def parse_marks(text: str, *, where: str) -> dict[str, Mark]:
    """Marks by rule from TOML. Raises BadMarks."""
    problems: list[str] = []
    marks: dict[str, Mark] = {}
    for kind, table in tomllib.loads(text).items():
        if kind not in KINDS or not isinstance(table, dict):
            problems.append(f"{kind}: is none of {', '.join(KINDS)}")
            continue
        for rule, reason in table.items():
            if not isinstance(reason, str) or not reason.strip():
                problems.append(f"{kind}.{rule}: needs a reason")
            elif rule in marks:
                problems.append(f"{kind}.{rule}: is marked {marks[rule].kind} already")
            else:
                marks[rule] = Mark(kind, reason)
    if problems:
        raise BadMarks(f"{where}: {'; '.join(problems)}")
    return marks


def unknown_rules(marks: Collection[str], rules: Collection[str]) -> list[str]:
    """Marked rules that the suite does not have."""
    return sorted(set(marks) - set(rules))

"""How cases of a policy ended. What a case says was written by the user: it is no personal data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from syncengine.front.display.codes import FINE, UNFINISHED
from syncengine.front.display.policy.names import policy_json, policy_name
from syncengine.front.display.words import count, plain
from syncengine.front.policy.running import Trial
from syncengine.front.policy.trying import Tried


def exit_code(trial: Trial) -> int:
    return UNFINISHED if trial.failed else FINE


def trial_lines(trial: Trial) -> Iterator[str]:
    """Every case that failed, with what was expected, what came of it, and which rules said so; then the count."""
    for tried in trial.failed:
        yield f"FAILED {plain(tried.name)}  ({plain(tried.at)})"
        yield from (f"  {line}" for line in _failure_lines(tried))
    passed = len(trial.tried) - len(trial.failed)
    head = f"{count(passed, 'case')} of {len(trial.tried)} passed under the policy {policy_name(trial.policy)}"
    yield f"{head}: {', '.join(map(plain, trial.files))}."


def _failure_lines(tried: Tried) -> Iterator[str]:
    if tried.impossible:
        yield f"it cannot be played: {tried.impossible}"
    for each in tried.differences:
        yield f"{each.what}: expected {_shown(each.expected)}, got {_shown(each.got)}"
    for pool, rule in (tried.decided or {}).items():
        yield f"{pool}: {plain(rule)!r} decided"
    for verdict in tried.why_not:
        yield f"{plain(verdict.rule)!r} ({plain(verdict.at)}) did not: {plain(verdict.why)}"


def _shown(value: object) -> str:
    return "nothing" if value in (None, ()) else plain(value)


def trial_json(trial: Trial) -> dict[str, Any]:
    return {
        "policy": policy_json(trial.policy),
        "files": list(trial.files),
        "passed": len(trial.tried) - len(trial.failed),
        "failed": len(trial.failed),
        "cases": [_tried_json(tried) for tried in trial.tried],
    }


def _tried_json(tried: Tried) -> dict[str, Any]:
    return {
        "name": tried.name,
        "at": tried.at,
        "passed": tried.passed,
        "impossible": tried.impossible or None,
        "differences": [{"what": each.what, "expected": each.expected, "got": each.got} for each in tried.differences],
        "decided": dict(tried.decided or {}),
        "why_not": [{"rule": each.rule, "at": each.at, "why": each.why} for each in tried.why_not],
    }

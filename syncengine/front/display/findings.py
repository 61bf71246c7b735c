"""What `check` found, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from syncengine.front.checks import Checked, Finding, Report
from syncengine.front.display.words import count, plain

_SIGNS = {"problem": "PROBLEM", "warning": "warning", "note": "note"}


def finding_lines(report: Report, *, go_on: str) -> Iterator[str]:
    """The report. ``go_on`` is the command to try next when nothing stands in the way."""
    for finding in report.files:
        yield from lines_of(finding)
    for each in report.systems:
        account = "cannot be reached" if each.account is None else plain(each.account.name)
        yield f"{each.name} ({plain(each.title)}, {each.role}): {account}"
        for finding in each.findings:
            yield from (f"  {line}" for line in lines_of(finding))
    problems, warnings = len(report.of("problem")), len(report.of("warning"))
    if problems:
        yield f"{count(problems, 'problem')} to solve first, {count(warnings, 'warning')}."
    else:
        yield f"No problems, {count(warnings, 'warning')}. Next: {go_on}"


def lines_of(finding: Finding) -> Iterator[str]:
    yield f"{_SIGNS[finding.level]}: {plain(finding.text)}"
    if finding.fix:
        yield f"  -> {plain(finding.fix)}"


def findings_json(report: Report) -> dict[str, Any]:
    return {
        "ok": not report.of("problem"),
        "systems": [_checked_json(each) for each in report.systems],
        "problems": [finding_json(each) for each in report.of("problem")],
        "warnings": [finding_json(each) for each in report.of("warning")],
        "notes": [finding_json(each) for each in report.of("note")],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    return {"system": finding.system, "text": finding.text, "fix": finding.fix}


def _checked_json(checked: Checked) -> dict[str, Any]:
    return {
        "name": checked.name,
        "role": checked.role,
        "account": checked.account.name if checked.account else None,
        "scopes": list(checked.account.scopes) if checked.account else [],
        "requests": checked.requests,
    }

"""A scan for machines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from syncengine.scan import Finding, Scan
from syncengine.scan.findings import headings
from syncengine.settings import Settings

if TYPE_CHECKING:
    from syncengine.front.scanning import Done


def settings_json(settings: Settings) -> dict[str, Any]:
    """What would be read live."""
    return {"command": "scan", "reads": [{"name": each.name, "role": each.role} for each in settings.systems]}


def scan_json(done: Done) -> dict[str, Any]:
    """Everything that was found, record ids included; never a name."""
    scan = done.scan
    return {
        "command": "scan",
        "exit_code": done.code,
        "day": scan.day.isoformat(),
        "systems": [
            {"name": each.name, "role": each.role, "records": each.records, "people": each.people}
            for each in scan.systems
        ],
        "numbers": {each.key: {"value": each.value, "what": each.title, "note": each.note} for each in scan.numbers},
        "findings": {each.key: _finding_json(scan, each) for each in scan.findings},
        "notes": list(scan.notes),
        "written": [os.fsencode(path).decode(errors="backslashreplace") for path in done.written],
        "put_aside": done.put_aside,
    }


def _finding_json(scan: Scan, finding: Finding) -> dict[str, Any]:
    told = {"family": finding.family, "title": finding.title}
    if not finding.judged:
        return {**told, "not_judged": finding.not_judged}
    return {
        **told,
        "unit": finding.unit,
        "count": finding.count,
        "of": finding.of,
        "columns": list(headings(finding)),
        "rows": [list(row) for row in scan.rows(finding)],
    }

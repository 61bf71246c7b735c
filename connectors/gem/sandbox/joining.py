"""What the product itself does when somebody joins a project: people may have set up an automation [doc]."""

from __future__ import annotations

from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.org import Org
from connectors.sandbox.outbox import Cause


def joined(org: Org, knobs: Knobs, candidate_id: str, *, by: Cause, times: int = 1) -> None:
    """Somebody joined ``times`` projects."""
    if knobs.automation_on_join:
        for _ in range(times):
            org.outbox.put(candidate_id, "project_automation", by=by)

"""The client lives on, and one write after the other loses its reply: it happened, and nobody said so."""

from __future__ import annotations

import pytest

from connectors.sandbox import Fault
from connectors.sandbox.faults import FaultKind
from tests.crash.conftest import Undisturbed
from tests.crash.rehearsal import Rehearsal

KINDS: list[FaultKind] = ["lost_reply", "failed_after"]
EVERY = 6


@pytest.mark.parametrize("offset", range(EVERY))
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_that_is_lost_makes_nobody_twice(
    fresh: Rehearsal, backfill: Undisturbed, kind: FaultKind, offset: int
) -> None:
    """Every sixth write of each system loses its reply; over all offsets every write does."""
    planted = []
    for desk in fresh.world.desks:
        for skip in range(offset, len(backfill.writes), EVERY):
            fault = Fault(kind, method="WRITE", path=r"^/v\d", skip=skip)
            planted.append(desk.sandbox.faults.plant(fault))
    fresh.run("backfill")
    assert any(fault.times == 0 for fault in planted)
    while fresh.outcome["stopped_by"]:  # a place that people are put into was not known to be there: try again
        fresh.run("backfill")
    fresh.finish("sync", like=backfill.ending)

"""Whether a system tells the time that we do. Listings go on from places that are times of this machine: after one that
was taken from a clock that is ahead, everything that changes until then would be missed."""

from __future__ import annotations

from connectors.errors import Unsettled
from syncengine.core.safety import clocks_apart
from syncengine.work.systems import System


class ClocksApart(Unsettled):
    """What was read is not stored. The system is well; one of the two clocks is not."""


def require_same_time(system: System) -> None:
    """To be asked after a reply, before a place to go on from is stored. Raises ClocksApart."""
    alarm = clocks_apart(system=system.name, ahead=system.connector.ahead_seconds, most=system.most_apart_seconds)
    if alarm is not None:
        raise ClocksApart(alarm.seen, system=system.name)

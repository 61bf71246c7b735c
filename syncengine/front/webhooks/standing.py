"""How the webhooks of one system stand: everything that is judged, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connectors.types import Subscription, Webhooks
from syncengine.front.webhooks.remembered import Changes, Remembered

DAY_SECONDS = 86_400.0
GRACE_SECONDS = 900.0
"""So long a delivery may be on its way, and so far a vendor's clock may be off, before anything is concluded."""

PRESENT_SECONDS = 60.0
"""Who gave no sign of life for so long is taken for gone."""


@dataclass(frozen=True, slots=True)
class Present:
    """Who is there. ``leads`` is the host of the daemon that leads; ``receives`` says whether anything takes
    deliveries."""

    leads: str | None = None
    receives: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """``webhooks`` is None for a vendor that sends none; ``secrets`` counts those that are configured. ``poll_seconds``
    lie between two looks at candidates.

    ``trial_event`` is what our own test deliveries are called; they count for nothing. ``lately`` are changes of the
    last day since the first event, ``since_last`` those after the last event, by kind. ``subscriptions`` is None for a
    vendor that is not asked, or does not say.
    """

    system: str
    title: str
    webhooks: Webhooks | None
    address: str
    config: Path
    now: float
    poll_seconds: float
    secrets: int = 0
    stand_in: bool = False
    present: Present = field(default_factory=Present)
    remembered: Remembered = field(default_factory=Remembered)
    trial_event: str | None = None
    lately: Mapping[str, Changes] = field(default_factory=dict)
    since_last: Mapping[str, Changes] = field(default_factory=dict)
    subscriptions: tuple[Subscription, ...] | None = None

    @property
    def last_at(self) -> float | None:
        """When the vendor told something last."""
        return self.remembered.last_at(but=self.trial_event)


@dataclass(frozen=True, slots=True)
class Compared:
    """Events that should be subscribed to, by how the vendor shows them: sent to our address; sent there but switched
    off; sent only to another address under our name; sent nowhere."""

    right: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def wanting(self) -> tuple[str, ...]:
        return (*self.inactive, *self.elsewhere, *self.missing)


def compare(events: Sequence[str], there: Sequence[Subscription], *, url: str, system: str) -> Compared:
    """What should be subscribed against what is. A subscription of the same event that goes to somebody else entirely
    is none of ours."""
    groups: dict[str, list[str]] = {"right": [], "inactive": [], "elsewhere": [], "missing": []}
    for event in events:
        groups[_state(event, there, url=url, system=system)].append(event)
    return Compared(**{name: tuple(found) for name, found in groups.items()})


def _state(event: str, there: Sequence[Subscription], *, url: str, system: str) -> str:
    of_it = [each for each in there if each.event == event]
    at_ours = [each for each in of_it if each.url == url]
    if at_ours:
        return "right" if any(each.active for each in at_ours) else "inactive"
    return "elsewhere" if any(each.url.endswith(f"/webhooks/{system}") for each in of_it) else "missing"

"""Fingerprints of what was known when something was decided, so that it holds until there is news about the very same
thing and no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from mappings.canonical import FIELDS
from mappings.keys import members, same
from syncengine.core.applications import Application
from syncengine.core.model import Side
from syncengine.core.reconcile import CREATE
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.store.overrides import Override
from syncengine.store.packing import digest

_POOLS = "(pools)"


def fingerprints(
    sides: Sequence[Side], seconds: Sequence[Side] = (), applications: Sequence[Application] = ()
) -> dict[str, str]:
    """Per field, what all systems show for it: a parked field is tried again as soon as this moves."""
    names = {name for side in sides for name in side.now}
    prints = {name: digest([[side.system, side.now.get(name)] for side in sides]) for name in names}
    prints[CREATE] = digest(sorted(prints.items()))
    prints[_POOLS] = _reasons_for_pools((*sides, *seconds), applications)
    return prints


def _reasons_for_pools(sides: Iterable[Side], applications: Sequence[Application]) -> str:
    """What the policy's pools follow from. Not the pools themselves: we move people, and that is no news."""
    candidacies = [asdict(each) for each in applications]
    shown = list(sides)
    restricted = [any(side.now.get(name) is True for side in shown) for name in RESTRICTIONS]
    tags = sorted({tag for side in shown for tag in members(side.now.get("tags"))})
    return digest([sorted(candidacies, key=str), restricted, tags])


def fingerprint_of(name: str, prints: Mapping[str, str]) -> str | None:
    """The fingerprint that a parked name depends on; None when only a human can bring it back (a note never changes,
    and about second records we decide nothing)."""
    return prints.get(_POOLS if name.startswith("pool:") and "@" not in name else name)


def still_parked(name: str, facts: str, prints: Mapping[str, str]) -> bool:
    """What is parked waits until its facts change; without a fingerprint, until a human acts."""
    current = fingerprint_of(name, prints)
    return current is None or facts == current


def field_facts(sides: Sequence[Side], *, system: str, field: str) -> str:
    """What the others show of a field, and what the system itself does."""
    others = digest([[side.system, side.now.get(field)] for side in sides if side.system != system])
    own = digest([side.now.get(field) for side in sides if side.system == system])
    return f"{others}:{own}"


def still_said(override: Override, sides: Sequence[Side]) -> bool:
    """Does a human's word still hold? Until any system shows something new. That its own system shows the very value is
    what it was said for: the write may have happened without our having settled it."""
    said_others, _, said_own = override.facts.partition(":")
    others, _, own = field_facts(sides, system=override.system, field=override.field).partition(":")
    return said_others == others and (said_own == own or shows(override, sides))


def shows(override: Override, sides: Sequence[Side]) -> bool:
    """Does the system show what was said?"""
    own = (side for side in sides if side.system == override.system and override.field in side.now)
    return any(same(FIELDS[override.field], side.now[override.field], override.value) for side in own)

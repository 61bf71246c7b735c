"""Short ways to write down sides and rules for tables of situations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from mappings.canonical import FIELDS, Value
from mappings.policy import FieldRule, Owner
from syncengine.core.model import Abilities, Side, SideRole

ABLE = Abilities(frozenset(FIELDS), frozenset(FIELDS) - {"pools"})

Unreported = Literal["."]
Shown = Value | Unreported
"""``"."`` stands for "not reported" (in ``now``) and "never agreed on" (in ``base``)."""


def rule(owner: Owner = "ats", *, write: str = "ats crm", clear: bool = True) -> FieldRule:
    """``write`` names roles, separated by spaces."""
    roles: dict[str, Literal["ats", "crm"]] = {"ats": "ats", "crm": "crm"}
    return FieldRule(owner, frozenset(roles[each] for each in write.split()), clear)


def side(
    system: str,
    now: Mapping[str, Value] | None = None,
    base: Mapping[str, Value] | None = None,
    *,
    role: SideRole | None = None,
    abilities: Abilities = ABLE,
    ref: str | None = "7",
    day: int | None = None,
) -> Side:
    """A side named after its role (``crm``, ``crm-2`` ...). ``day`` of May 2026 is when its record last changed."""
    found: dict[str, SideRole] = {"ats": "ats", "crm": "crm", "policy": "policy"}
    changed_at = datetime(2026, 5, day, tzinfo=UTC) if day else None
    return Side(system, role or found[system.partition("-")[0]], now or {}, base or {}, abilities, ref, changed_at)


def one(
    system: str,
    field: str,
    base: Shown,
    now: Shown,
    *,
    ref: str | None = "7",
    day: int | None = None,
    room: int | None = None,
) -> Side:
    """A side of which only one field matters. ``room`` is how many members fit."""
    abilities = ABLE if room is None else Abilities(ABLE.writable, ABLE.creatable, {field: room})
    shown: dict[str, Value] = {} if now == "." else {field: now}
    agreed: dict[str, Value] = {} if base == "." else {field: base}
    return side(system, shown, agreed, ref=ref, day=day, abilities=abilities)

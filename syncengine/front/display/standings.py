"""How a person stands, on the screen and for machines: fields with their origin and rule, restrictions, lists. It shows
personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from mappings.policy import FieldRule
from syncengine.front.display.policy.names import policy_json, policy_name, short
from syncengine.front.display.times import iso, when
from syncengine.front.display.words import plain, table
from syncengine.front.timeline.origins import FieldTold, Origin, ValueTold
from syncengine.front.timeline.standing import PoolTold, Restricted, Standing

_OWNERS = {
    "ats": "the ATS's word counts",
    "crm": "the CRM's word counts",
    "union": "what either side adds is added",
    "newest": "the later edit counts",
    "review": "a human decides",
}
_RESTRICTIONS = {"private": "private", "do_not_contact": "do not contact", "erased": "erased"}


def standing_shown(standing: Standing) -> Iterator[RenderableType]:
    if standing.restrictions:
        yield Text("\nRestrictions in force", style="bold")
        yield from (f"  {_restricted(each)}" for each in standing.restrictions)
    if standing.fields:
        yield Text(f"\nFields, under the policy {policy_name(standing.policy)}", style="bold")
        rows = [row for told in standing.fields for row in _rows(told)]
        yield table("", ("field", "system", "shows", "where it comes from", "rule"), rows)
    if standing.pools:
        yield Text("\nLists", style="bold")
        yield from (f"  {_pool(each)}" for each in standing.pools)


def _restricted(each: Restricted) -> str:
    name = _RESTRICTIONS.get(each.name, each.name)
    return f"{name}: shown by {each.system}:{plain(each.ref_id)} since {when(each.since)}"


def _rows(told: FieldTold) -> Iterator[tuple[str, ...]]:
    """The name and the rule stand once, at the first system."""
    for place, value in enumerate(told.values):
        first = place == 0
        shown = plain(value.value) if value.value not in (None, "", ()) else "(empty)"
        yield told.name * first, value.system, shown, _where_from(value, told), _rule(told.rule) * first


def _where_from(value: ValueTold, told: FieldTold) -> str:
    said = [_origin(value.origin, told.came_from)]
    if value.by_hand is not None:
        said.append(f"{value.by_hand.actor} wanted {plain(value.by_hand.value)} here")
    if value.dropped:
        said.append("its write was given up by hand")
    elif value.parked:
        said.append("its write waits in review")
    return "; ".join(said)


def _origin(origin: Origin, source: str | None) -> str:
    at = when(origin.since)
    if origin.write is None:
        return f"{origin.how}, {at}"
    why = next((each["why"] for each in origin.write.changes if each.get("why")), origin.write.why)
    by = f", policy {short(origin.write.policy)}" if origin.write.policy else ""
    return f"written by us{f' from {source}' if source else ''}, {at} ({why}{by})"


def _rule(rule: FieldRule | None) -> str:
    if rule is None or not rule.write:
        return "read, never written"
    if rule.owner_in:
        words = ", ".join(f"in the {role.upper()}: {_OWNERS[owner]}" for role, owner in sorted(rule.owner_in.items()))
    else:
        words = _OWNERS[rule.owner]
    written = " and ".join(role.upper() for role in sorted(rule.write))
    return f"{words}; written to {written}{'' if rule.clear else '; emptiness does not travel'}"


def _pool(told: PoolTold) -> str:
    where = f"in {plain(told.systems)}" if told.systems else "not in it yet"
    if told.rule is not None:
        return f"{plain(told.pool)}: {where}, by the rule {plain(told.rule)!r}{f': {plain(told.why)}' * bool(told.why)}"
    return f"{plain(told.pool)}: {where}, {'kept' if told.wanted else 'put there by hand; no rule is about it'}"


def standing_json(standing: Standing) -> dict[str, Any]:
    return {
        "policy": policy_json(standing.policy),
        "restrictions": [
            {"restriction": each.name, "system": each.system, "record": each.ref_id, "since": iso(each.since)}
            for each in standing.restrictions
        ],
        "fields": {told.name: _field_json(told) for told in standing.fields},
        "pools": [
            {
                "pool": told.pool,
                "systems": list(told.systems),
                "wanted": told.wanted,
                "rule": told.rule,
                "why": told.why or None,
            }
            for told in standing.pools
        ],
    }


def _field_json(told: FieldTold) -> dict[str, Any]:
    return {
        "rule": _rule(told.rule),
        "owner": None if told.rule is None else told.rule.owner,
        "came_from": told.came_from,
        "values": [_value_json(each) for each in told.values],
    }


def _value_json(told: ValueTold) -> dict[str, Any]:
    write = told.origin.write
    return {
        "system": told.system,
        "record": told.ref_id,
        "value": told.value,
        "origin": told.origin.how,
        "since": iso(told.origin.since),
        "operation": None if write is None else write.id,
        "parked": told.parked,
        "dropped": told.dropped,
        "by_hand": None if told.by_hand is None else {"value": told.by_hand.value, "by": told.by_hand.actor},
    }

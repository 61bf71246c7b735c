"""Three-way merge of one field over any number of sides.

Each side is compared with its *own* baseline: vendors rewrite what they are given, and with one shared baseline that
rewriting would look like an edit and travel back as damage. A side whose baseline lacks the field meets the others for
the first time: it can fill gaps and disagree, but it never erases.

Situations of a scalar, two sides (x, y, z are different values, - is empty, . is not reported):

    base a/b   now a/b    outcome
    x / x      x / x      nothing
    x / x      y / x      b becomes y
    x / x      y / y      agreement, nothing to write
    x / x      y / z      conflict, the owner wins
    x / x      - / x      b is emptied if the rule lets emptiness travel
    x / x      . / x      nothing: not reported is not empty
    x / x      . / y      a would become y: not written while a does not show the field, and not forgotten
    none/none  x / -      b becomes x
    none/none  x / y      conflict, the owner wins; nothing is emptied
    x / none   x / -      b becomes x (a record that joined later)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mappings.canonical import Field, Value
from mappings.keys import key_of, same
from mappings.policy import FieldRule
from syncengine.core.model import Conflict, Side


@dataclass(frozen=True, slots=True)
class Merged:
    """Per system, the value that a field should have there. Systems that are fine as they are do not appear."""

    wanted: Mapping[str, Value]
    conflict: Conflict | None = None


NOTHING = Merged({})

_ROLES = ("ats", "crm")


def merge(field: Field, sides: Sequence[Side], rule: FieldRule) -> Merged:
    """What each side should show for ``field``. A side that does not report the field has no say in it. It is wanted
    to have a value when it has no record yet, or when what it showed last has been overtaken by the others."""
    sides = sorted(sides, key=lambda side: side.system)  # whose spelling is taken never depends on who was read first
    reporting = [side for side in sides if field.name in side.now]
    if field.shape == "set":
        return _merge_set(field, sides, reporting, rule)
    return _merge_scalar(field, sides, reporting, rule)


def is_empty(value: Value) -> bool:
    return value is None or value in ("", ())


def _is_new(field: Field, side: Side) -> bool:
    return field.name not in side.base


def _changed(field: Field, side: Side) -> bool:
    return not _is_new(field, side) and not same(field, side.now[field.name], side.base[field.name])


# --- scalars ---------------------------------------------------------------------------------------------------------


def _merge_scalar(field: Field, sides: Sequence[Side], reporting: Sequence[Side], rule: FieldRule) -> Merged:
    voices = _voices(field, reporting)
    if not voices:
        return _fill_unborn(field, sides, reporting, rule)
    if len(_distinct(field, voices)) == 1:
        value = voices[0].now[field.name]
        return Merged({side.system: value for side in sides if _takes(field, side, value, rule)})
    values = {side.system: side.now[field.name] for side in voices}
    if rule.owner_in:
        return _merge_by_side(field, sides, voices, rule, values)
    winner = _winner(field, voices, rule)
    conflict = Conflict(field.name, values, winner.system if winner else None, f"owner: {rule.owner}")
    if winner is None:
        return Merged({}, conflict)
    value = winner.now[field.name]
    return Merged({side.system: value for side in sides if _takes(field, side, value, rule)}, conflict)


def _merge_by_side(
    field: Field, sides: Sequence[Side], voices: Sequence[Side], rule: FieldRule, values: Mapping[str, Value]
) -> Merged:
    """Whose word counts depends on where it is to be written: the sides may go on to differ."""
    winners = {role: _winner(field, voices, replace(rule, owner=owner)) for role, owner in rule.owner_in.items()}
    wanted: dict[str, Value] = {}
    for side in sides:
        winner = winners.get(side.role) if side.role != "policy" else None
        if winner is not None and _takes(field, side, winner.now[field.name], rule):
            wanted[side.system] = winner.now[field.name]
    undecided = any(winner is None for winner in winners.values())
    said = ", ".join(f"{owner} in the {role.upper()}" for role, owner in sorted(rule.owner_in.items()))
    return Merged(wanted, Conflict(field.name, values, None if undecided else voices[0].system, f"owner: {said}"))


def _voices(field: Field, reporting: Sequence[Side]) -> list[Side]:
    """Sides that have something to say: an edit, or a value while somebody is new to the field."""
    somebody_new = any(_is_new(field, side) for side in reporting)
    return [
        side for side in reporting if _changed(field, side) or (somebody_new and not is_empty(side.now[field.name]))
    ]


def _distinct(field: Field, voices: Sequence[Side]) -> list[Value]:
    found: list[Value] = []
    for side in voices:
        value = side.now[field.name]
        if not any(same(field, value, other) for other in found):
            found.append(value)
    return found


def _takes(field: Field, side: Side, value: Value, rule: FieldRule) -> bool:
    """Does this side need the agreed value?"""
    if field.name not in side.now and field.name not in side.base:
        return side.ref is None and not is_empty(value)
    if same(field, _last_shown(field, side), value):
        return False
    if is_empty(value):
        # Emptiness travels only between records that once agreed, and only if the rule lets it.
        return rule.clear and not _is_new(field, side)
    return True


def _last_shown(field: Field, side: Side) -> Value:
    return side.now[field.name] if field.name in side.now else side.base[field.name]


def _fill_unborn(field: Field, sides: Sequence[Side], reporting: Sequence[Side], rule: FieldRule) -> Merged:
    """Nobody has news. A record that is yet to be created still needs the value that the others agree on."""
    unborn = [side for side in sides if side.ref is None and field.name not in side.now]
    having = [side for side in reporting if not is_empty(side.now[field.name])]
    if not unborn or not having:
        return NOTHING
    value = (_winner(field, having, rule) or having[0]).now[field.name]
    return Merged({side.system: value for side in unborn})


def _winner(field: Field, voices: Sequence[Side], rule: FieldRule) -> Side | None:
    """The side whose value goes everywhere; None when a human must say. Ties within a role fall to the first system's
    name."""
    ranked = list(voices)
    having = [side for side in ranked if not is_empty(side.now[field.name])]
    if having and (not rule.clear or any(_is_new(field, side) for side in ranked)):
        ranked = having  # emptiness that does not travel does not win; first contact never erases
    if len(_distinct(field, ranked)) == 1:
        return ranked[0]
    if rule.owner == "review":
        return None
    if rule.owner == "newest":
        dated = [side for side in ranked if side.changed_at is not None]
        if len(dated) < len(ranked):
            return None
        latest = max(side.changed_at for side in dated if side.changed_at is not None)
        newest = [side for side in dated if side.changed_at == latest]
        return newest[0] if len(_distinct(field, newest)) == 1 else None
    owners = [side for side in ranked if _speaks_for(side) == rule.owner]
    return (owners or ranked)[0]


def _speaks_for(side: Side) -> str:
    """The policy's side says what follows from the ATS, so it has the ATS's word."""
    return "ats" if side.role == "policy" else side.role


# --- sets ------------------------------------------------------------------------------------------------------------


def _merge_set(field: Field, sides: Sequence[Side], reporting: Sequence[Side], rule: FieldRule) -> Merged:
    wanted: dict[str, Value] = {}
    for side in sides:
        owner = rule.owner_in.get(side.role, rule.owner) if side.role != "policy" else rule.owner
        added, removed = _set_news(field, _heard_by(side, reporting, owner), rule)
        if owner in _ROLES and _speaks_for(side) != owner:
            added = {**_of_owner(field, reporting, owner), **added}
        if field.name not in side.now and field.name not in side.base:
            members = _agreed_members(field, reporting, removed)
            if side.ref is None and members:
                wanted[side.system] = _fit(members, side, field)
            continue
        shown_last = _last_shown(field, side)
        now = _members(field, shown_last)
        kept = {key: shown for key, shown in now.items() if key not in removed}
        full = {**kept, **{key: shown for key, shown in added.items() if key not in kept}}
        fitted = _fit(tuple(full.values()), side, field, held=len(kept))
        if not same(field, fitted, shown_last):
            wanted[side.system] = fitted
    return Merged(wanted)


def _heard_by(side: Side, reporting: Sequence[Side], owner: str) -> Sequence[Side]:
    """Whose news count for a side: everybody's, or those of the side that owns the field, and its own."""
    return [each for each in reporting if owner not in _ROLES or _speaks_for(each) == owner or each is side]


def _of_owner(field: Field, reporting: Sequence[Side], owner: str) -> dict[str, str]:
    """What the owner has is put back where somebody else took it away."""
    owned: dict[str, str] = {}
    for each in reporting:
        if _speaks_for(each) == owner:
            owned = {**_members(field, each.now[field.name]), **owned}
    return owned


def _set_news(field: Field, reporting: Sequence[Side], rule: FieldRule) -> tuple[dict[str, str], set[str]]:
    """Members that somebody added and members that somebody took away. An addition beats a removal.

    Only what changed since each side's own baseline is news, so a member that one system cannot hold is never missed
    there and taken for a removal. A side new to the field adds all it has and removes nothing; to it, all that the
    others have is news.
    """
    somebody_new = any(_is_new(field, side) for side in reporting)
    added: dict[str, str] = {}
    removed: set[str] = set()
    for side in reporting:
        now = _members(field, side.now[field.name])
        before = {} if _is_new(field, side) else _members(field, side.base[field.name])
        news = now if somebody_new else {key: shown for key, shown in now.items() if key not in before}
        for key, shown in news.items():
            added.setdefault(key, shown)
        removed |= before.keys() - now.keys()
    fresh = _fresh(field, reporting)
    gone = (removed - fresh) if rule.clear else set()
    return {key: shown for key, shown in added.items() if key not in gone}, gone


def _fresh(field: Field, reporting: Sequence[Side]) -> set[str]:
    """Keys that a side shows and its own baseline lacks: a deliberate addition, which beats a removal elsewhere."""
    fresh: set[str] = set()
    for side in reporting:
        before = {} if _is_new(field, side) else _members(field, side.base[field.name])
        fresh |= _members(field, side.now[field.name]).keys() - before.keys()
    return fresh


def _agreed_members(field: Field, reporting: Sequence[Side], removed: set[str]) -> tuple[str, ...]:
    union: dict[str, str] = {}
    for side in reporting:
        for key, shown in _members(field, side.now[field.name]).items():
            union.setdefault(key, shown)
    return tuple(shown for key, shown in union.items() if key not in removed)


def _members(field: Field, value: Value) -> dict[str, str]:
    shown: dict[str, str] = {}
    for member in value if isinstance(value, tuple) else ():
        shown.setdefault(key_of(field, member), member)
    return shown


def _fit(members: tuple[str, ...], side: Side, field: Field, *, held: int = 0) -> tuple[str, ...]:
    """As many members as the system can hold. What it holds already comes first, so a full system stays quiet; one
    that holds more than we were told it can (``held``) loses nothing."""
    capacity = side.abilities.capacity.get(field.name)
    return members if capacity is None else members[: max(capacity, held)]

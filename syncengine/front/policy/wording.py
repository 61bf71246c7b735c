"""What differs between two policies, in words: key by key, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mappings.policy import Policy

_NAMES = {"name", "version", "fingerprint", "rules", "push", "job_stages"}


def changed_keys(old: Policy, new: Policy) -> Iterator[str]:
    """One line for everything that the one says otherwise than the other."""
    before, after = _flat(old), _flat(new)
    for key in sorted({*before, *after}):
        was, now = _shown(before.get(key)), _shown(after.get(key))
        if was != now:
            yield f"{key}: {was} -> {now}"
    for part in ("rules", "push"):
        yield from _rules(part, getattr(old, part), getattr(new, part))
    if old.job_stages != new.job_stages:
        yield "job_stages: other jobs, or other stages"


def _flat(policy: Policy) -> dict[str, Any]:
    """Dotted key -> value, of everything that does not stand in order."""
    return dict(_leaves("", {key: value for key, value in asdict(policy).items() if key not in _NAMES}))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), inner)
    else:
        yield path, value


def _rules(part: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[str]:
    before, after = ({rule.name: _said(rule) for rule in rules} for rules in (old, new))
    yield from (f"{part}: {name!r} is gone" for name in before if name not in after)
    yield from (f"{part}: {name!r} is new" for name in after if name not in before)
    for name in (name for name in before if name in after):
        keys = {*before[name], *after[name]}
        for key in sorted(key for key in keys if before[name].get(key) != after[name].get(key)):
            was, now = _shown(before[name].get(key)), _shown(after[name].get(key))
            yield f"{part}: {name!r}: {key}: {was} -> {now}"
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield f"{part}: they are asked in another order"


def _said(rule: Any) -> dict[str, Any]:
    """What a rule says, without where it stands."""
    return dict(_leaves("", {key: value for key, value in asdict(rule).items() if key not in {"name", "at"}}))


def _shown(value: Any) -> str:
    if value is None or value in ((), frozenset()):
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset | tuple | list):
        return ", ".join(sorted(map(str, value)))
    return str(value)

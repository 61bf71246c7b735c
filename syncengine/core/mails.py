"""No write of ours makes a vendor mail somebody, unless the policy names that effect.

What a write may lead to is declared by connectors. What the policy does not name is taken out of the plan and said: a
human reads there what to write into the policy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mappings.policy import PushRule
from syncengine.core.model import MayMail, Operation, Plan, Remark, Verb
from syncengine.core.unmade import without_creation

WOULD_MAIL = "would_mail"
"""Code of the remark about a write that is not made because of its mail."""


def effects_of(operation: Operation, effects: Collection[MayMail]) -> tuple[str, ...]:
    """Names of the effects that a write may have, sorted."""
    return tuple(sorted({effect.name for effect in effects if _has(operation, effect)}))


def unnamed_effects(operation: Operation, effects: Collection[MayMail], *, may_mail: frozenset[str]) -> tuple[str, ...]:
    """Those of them that the policy does not name."""
    return tuple(name for name in effects_of(operation, effects) if name not in may_mail)


def guarded(plan: Plan, effects: Mapping[str, Sequence[MayMail]], *, may_mail: frozenset[str]) -> Plan:
    """The plan without writes that would mail and must not, a remark for each, and the effects of the others noted.
    ``effects`` go by system."""
    if not any(effects.values()):
        return plan
    operations: list[Operation] = []
    refused: list[Operation] = []
    for operation in plan.operations:
        allowed, others = _parted(operation, effects.get(operation.system, ()), may_mail)
        operations += [] if allowed is None else [allowed]
        refused += others
    remarks = [
        _remark(each, unnamed_effects(each, effects.get(each.system, ()), may_mail=may_mail)) for each in refused
    ]
    kept = replace(plan, operations=tuple(operations), remarks=(*plan.remarks, *remarks))
    for system in {each.system for each in refused if each.verb == "create"}:
        kept = without_creation(kept, system)
    return kept


def _parted(
    operation: Operation, effects: Sequence[MayMail], may_mail: frozenset[str]
) -> tuple[Operation | None, list[Operation]]:
    """What of a write may be made, and what may not: an update goes on without the fields that would mail."""
    if not unnamed_effects(operation, effects, may_mail=may_mail):
        return replace(operation, mails=effects_of(operation, effects)), []
    if operation.verb != "update":
        return None, [operation]
    single = [replace(operation, changes=(change,)) for change in operation.changes]
    refused = [each for each in single if unnamed_effects(each, effects, may_mail=may_mail)]
    kept = tuple(change for each in single if each not in refused for change in each.changes)
    if not kept:
        return None, refused
    rest = replace(operation, changes=kept)
    return replace(rest, mails=effects_of(rest, effects)), refused


def _has(operation: Operation, effect: MayMail) -> bool:
    if operation.verb != effect.verb:
        return False
    if effect.fields and not effect.fields & operation.fields:
        return False
    return not effect.push or bool(effect.push & _pushed_as(operation.push))


def _pushed_as(push: PushRule | None) -> frozenset[str]:
    if push is None:
        return frozenset()
    return frozenset({push.as_, *((f"{push.as_}_for_job",) if push.job is not None else ())})


def _remark(operation: Operation, names: Sequence[str]) -> Remark:
    effects = " and ".join(names)
    text = (
        f"{operation.system} may mail the candidate when {_what(operation)} ({effects}): not done; "
        f"to allow it, write {effects} under may_mail in the policy"
    )
    # A record that is not made has no fields that could be held.
    field = None if operation.verb == "create" else next(iter(sorted(operation.fields)), None)
    return Remark(WOULD_MAIL, text, operation.system, field, review=True)


def _what(operation: Operation) -> str:
    if operation.verb == "update":
        return f"{', '.join(sorted(operation.fields))} is changed"
    if operation.push is not None:
        return f"somebody is made {_A[operation.push.as_]} there"
    return _WHEN[operation.verb]


_A = {"prospect": "a prospect", "applicant": "an applicant"}
_WHEN: Mapping[Verb, str] = {
    "create": "a record is made there",
    "add_to_pool": "somebody joins a list there",
    "remove_from_pool": "somebody leaves a list there",
    "note": "a note is written there",
}

"""What `check` says in advance about push rules and mails: what they name and the ATS does not have, and writes that
will not be made because a vendor may mail the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.types import Record
from mappings.policy import Policy, PushRule
from mappings.problems import suggest
from syncengine.core.mails import unnamed_effects
from syncengine.core.model import Operation
from syncengine.core.targets import SORTS, Sort, Target, misses
from syncengine.work.systems import System, Systems
from syncengine.work.targets import KINDS, named_by, targets_of

Said = tuple[str, str | None]
"""What was found, and what to do about it."""


def unfound(system: System, policy: Policy) -> Iterator[Said]:
    """What push rules name and nobody can tell what is meant. Reads of an ATS only what is named. Raises
    ConnectorError."""
    there: dict[Sort, list[Target]] = {
        sort: list(_targets(system, sort)) if named_by(policy, sort) else [] for sort in SORTS
    }
    for rule in policy.push:
        for missed in misses(rule, there):
            names = [name for each in there[missed.sort] for name in each.names]
            text = f"the push rule {rule.name!r} cannot be followed: {missed.text}"
            yield text, suggest(missed.named, names) or f"correct `{missed.sort}` of that rule in your policy file"


def refused_pushes(system: System, policy: Policy) -> Iterator[Said]:
    """Push rules that nobody will be pushed by, because the vendor may mail them."""
    for rule in policy.push:
        names = unnamed_effects(_creation(system, rule), system.may_mail, may_mail=policy.may_mail)
        if names:
            effects = " and ".join(names)
            text = (
                f"whoever is pushed by the rule {rule.name!r} may be mailed ({effects}), so that nobody is pushed by it"
            )
            yield text, f"if they may be mailed, write {effects} under `may_mail` in your policy file"


def unknown_mails(systems: Systems, policy: Policy) -> Iterator[Said]:
    """Effects that the policy allows and no connector has."""
    known = sorted({effect.name for system in systems for effect in system.may_mail})
    for name in sorted(policy.may_mail - set(known)):
        text = f"the policy allows the mail effect {name!r} under `may_mail`, which none of your systems has"
        yield text, suggest(name, known) or "take it out of `may_mail`"


def _creation(system: System, rule: PushRule) -> Operation:
    return Operation("create", system.name, None, push=rule)


def _targets(system: System, sort: Sort) -> Sequence[Target]:
    if KINDS[sort] not in system.connector.manifest.kinds:
        return ()
    pages = system.connector.pages(KINDS[sort])
    rows = [item.data for page in pages for item in page.items if isinstance(item, Record)]
    return list(targets_of(system, sort, rows))

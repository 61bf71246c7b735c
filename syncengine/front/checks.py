"""`check`: what stands in the way before anything is written. Every finding ends in what to do about it.

All systems are looked at, whatever is wrong with one of them, so that everything shows at once. Only reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from connectors.base import AddsFields, DescribesFields, KeepsPools
from connectors.errors import ConnectorError, NotPermitted
from connectors.types import Account, Record
from mappings.policy import Policy
from mappings.problems import BadFile, suggest
from syncengine.app import World, build_systems
from syncengine.core.safety import wrong_account
from syncengine.front import pushes
from syncengine.front.status import known_accounts
from syncengine.settings import Settings, load_settings, read_policy
from syncengine.work.systems import CANDIDATE, POOL, REASON, System, Systems

STAGE = "stage"

Level = Literal["problem", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A ``problem`` stops work or makes it wrong, a ``warning`` leaves people out, a ``note`` is only good to know."""

    level: Level
    text: str
    system: str | None = None
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One system: whom the credentials belong to (None when they do not work) and what was found."""

    name: str
    title: str
    role: str
    account: Account | None
    findings: tuple[Finding, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class Report:
    """``files`` are findings about the configuration itself; while it has problems, no system is asked."""

    files: tuple[Finding, ...]
    systems: tuple[Checked, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.files, *(finding for each in self.systems for finding in each.findings))

    def of(self, level: Level) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == level)


def check_installation(path: Path, *, learn: Callable[[Settings], None]) -> Report:
    """Check a configuration and all that it names. ``learn`` hears the settings before anything is asked."""
    try:
        settings = load_settings(path)
    except BadFile as error:
        return Report(tuple(Finding("problem", each.complaint, fix=each.suggestion) for each in error.problems))
    learn(settings)
    systems = build_systems(settings, world=World())
    try:
        policy = read_policy(settings.policy_path)
        checked = check_systems(systems, policy, accounts=known_accounts(settings))
        files = [Finding("warning", text) for text in settings.warnings]
        files += [Finding("warning", text, fix=fix) for text, fix in pushes.unknown_mails(systems, policy)]
        return Report(tuple(files), tuple(checked))
    finally:
        systems.close()


def check_systems(systems: Systems, policy: Policy, *, accounts: Mapping[str, str]) -> Iterator[Checked]:
    """Check each system against the policy. ``accounts`` are the account ids of the last run, by system."""
    for system in systems:
        account, findings = _check(system, policy, before=accounts.get(system.name))
        manifest = system.connector.manifest
        yield Checked(system.name, manifest.title, system.role, account, tuple(findings), system.connector.calls)


def _check(system: System, policy: Policy, *, before: str | None) -> tuple[Account | None, list[Finding]]:
    try:
        account = system.connector.check()
    except ConnectorError as error:
        return None, [_failure(system, error)]
    findings = [Finding("problem", text, system.name) for text in account.problems]
    findings += [Finding("warning", text, system.name) for text in account.warnings]
    findings += _moved(system, account, before=before)
    for look in _LOOKS[system.role]:
        try:
            findings += look(system, policy)
        except NotPermitted as error:
            # A missing permission is said once: the account's own problems, or warnings, name it already.
            said = " ".join((*account.problems, *account.warnings))
            findings += [] if account.problems or (error.needs or error.reason) in said else [_failure(system, error)]
        except ConnectorError as error:
            findings.append(_failure(system, error))
    return account, findings


def _failure(system: System, error: ConnectorError) -> Finding:
    status = f" (HTTP {error.status})" if error.status else ""
    return Finding("problem", f"{error.reason}{status}", system.name, error.hint)


def _moved(system: System, account: Account, *, before: str | None) -> list[Finding]:
    alarm = wrong_account(system=system.name, before=before, now=account.id)
    if alarm is None:
        return []
    fix = "put the old credentials back, or give the new account a name of its own and a new store"
    return [Finding("problem", alarm.seen, system.name, fix)]


def _stages(system: System, policy: Policy) -> Iterator[Finding]:
    """Stages that the policy sorts under no milestone: people in them keep the list they are in."""
    if STAGE not in system.connector.manifest.kinds:
        return
    known = {_fold(name) for stages in (policy.stages, *(each.stages for each in policy.job_stages)) for name in stages}
    active = (record for record in _records(system, STAGE) if record.data.get("active") is not False)
    used = Counter(str(record.data.get("name") or "").strip() for record in active)
    for name, jobs in sorted(used.items()):
        if name and _fold(name) not in known:
            text = f"the policy does not know the stage {name!r} (jobs that use it: {jobs}); nothing is guessed"
            fix = f"write {name!r} under one of the milestones of `stages` in your policy file"
            yield Finding("warning", text, system.name, fix)


def _reasons(system: System, policy: Policy) -> Iterator[Finding]:
    """Rejection reasons that we cannot judge, and reasons of the policy that the ATS does not have."""
    if REASON not in system.connector.manifest.kinds:
        return
    ruled = {_fold(name): name for name in policy.reasons}
    facts = [system.translator.to_reason(record.data) for record in _records(system, REASON)]
    there = {_fold(each.name): each for each in facts if each.name}
    for folded, each in sorted(there.items()):
        if each.category == "unknown" and folded not in ruled:
            text = f"the rejection reason {each.name!r} is of a category that we do not know; nobody is recycled for it"
            yield Finding("warning", text, system.name, f"name {each.name!r} under `reasons` in your policy file")
    names = [each.name for each in there.values() if each.name]
    for wanted in sorted(ruled[folded] for folded in ruled.keys() - there.keys()):
        text = f"the policy names the rejection reason {wanted!r}, which is not there"
        yield Finding("warning", text, system.name, suggest(wanted, names) or "take it out of `reasons`")


def _pools(system: System, policy: Policy) -> Iterator[Finding]:
    if not isinstance(system.connector, KeepsPools):
        return
    there = Counter(_fold(str(record.data.get("name") or "")) for record in _records(system, POOL))
    for name in (pool.name for pool in policy.pools.values()):
        found = there[_fold(name)]
        if found == 0:
            yield Finding("note", f"there is no list called {name!r} yet; backfill makes it", system.name)
        elif found > 1:
            text = f"{found} lists are called {name!r}, so that it is not clear which one is meant"
            yield Finding("problem", text, system.name, "rename all of them but one")


def _fields(system: System, policy: Policy) -> Iterator[Finding]:
    """Custom fields that the mapping writes to: missing ones are made, ones of another type cannot be used."""
    connector = system.connector
    if not isinstance(connector, DescribesFields):
        return
    there = {_fold(info.label): info for info in connector.fields(CANDIDATE)}
    for need in system.translator.custom_fields:
        info = there.get(_fold(need.name))
        if info is not None and info.type != need.type:
            text = f"the custom field {need.name!r} is of the type {info.type}, and has to be {need.type}"
            yield Finding("problem", text, system.name, f"rename the one that is there; backfill makes {need.name!r}")
        elif info is None and isinstance(connector, AddsFields):
            yield Finding("note", f"there is no custom field {need.name!r} yet; backfill makes it", system.name)
        elif info is None:
            text = f"there is no custom field {need.name!r}"
            yield Finding("problem", text, system.name, f"make a candidate field of the type {need.type}")


def _pushes(system: System, policy: Policy) -> Iterator[Finding]:
    """Push rules by which nobody can be pushed."""
    for text, fix in (*pushes.unfound(system, policy), *pushes.refused_pushes(system, policy)):
        yield Finding("warning", text, system.name, fix)


def _fold(name: str) -> str:
    """Names are compared without regard to letter case, here as in the policy."""
    return name.strip().casefold()


def _records(system: System, kind: str) -> Iterator[Record]:
    for page in system.connector.pages(kind):
        yield from (item for item in page.items if isinstance(item, Record))


_LOOKS: Mapping[str, tuple[Callable[[System, Policy], Iterator[Finding]], ...]] = {
    "ats": (_stages, _reasons, _fields, _pushes),
    "crm": (_pools, _fields),
}

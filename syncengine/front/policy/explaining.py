"""How one person stands, and which rule of the policy decided what: all of it from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from mappings.policy import Policy, PushRule
from syncengine.app import World
from syncengine.core.lifecycle import Derived
from syncengine.core.model import Plan
from syncengine.core.rulebook import unmet
from syncengine.front.explain import names_of_systems, store_of
from syncengine.front.knowing import loader_of, silent_systems
from syncengine.front.policy.outlook import pools_after
from syncengine.front.refs import person_named
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings, read_policy
from syncengine.store import runs
from syncengine.work.facts import Facts
from syncengine.work.planning import Planner

PoolsBySystem = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One person under one policy. ``before`` and ``after`` are lists by CRM, now and once ``plan`` is carried out,
    ``later`` those on the day on which the plan wakes. ``pushes`` says of every push rule why it does not apply, None
    where it does. ``last_policy`` is the fingerprint of the last pass that ran to its end."""

    who: Who
    policy: Policy
    last_policy: str | None
    today: date
    derived: Derived
    plan: Plan
    before: PoolsBySystem
    after: PoolsBySystem
    later: PoolsBySystem
    pushes: tuple[tuple[PushRule, str | None], ...]


def explain_policy(settings: Settings, word: str, *, today: date | None = None) -> Told:
    """Raises NotKnown. A store that is not there yet is not made."""
    store = store_of(settings)
    try:
        with silent_systems(settings) as systems, store.read() as connection:
            person = person_named(connection, word, systems=names_of_systems(settings))
            [facts] = loader_of(connection, systems).load(connection, [person])
            who = who_are(connection, [person])[person]
            return _told(connection, facts, who, read_policy(settings.policy_path), today or World().today())
    finally:
        store.close()


def _told(connection: sa.Connection, facts: Facts, who: Who, policy: Policy, today: date) -> Told:
    planner = Planner(policy, today=lambda: today)
    derived, planned = planner.derive(facts), planner.plan(facts)
    wake_on = planned.plan.wake_on
    later = Planner(policy, today=lambda: wake_on or today).plan(facts)
    return Told(
        who=who,
        policy=policy,
        last_policy=runs.last_policy(connection),
        today=today,
        derived=derived,
        plan=planned.plan,
        before={side.system: _pools(side.now.get("pools")) for side in facts.sides if side.role == "crm"},
        after=pools_after(planned),
        later=pools_after(later) if wake_on else {},
        pushes=tuple((rule, unmet(rule.when, derived.situation)) for rule in policy.push),
    )


def _pools(value: object) -> frozenset[str]:
    return frozenset(value if isinstance(value, tuple) else ())

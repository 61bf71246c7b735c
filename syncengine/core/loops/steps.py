"""What one pass makes of the pools that somebody is in: the real rules and the real merge, looked up where the same was
asked before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mappings.canonical import Value
from mappings.policy import Policy, When
from syncengine.core.lifecycle import Derived, follows
from syncengine.core.loops.loop import Case
from syncengine.core.model import POLICY_SIDE, Abilities, PersonId, Side
from syncengine.core.reconcile import Wishes, reconcile
from syncengine.core.rulebook import unmet
from syncengine.core.situation import Situation

Pools = frozenset[str]

_ABLE = Abilities(frozenset({"pools"}), frozenset())
_NOTHING = Abilities(frozenset(), frozenset())
_NOBODY = PersonId("")

_Membership = tuple[bool, bool | None, bool | None, bool | None, bool]
"""Whether somebody is in a pool: as shown, as shown when agreed on, as wanted, as wanted then; whether it is forbidden.
None where nothing is said."""


@dataclass(frozen=True, slots=True)
class State:
    """``shown`` is where the CRM has somebody; ``base`` where it had them, and ``before`` where rules wanted them, when
    they were last settled: None when they never were."""

    shown: Pools
    base: Pools | None
    before: Pools | None


FRESH = State(frozenset(), None, None)


@dataclass(frozen=True, slots=True)
class Way:
    """Passes without a change from outside: ``circle`` has the states that come again and again, empty where ``end`` is
    a state of rest."""

    end: State
    circle: tuple[State, ...] = ()


@dataclass(slots=True)
class Steps:
    """Passes over people under one policy. ``made`` counts them. Cases are known by what they are, not by what they
    say: whoever walks keeps them."""

    policy: Policy
    made: int = 0
    _abouts: dict[int, tuple[Policy, Situation]] = field(default_factory=dict)
    _derived: dict[tuple[int, Pools, Pools | None], Derived] = field(default_factory=dict)
    _stays: dict[_Membership, bool] = field(default_factory=dict)
    _ends: dict[tuple[int, State], State] = field(default_factory=dict)

    def way(self, case: Case, start: State) -> Way:
        """From a state until rest, or once around."""
        passed: list[State] = []
        state = start
        while True:
            if (known := self._ends.get((id(case), state))) is not None:
                end = known
                break
            if state in passed:
                return Way(state, tuple(passed[passed.index(state) :]))
            passed.append(state)
            after = self.step(case, state)
            if after == state:
                end = state
                break
            state = after
        self._ends.update({(id(case), each): end for each in passed})
        return Way(end)

    def step(self, case: Case, state: State) -> State:
        """The state after a pass."""
        self.made += 1
        derived = self.derived(case, state)
        given = derived.fields.get("pools")
        wanted = frozenset(given) if isinstance(given, tuple) else None
        shown = frozenset(
            pool for pool in self.policy.pools if self._is_in(pool, state, wanted, derived.forbidden_pools)
        )
        return State(shown, shown, state.before if wanted is None else wanted)

    def derived(self, case: Case, state: State) -> Derived:
        """What the policy wants of somebody in that state."""
        key = (id(case), state.shown, state.before)
        if key not in self._derived:
            before: dict[str, Value] = {} if state.before is None else {"pools": tuple(sorted(state.before))}
            policy, situation = self._about(case)
            self._derived[key] = follows(
                replace(situation, pools=state.shown), policy=policy, before=before, today=case.today
            )
        return self._derived[key]

    def _about(self, case: Case) -> tuple[Policy, Situation]:
        """The rules that may apply to somebody, whatever pools they are in, and how they stand."""
        if id(case) not in self._abouts:
            at = case.situation(self.policy)
            rules = (rule for rule in self.policy.rules if unmet(_pools_aside(rule.when), at) is None)
            self._abouts[id(case)] = (replace(self.policy, rules=tuple(rules)), at)
        return self._abouts[id(case)]

    def _is_in(self, pool: str, state: State, wanted: Pools | None, forbidden: Pools) -> bool:
        """Is somebody in the pool after the pass? Members of a set are merged one by one, so that each can be looked
        at by itself."""
        key = (
            pool in state.shown,
            None if state.base is None else pool in state.base,
            None if wanted is None else pool in wanted,
            None if state.before is None else pool in state.before,
            pool in forbidden,
        )
        if key not in self._stays:
            self._stays[key] = self._merged(*key)
        return self._stays[key]

    def _merged(
        self, shown: bool, base: bool | None, wanted: bool | None, before: bool | None, forbidden: bool
    ) -> bool:
        sides = [
            Side("crm", "crm", _fields(shown), _fields(base), _ABLE, ref="1"),
            Side(POLICY_SIDE, "policy", _fields(wanted), _fields(before), _NOTHING),
        ]
        rules = {"pools": self.policy.fields["pools"]} if "pools" in self.policy.fields else {}
        wishes = Wishes(forbidden_pools=frozenset({_POOL} if forbidden else ()))
        moves = {each.verb for each in reconcile(_NOBODY, sides, rules=rules, wishes=wishes).operations}
        return "add_to_pool" in moves or (shown and "remove_from_pool" not in moves)


def _pools_aside(when: When) -> When:
    return replace(when, in_pool=None, not_in_pool=None)


_POOL = "pool"


def _fields(is_in: bool | None) -> dict[str, Value]:
    return {} if is_in is None else {"pools": (_POOL,) if is_in else ()}

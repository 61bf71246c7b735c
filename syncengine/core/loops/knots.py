"""Which pools hang on which: rules about a pool may ask who is in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mappings.policy import Policy, PoolRule, When

Reads = Mapping[str, frozenset[str]]


def knots(policy: Policy) -> list[frozenset[str]]:
    """Sets of pools that hang on each other in a circle, or on themselves. Nothing else can oscillate: where there is
    no circle, each pool comes to rest after those that it hangs on."""
    reads = _reads(policy)
    reached = {pool: _reached(pool, reads) for pool in reads}
    found = {
        frozenset(other for other in reached[pool] if pool in reached[other]) for pool in reads if pool in reached[pool]
    }
    return sorted(found, key=sorted)


def around(policy: Policy, knot: frozenset[str]) -> frozenset[str]:
    """The knot, and every pool that it hangs on."""
    reads = _reads(policy)
    return _with_groups(policy, knot.union(*(_reached(pool, reads) for pool in knot)))


def cut_down(policy: Policy, pools: frozenset[str]) -> Policy:
    """The policy as far as these pools are concerned. What it says about others does not bear on them."""
    return replace(
        policy,
        pools={key: pool for key, pool in policy.pools.items() if key in pools},
        rules=tuple(_about(rule, pools) for rule in policy.rules if decides(policy, rule) & pools),
        push=(),
    )


def asks(when: When) -> frozenset[str]:
    """The pools that a condition names."""
    return (when.in_pool or frozenset()) | (when.not_in_pool or frozenset())


def decides(policy: Policy, rule: PoolRule) -> frozenset[str]:
    """The pools that a rule has a say in: those that it names, and the others of their groups."""
    return _with_groups(policy, frozenset({rule.into} if rule.into else rule.out_of))


def _with_groups(policy: Policy, pools: frozenset[str]) -> frozenset[str]:
    groups = {policy.pools[pool].group for pool in pools} - {None}
    return pools | {key for key, pool in policy.pools.items() if pool.group in groups}


def _about(rule: PoolRule, pools: frozenset[str]) -> PoolRule:
    return rule if rule.into else replace(rule, out_of=tuple(pool for pool in rule.out_of if pool in pools))


def _reads(policy: Policy) -> Reads:
    found: dict[str, frozenset[str]] = {pool: frozenset() for pool in policy.pools}
    for rule in policy.rules:
        for pool in decides(policy, rule):
            found[pool] |= asks(rule.when)
    return found


def _reached(pool: str, reads: Reads) -> frozenset[str]:
    """What a pool hangs on, in one step or more."""
    found: set[str] = set()
    todo = [*reads[pool]]
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo.extend(reads[each])
    return frozenset(found)

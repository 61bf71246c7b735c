"""A plan that cannot be applied at all, whoever is left out of it: it is of another policy, or of other accounts."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from syncengine.app import Engine
from syncengine.plans.entries import Account, Header
from syncengine.plans.making import accounts_of
from syncengine.store import runs
from syncengine.work.places import Places


class Unfit(Exception):
    """What was planned by is not what is in force now. ``problems`` has every reason. Nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


def require_fit(engine: Engine, header: Header) -> None:
    """Before anything is asked of a system. Raises Unfit."""
    with engine.store.read() as connection:
        problems = [*_of_policy(engine, header, connection), *_of_accounts(engine, header, connection)]
    if problems:
        raise Unfit(problems)


def _of_policy(engine: Engine, header: Header, connection: sa.Connection) -> Iterator[str]:
    now, then = engine.policy.fingerprint, header.policy
    if now != then:
        yield (
            f"the policy was changed: the plan is of {header.policy_name} [{then[:12]}], and in the file is "
            f"{engine.policy.name} [{now[:12]}]"
        )
        return
    in_force = runs.policy_in_force(connection)
    if in_force not in {None, now} and not header.is_whole:
        yield "another policy is in force, and only a whole plan puts a new one in force"


def _of_accounts(engine: Engine, header: Header, connection: sa.Connection) -> Iterator[str]:
    now = accounts_of(engine, connection)
    for name in sorted(header.systems.keys() | now.keys()):
        yield from _of_account(name, header.systems.get(name), now.get(name))


def _of_account(name: str, then: Account | None, now: Account | None) -> Iterator[str]:
    if then is None:
        yield f"the system {name} is configured now, and was not when the plan was made"
    elif now is None:
        yield f"the plan is about the system {name}, which is not configured any more"
    elif (then.connector, then.role) != (now.connector, now.role):
        yield f"{name} was the {then.role} with the connector {then.connector}: now {now.role}, {now.connector}"
    elif now.account is None:
        yield f"nothing is known here of {name}: the plan was made with another store"
    elif then.account != now.account:
        yield f"{name} is another account than the one that the plan was made for"


def require_places(header: Header, missing: Places) -> None:
    """Raises Unfit when a list of the policy is missing that was there when the plan was made."""
    gone = [f"the list {each[1]!r} in {each[0]} is gone" for each in missing.pools if each not in header.missing]
    if gone:
        raise Unfit(gone)

"""What a human agrees to is told to the audit: a preview, and every guard that was let through."""

from __future__ import annotations

from syncengine.app import Engine
from syncengine.passes.outcome import Agree, Proposal
from syncengine.store import audit


def witnessed(engine: Engine, agree: Agree, *, command: str) -> Agree:
    """The same answers; each yes is told before anything is done because of it."""

    def answer(proposal: Proposal) -> bool:
        said = agree(proposal)
        if said:
            _tell(engine, proposal, command)
        return said

    return answer


def _tell(engine: Engine, proposal: Proposal, command: str) -> None:
    now, who = engine.world.now(), engine.world.who
    let_through = [
        audit.Entry(at=now, what="guard agreed", actor=who, system=alarm.system or None, why=f"{command}: {alarm.name}")
        for alarm in proposal.alarms
    ]
    agreed = audit.Entry(at=now, what=f"{command} agreed", actor=who, policy=engine.policy.fingerprint)
    with engine.store.write_own() as connection:
        audit.tell(connection, *(let_through or [agreed]))

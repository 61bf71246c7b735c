"""Erasing a candidate: deleted, and its contact data kept out for good ("Delete and block" in Gem's pages)."""

from __future__ import annotations

from connectors.errors import Missing, NotPermitted, Unsupported
from connectors.gem.account import ActingUser
from connectors.gem.explain import ActingUserRefused
from connectors.gem.wire import Wire, about, path_of
from connectors.types import Erased, Ref

LEFT = (
    "Gem keeps the contact data on a list of what must not come back; that is how it blocks them "
    "[doc: Gem API reference, DELETE candidate; help.gem.com].",
    "Ids of the candidate stay in the membership log of projects [guess].",
    "The most recent data export may hold the candidate until the next one [guess, from doc: Gem API reference, "
    "data_export].",
)
LOOKS_GONE = (
    "Gem shows no such candidate, and has no tombstones: one that was merged into another looks the same "
    "[doc: Gem API reference, DELETE candidate]."
)


def erase(wire: Wire, acting: ActingUser, candidate: Ref) -> Erased:
    """Delete and block. Doing it again finds nobody, and that is success."""
    if candidate.kind != "candidate":
        raise Unsupported("only candidates are erased", system=wire.system, ref=candidate)
    body = {"on_behalf_of_user_id": acting.id(), "permanently_remove_contact_info": True}
    with about(candidate):
        try:
            wire.tell("DELETE", path_of("candidates", candidate.id), body)
        except Missing:
            return Erased("blocked", left=(LOOKS_GONE,), was_gone=True)
        except ActingUserRefused as refused:
            raise NotPermitted(
                "the acting user may not delete this candidate",
                needs="the right to delete candidates of others",
                system=wire.system,
                status=refused.status,
                hint="let a team admin give it to the acting user, or set `user` to somebody who has it",
            ) from refused
    return Erased("blocked", left=LEFT)

"""From applications to what the CRM should show: pools, status, due date, notes, and when to look again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mappings.canonical import ReasonCategory, Value
from mappings.policy import Policy
from syncengine.core.applications import Application
from syncengine.core.model import NoteText, Remark
from syncengine.core.restrictions import Restrictions
from syncengine.core.rulebook import Decision, decide
from syncengine.core.situation import Situation, closed_on, situation_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What lifecycle looks at besides candidacies: whether the person has a record in the ATS that we can see, its
    tags, and the pools (our keys) that the CRM shows the person in."""

    in_ats: bool = True
    tags: Value = ()
    pools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Derived:
    """What the policy wants of the CRM side. ``fields`` are canonical derived fields: the policy's side of the merge.

    ``forbidden_pools`` are lists that the person must not be in, even if a human put them there.
    """

    situation: Situation
    decision: Decision
    fields: Mapping[str, Value] = field(default_factory=dict)
    notes: tuple[NoteText, ...] = ()

    @property
    def forbidden_pools(self) -> frozenset[str]:
        return self.decision.forbidden

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return self.situation.remarks


def derive(
    applications: Sequence[Application],
    *,
    restrictions: Restrictions,
    policy: Policy,
    before: Mapping[str, Value],
    today: date,
    standing: Standing | None = None,
) -> Derived:
    """What follows from a person's applications. ``before`` is what followed when the person was last settled."""
    standing = standing or Standing()
    situation = situation_of(
        applications, policy=policy, restrictions=restrictions, tags=standing.tags, pools=standing.pools
    )
    return follows(situation, policy=policy, before=before, today=today, in_ats=standing.in_ats)


def follows(
    situation: Situation, *, policy: Policy, before: Mapping[str, Value], today: date, in_ats: bool = True
) -> Derived:
    """What follows from how a person stands; see :func:`derive`."""
    wanted = before.get("pools")
    had = frozenset(wanted if isinstance(wanted, tuple) else ())
    decision = decide(policy, situation, before=had, today=today)
    fields = _fields(situation, decision, before=before, today=today, in_ats=in_ats)
    notes = (_rejection_note(situation),) if _comes_back(situation) and policy.note_on_rejection else ()
    return Derived(situation, decision, fields, notes)


_OURS = ("pools", "ats_status", "due_date", "rejection_reason", "first_source")
"""What follows from candidacies, and is taken back from whoever is nobody any more."""


def _fields(
    situation: Situation, decision: Decision, *, before: Mapping[str, Value], today: date, in_ats: bool
) -> dict[str, Value]:
    if situation.restrictions.erased:
        return {name: () if name == "pools" else None for name in _OURS if before.get(name)}
    if situation.outcome == "unclear":
        return _as_it_was(decision, before)
    if situation.outcome == "none":
        return _of_nobody(decision, before=before, in_ats=in_ats)
    fields: dict[str, Value] = {
        "pools": decision.wanted,
        "ats_status": _status(situation),
        "due_date": _due(situation, before=before, today=today),
        "rejection_reason": _REASON_WORDS[situation.last.reason_category] if situation.last else None,
    }
    # Whoever comes back by another way came first by the first one; it is known even if that candidacy is gone.
    first_source = situation.first_source or before.get("first_source")
    return {**fields, "first_source": first_source} if first_source else fields


def _of_nobody(decision: Decision, *, before: Mapping[str, Value], in_ats: bool) -> dict[str, Value]:
    """Nothing runs and nothing ran, as far as may be told. What followed from candidacies that are not there any more
    is taken back, unless it is the whole record that we cannot see any more: then nothing is known."""
    if not in_ats and before.get("ats_status") is not None:
        return _as_it_was(decision, before)
    pools: dict[str, Value] = {"pools": decision.wanted} if decision.wanted or before.get("pools") else {}
    stale = {name: None for name in ("ats_status", "due_date", "rejection_reason") if before.get(name) is not None}
    return {**pools, **stale}


def _as_it_was(decision: Decision, before: Mapping[str, Value]) -> dict[str, Value]:
    """Nothing is concluded. A list that must be left is not wanted meanwhile, so that to want it later is news."""
    had = before.get("pools")
    return {"pools": tuple(pool for pool in had if pool not in decision.forbidden)} if isinstance(had, tuple) else {}


def _status(situation: Situation) -> str:
    if situation.outcome == "active":
        return str(situation.milestone).capitalize()
    return {"withdrawn": "Rejected"}.get(situation.outcome, situation.outcome.capitalize())


def _comes_back(situation: Situation) -> bool:
    """Is somebody out of every race, and welcome?"""
    return situation.last is not None and situation.contactable


def _due(situation: Situation, *, before: Mapping[str, Value], today: date) -> str | None:
    """The day the cool-down ends. A day that was already over when we first met the person is no reminder; one that
    we set ourselves stays, or else it would vanish by the mere passing of time."""
    due = situation.cool_until
    if due is None or not _comes_back(situation):
        return None
    return due.isoformat() if due >= today or before.get("due_date") == due.isoformat() else None


def _rejection_note(situation: Situation) -> NoteText:
    last = situation.last
    assert last is not None, "only who was rejected comes back"  # noqa: S101  # states the contract
    day = closed_on(last)
    about = f" for {last.job}" if last.job else ""
    text = f"Closed in the ATS{about}: {_REASON_WORDS[last.reason_category]}."
    if situation.cool_until is not None:
        text += f" Eligible again from {situation.cool_until.isoformat()}."
    return NoteText(key=f"rejection:{last.ref}:{day.isoformat() if day else 'undated'}", body=text)


_REASON_WORDS: Mapping[ReasonCategory, str] = {
    "we_rejected": "we did not go on",
    "they_withdrew": "the candidate withdrew",
    "unspecified": "no reason given",
    "security": "not to be approached again",
    "unknown": "a reason we do not know",
}
"""The category only: the wording of a reason in the ATS may be candid and does not travel."""

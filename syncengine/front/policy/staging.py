"""The people of policy cases, as facts that can be planned. Nothing is read and nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from mappings.canonical import FIELDS, ApplicationStatus, Value
from mappings.history import HistoryFacts
from mappings.policy import Policy, Role
from mappings.policy_case_file import ApplicationCase, FieldCase, Given, PersonCase
from syncengine.core.applications import Application
from syncengine.core.model import POLICY_SIDE, Abilities, PersonId, Side
from syncengine.core.passport import Told, Written
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.work.facts import Facts

ATS, CRM = "ats", "crm"
"""The two systems of every case are called by their roles."""

_WHO = PersonId("p_case")
_ABLE = Abilities(frozenset(FIELDS), frozenset(FIELDS) - {"pools"}, keeps_notes=True)
_WORDS: Mapping[str, ApplicationStatus] = {"prospect": "active", "withdrawn": "rejected"}
_ATS_ID = f"{ATS}:candidate:1"
_EARLIER, _LATER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


class NoSuchStage(LookupError):
    """A case asks for any stage of a milestone, and the policy sorts none under it."""


def person_of(case: PersonCase, policy: Policy, *, today: date) -> Facts:
    """Raises NoSuchStage."""
    given = case.given
    ats, crm = (given.records.ats > 0, given.records.crm > 0)
    before = _before(given)
    sides = (
        _side(ATS, "ats", _shown_by_ats(given), before={}, exists=ats),
        _side(CRM, "crm", _shown_by_crm(given), before=before, exists=crm),
    )
    noted = _noted(given, today=today)
    second: dict[str, Value] = dict.fromkeys(RESTRICTIONS, False)
    return Facts(
        person=_WHO,
        sides=sides,
        snapshots=(),
        applications=tuple(
            _application(each, position, policy, today=today) for position, each in enumerate(given.applications)
        ),
        baselines={POLICY_SIDE: before},
        seconds=(Side(ATS, "ats", second, {}, _ABLE, ref="2"),) if given.records.ats > 1 else (),
        noted=frozenset(noted),
        noted_at=noted,
        told=_told(given, today=today),
    )


def field_of(case: FieldCase) -> Facts:
    """One field of somebody who is in both systems."""
    said = case.model_fields_set
    agreed: dict[str, Value] = {case.field: case.before} if "before" in said else {}
    sides = []
    for role in (ATS, CRM):
        shown = {case.field: getattr(case, role)} if role in said else agreed
        changed = None if case.later is None else _LATER if case.later == role else _EARLIER
        sides.append(Side(role, "ats" if role == ATS else "crm", shown, agreed, _ABLE, ref="1", changed_at=changed))
    return Facts(person=_WHO, sides=tuple(sides), snapshots=(), applications=(), baselines={})


def _told(given: Given, *, today: date) -> tuple[Told, ...]:
    if given.known is None:
        return ()
    since = _noon(today, days_ago=given.known.days_ago)
    return (Told(CRM, HistoryFacts(first_touch=since, source=given.known.source)),)


def _noted(given: Given, *, today: date) -> dict[str, float]:
    """The notes that were written, and when: a summary that says something else than is known now."""
    known = given.known
    if known is None or known.summed_up_days_ago is None:
        return {}
    written = Written(1, "0" * 12, frozenset(), today)
    return {written.key: _noon(today, days_ago=known.summed_up_days_ago).timestamp()}


def _side(system: str, role: Role, shown: Mapping[str, Value], *, before: Mapping[str, Value], exists: bool) -> Side:
    if not exists:
        return Side(system, role, {}, {}, _ABLE)
    return Side(system, role, shown, before, _ABLE, ref="1")


def _shown_by_ats(given: Given) -> Mapping[str, Value]:
    flags: dict[str, Value] = {name: name in given.restrictions for name in RESTRICTIONS}
    return {**flags, "first_name": "Ada", "tags": tuple(given.tags)}


def _shown_by_crm(given: Given) -> Mapping[str, Value]:
    shown = {"pools": (), **_scalars(given), **_before(given), "first_name": "Ada"}
    shown |= {name: getattr(given.shows, name) for name in given.shows.model_fields_set}
    if given.pools is not None:
        shown["pools"] = tuple(sorted(given.pools))
    if not given.records.ats:
        shown |= {name: name in given.restrictions for name in RESTRICTIONS}
    return shown


def _before(given: Given) -> dict[str, Value]:
    """What was agreed on, on the CRM's side and on that of the policy alike."""
    before = given.before
    if before is None:
        return {}
    said: dict[str, Value] = {name: getattr(before, name) for name in before.model_fields_set - {"pools", "noted"}}
    return {"pools": tuple(sorted(before.pools)), **_scalars(given), **said}


def _scalars(given: Given) -> dict[str, Value]:
    """Of nothing else is a case to be told before it says so: nobody has a status, everybody is linked."""
    empty: dict[str, Value] = dict.fromkeys(("ats_status", "rejection_reason", "first_source", "due_date"))
    return {**empty, "ats_id": _ATS_ID if given.records.ats else None}


def _application(case: ApplicationCase, position: int, policy: Policy, *, today: date) -> Application:
    withdrawn = case.status == "withdrawn"
    closed = case.status in {"rejected", "withdrawn"} and not case.undated
    applied = case.applied_days_ago
    return Application(
        ref=f"{ATS}:{position + 1}",
        status=_WORDS.get(case.status) or _status(case),
        prospect=case.status == "prospect",
        stage=_stage(case, policy),
        job=None if case.confidential else case.job,
        reason=case.reason,
        reason_category="they_withdrew" if withdrawn else case.category or "unspecified",
        rejected_at=_noon(today, days_ago=case.days_ago) if closed else None,
        unknown=("status",) if case.status == "unknown" else (),
        confidential=case.confidential,
        job_name=case.job,
        department=case.department,
        offices=tuple(case.office or ()),
        source=case.source,
        applied_at=None if applied is None else _noon(today, days_ago=applied),
        score=case.score,
    )


def _status(case: ApplicationCase) -> ApplicationStatus:
    known: Mapping[str, ApplicationStatus] = {
        "active": "active",
        "rejected": "rejected",
        "hired": "hired",
        "converted": "converted",
    }
    return known.get(case.status, "unknown")


def _stage(case: ApplicationCase, policy: Policy) -> str | None:
    if case.milestone is None:
        return case.stage
    for stage, milestone in policy.stages.items():
        if milestone == case.milestone:
            return stage
    raise NoSuchStage(f"the policy has no stage for the milestone {case.milestone}")


def _noon(today: date, *, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(12), UTC)

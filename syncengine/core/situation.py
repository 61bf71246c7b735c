"""How a person stands in the ATS, worked out from all candidacies together.

A candidacy is a fact about one job; what matters for lists is the person: somebody rejected for one job and active for
another is active. The order of the questions is therefore: hired anywhere? active anywhere? rejected everywhere?

Candidacies for confidential jobs are not told of: they lock the person against being written to while they run, or when
they were closed for good, and count for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from mappings.canonical import MILESTONES, Value
from mappings.policy import JobStages, Outcome, Policy, ReasonRule, Recycle
from syncengine.core.applications import Application
from syncengine.core.model import Remark
from syncengine.core.restrictions import Restrictions

_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules of a policy may ask.

    ``relevant`` are the candidacies that lead to the outcome. Where everything is closed, ``last`` is the one that was
    closed last, and ``cool_until`` the day on which the last cool-down of all ends, where its beginning is known.
    ``locked`` says that something of which nobody is told forbids to write to the person. ``pools`` are those that the
    CRM shows the person in; ``remarks`` say what was not understood.
    """

    outcome: Outcome
    restrictions: Restrictions
    milestone: str | None = None
    relevant: tuple[Application, ...] = ()
    last: Application | None = None
    recycle: Recycle | None = None
    cool_until: date | None = None
    locked: bool = False
    tags: tuple[str, ...] = ()
    pools: frozenset[str] = frozenset()
    first_source: str | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def contactable(self) -> bool:
        """May the person be in a list in which people are written to?"""
        standing = self.outcome in {"none", "rejected", "withdrawn"}
        return standing and not self.locked and self.recycle != "never" and not self.restrictions.any


def situation_of(
    applications: Sequence[Application],
    *,
    policy: Policy,
    restrictions: Restrictions,
    tags: Value = (),
    pools: frozenset[str] = frozenset(),
) -> Situation:
    """How somebody with these candidacies stands. ``pools`` are our keys."""
    counted = [each for each in applications if each.status != "converted"]
    told = [each for each in counted if not each.confidential]
    locked = any(each.confidential and _locks(each, policy) for each in counted)
    first_source = _first_source([each for each in applications if not each.confidential])
    shared = _Shared(restrictions, locked, tags if isinstance(tags, tuple) else (), pools, first_source)
    milestone = _milestone_by(policy)
    remarks = _unknowns(told, milestone)
    hired = [each for each in told if each.status == "hired"]
    active = [each for each in told if each.status == "active"]
    closed = [each for each in told if each.status == "rejected"]
    if not told:
        return shared.situation("none", (), remarks=())
    if hired:
        return shared.situation("hired", hired, milestone="hired", remarks=remarks)
    if active:
        outcome: Outcome = "prospect" if all(each.prospect for each in active) else "active"
        furthest = _furthest(map(milestone, active))
        unclear = outcome == "active" and furthest is None
        return shared.situation("unclear" if unclear else outcome, active, milestone=furthest, remarks=remarks)
    if len(closed) < len(told):
        # Some status is unknown to us: say so and change nothing that could start a mailing.
        return shared.situation("unclear", told, remarks=remarks)
    return _closed(closed, shared, policy, furthest=_furthest(map(milestone, closed)), remarks=remarks)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is said of a person whatever the outcome."""

    restrictions: Restrictions
    locked: bool
    tags: tuple[str, ...]
    pools: frozenset[str]
    first_source: str | None

    def situation(
        self,
        outcome: Outcome,
        relevant: Sequence[Application],
        *,
        remarks: tuple[Remark, ...],
        milestone: str | None = None,
        last: Application | None = None,
        recycle: Recycle | None = None,
        cool_until: date | None = None,
    ) -> Situation:
        return Situation(
            outcome=outcome,
            restrictions=self.restrictions,
            milestone=milestone,
            relevant=tuple(relevant),
            last=last,
            recycle=recycle,
            cool_until=cool_until,
            locked=self.locked,
            tags=self.tags,
            pools=self.pools,
            first_source=self.first_source,
            remarks=remarks,
        )


def _closed(
    closed: Sequence[Application],
    shared: _Shared,
    policy: Policy,
    *,
    furthest: str | None,
    remarks: tuple[Remark, ...],
) -> Situation:
    last = max(closed, key=_by_time)
    rule = _reason_rule(last, policy)
    outcome: Outcome = "withdrawn" if last.reason_category == "they_withdrew" else "rejected"
    until = max((day for each in closed if (day := _cools_until(each, policy)) is not None), default=None)
    recycle = _recycle(closed, rule, last=last, until=until, policy=policy)
    return shared.situation(
        outcome,
        closed,
        milestone=furthest,
        last=last,
        recycle=recycle,
        cool_until=until if recycle == "cool_down" else None,
        remarks=remarks,
    )


def _recycle(
    closed: Sequence[Application], rule: ReasonRule, *, last: Application, until: date | None, policy: Policy
) -> Recycle:
    """One "never" on any candidacy is a "never" for the person, and a cool-down that was not over when the last one
    was closed goes on."""
    if any(_reason_rule(each, policy).recycle == "never" for each in closed):
        return "never"
    day = closed_on(last)
    return "cool_down" if until is not None and day is not None and until > day else rule.recycle


def _locks(application: Application, policy: Policy) -> bool:
    return application.status != "rejected" or _reason_rule(application, policy).recycle == "never"


def _cools_until(application: Application, policy: Policy) -> date | None:
    rule, day = _reason_rule(application, policy), closed_on(application)
    return day + timedelta(days=rule.days) if rule.recycle == "cool_down" and day is not None else None


def _by_time(application: Application) -> tuple[float, float, str]:
    """Later ones come last; of those of which no time is known, by their ref, so that the order in which they were
    read does not matter."""
    closed, applied = application.rejected_at, application.applied_at
    return closed.timestamp() if closed else 0.0, applied.timestamp() if applied else 0.0, application.ref


def closed_on(application: Application) -> date | None:
    """The day on which a candidacy was closed (UTC)."""
    return application.rejected_at.date() if application.rejected_at else None


def fold(name: str) -> str:
    """Names are kept as they were written, and compared without regard to letter case."""
    return name.strip().casefold()


def names_any(patterns: Iterable[str], names: Iterable[str | None]) -> bool:
    """Is any of ``names`` among the ``patterns``, which may end in ``*``?"""
    wanted = [fold(pattern) for pattern in patterns]
    given = [fold(name) for name in names if name is not None]
    return any(
        name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
        for pattern in wanted
        for name in given
    )


def _milestone_by(policy: Policy) -> Callable[[Application], str | None]:
    everywhere = _folded(policy.stages)
    here = [(each, _folded(each.stages)) for each in policy.job_stages]

    def milestone(application: Application) -> str | None:
        if application.prospect or application.stage is None:
            return None
        stage = fold(application.stage)
        for words, stages in here:
            if stage in stages and _is_about(words, application):
                return stages[stage]
        return everywhere.get(stage)

    return milestone


def _is_about(words: JobStages, application: Application) -> bool:
    return (words.job is None or names_any(words.job, [application.job_name])) and (
        words.department is None or names_any(words.department, [application.department])
    )


def _furthest(milestones: Iterable[str | None]) -> str | None:
    return max((each for each in milestones if each is not None), key=MILESTONES.index, default=None)


def _first_source(applications: Sequence[Application]) -> str | None:
    """Where the person came from when they came first. A candidacy of which nobody knows the day came last."""
    sourced = [each for each in applications if each.source]
    first = min(sourced, key=lambda each: (each.applied_at is None, str(each.applied_at), each.ref), default=None)
    return first.source if first else None


def _folded(by_name: Mapping[str, _Meaning]) -> dict[str, _Meaning]:
    return {fold(name): meaning for name, meaning in by_name.items()}


def _unknowns(
    applications: Sequence[Application], milestone: Callable[[Application], str | None]
) -> tuple[Remark, ...]:
    found: dict[str, Remark] = {}
    for application in applications:
        for name in application.unknown:
            text = f"the ATS uses a value of {name} that the mapping does not know; nothing was guessed"
            found[text] = Remark("unknown_value", text, field=name, review=True)
        if application.status == "active" and not application.prospect and milestone(application) is None:
            stage = application.stage or "(none)"
            text = f"stage {stage!r} is not in the policy's stages; add it there, nothing was guessed"
            found[text] = Remark("unknown_stage", text, review=True)
    return tuple(found.values())


def _reason_rule(application: Application, policy: Policy) -> ReasonRule:
    if application.reason is not None:
        by_name = _folded(policy.reasons).get(fold(application.reason))
        if by_name is not None:
            return by_name
    return policy.reason_categories[application.reason_category]

"""Applications as rules look at them: put together from the records of the ATS that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from mappings.compile import ApplicationFacts, JobFacts
from syncengine.core.applications import Application
from syncengine.store import snapshots
from syncengine.store.people import Link
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import APPLICATION, JOB, REASON, System, Systems
from syncengine.work.translate import application_facts, job_facts, named_facts, reason_facts


@dataclass(frozen=True, slots=True)
class _Named:
    """What applications of one system name, by id; what we never saw, or may not see, is not there."""

    jobs: Mapping[str, JobFacts]
    reasons: Mapping[str, Snapshot]
    departments: Mapping[str, str | None]
    offices: Mapping[str, str | None]
    sources: Mapping[str, str | None]


def applications_of(
    connection: sa.Connection, systems: Systems, links: Sequence[Link]
) -> dict[tuple[str, str], list[Application]]:
    """Living applications by the candidate they belong to, (system, ref id). Few queries for many people."""
    found: dict[tuple[str, str], list[Application]] = {}
    for system in systems.with_role("ats"):
        parents = [link.ref_id for link in links if link.system == system.name]
        if not parents:
            continue
        stored = snapshots.children(connection, system=system.name, kind=APPLICATION, parent_ids=parents)
        facts = {each.ref_id: application_facts(each) for group in stored.values() for each in group}
        named = _named(connection, system, list(facts.values()))
        for parent, group in stored.items():
            found[(system.name, parent)] = [
                _application(f"{system.name}:{each.ref_id}", facts[each.ref_id], named) for each in group
            ]
    return found


def _named(connection: sa.Connection, system: System, facts: Sequence[ApplicationFacts]) -> _Named:
    def load(kind: str, ids: Iterable[str | None]) -> dict[str, Snapshot]:
        wanted = {id_ for id_ in ids if id_ is not None}
        return snapshots.load(connection, system=system.name, kind=kind, ref_ids=wanted)

    def names(kind: str, ids: Iterable[str | None]) -> dict[str, str | None]:
        return {ref_id: named_facts(each).name for ref_id, each in load(kind, ids).items()}

    jobs = {ref_id: job_facts(each) for ref_id, each in load(JOB, (each.job_id for each in facts)).items()}
    return _Named(
        jobs=jobs,
        reasons=load(REASON, (each.reason_id for each in facts)),
        departments=names("department", (job.department_id for job in jobs.values())),
        offices=names("office", (id_ for job in jobs.values() for id_ in job.office_ids)),
        sources=names("source", (each.source_id for each in facts)),
    )


def _application(ref: str, facts: ApplicationFacts, named: _Named) -> Application:
    job = named.jobs.get(facts.job_id or "")
    found = named.reasons.get(facts.reason_id or "")
    reason = reason_facts(found) if found else None
    offices = (named.offices.get(id_) for id_ in job.office_ids) if job else ()
    # A job that we cannot see is treated like a confidential one: its title goes nowhere.
    confidential = job.confidential if job else facts.job_id is not None
    return Application(
        ref=ref,
        status=facts.status,
        prospect=facts.prospect,
        stage=facts.stage_name,
        job=job.name if job and not confidential else None,
        reason=reason.name if reason else None,
        reason_category=reason.category if reason else ("unknown" if facts.reason_id else "unspecified"),
        rejected_at=facts.rejected_at,
        unknown=facts.unknown,
        confidential=confidential,
        job_name=job.name if job else None,
        department=named.departments.get(job.department_id or "") if job else None,
        offices=tuple(name for name in offices if name is not None),
        source=named.sources.get(facts.source_id or ""),
        applied_at=facts.applied_at,
        score=facts.score,
    )

"""Records of connectors into snapshots of the store, by the system's translation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from connectors.types import BadRecord, Record
from mappings.compile import ApplicationFacts, JobFacts, Malformed, ReasonFacts
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, REASON, System

Translated = Snapshot | BadRecord


def translate(system: System, record: Record | BadRecord) -> Translated:
    """A record as a snapshot; a record that the translation cannot read becomes a BadRecord and harms nobody else."""
    if isinstance(record, BadRecord):
        return record
    try:
        return _snapshot(system, record)
    except Malformed as error:
        return BadRecord(system.name, record.ref.kind, record.ref.id, str(error), record.data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # The text of such an error may hold values, so only its class is kept.
        reason = f"the mapping cannot read it ({type(error).__name__})"
        return BadRecord(system.name, record.ref.kind, record.ref.id, reason, record.data)


def _snapshot(system: System, record: Record) -> Snapshot:
    fields: dict[str, Any] = {}
    parent: str | None = None
    changed_at: datetime | None = None
    kind = record.ref.kind
    if kind == CANDIDATE:
        fields = dict(system.translator.to_canonical(record.data))
        changed_at = system.translator.changed_at(record.data)
    elif kind == APPLICATION:
        facts = system.translator.to_application(record.data)
        parent, changed_at = facts.candidate_id, facts.changed_at
        fields = _facts_to_json(facts)
    elif kind == JOB:
        fields = asdict(system.translator.to_job(record.data))
    elif kind == REASON:
        fields = asdict(system.translator.to_reason(record.data))
    return Snapshot(
        system=system.name,
        kind=kind,
        ref_id=record.ref.id,
        fields=fields,
        raw=record.data,
        version=record.version,
        parent_id=parent,
        changed_at=changed_at.timestamp() if changed_at else None,
    )


def _facts_to_json(facts: ApplicationFacts) -> dict[str, Any]:
    stored = asdict(facts)
    stored["rejected_at"] = facts.rejected_at.isoformat() if facts.rejected_at else None
    # Activity moves this time without changing any fact: it must not make a person dirty.
    del stored["changed_at"]
    return stored


def application_facts(snapshot: Snapshot) -> ApplicationFacts:
    """The facts of a stored application."""
    stored = dict(snapshot.fields)
    rejected_at = stored["rejected_at"]
    stored["rejected_at"] = datetime.fromisoformat(rejected_at) if rejected_at else None
    stored["unknown"] = tuple(stored["unknown"])
    return ApplicationFacts(changed_at=None, **stored)


def job_facts(snapshot: Snapshot) -> JobFacts:
    return JobFacts(**snapshot.fields)


def reason_facts(snapshot: Snapshot) -> ReasonFacts:
    return ReasonFacts(**snapshot.fields)

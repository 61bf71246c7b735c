"""Records of connectors into snapshots of the store, by the system's translation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from connectors.types import BadRecord, Record
from mappings.compile import ApplicationFacts, JobFacts, Malformed, NamedFacts, ReasonFacts, Translator
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import APPLICATION, CANDIDATE, JOB, REASON, System

Translated = Snapshot | BadRecord

_PLAIN: Mapping[str, Callable[[Translator, Mapping[str, Any]], JobFacts | ReasonFacts | NamedFacts]] = {
    JOB: Translator.to_job,
    REASON: Translator.to_reason,
    "department": lambda words, data: words.to_named("department", data),
    "office": lambda words, data: words.to_named("office", data),
    "source": lambda words, data: words.to_named("source", data),
}
"""Kinds whose facts are stored as they are."""

_TIMES = ("rejected_at", "applied_at")


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
    elif kind in _PLAIN:
        fields = asdict(_PLAIN[kind](system.translator, record.data))
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
    stored |= {name: stored[name].isoformat() for name in _TIMES if stored[name] is not None}
    # Activity moves this time without changing any fact: it must not make a person dirty.
    del stored["changed_at"]
    return stored


def application_facts(snapshot: Snapshot) -> ApplicationFacts:
    """The facts of a stored application. One that an earlier version stored lacks what we did not read then."""
    stored = dict(snapshot.fields)
    stored |= {name: datetime.fromisoformat(stored[name]) for name in _TIMES if stored.get(name) is not None}
    stored["unknown"] = tuple(stored["unknown"])
    return ApplicationFacts(changed_at=None, **stored)


def job_facts(snapshot: Snapshot) -> JobFacts:
    """The facts of a stored job, likewise."""
    return JobFacts(**{**snapshot.fields, "office_ids": tuple(snapshot.fields.get("office_ids", ()))})


def reason_facts(snapshot: Snapshot) -> ReasonFacts:
    return ReasonFacts(**snapshot.fields)


def named_facts(snapshot: Snapshot) -> NamedFacts:
    return NamedFacts(**snapshot.fields)

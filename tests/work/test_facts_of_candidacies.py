"""What is read of an application comes out of the store as it went in, and what rules ask for is news when it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.memory import Memory, MemoryWorld
from connectors.types import Ref
from mappings.canonical import Value
from mappings.loader import load_translator
from syncengine.core.applications import Application
from syncengine.core.model import Abilities, Side
from syncengine.store.snapshots import Snapshot
from syncengine.work.fingerprints import fingerprint_of, fingerprints
from syncengine.work.systems import System
from syncengine.work.translate import application_facts, job_facts, named_facts, translate


@pytest.fixture
def system() -> System:
    return System("ats", "ats", Memory("ats", {"role": "ats"}, world=MemoryWorld()), load_translator("memory"))


def stored(system: System, kind: str, id_: str) -> Snapshot:
    found = translate(system, system.connector.get(Ref("ats", kind, id_)))
    assert isinstance(found, Snapshot)
    return found


def test_facts_survive_the_store(system: System) -> None:
    assert isinstance(system.connector, Memory)
    act: Any = system.connector.world.act
    department, office, source = (act(f"add_{kind}", name="Here") for kind in ("department", "office", "source"))
    job = act("add_job", name="Welder", stages=[], department_id=department, office_ids=[office])["job_id"]
    candidate = act("add_candidate", first_name="Ada")
    application = act("apply", candidate_id=candidate, job_id=job, source_id=source, score=4)
    found = application_facts(stored(system, "application", application))
    assert (found.source_id, found.score, found.rejected_at) == (source, 4.0, None)
    assert found.applied_at is not None
    assert found.applied_at.tzinfo is UTC
    shown = job_facts(stored(system, "job", job))
    assert (shown.department_id, shown.office_ids) == (department, (office,))
    for kind, id_ in (("department", department), ("office", office), ("source", source)):
        assert named_facts(stored(system, kind, id_)).name == "Here"


def test_facts_of_an_earlier_version_have_the_rest_unknown() -> None:
    named = dict.fromkeys(("stage_name", "stage_id", "reason_id"))
    known = {"candidate_id": "1", "job_id": "2", "status": "rejected", "prospect": False, "unknown": []}
    old = {**named, **known, "rejected_at": "2026-11-22T12:00:00+00:00"}
    found = application_facts(Snapshot("ats", "application", "9", old, {}))
    assert found.rejected_at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert (found.source_id, found.applied_at, found.score) == (None, None, None)
    job = job_facts(Snapshot("ats", "job", "2", {"id": "2", "name": "Welder", "confidential": False}, {}))
    assert (job.name, job.department_id, job.office_ids) == ("Welder", None, ())


ADA = Application("ats:1", "rejected", department="Design", offices=("Madrid",), source="LinkedIn", score=3.0)


def reasons(application: Application, **fields: Value) -> str | None:
    side = Side("ats", "ats", {"tags": ("silver",), "erased": False, **fields}, {}, Abilities(frozenset(), frozenset()))
    return fingerprint_of("pool:nurture", fingerprints([side], [], [application]))


@pytest.mark.parametrize(
    "change",
    [
        *({"department": "Sales"}, {"offices": ()}, {"source": None}, {"score": 4.0}, {"confidential": True}),
        *({"job_name": "Welder"}, {"reason_category": "security"}, {"applied_at": datetime(2026, 1, 1, tzinfo=UTC)}),
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_rule_may_ask_for_is_news(change: dict[str, Any]) -> None:
    assert reasons(ADA) == reasons(replace(ADA))
    assert reasons(ADA) != reasons(replace(ADA, **change))


def test_tags_and_restrictions_are_news_and_pools_are_not() -> None:
    assert reasons(ADA) == reasons(ADA, pools=("nurture",)) == reasons(ADA, do_not_contact=False)
    assert len({reasons(ADA), reasons(ADA, tags=()), reasons(ADA, erased=True), reasons(ADA, private=True)}) == 4

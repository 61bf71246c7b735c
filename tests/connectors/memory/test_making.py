"""A person who is made together with an application."""

from __future__ import annotations

import pytest

from connectors.errors import Invalid
from connectors.memory.connector import Memory
from connectors.memory.world import MemoryWorld


def test_an_applicant_is_made_in_one_request_and_mailed_and_a_prospect_is_not() -> None:
    world = MemoryWorld()
    memory = Memory("ats", {}, world=world)
    job = world.act("add_job", name="Engineer", stages=["Screen"])["job_id"]
    mara = world.act("add_user", name="Mara Lind")
    ada = memory.create("candidate", {"first_name": "Ada", "application": {"job_id": job}}, mark="m1")
    prospect = {"prospect": True, "owner_id": mara}
    grace = memory.create("candidate", {"first_name": "Grace", "application": prospect}, mark="m2")
    rows = {row["candidate_id"]: row for row in world.rows("application")}
    assert (rows[ada.ref.id]["job_id"], rows[ada.ref.id]["prospect"]) == (job, False)
    assert (rows[grace.ref.id]["owner_id"], rows[grace.ref.id]["prospect"]) == (mara, True)
    assert [mail["candidate_id"] for mail in world.act("mails", by="api")] == [ada.ref.id]
    assert memory.mark_of(ada) == "m1"


def test_nobody_is_made_when_the_application_is_refused() -> None:
    world = MemoryWorld()
    memory = Memory("ats", {}, world=world)
    with pytest.raises(Invalid):
        memory.create("candidate", {"first_name": "Ada", "application": {"job_id": "99"}}, mark="m")
    assert (world.rows("candidate"), world.rows("application"), world.mails) == ([], [], [])

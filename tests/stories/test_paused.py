"""A system that refuses everything is paused, once; the other goes on, and a human resumes it."""

from __future__ import annotations

import pytest
from structlog.testing import CapturingLogger

from connectors.errors import LoginFailed
from syncengine.work.gates import Paused
from tests.stories.world import Installation

NAMES = ("Ada", "Grace", "Edsger", "Barbara")


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What the gates say."""
    logger = CapturingLogger()
    monkeypatch.setattr("syncengine.work.gates.log", logger)
    return logger


def said(alerts: CapturingLogger) -> list[str]:
    return [call.args[0] for call in alerts.calls if call.method_name == "error"]


def locked_out(world: Installation) -> list[tuple[str, str]]:
    """Everybody has news for both systems; the CRM locks us out after the first that it was told."""
    pairs = [world.both_know(name) for name in NAMES]
    world.backfill()
    for candidate, person in pairs:
        world.ats.edit(candidate, title="Engineer")
        world.crm.edit(person, company="Initech")
    world.crm.meanwhile(world.crm.lock_out, world.crm.writing_person, skip=1)
    return pairs


def test_the_other_system_goes_on(world: Installation, alerts: CapturingLogger) -> None:
    pairs = locked_out(world)
    outcome = world.sync()
    assert isinstance(outcome.failure, LoginFailed)
    assert [(each.system, each.paused) for each in outcome.closed] == [(world.crm.name, True)]
    assert [world.ats.look(candidate)["company"] for candidate, _ in pairs] == ["Initech"] * len(NAMES)
    assert outcome.waiting == len(NAMES) - 1
    assert said(alerts) == ["system.paused"]


def test_nothing_is_asked_of_it_until_it_is_resumed(world: Installation, alerts: CapturingLogger) -> None:
    pairs = locked_out(world)
    world.sync()
    world.crm.let_in()
    outcome = world.sync()
    assert isinstance(outcome.failure, Paused)
    assert world.requests[world.crm.name].total() == 0
    assert (outcome.waiting, world.in_review("parked")) == (len(NAMES) - 1, [])
    assert said(alerts) == ["system.paused"]
    [resumed] = world.resume()
    assert (resumed.system, resumed.people) == (world.crm.name, len(NAMES) - 1)
    assert world.resume() == ()
    world.sync()
    for candidate, person in pairs:
        world.crm.shows(person, title="Engineer", company="Initech")
        world.ats.shows(candidate, title="Engineer", company="Initech")
    world.is_in_step()


def test_what_changes_meanwhile_in_the_open_system_is_seen(world: Installation) -> None:
    [(ada, same), *_] = locked_out(world)
    world.sync()
    world.ats.edit(ada, title="Director")
    world.sync()
    assert world.requests[world.ats.name].total() > 0
    world.crm.let_in()
    world.resume(world.crm.name)
    world.sync()
    world.crm.shows(same, title="Director")
    world.is_in_step()


def test_nobody_is_made_because_of_a_record_that_cannot_be_looked_at(world: Installation) -> None:
    """Pushed from the CRM, which is paused by now: the record may be gone or merged since."""
    world.crm.pool("Push to ATS")
    locked_out(world)
    ida = world.crm.person("Ida", email="ida@example.com")
    world.crm.put_into("Push to ATS", ida)
    world.sync()
    made = len(world.ats.everybody())
    world.clock.skip(600)
    world.sync()
    assert len(world.ats.everybody()) == made
    world.crm.let_in()
    world.resume()
    world.sync()
    world.settle()
    assert len(world.ats.everybody()) == len(NAMES) + 1

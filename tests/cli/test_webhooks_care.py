"""What a daemon does about webhooks by itself, now and then."""

from __future__ import annotations

import time

import structlog

from connectors.memory.hooks import EVENTS
from syncengine.front.webhooks.subscribing import register
from syncengine.front.webhooks.watching import look_after
from syncengine.store import inbox
from syncengine.store.inbox import Arrival
from tests.cli.clinic import HOUR, Clinic


def registered(clinic: Clinic) -> None:
    register(clinic.settings, "crm", config=clinic.config, dry_run=False, again=False)


def active(clinic: Clinic) -> set[str]:
    return {each.event for each in clinic.world.hooks.rows() if each.active}


def forget_one(clinic: Clinic) -> str:
    """The vendor loses a subscription. Returns of which event."""
    lost = clinic.world.hooks.rows()[0]
    clinic.world.hooks.drop(lost.id)
    return lost.event


def heard_of_crm(clinic: Clinic) -> None:
    with clinic.store() as store, store.write() as connection:
        at = time.time() - HOUR
        arrival = Arrival("crm", "one", "0" * 64, "d_0123456789ab", "changed", True, b"{}", at)
        inbox.take(connection, [arrival])


def test_what_the_vendor_forgot_is_subscribed_to_again(clinic: Clinic) -> None:
    registered(clinic)
    heard_of_crm(clinic)
    lost = forget_one(clinic)
    assert lost not in active(clinic)
    assert look_after(clinic.settings)["crm"]["subscribed"] == 1
    assert active(clinic) == set(EVENTS)
    assert look_after(clinic.settings)["crm"] == {"problems": 0, "warnings": 1, "subscribed": 0}


def test_nothing_is_registered_for_the_first_time(clinic: Clinic) -> None:
    assert look_after(clinic.settings)["crm"]["subscribed"] == 0
    assert active(clinic) == set()


def test_what_only_a_human_can_mend_is_said_with_what_to_do(clinic: Clinic) -> None:
    clinic.hear("candidate_stage_change", at=time.time() - 3 * HOUR)
    clinic.see("1", "2", "3", at=time.time() - HOUR)
    with structlog.testing.capture_logs() as said:
        report = look_after(clinic.settings)
    assert report["ats"]["problems"] == 1
    [silent] = [line for line in said if line["system"] == "ats" and line["level"] == "problem"]
    assert "silent" in silent["what"]
    assert "talentsync webhooks test ats" in silent["fix"]

"""After real passes against the stand-in systems the figures say what happened, and name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from syncengine.settings import load_settings
from syncengine.settings.doors import Receiver
from tests.eyes.listening import heard, listen
from tests.eyes.place import TOKEN, Place, open_place
from tests.eyes.test_correlation import ports, quick_starts, world
from tests.stories.world import Installation

__all__ = ["ports", "quick_starts", "world"]

PLANTED = ("Zebulonia", "Quetzalova", "quetzal.planted", "Yggdrasil", "Plantation Officer", "7700900120")
SECRET = "planted-webhook-secret"


@contextmanager
def eyes_on(world: Installation) -> Iterator[Place]:
    found = load_settings(world.config, environ=world.environ)
    made = replace(found, receiver=Receiver(port=0, token=TOKEN))
    with open_place(made, now=world.clock.now) as place:
        yield place


@pytest.fixture
def busy(world: Installation) -> Installation:
    """Ada is in both and opts out later; Ben is an applicant whom somebody made in the CRM just now; what Clara is
    called cannot be said to the CRM."""
    ada, _ = world.both_know("Ada")
    clara, _ = world.both_know("Clara")
    world.ats.reject(world.ats.apply(ada))
    world.backfill()
    world.ats.edit(clara, title="Engineer " * 60)
    world.sync()
    world.ats.forbid_mail(ada)
    world.told(world.ats, ada, urgent=True)
    ben = world.ats.candidate("Ben", email="ben@example.com")
    world.told(world.ats, ben)
    world.told(world.ats, world.ats.apply(ben), kind="application")
    world.crm.person("Ben", email="ben@example.com")
    world.hear()
    return world


def test_the_figures_say_what_happened(busy: Installation) -> None:
    with eyes_on(busy) as place:
        seen = place.metrics()
    with busy.store() as store, store.read() as connection:
        done = "SELECT system, verb, count(*) FROM operation WHERE state = 'done' GROUP BY system, verb"
        written = {(system, verb): count for system, verb, count in connection.exec_driver_sql(done)}
    name = "talentsync_operations_total"
    counted = {key: value for key, value in seen.items() if key.startswith(name) and "state=done" in key}
    assert counted == {
        f"{name}{{cause=,state=done,system={system},verb={verb}}}": count for (system, verb), count in written.items()
    }
    assert seen["talentsync_passes_total{command=backfill,outcome=finished}"] == 1
    assert seen["talentsync_passes_total{command=hear,outcome=finished}"] == 1
    assert seen["talentsync_ghosts_prevented_total{how=search}"] == 1
    assert seen["talentsync_reviews_open{kind=parked}"] == seen["talentsync_people_parked"] == 1
    assert seen["talentsync_time_to_suppress_seconds_count{system=gem}"] >= 1
    assert seen["talentsync_webhook_events_total{system=greenhouse}"] == 3
    assert seen["talentsync_deliveries_unfollowed{system=greenhouse}"] == 0
    assert seen["talentsync_polled_changes_total{kind=candidate,system=greenhouse}"] == 1


def test_a_first_listing_is_no_news(world: Installation) -> None:
    world.met("Ada")
    with eyes_on(world) as place:
        assert place.metrics()["talentsync_polled_changes_total{kind=candidate,system=greenhouse}"] == 0


def test_nobody_and_no_secret_is_in_a_page_or_in_a_line(
    world: Installation,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listen(capsys)
    world.environ["PLANTED"] = SECRET
    systems = {
        "greenhouse": {"connector": "greenhouse", **_variables(world, "greenhouse"), "webhook_secrets": "${PLANTED}"},
        "gem": {"connector": "gem", **_variables(world, "gem")},
    }
    world.configure(systems=systems)
    address = "zebulonia@quetzal.planted"
    ada, same = world.both_know("Zebulonia", "Quetzalova", email=address)
    world.backfill()
    world.ats.edit(ada, title="Plantation Officer " * 30, company="Yggdrasil")
    world.told(world.ats, ada)
    world.crm.meanwhile(world.crm.lock_out, world.crm.writing_person)
    world.hear()
    with eyes_on(world) as place:
        pages = [place.get(path, given) for path in ("/healthz", "/readyz", "/metrics") for given in (None, TOKEN)]
        pages += [place.get(f"/webhooks/{SECRET}?email={address}"), place.get(f"/readyz?email={address}", TOKEN)]
        shown = "".join(f"{page.headers}{page.text}" for page in pages)
    assert [each.webhook_secrets for each in place.settings.systems if each.name == "greenhouse"] == [(SECRET,)]
    lines = str(heard(capsys))
    assert ("person.ran" in lines, "gem" in shown) == (True, True)
    unwanted = (*PLANTED, SECRET, TOKEN, *(value for name, value in world.environ.items() if "SECRET" in name))
    assert [each for each in unwanted if each.lower() in (shown + lines).lower()] == []
    metrics = pages[5].text
    assert [each for each in (ada, same, "p_", "r_", "o_", "d_0") if f'"{each}' in metrics] == []


def _variables(world: Installation, system: str) -> dict[str, str]:
    """Settings of a system as the stage wrote them."""
    prefix = f"{system}_".upper()
    names = [name for name in world.environ if name.startswith(prefix)]
    return {name.removeprefix(prefix).lower(): f"${{{name}}}" for name in names}

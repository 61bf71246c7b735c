"""What every kind of change costs in requests is as docs/operations.md says. The sandboxes' journals count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.registry import load_sandbox
from connectors.sandbox import Sandbox, SandboxClock
from connectors.sandbox.cast import AtsCast, CrmCast, Populates
from connectors.sandbox.personas import Persona
from connectors.sandbox.population import population
from connectors.sandbox.server import serve
from syncengine import passes
from syncengine.app import Engine, World, engine_for
from syncengine.rehearsal.pair import Stand, _write_settings, rehearsal_world
from syncengine.settings import load_settings
from tests.rehearsal.conftest import FEW, VENDORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
IDLE = "nothing changed (idle)"


@dataclass
class House:
    """A pair in step, and a clock that both sides and the engine believe in."""

    ats: Any
    crm: Any
    sandboxes: tuple[Sandbox, Sandbox]
    personas: tuple[Persona, ...]
    engine: Engine
    clock: SandboxClock

    def told(self, story: str, place: int = 0) -> Persona:
        found = sorted((persona for persona in self.personas if persona.story == story), key=lambda each: each.id)
        return found[place]

    def cost(self, act: Callable[[], object]) -> tuple[int, int, int, int]:
        """(ATS reads, ATS writes, CRM reads, CRM writes) of a pass after an act, an hour after the last one."""
        self.clock.skip(3600)
        act()
        self.clock.skip(60)
        marks = [len(sandbox.journal) for sandbox in self.sandboxes]
        passes.sync(self.engine, reporter=passes.Silent(), agree=lambda proposal: False)
        counts: list[int] = []
        for sandbox, mark in zip(self.sandboxes, marks, strict=True):
            writes = len(sandbox.writes(since=mark))
            counts += [len(sandbox.journal) - mark - writes, writes]
        return (counts[0], counts[1], counts[2], counts[3])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    clock = SandboxClock()
    ats, crm = (load_sandbox(name)(limits=False, clock=clock) for name in VENDORS)
    personas = population(FEW, seed=3)
    assert isinstance(ats, Populates)
    assert isinstance(crm, Populates)
    ats_cast = ats.populate(personas)
    crm_cast = crm.populate(personas, counterparts=ats_cast.ids, push_pool="Push to ATS")
    assert isinstance(ats_cast, AtsCast)
    assert isinstance(crm_cast, CrmCast)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        stands = {
            name: Stand(name, box, url) for name, box, url in zip(VENDORS, (ats, crm), (ats_url, crm_url), strict=True)
        }
        path = _write_settings(tmp_path_factory.mktemp("house"), stands)
        world = World(now=clock.now, sleep=rehearsal_world(limits=False).sleep)
        with engine_for(load_settings(path, environ={}), world=world) as engine:
            passes.backfill(engine, reporter=passes.Silent(), agree=lambda proposal: True)
            yield House(ats_cast, crm_cast, (ats, crm), personas, engine, clock)


def test_costs_are_as_documented(house: House) -> None:
    house.cost(lambda: None)  # the pass after a backfill looks once more at what the backfill wrote
    idle = house.cost(lambda: None)
    found = {IDLE: idle}
    for change, act in _changes(house).items():
        reads_ats, writes_ats, reads_crm, writes_crm = house.cost(act)
        found[change] = (reads_ats - idle[0], writes_ats, reads_crm - idle[2], writes_crm)
    assert found == _documented()
    assert house.cost(lambda: None) == idle


def _documented() -> dict[str, tuple[int, ...]]:
    whole = DOCUMENT.read_text(encoding="utf-8")
    table = whole[whole.index("| in one pass |") :].split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]
    return {row[0]: tuple(map(int, row[1:])) for row in rows}


def _changes(house: House) -> dict[str, Callable[[], object]]:
    ats, crm = house.ats, house.crm
    same = [house.told("the same on both sides", place) for place in range(4)]
    applied = house.told("in process").ats[0].key
    cooling = [
        each for each in house.personas if each.story == "rejected" and each.candidacies[0].closed_days_ago <= 80
    ]
    rejected = sorted(cooling, key=lambda each: each.id)
    return {
        "title edited in Gem": lambda: crm.retitle(same[0].crm[0].key, "Beekeeper"),
        "title edited in Greenhouse": lambda: ats.retitle(same[1].ats[0].key, "Beekeeper"),
        "e-mail address added in Gem": lambda: crm.add_email(same[2].crm[0].key, "one@new.example"),
        "e-mail address added in Greenhouse": lambda: ats.add_email(same[3].ats[0].key, "two@new.example"),
        "moved to a stage of the same pool": lambda: ats.advance(applied, "screen"),
        "moved to a stage of another pool": lambda: ats.advance(applied, "offer"),
        "rejected": lambda: ats.reject(applied, "we_rejected"),
        "rejection taken back": lambda: ats.unreject(applied),
        "hired": lambda: ats.hire(applied),
        "opted out while in nurture": lambda: ats.forbid_mail(rejected[0].ats[0].key),
        "put into the push pool": lambda: crm.join(house.told("known to the CRM only").crm[0].key, "Push to ATS"),
        "new applicant, created in Gem": lambda: _apply(house.sandboxes[0]),
        "taken out of nurture by hand": lambda: crm.leave(rejected[1].crm[0].key, "Nurture"),
    }


def _apply(sandbox: Sandbox) -> None:
    address = [{"value": "ada.new@post.example", "type": "personal"}]
    candidate = sandbox.act("add_candidate", first_name="Ada", last_name="New", email_addresses=address)
    sandbox.act("apply", candidate_id=candidate, job_id=sandbox.act("find_job", name="Data Engineer"))

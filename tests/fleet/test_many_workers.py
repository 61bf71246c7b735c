"""Eight workers on forty people, and a bell for each of them in the ears of each worker: nobody is run twice at once,
nobody is made twice."""

from __future__ import annotations

from syncengine.store.bells import Waiting
from syncengine.store.queue import BACKFILL
from tests.fleet import roles
from tests.fleet.fleet import fleet
from tests.fleet.journals import names_twice, overlaps
from tests.fleet.machines import Machines
from tests.stories.words import somebody
from tests.stories.world import Stage

WORKERS, PEOPLE = 8, 40

_AGREED = f"SELECT count(*) FROM work WHERE lane = {BACKFILL}"  # noqa: S608  # a number of our own


def test_eight_workers_share_the_work(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait") as world:
        ats = world.world.ats
        for number in range(PEOPLE):
            first, last, email = somebody(number)
            ats.apply(ats.candidate(first, last, email=email))
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: world.number(_AGREED) == PEOPLE, "everybody may be run")
        for person, lane in world.ask("SELECT person_id, lane FROM work"):
            world.bells.ring([Waiting(person, lane)] * WORKERS, run_id="r_none")
        for number in range(WORKERS):
            world.crew.begin(f"worker {number}", roles.answer_bells)
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
        made = world.number("SELECT count(DISTINCT person_id) FROM operation WHERE verb = 'create' AND state = 'done'")
        assert (made, len(world.world.crm.everybody())) == (PEOPLE, PEOPLE)
        assert (overlaps(world), names_twice(world)) == ([], [])
        world.crew.end()

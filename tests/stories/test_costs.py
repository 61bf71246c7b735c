"""What a pass costs in requests, as counted by the systems themselves. Logging in is left out: it is once an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.stories.words import somebody
from tests.stories.world import Installation

IDLE = {"greenhouse": 4, "gem": 10}
"""Of both: whose account it is, which a process asks first and once an hour. Greenhouse: jobs, candidates and
applications that changed. Gem: candidates that changed, candidates that are new, and the membership log of each of the
seven lists that the policy knows."""

QUARTER_OF_AN_HOUR = 1 / 96
"""In days. Listings overlap by five minutes: what is older than that is not listed again."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests of one pass beyond an idle one: reads and writes of the ATS, then of the CRM."""

    ats_reads: int
    ats_writes: int
    crm_reads: int
    crm_writes: int

    @property
    def writes(self) -> int:
        return self.ats_writes + self.crm_writes


COSTS: dict[str, tuple[Cost, int]] = {
    # kind of change                    what it costs   the fewest writes with which these vendors can be told
    "nothing": (Cost(0, 0, 0, 0), 0),
    "a title, edited in the CRM": (Cost(0, 1, 0, 0), 1),
    "a title, edited in the ATS": (Cost(0, 0, 0, 1), 1),
    "an address, added in the CRM": (Cost(1, 1, 0, 0), 1),  # lists are replaced whole: is it still the one we know?
    "an address, added in the ATS": (Cost(0, 0, 1, 1), 1),
    "somebody new in the CRM": (Cost(0, 0, 0, 0), 0),
    "a new applicant": (Cost(0, 0, 3, 1), 1),  # are they there already? who are we? which custom fields are there?
    # status; one list joined; how it looks now; in the ATS a summary of what the CRM knows: is there one already?
    "a new application of somebody known": (Cost(1, 1, 1, 2), 3),
    "another stage": (Cost(0, 0, 1, 3), 3),  # status; one list joined, one left; how it looks now
    "a rejection": (Cost(0, 0, 2, 4), 4),  # the same, and a note: is it there already?
    "a rejection taken back": (Cost(1, 1, 1, 3), 4),  # the same, and the summary: nobody was a candidate until now
    "a hire": (Cost(0, 0, 1, 3), 3),
    "somebody pushed into the ATS": (Cost(2, 1, 2, 2), 2),  # the ATS id is told at once, the status once it is seen
}
"""Of these reads, those of users and custom fields (for a new applicant and somebody pushed) are made once a pass,
however many people change."""


def requests(world: Installation) -> Cost:
    """What the last pass cost beyond an idle one."""
    ats, crm = (world.requests[desk.name] for desk in world.desks)
    return Cost(
        ats["GET"] - IDLE[world.ats.name],
        ats.total() - ats["GET"],
        crm["GET"] - IDLE[world.crm.name],
        crm.total() - crm["GET"],
    )


def changes(world: Installation) -> dict[str, Callable[[], object]]:
    """One act of a human for each row of the table, on people of their own who are in step."""
    ats, crm = world.ats, world.crm
    titled, retitled, mailed, remailed, known = (world.both_know(name) for name in ("Ada", "Bo", "Cy", "Di", "Ed"))
    moved, rejected, returned, hired = (ats.apply(world.both_know(name)[0]) for name in ("Flo", "Gus", "Hal", "Ida"))
    ats.reject(returned)
    pushed = crm.person("Jo", email="jo@example.com")
    world.backfill()
    return {
        "nothing": lambda: None,
        "a title, edited in the CRM": lambda: crm.edit(titled[1], title="Engineer"),
        "a title, edited in the ATS": lambda: ats.edit(retitled[0], title="Engineer"),
        "an address, added in the CRM": lambda: crm.edit(mailed[1], emails=("cy@example.com", "cy@work.example")),
        "an address, added in the ATS": lambda: ats.edit(remailed[0], emails=("di@example.com", "di@work.example")),
        "somebody new in the CRM": lambda: crm.person("Kit", email="kit@example.com"),
        "a new applicant": lambda: ats.apply(ats.candidate("Lea", email="lea@example.com")),
        "a new application of somebody known": lambda: ats.apply(known[0]),
        "another stage": lambda: ats.move(moved, "interview"),
        "a rejection": lambda: ats.reject(rejected),
        "a rejection taken back": lambda: ats.unreject(returned),
        "a hire": lambda: ats.hire(hired),
        "somebody pushed into the ATS": lambda: crm.put_into("Push to ATS", pushed),
    }


def test_a_change_costs_what_the_change_is_and_not_what_the_account_is(world: Installation) -> None:
    acts = changes(world)
    measured = {}
    for kind, act in acts.items():
        world.tomorrow()
        world.sync()
        act()
        world.tomorrow(days=QUARTER_OF_AN_HOUR)
        world.sync()
        measured[kind] = requests(world)
    assert measured == {kind: cost for kind, (cost, _) in COSTS.items()}
    wasted = {kind: measured[kind].writes - fewest for kind, (_, fewest) in COSTS.items()}
    assert {kind: number for kind, number in wasted.items() if number} == {"somebody pushed into the ATS": 1}


def test_an_idle_pass_costs_the_same_for_ten_people_and_for_three_hundred(world: Installation) -> None:
    for number in range(10):
        first, last, email = somebody(number)
        world.both_know(first, last, email=email)
    world.backfill()
    world.tomorrow()
    world.sync()
    world.is_in_step()
    few = world.requests
    for number in range(10, 50):
        first, last, email = somebody(number)
        world.both_know(first, last, email=email)
    for number in range(125):
        first, last, email = somebody(200 + number)
        world.ats.candidate(first, last, email=email)
        first, last, email = somebody(600 + number)
        world.crm.person(first, last, email=email)
    world.sync(agree=True)
    assert world.outcome.people == 300
    world.tomorrow()
    world.sync()
    world.is_in_step()
    assert world.requests == few == {name: {"GET": number} for name, number in IDLE.items()}


def test_a_change_costs_the_same_among_three_people_and_among_sixty(world: Installation) -> None:
    _, same = world.met("Ada")
    for number in range(60):
        first, last, email = somebody(number)
        world.crm.person(first, last, email=email)
    world.sync()
    world.tomorrow()
    world.sync()
    world.crm.edit(same, title="Engineer")
    world.tomorrow(days=QUARTER_OF_AN_HOUR)
    world.sync()
    assert requests(world) == COSTS["a title, edited in the CRM"][0]

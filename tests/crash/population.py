"""People who need every kind of write, and what happens to them the day after."""

from __future__ import annotations

from tests.stories.world import Installation


def twelve_people(world: Installation) -> None:
    """Every kind of write, on both sides, with and without identifiers that could be searched for."""
    ats, crm = world.ats, world.crm
    for pool in ("Nurture", "Push to ATS"):
        crm.pool(pool)
    ada, same_ada = world.both_know("Ada")
    ats.edit(ada, company="Initech")
    crm.edit(same_ada, title="Engineer")
    _, bo = world.both_know("Bo", "Berglund")
    crm.edit(bo, emails=("bo@example.com", "bo@work.example"))
    ats.apply(ats.candidate("Cy", "Novak", email="cy@example.com", phones=("+1 555 010 0001",)))
    ats.apply(ats.candidate("Di", "Marchetti"), stage="interview")  # no address to search for
    ats.reject(ats.apply(ats.candidate("Ed", "Okafor", email="ed@example.com")))
    flo, _ = world.both_know("Flo", "Petersen")
    ats.reject(ats.apply(flo), because="they_withdrew")
    gus, _ = world.both_know("Gus", "Yamada")
    ats.hire(ats.apply(gus, stage="offer"))
    hal, same_hal = world.both_know("Hal", "Fitzroy")
    ats.apply(hal)
    crm.put_into("Nurture", same_hal)  # where somebody active must not be
    crm.put_into("Push to ATS", crm.person("Ida", email="ida@example.com", linkedin="ida-lopez"))
    crm.put_into("Push to ATS", crm.person("Jo", "Quinlan"))
    crm.person("Kit", "Vasquez", email="kit@example.com")
    ats.apply(ats.candidate("Lea", "Winter", phones=("+1 555 010 0007",)))
    crm.person("Max", "Winter", phone="+1 555 010 0007")  # is this Lea? a human must say


def a_day_later(world: Installation) -> None:
    """Changes for a sync after the backfill of the twelve."""
    ats, crm = world.ats, world.crm
    by_name = {ats.look(id_)["first_name"]: id_ for id_ in ats.everybody()}
    people = {crm.look(id_)["first_name"]: id_ for id_ in crm.everybody()}
    world.tomorrow()
    ats.edit(by_name["Ada"], title="Director")
    crm.edit(people["Bo"], company="Hooli", emails=("bo@example.com",))
    ats.reject(ats.application_of(by_name["Cy"]))
    ats.hire(ats.application_of(by_name["Di"]))
    ats.apply(ats.candidate("Nia", "Tremblay", email="nia@example.com"))
    crm.put_into("Push to ATS", people["Kit"])

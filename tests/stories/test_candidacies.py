"""What rules may ask of an application: its job, where the job belongs, where the candidate came from."""

from __future__ import annotations

from datetime import UTC, date

import sqlalchemy as sa

from syncengine.core.applications import Application
from syncengine.store import people
from syncengine.store.tables import snapshot
from tests.stories.world import Installation


def candidacy(world: Installation) -> Application:
    """The only application that there is, as it would be planned with."""
    with world.engine() as engine, engine.store.read() as connection:
        loaded = engine.loader.load(connection, people.all_people(connection))
    (found,) = [each for facts in loaded for each in facts.applications]
    return found


def asked(world: Installation, *kinds: str) -> list[int]:
    """How often the ATS was asked for these kinds in the last pass."""
    requests = world.ats.requests(world._begun[0])
    return [sum(request == f"GET /v3/{kind}s" for request in requests) for kind in kinds]


def belongs(found: Application) -> tuple[str | None, tuple[str, ...], str | None]:
    return found.department, found.offices, found.source


NAMED = ("department", "office", "source")


def test_an_application_says_where_it_belongs_and_comes_from(world: Installation) -> None:
    ats = world.ats
    ats.apply(world.both_know("Ada")[0], job=ats.job("Welder", department="Design", office="Madrid"), source="LinkedIn")
    world.backfill()
    found = candidacy(world)
    assert belongs(found) == ("Design", ("Madrid",), "LinkedIn")
    assert (found.job, found.job_name, found.confidential, found.score) == ("Welder", "Welder", False, None)
    assert found.applied_at is not None
    assert (found.applied_at.tzinfo, found.applied_at.date()) == (UTC, date(2026, 11, 22))
    assert asked(world, *NAMED) == [2, 2, 2], "one row each to prove that we may, and the listing"
    world.tomorrow()
    world.sync()
    assert asked(world, *NAMED) == [0, 0, 0]


def test_what_is_new_is_asked_for_once_somebody_names_it(world: Installation) -> None:
    application = world.ats.apply(world.both_know("Ada")[0], source="LinkedIn")
    world.backfill()
    world.tomorrow()
    world.ats.add_source("Campus day")
    world.sync()
    assert asked(world, *NAMED) == [0, 0, 0]
    world.ats.set_source(application, "Campus day")
    world.sync()
    assert asked(world, *NAMED) == [0, 0, 1]
    assert candidacy(world).source == "Campus day"
    world.is_in_step()
    assert asked(world, *NAMED) == [0, 0, 0]


def test_a_job_that_nobody_listed_yet_is_no_secret(world: Installation) -> None:
    ada, _ = world.met("Ada")
    application = world.ats.apply(ada, job=world.ats.job("Welder", department="Sales"))
    world.told(world.ats, application, kind="application")
    world.hear()
    found = candidacy(world)
    assert (found.job, found.confidential, found.department) == ("Welder", False, "Sales")
    assert asked(world, "job") == [1]


def test_a_job_that_we_cannot_see_is_confidential(world: Installation) -> None:
    world.ats.apply(world.both_know("Ada")[0], job=world.ats.job("Successor", confidential=True, department="Sales"))
    world.backfill()
    found = candidacy(world)
    assert (found.job, found.job_name, found.department, found.confidential) == (None, None, None, True)
    world.is_in_step()
    assert asked(world, "job") == [1], "the listing, and nobody asks for the job by its id again"


def test_rules_may_ask_for_a_confidential_job_that_we_can_see(world: Installation) -> None:
    world.ats.shows_confidential_jobs()
    world.ats.apply(world.both_know("Ada")[0], job=world.ats.job("Successor", confidential=True, department="Sales"))
    world.backfill()
    found = candidacy(world)
    assert (found.job, found.job_name, found.department, found.confidential) == (None, "Successor", "Sales", True)


def test_who_applied_for_a_job_is_looked_at_again_when_the_job_changes(world: Installation) -> None:
    world.ats.shows_confidential_jobs()
    job = world.ats.job("Welder", department="Design")
    world.ats.apply(world.both_know("Ada")[0], job=job)
    world.met("Bo")
    world.tomorrow()
    world.sync()
    assert world.outcome.ran == 0
    for change in ({"department": "Sales"}, {"confidential": True}):
        world.tomorrow()
        world.ats.edit_job(job, **change)
        world.sync()
        assert world.outcome.ran == 1
    found = candidacy(world)
    assert (found.department, found.job, found.confidential) == ("Sales", None, True)


def test_what_we_may_not_read_stops_nobody(world: Installation) -> None:
    world.ats.may_not_read("department", "office", "source")
    ada, same = world.both_know("Ada")
    application = world.ats.apply(ada, source="LinkedIn")
    world.backfill()
    assert world.crm.pools_of(same) == {"ATS: In process"}
    assert belongs(candidacy(world)) == (None, (), None)
    world.ats.set_source(application, "Referral")
    world.sync()
    assert asked(world, *NAMED) == [0, 0, 0], "refused today: not asked again today"
    world.tomorrow()
    world.sync()
    assert asked(world, *NAMED) == [1, 1, 1]
    world.ats.may_not_read()
    world.tomorrow()
    world.sync()
    assert belongs(candidacy(world)) == ("Engineering", ("Madrid",), "Referral")


def test_a_permission_that_is_taken_away_later_stops_nobody_either(world: Installation) -> None:
    application = world.ats.apply(world.both_know("Ada")[0], source="LinkedIn")
    world.backfill()
    world.ats.may_not_read("source")
    world.ats.add_source("Campus day")
    world.ats.set_source(application, "Campus day")
    world.sync()
    assert (asked(world, "source"), candidacy(world).source) == ([1], None)
    assert (world.outcome.failure, world.outcome.closed, world.outcome.ran) == (None, (), 1)
    world.is_in_step()
    assert asked(world, "source") == [0]


def test_what_an_earlier_version_stored_can_be_read(world: Installation) -> None:
    world.ats.apply(world.both_know("Ada")[0], job=world.ats.job("Welder", department="Sales"), source="LinkedIn")
    world.backfill()
    added = {"source_id", "applied_at", "score", "department_id", "office_ids"}
    with world.store() as store, store.write() as connection:
        of_old = snapshot.c.kind.in_(["application", "job"])
        for row in connection.execute(sa.select(snapshot).where(of_old)).all():
            fields = {name: value for name, value in row.fields.items() if name not in added}
            this = sa.and_(snapshot.c.kind == row.kind, snapshot.c.ref_id == row.ref_id)
            connection.execute(snapshot.update().where(this).values(fields=fields))
    found = candidacy(world)
    assert (found.job, found.applied_at, *belongs(found)) == ("Welder", None, None, (), None)

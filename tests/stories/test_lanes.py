"""What restricts a person overtakes everything else: among people, and among the writes for one person."""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.store import open_store, queue
from syncengine.store.tables import work
from tests.stories.world import Installation


def lanes(world: Installation) -> list[int]:
    """Of everybody who waits, the most urgent first."""
    store = open_store(f"sqlite:///{next(world.config.parent.glob('*.db'))}")
    with store.read() as connection:
        found = [row[0] for row in connection.execute(sa.select(work.c.lane).order_by(work.c.lane))]
    store.close()
    return found


def in_nurture(world: Installation, first: str) -> tuple[str, str]:
    candidate, person = world.both_know(first)
    world.ats.reject(world.ats.apply(candidate))
    return candidate, person


def test_who_opts_out_is_run_first(world: Installation) -> None:
    pairs = [in_nurture(world, name) for name in ("Ada", "Grace", "Edsger", "Barbara")]
    world.backfill()
    for candidate, _ in pairs:
        world.ats.edit(candidate, title="Engineer")
    world.ats.forbid_mail(pairs[2][0])
    world.sync()
    assert world.writes[0].startswith("DELETE ")
    world.is_in_step()


def test_to_be_seen_is_enough_to_be_urgent(world: Installation) -> None:
    (ada, _), (grace, _) = in_nurture(world, "Ada"), in_nurture(world, "Grace")
    world.backfill()
    world.ats.forbid_mail(ada)
    world.ats.edit(grace, title="Engineer")
    world.plan()
    assert lanes(world) == [queue.RESTRICTIONS, queue.PENDING]


def test_somebody_never_met_waits_for_consent_like_everybody(world: Installation) -> None:
    ada, _ = in_nurture(world, "Ada")
    world.backfill(agree=False)
    world.ats.forbid_mail(ada)
    world.plan()
    assert queue.RESTRICTIONS not in lanes(world)


def test_leaving_a_list_goes_before_what_else_a_person_needs(world: Installation) -> None:
    ada, _ = in_nurture(world, "Ada")
    world.backfill()
    world.ats.edit(ada, title="Engineer", company="Initech")
    world.ats.forbid_mail(ada)
    world.sync()
    assert [request.split()[0] for request in world.writes] == ["DELETE", "PUT"]
    world.is_in_step()

"""A record of somebody whom we know has come to carry what somebody forgotten carried. Until a human speaks, nothing is
done about its person but what restricts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.erasure.zebulonia import EMAIL, Zebulonia, found_in_tables
from tests.stories.world import Installation

NURTURE = "Nurture"

Read = Callable[[Installation, str], object]


def _poll(world: Installation, ada: str) -> None:
    world.sync()


def _webhook(world: Installation, ada: str) -> None:
    world.told(world.ats, ada, urgent=True)
    world.hear()


def _listing(world: Installation, ada: str) -> None:
    world.backfill()


@pytest.fixture
def ada(zebulonia: Zebulonia, quiet: None) -> tuple[str, str]:
    """Rejected, and so in nurture; then Zebulonia is forgotten. Returns her ids (ATS, CRM)."""
    world = zebulonia.world
    [[candidate, contact]] = [pair for pair in world.persons() if zebulonia.candidate not in pair]
    world.ats.reject(world.ats.apply(candidate))
    world.sync()
    assert world.crm.pools_of(contact) == {NURTURE}
    zebulonia.forget()
    return candidate, contact


@pytest.mark.parametrize("read", [_poll, _webhook, _listing])
def test_an_opt_out_in_the_very_record_counts(world: Installation, ada: tuple[str, str], read: Read) -> None:
    candidate, contact = ada
    world.ats.edit(candidate, emails=("ada@example.com", EMAIL), title="Syzygy")
    world.sync()
    assert (world.writes, world.crm.pools_of(contact)) == ([], {NURTURE})
    world.ats.forbid_mail(candidate)
    read(world, candidate)
    assert [world.crm.is_at(write, world.crm.emptying_pool) for write in world.writes] == [True]
    assert world.crm.pools_of(contact) == set()
    assert found_in_tables(world) == {}
    assert [review.kind for review in world.reviews] == ["returned"]
    world.is_in_step()


def test_the_record_that_must_leave_may_be_the_one_outside(world: Installation, ada: tuple[str, str]) -> None:
    candidate, contact = ada
    world.crm.edit(contact, emails=("ada@example.com", EMAIL), title="Syzygy")
    world.ats.hide(candidate)
    world.ats.edit(candidate, title="Countess")
    world.sync()
    assert [world.crm.is_at(write, world.crm.emptying_pool) for write in world.writes] == [True]
    assert (world.crm.pools_of(contact), world.crm.look(contact)["title"]) == (set(), "Syzygy")
    assert found_in_tables(world) == {}
    world.is_in_step()


def test_once_a_human_has_spoken_all_goes_on_from_there(world: Installation, ada: tuple[str, str]) -> None:
    candidate, contact = ada
    world.ats.edit(candidate, emails=("ada@example.com", EMAIL), title="Countess")
    world.ats.forbid_mail(candidate)
    world.sync()
    [question] = world.reviews
    assert world.crm.look(contact)["title"] is None
    world.answer("consent", question)
    world.settle()
    world.crm.shows(contact, title="Countess", pools=(), due=None)
    assert world.reviews == []


def test_what_restricts_no_more_is_nobodys_news_until_then(world: Installation, ada: tuple[str, str]) -> None:
    candidate, contact = ada
    world.ats.edit(candidate, emails=("ada@example.com", EMAIL))
    world.ats.forbid_mail(candidate)
    world.sync()
    world.ats.act("set_can_email", candidate_id=candidate, can_email=True)
    world.sync()
    assert (world.writes, world.crm.pools_of(contact)) == ([], set())
    world.is_in_step()

"""What else gets written about somebody in the course of time, each with words of its own."""

from __future__ import annotations

from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.greenhouse.sandbox.org import Org
from connectors.greenhouse.sandbox.seed import add_custom_field
from syncengine.core.passport import HEADING
from syncengine.front.letters import correcting
from syncengine.settings import load_settings
from syncengine.store import inbox
from tests.erasure.zebulonia import EMAIL, PLANTED, Zebulonia
from tests.stories.world import Installation

IN_OUR_STORE = frozenset(PLANTED) - {"kumquat"}
"""Notes of others are not read."""


def grow_old(zebulonia: Zebulonia) -> None:
    """A tag, values of custom fields in both systems, notes of a rejection and of a passport, a value by hand, a write
    that is parked, and a webhook that nobody understood."""
    _fields_of_their_own(zebulonia)
    _applied_from_the_crm(zebulonia)
    _said_by_hand(zebulonia)
    _parked(zebulonia)
    _rejected(zebulonia)
    _told_in_riddles(zebulonia.world)


def _fields_of_their_own(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    add_custom_field(_org(world), "Weapon", "short_text")
    custom = {"weapon": "blunderbuss"}
    world.ats.act("edit_candidate", candidate_id=zebulonia.candidate, tags=["Wolpertinger"], custom_fields=custom)
    world.crm.act("add_custom_field", name="Pickles")
    world.crm.act("edit_candidate", candidate_id=zebulonia.contact, custom_fields={"Pickles": "gherkin"})


def _applied_from_the_crm(zebulonia: Zebulonia) -> None:
    """A note in the ATS sums up what the CRM knew of her. Where she was found became known later; our store has it."""
    world = zebulonia.world
    world.crm.edit(zebulonia.contact, sourced_from="SeekOut")
    world.sync()
    assert any(HEADING in body for body, _ in world.ats.notes_of(zebulonia.candidate))


def _said_by_hand(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    world.ats.edit(zebulonia.candidate, title="Yeoman " * 60)
    world.sync()
    [review] = world.in_review("parked")
    with correcting(load_settings(world.config, environ=world.environ), now=world.clock.now) as corrector:
        corrector.edit(review.id, ("title=Majordomo",), by="ruth")
    world.sync()
    assert world.crm.look(zebulonia.contact)["title"] == "Majordomo"


def _parked(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    world.ats.edit(zebulonia.candidate, phones=(f"+49 30 901820 {'kakapo' * 42}",))
    world.sync()
    assert [review.field for review in world.in_review("parked")] == ["phones"]


def _rejected(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    application = world.ats.application_of(zebulonia.candidate)
    world.ats.reject(application)
    said = {"candidate_id": zebulonia.candidate, "body": "said no because of the Kumquat", "private": True}
    note = world.ats.act("add_note", **said)
    [detail] = _org(world).rows("rejection_details", application_id=int(application))
    detail["rejection_note_id"] = note
    world.sync()


def _org(world: Installation) -> Org:
    assert isinstance(world.ats.sandbox, GreenhouseSandbox)
    return world.ats.sandbox.org


def _told_in_riddles(world: Installation) -> None:
    arrival = inbox.Arrival(
        system=world.ats.name,
        id="delivery-of-tomorrow",
        digest="d" * 64,
        correlation="d_feedfeedfeed",
        event="not_known_yet",
        known=False,
        body=f'{{"payload": {{"who": "{EMAIL}", "song": "nightjar"}}}}'.encode(),
        received_at=world.clock.now(),
    )
    with world.store() as store, store.write() as connection:
        assert inbox.take(connection, [arrival]) == [True]

"""Somebody was made anonymous in one system, by whoever works there: nobody fills the record in again."""

from __future__ import annotations

import pytest

from tests.erasure.zebulonia import Zebulonia

pytestmark = pytest.mark.usefixtures("quiet")

EVERYTHING = ["full_name", "email_addresses", "phone_numbers", "current_title", "current_company"]


def test_an_anonymous_record_stays_empty_whatever_the_crm_shows(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    world.ats.act("anonymize", candidate_id=zebulonia.candidate, fields=EVERYTHING)
    world.sync()
    empty = world.ats.look(zebulonia.candidate)
    assert (empty["first_name"], empty["emails"], empty["title"]) == ("Anonymized", (), None)
    world.crm.edit(zebulonia.contact, title="Countess", location="Ys", phone="+44 7911 555555")
    world.sync()
    assert world.writes == []
    world.backfill()
    assert world.writes == []
    assert world.ats.look(zebulonia.candidate) == empty
    world.crm.shows(zebulonia.contact, first_name="Zebulonia", title="Countess")
    world.is_in_step()

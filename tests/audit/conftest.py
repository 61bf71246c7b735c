"""A store on either engine with a small audit: three writes, a link, and what humans said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.errors import Invalid
from syncengine.core.model import Change, Operation, PersonId
from syncengine.store import Store, audit, erasures, journal, open_store, people, reviews

ADA = PersonId("p_ada")
PHONE = "+49 30 901820"
UPDATE = Operation("update", "crm", "7", (Change("phones", (), (PHONE,), "owner: ats"),), why="edited on one side")
CREATE = Operation("create", "crm", None, (Change("first_name", None, "Ada", "first contact"),), why="no record there")
NAMES = ("link made", "update done", "create refused", "review left", "update abandoned", "erasure asked")


@pytest.fixture
def empty(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    """The same as `store`, always in a file."""
    opened = open_store(f"sqlite:///{tmp_path / 'embedded.db'}")
    tell_much(opened)
    audit.seal(opened)
    yield opened
    opened.close()


@pytest.fixture
def store(empty: Store) -> Store:
    """`NAMES` are told and chained."""
    tell_much(empty)
    audit.seal(empty)
    return empty


def tell_much(store: Store) -> None:
    with store.write() as connection:
        people.make_link(
            connection,
            person_id=ADA,
            system="crm",
            kind="candidate",
            ref_id="7",
            evidence={"outcome": "link", "keys": ["email"]},
            actor="talentsync",
            now=1.0,
        )
        first, second, third = (
            journal.write_down(connection, each, person=ADA, run_id="r_1", mark=f"ts-{place}", now=2.0)
            for place, each in enumerate((UPDATE, CREATE, UPDATE))
        )
        journal.done(connection, first, ref_id="7", now=3.0, request_id="req-1")
        journal.failed(connection, second, Invalid("too long", system="crm"), state="refused", now=4.0)
        asked = reviews.open_review(connection, "vanished", subject="crm:candidate:7", reason="gone", person=ADA, now=5)
        reviews.close(connection, asked, decision="left", by="ruth", now=6.0)
        journal.abandon(connection, third, now=7.0)
        erasures.ask(connection, ADA, [("crm", "7")], by="ruth", why="request 17", now=8.0)

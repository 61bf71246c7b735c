"""What restricts somebody whom we know goes first, in whatever record it turns up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from syncengine.core.model import PersonId
from syncengine.store import queue, settled
from syncengine.store.tables import snapshot
from tests.erasure.village import Village, village

ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "Lovelace", "emails": ["ada@example.com"]}


@pytest.fixture
def at() -> Iterator[Village]:
    with village("ats", "crm") as found:
        yield found


@pytest.fixture
def ada(at: Village) -> PersonId:
    """We have met her, and nothing is due."""
    person = at.knows("1", **ADA)
    with at.engine.store.write() as connection:
        settled.settle(connection, person, {"ats": {}}, now=1.0, records={"ats": "1"})
        queue.abolish(connection, person)
    return person


def lane(at: Village, person: PersonId) -> int | None:
    with at.engine.store.read() as connection:
        waits = queue.standing(connection, person)
    return waits.lane if waits else None


def sees(at: Village, id_: str, *, can_email: bool) -> None:
    at.knows(id_, **ADA, can_email=can_email)


@pytest.mark.parametrize(("can_email", "expected"), [(False, queue.RESTRICTIONS), (True, queue.PENDING)])
def test_a_new_record_of_somebody_whom_we_have_met(
    at: Village, ada: PersonId, *, can_email: bool, expected: int
) -> None:
    sees(at, "2", can_email=can_email)
    assert (at.person("2"), lane(at, ada)) == (ada, expected)


@pytest.mark.parametrize(("can_email", "expected"), [(False, queue.RESTRICTIONS), (True, queue.PENDING)])
def test_a_record_that_is_there_again(at: Village, ada: PersonId, *, can_email: bool, expected: int) -> None:
    sees(at, "2", can_email=can_email)
    with at.engine.store.write() as connection:
        connection.execute(snapshot.update().where(snapshot.c.ref_id == "2").values(gone=True))
        queue.abolish(connection, ada)
    sees(at, "2", can_email=can_email)
    assert lane(at, ada) == expected


def test_somebody_new_waits_for_what_is_agreed_to(at: Village) -> None:
    sees(at, "2", can_email=False)
    assert lane(at, at.person("2")) == queue.PENDING

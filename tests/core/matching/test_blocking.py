"""Who is compared with whom: whoever shares a narrow key, whatever else differs."""

from __future__ import annotations

import numpy as np
import pytest

from syncengine.core.matching.blocking import keys
from syncengine.core.matching.rows import ExtraKind
from tests.core.matching.meeting import Row, cards, named


def meets(one: Row, other: Row, *, extras: dict[str, ExtraKind] | None = None) -> bool:
    return any(np.isin(kind[0][kind[0] != 0], kind[1]).any() for kind in keys(cards(one, other, extras=extras)))


MET: list[tuple[str, Row, Row]] = [
    ("address", named("Ada", "King", emails="a.k@x.example"), named("Zoe", "May", emails="A.K@x.example")),
    ("user of an address", {"emails": "bluebird7@x.example"}, {"emails": "bluebird7@y.example"}),
    ("end of a number", {"phones": "+1 512 555 0101"}, {"phones": "5125550101"}),
    ("profile", {"linkedin_url": "linkedin.com/in/bluebird"}, {"linkedin_url": "linkedin.com/in/Bluebird/"}),
    ("other profile", {"profiles": "https://ada.example"}, {"profiles": "http://www.ada.example/"}),
    ("order", named("Wei", "Wang"), named("Wang", "Wei")),
    ("nickname", named("Bob", "Smith"), named("Robert", "Smith")),
    ("second family name", named("Ana", "Soto Ruiz"), named("Ana", "Ruiz")),
    ("maiden name", named("Ada", "King (née Byron)"), named("Ada", "Byron")),
    ("script", named("Ольга", "Кузнецова"), named("Olga", "Kuznetsova")),
    ("handle", named("Ada", "Lovelace"), {"emails": "ada.lovelace@x.example"}),
    ("employer and family", named("Ada", "King", company="Acme"), named("A.", "King", company="Acme Inc.")),
    ("employer behind an address", named("Ada", "King", company="Acme"), named("Zoe", "King", emails="z@acme.com")),
    ("city, job and given name", named("Ada", "King", location="Berlin", title="Nurse"),
     named("Ada", "May", location="Berlin, Germany", title="Nurse")),
]  # fmt: skip

NOT_MET: list[tuple[str, Row, Row]] = [
    ("nothing said", {}, {}),
    ("strangers", named("Ada", "King"), named("Zoe", "May")),
    ("given name only", named("Ada", "King"), named("Ada", "May")),
    ("employer only", named("Ada", "King", company="Acme"), named("Zoe", "May", company="Acme")),
    ("initials", named("A.", "K."), named("A.", "K.")),
    (
        "nobody's address",
        named("Ada", "King", emails="noreply@x.example"),
        named("Zoe", "", emails="noreply@x.example"),
    ),
]


@pytest.mark.parametrize(("case", "one", "other"), MET)
def test_records_meet(case: str, one: Row, other: Row) -> None:
    assert meets(one, other), case


@pytest.mark.parametrize(("case", "one", "other"), NOT_MET)
def test_records_do_not_meet(case: str, one: Row, other: Row) -> None:
    assert not meets(one, other), case


def test_an_extra_column_brings_together() -> None:
    one, other = named("Ada", "King", tax="77 123"), named("Zoe", "May", tax="77123")
    assert meets(one, other, extras={"tax": "id"})
    assert not meets(one, other)


def test_keys_are_bounded_whatever_a_row_holds() -> None:
    """The work of a record is bounded: its keys are as many as its columns, however long the row is."""
    hostile = dict.fromkeys(("first_name", "last_name", "emails", "phones", "profiles"), "Ada King; " * 10_000)
    plain = [kind.shape[1] for kind in keys(cards(named("Ada", "King")))]
    assert [kind.shape[1] for kind in keys(cards(hostile))] == plain
    assert sum(plain) < 120


TWICE: list[Row] = [
    {"emails": "bluebird7@x.example; bluebird7@y.example; bluebird7@z.example"},
    {"phones": "+1 512 555 0101; +44 512 555 0101"},
    named("Ada", "King", company="King", title="Cook at King", emails="ada@king.com"),
    named("Ada Ada", "Ada Ada", preferred_name="Ada"),
    {"profiles": "https://ada.example; http://www.ada.example/"},
]


@pytest.mark.parametrize("row", TWICE)
def test_no_record_has_a_key_twice(row: Row) -> None:
    for kind in keys(cards(row)):
        said = kind[0][kind[0] != 0].tolist()
        assert len(said) == len(set(said))

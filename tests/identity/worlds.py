"""Small worlds: people with namesakes, shared mailboxes and slips, and their records in several systems."""

from __future__ import annotations

import random
from typing import Any

from mappings.canonical import Fields
from syncengine.store.cards import Ref

Records = dict[Ref, Fields]

_GIVEN = ("Ada", "Grace", "Katherine", "Kate", "Bob", "Robert", "Li", "Wei", "José", "Jose", "Mohammed", "Muhammad")
_FAMILY = ("Lopez", "López-Hopper", "Hopper", "Smith", "Smyth", "Wang", "de la Cruz", "O'Neill", "Müller", "Mueller")
_EMPLOYERS = ("Acme Inc.", "ACME", "Initech GmbH", "Initech", "Globex Corporation", "", "")
_TITLES = ("Engineer", "Senior Engineer", "Data Scientist", "", "Recruiter")
_PLACES = ("Berlin, Germany", "Berlin", "Austin, TX", "", "London, UK")
SYSTEMS = ("ats", "crm", "other")


def world(seed: int, *, people: int) -> Records:
    """Records of so many people: each has one to four, in any of the systems."""
    dice = random.Random(seed)
    records: Records = {}
    for number in range(people):
        human = _human(dice, number)
        for copy in range(dice.choice((1, 1, 2, 2, 3, 4))):
            records[dice.choice(SYSTEMS), f"{number}-{copy}"] = _record(dice, human)
    return records


def _human(dice: random.Random, number: int) -> dict[str, Any]:
    first, last = dice.choice(_GIVEN), dice.choice(_FAMILY)
    handle = f"{first}.{last}{dice.choice(('', number))}".replace(" ", "").replace("'", "").lower()
    addresses = (f"{handle}@gmail.com", f"{handle}@acme.com", "info@initech.com", f"x{number}@yahoo.com")
    return {
        "first_name": first,
        "last_name": last + dice.choice(("", "", "", " Jr.", " Sr.")),
        "emails": tuple(dice.sample(addresses, 2)),
        "phones": (f"+1 512 555 {1000 + dice.choice((number, 7)):04}",),
        "profiles": (
            f"https://linkedin.com/in/{handle}{dice.choice(('', '-1a2b3c4d'))}".encode("ascii", "ignore").decode(),
        ),
        "company": dice.choice(_EMPLOYERS),
        "title": dice.choice(_TITLES),
        "location": dice.choice(_PLACES),
    }


def _record(dice: random.Random, human: dict[str, Any]) -> Fields:
    shown = {name: value for name, value in human.items() if name.endswith("name") or dice.random() < 0.6}
    if "emails" in shown:
        shown["emails"] = shown["emails"][: dice.choice((1, 2))]
    if dice.random() < 0.2:
        shown["first_name"] = dice.choice(_GIVEN)
    return shown


def crowded(seed: int) -> Records:
    """Keys of every width around the caps: so many records with one address, so many with one phone."""
    records: Records = {}
    for size in (2, 11, 12, 13, 14, 17, 18, 19, 151, 152):
        for at in range(size):
            system = SYSTEMS[(at * 7 + seed) % (2 if size < 100 else 3)]
            fields: Fields = {"first_name": f"N{at}x", "last_name": f"F{at}y", "emails": (f"box{size}@gmail.com",)}
            records[system, f"{size}-{at}"] = fields
    return records

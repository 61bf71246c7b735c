"""Somebody who will be forgotten, and where to look for what is left of her."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine import passes
from syncengine.core.model import PersonId
from syncengine.store import people
from syncengine.store.card_packing import unpack
from syncengine.store.erasures import Erasure
from syncengine.store.tables import metadata
from tests.stories.world import Installation

EMAIL = "zebulonia.quetzalova@gmail.com"
PHONE = "+44 7911 123456"
PAGE = "https://www.linkedin.com/in/zebulonia-quetzalova"
PLANTED = ("wolpertinger", "blunderbuss", "gherkin", "kumquat", "majordomo", "yeoman", "kakapo", "seekout", "nightjar")
"""What `planting` adds."""

MARKERS = (
    *("zebulonia", "quetzalova", "zebbie", "7911123456", "yggdrasil", "plantation", "xylograph", "syzygy"),
    *PLANTED,
    "whatthecrmknew",
)
"""Each is searched for without regard to letter case, in digits and letters alone. The last is how the note begins that
sums up what a CRM knew."""


@dataclass(slots=True)
class Zebulonia:
    """``candidate`` and ``contact`` are her ids in the two systems."""

    world: Installation
    candidate: str
    contact: str
    person: PersonId

    def forget(self, why: str = "") -> Erasure:
        """What `talentsync forget` does."""
        return forget(self.world, self.person, why=why)


def meet(world: Installation) -> Zebulonia:
    """Both systems know her, and so do we; Ada is there, too."""
    candidate = world.ats.candidate(
        "Zebulonia", "Quetzalova", email=EMAIL, phones=(PHONE,), company="Yggdrasil Holding", preferred_name="Zebbie"
    )
    contact = world.crm.person("Zebulonia", "Quetzalova", email=EMAIL, linkedin="zebulonia-quetzalova")
    world.ats.act("add_note", candidate_id=candidate, body="met at the Xylograph fair")
    world.ats.apply(candidate)
    world.both_know("Ada")
    world.backfill()
    return Zebulonia(world, candidate, contact, person_of(world, candidate))


def move_in(world: Installation) -> Zebulonia:
    """The same, and in both systems somebody has changed something since, so that there is a history."""
    zebulonia = meet(world)
    world.ats.edit(zebulonia.candidate, title="Chief Plantation Officer")
    world.crm.edit(zebulonia.contact, company="Syzygy")
    world.sync()
    return zebulonia


def person_of(world: Installation, candidate: str) -> PersonId:
    with world.store() as store, store.read() as connection:
        found = people.person_of(connection, system=world.ats.name, kind="candidate", ref_id=candidate)
    assert found is not None
    return found


def forget(world: Installation, person: PersonId, *, why: str = "") -> Erasure:
    with world.engine(passes=False) as engine:
        return passes.forget(engine, person, by="somebody", why=why)


def found_in(text: str) -> list[str]:
    """Markers that occur in a text."""
    plain = re.sub(r"[^a-z0-9]+", "", text.lower())
    return [marker for marker in MARKERS if marker in plain]


def found_in_tables(world: Installation) -> dict[str, list[str]]:
    """table -> markers that occur in its rows, with everything unpacked that is packed there."""
    with world.store() as store, store.read() as connection:
        texts = {
            table.name: " ".join(text for row in connection.execute(sa.select(table)) for text in _texts(row))
            for table in metadata.sorted_tables
        }
    return {name: found for name, text in texts.items() if (found := found_in(text))}


def found_in_files(world: Installation) -> list[str]:
    """Markers that occur in the bytes of the folder of an installation: the store, its log and shared memory, its
    locks, and whatever else lies there. What is packed is unpacked wherever it begins, also in pages that nobody reads
    any more."""
    data = b"".join(path.read_bytes() for path in sorted(world.config.parent.rglob("*")) if path.is_file())
    assert data
    return found_in(data.decode("latin-1")) + [marker for text in _unpacked(data) for marker in found_in(text)]


def _unpacked(data: bytes) -> Iterator[str]:
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(data[match.start() : match.start() + 100_000]).decode("utf-8", "replace")
        except zlib.error:
            continue


def _texts(row: sa.Row[Any]) -> Iterator[str]:
    for name, value in row._mapping.items():
        if isinstance(value, bytes | memoryview):
            yield from _packed(name, bytes(value))
        else:
            yield str(value)


def _packed(name: str, value: bytes) -> Iterator[str]:
    if name == "raw":
        yield zlib.decompress(value).decode()
    elif name == "data":
        yield " ".join(str(text) for text in unpack([value]).cards.texts.tolist())
    else:
        yield value.decode("latin-1")

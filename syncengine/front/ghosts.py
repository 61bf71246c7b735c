"""People who have several records in one system, as the store knows them. Asks no system."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.front.status import store_exists
from syncengine.front.whois import Who, who_are
from syncengine.settings import Settings
from syncengine.store import links, open_store


@dataclass(frozen=True, slots=True)
class Ghosts:
    """One person's records in one system, the longest known first."""

    who: Who
    system: str
    ref_ids: tuple[str, ...]


def read_ghosts(settings: Settings) -> list[Ghosts]:
    """All ghosts of an installation. A store that is not there yet is not made."""
    if not store_exists(settings):
        return []
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            return all_ghosts(connection)
    finally:
        store.close()


def all_ghosts(connection: sa.Connection) -> list[Ghosts]:
    persons = links.several(connection)
    names = who_are(connection, persons)
    found: dict[tuple[str, str], list[str]] = {}
    for person, records in links.standing(connection, persons).items():
        for each in records:
            if not each.gone:
                found.setdefault((person, each.link.system), []).append(each.link.ref_id)
    by_person = {str(person): who for person, who in names.items()}
    return [
        Ghosts(by_person[person], system, tuple(ref_ids))
        for (person, system), ref_ids in sorted(found.items())
        if len(ref_ids) > 1
    ]

"""The last look before a record is made, or taken for somebody's: is that somebody whom we were told to forget?"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from connectors.errors import Refused
from connectors.types import Ref
from mappings.keys import identity_keys
from syncengine.core.forgotten import OWN, forms
from syncengine.erasure.recognising import recognised
from syncengine.store import erased_keys, returned
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import CANDIDATE

_WHY = "it is about somebody who was forgotten; a human decides: talentsync review list"


class Forgotten(Refused):
    """Nothing is made of somebody who was forgotten."""


def require_welcome(connection: sa.Connection, known: Iterable[Snapshot], *, system: str) -> None:
    """A record is to be made in ``system`` because of these, and what they carry the store has still. Raises
    Forgotten."""
    if not erased_keys.any_remembered(connection):
        return
    for each in known:
        keys = forms(key for key in identity_keys(each.fields) if key[0] not in OWN)
        if recognised(connection, each.system, {each.ref_id: keys}, spoken_for={}):
            raise Forgotten(_WHY, system=system)


def require_inside(connection: sa.Connection, ref: Ref) -> None:
    """A record was found at a vendor and handed to the store. Raises Forgotten when it was kept outside."""
    row = returned.known(connection, system=ref.system, kind=CANDIDATE, ref_ids=[ref.id]).get(ref.id)
    if row is not None and not row.let_in:
        raise Forgotten(_WHY, system=ref.system, ref=ref)

"""Making rows: candidates, perhaps together with an application, and all the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from connectors.memory.fields import NotAccepted, Row
from connectors.types import Json, Kind

if TYPE_CHECKING:
    from connectors.memory.world import MemoryWorld


def make(world: MemoryWorld, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Row:
    """Whoever becomes an applicant for a job through the connector is mailed. Raises NotAccepted; then nothing is
    made."""
    if kind == "application":
        return _apply(world, data, mark)
    application = data.get("application") if kind == "candidate" else None
    if application is None:
        return world.insert(kind, data, mark=mark)
    row = world.insert(kind, {name: value for name, value in data.items() if name != "application"}, mark=mark)
    try:
        _apply(world, {**application, "candidate_id": row["id"]}, None)
    except NotAccepted:
        world.delete(kind, row["id"])
        raise
    return row


def _apply(world: MemoryWorld, values: Mapping[str, Json], mark: str | None) -> Row:
    row = world.insert("application", values, mark=mark)
    if not row["prospect"]:
        world.mail(row["candidate_id"], "application_received", by="api")
    return row

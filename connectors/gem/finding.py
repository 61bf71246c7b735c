"""Looking people up by an identifier. Gem's e-mail filter is a "contains" [doc], so equality is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.errors import Unsupported
from connectors.gem.handles import linked_in_handle
from connectors.gem.rows import addresses
from connectors.gem.wire import Wire
from connectors.types import Json, Kind, Record


def search(wire: Wire, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
    """Candidates that have the address and the profile of ``query``. Raises Unsupported for other terms."""
    if kind != "candidate":
        raise Unsupported(f"{kind} cannot be searched", system=wire.system)
    unknown = set(query) - {"email", "profile"}
    if unknown or not query or not all(query.values()):
        raise Unsupported(f"cannot search by {', '.join(sorted(unknown)) or 'nothing'}", system=wire.system)
    params = dict(_params(wire.system, query))
    found = wire.rows("/candidates", {**params, "sort": "asc"})
    return (wire.understood(kind, row) for row in found if _fits(row, params))


def _params(system: str, query: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if "email" in query:
        yield "email", query["email"].strip().lower()
    if "profile" in query:
        handle = linked_in_handle(query["profile"])
        if handle is None:
            raise Unsupported("only LinkedIn profiles can be searched", system=system)
        yield "linked_in_handle", handle


def _fits(row: Json, params: Mapping[str, str]) -> bool:
    if "email" in params and params["email"] not in addresses(row):
        return False
    if "linked_in_handle" not in params:
        return True
    handle = row.get("linked_in_handle") if isinstance(row, dict) else None
    return isinstance(handle, str) and handle.lower() == params["linked_in_handle"]

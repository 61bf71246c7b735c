"""Notes: bodies with our mark, and rows as Greenhouse shows them. Written and read spellings differ [client]."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors.types import Json, Note, Ref

_PUBLIC = frozenset({"public", "publicly_visible"})


def body_with_mark(body: str, mark: str) -> str:
    """The text with the mark as its last line, by which a lost reply can be resolved."""
    return f"{body}\n[talentsync:{mark}]"


def request(candidate_id: int, body: str, *, private: bool) -> dict[str, Json]:
    """The body of ``POST /notes``."""
    return {
        "candidate_id": candidate_id,
        "body": body,
        "note_type": "NOTE",
        "visibility": "private" if private else "public",
    }


def read_note(row: Json, candidate: Ref) -> Note | None:
    """A note, or None when the row has no id. A visibility that we do not know counts as private."""
    if not isinstance(row, Mapping) or not isinstance(row.get("id"), int):
        return None
    return Note(
        ref=Ref(candidate.system, "note", str(row["id"])),
        candidate=candidate,
        body=str(row.get("body") or ""),
        private=row.get("visibility") not in _PUBLIC,
        created_at=_instant(row.get("created_at")),
    )


def _instant(text: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None

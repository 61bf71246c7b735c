"""Why an application was rejected, on accounts whose application rows do not say.

``rejection_reason_id`` is in the rows that newer clients read, and absent from the reference of June 2026 [client].
Where it is absent, ``/rejection_details`` has one row per rejected application [client].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.greenhouse.api import Api
from connectors.greenhouse.endpoints import MAX_IDS
from connectors.types import Json, Kind


def completed(api: Api, kind: Kind, rows: Sequence[Json]) -> list[Json]:
    """The rows, with ``rejection_reason_id`` filled in where a rejected application lacks it."""
    lacking = [row["id"] for row in rows if kind == "application" and _lacks_reason(row)]
    if not lacking:
        return list(rows)
    reasons: dict[int, Json] = {}
    for start in range(0, len(lacking), MAX_IDS):
        ids = ",".join(map(str, lacking[start : start + MAX_IDS]))
        for detail in api.all_rows("/rejection_details", {"application_ids": ids}):
            reasons[detail["application_id"]] = detail.get("rejection_reason_id")
    return [{**row, "rejection_reason_id": reasons.get(row["id"])} if _lacks_reason(row) else row for row in rows]


def _lacks_reason(row: Json) -> bool:
    return (
        isinstance(row, Mapping)
        and isinstance(row.get("id"), int)
        and row.get("status") == "rejected"
        and "rejection_reason_id" not in row
    )

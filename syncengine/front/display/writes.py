"""Writes that were made for a person, each with the rule and the policy behind it. Names of fields, no values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from syncengine.store.histories import Write


def write_json(write: Write) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(write.ended_at, UTC),
        "system": write.system,
        "verb": write.verb,
        "record": write.ref_id,
        "pool": write.pool,
        "fields": list(write.fields),
        "why": write.why,
        "rule": write.rule,
        "policy": write.policy,
    }

"""What editors need to know of policy files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mappings.policy_schema import policy_schema
from syncengine.front.display.words import json_text


def write_schema(path: Path | None) -> dict[str, Any]:
    """The JSON Schema of policy files, written to a file where one is named."""
    schema = policy_schema()
    if path is not None:
        path.write_text(json_text(schema) + "\n", encoding="utf-8")
    return schema

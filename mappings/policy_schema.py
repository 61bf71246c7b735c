"""The JSON Schema of a policy file, for editors."""

from __future__ import annotations

from typing import Any

from mappings.canonical import FIELDS
from mappings.policy_file import PolicyFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:talentsync:policy:2"
"""A name and no address: nobody is to fetch anything."""


def policy_schema() -> dict[str, Any]:
    """What a policy file may say, as JSON Schema. Names that must exist elsewhere are checked by us alone."""
    schema = PolicyFile.model_json_schema(by_alias=True)
    schema["properties"]["fields"]["propertyNames"] = {"enum": list(FIELDS)}
    return {"$schema": DIALECT, "$id": ID, **schema, "title": "talentsync policy"}

"""Ghosts, for people and machines. They show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from syncengine.front.display.words import table
from syncengine.front.ghosts import Ghosts


def ghosts_shown(found: Sequence[Ghosts]) -> RenderableType:
    if not found:
        return Text("Nobody has several records in one system.")
    rows = [(each.system, each.who.name or "(no name)", each.who.emails[:1], each.ref_ids) for each in found]
    return table("Merge these there", ("system", "person", "address", "records"), rows)


def ghosts_json(found: Sequence[Ghosts]) -> dict[str, Any]:
    return {
        "ghosts": [
            {
                "system": each.system,
                "person": each.who.person,
                "name": each.who.name,
                "emails": each.who.emails,
                "records": each.ref_ids,
            }
            for each in found
        ]
    }

"""Models that were trained before, from files."""

from __future__ import annotations

from pathlib import Path

from syncengine.bulk.complaints import refuse
from syncengine.core.matching.model import Model, NotAModel, load


def model_file(path: Path) -> Model:
    """A model from a file. Raises CannotMatch, OSError."""
    try:
        return load(path.read_text(encoding="utf-8"))
    except (NotAModel, UnicodeDecodeError):
        raise refuse(path, "is no model that this version can read") from None

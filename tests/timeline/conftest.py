"""The two ports on which stories play, for one that is told here."""

from __future__ import annotations

from tests.stories.conftest import ports, quick_starts

__all__ = ["ports", "quick_starts"]

"""The job that does nothing: what RQ itself costs."""

from __future__ import annotations


def nothing(number: int) -> None:
    """Done."""

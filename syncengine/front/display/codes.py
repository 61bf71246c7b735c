"""How a command ends, as numbers."""

from __future__ import annotations

FINE, UNFINISHED, MISTAKE, GUARDED = 0, 1, 2, 3
"""Exit codes: all is well; parked or waiting work is left; wrong usage, configuration or credentials; a guard spoke."""

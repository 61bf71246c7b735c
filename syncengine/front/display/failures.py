"""A system that refused or failed, in words."""

from __future__ import annotations

from pathlib import Path

from connectors.errors import ConnectorError, NotPermitted
from syncengine.front.display.words import command, plain
from syncengine.work.gates import Paused


def failure_lines(error: ConnectorError, *, words: str, config: Path) -> tuple[str, ...]:
    """A system that refused: which, why, and how to mend it."""
    lines = [plain(error)]
    if isinstance(error, NotPermitted) and error.needs:
        lines.append(f"  missing: {plain(error.needs)}")
    if error.hint:
        lines.append(f"  -> {plain(error.hint)}")
    if isinstance(error, Paused):
        lines.append(f"  When that is mended: {command(f'resume {error.system}', config)}")
    lines.append(f"  Nothing is lost; then go on with: {command(words, config)}")
    return tuple(lines)

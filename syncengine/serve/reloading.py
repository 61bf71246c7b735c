"""Noticing that a configuration changed: the file itself, or one that a secret of it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import structlog

from mappings.problems import BadFile
from syncengine.settings import Settings, load_settings

log = structlog.get_logger("talentsync.service")

Stamp = tuple[int, int, int] | None


class Renewal:
    """The settings of a running service, read again whenever a file of theirs changed. Settings that cannot be used
    leave everything as it is: half a configuration must not stop a service that works.

    ``learn`` is told new settings before anybody uses them: their secrets must not reach a log.
    """

    def __init__(self, settings: Settings, *, learn: Callable[[Settings], None] | None = None) -> None:
        self.settings = settings
        self._learn = learn
        # Unknown: a file may have changed since it was read, so that the first look reads everything once more.
        self._stamps: Mapping[Path, Stamp] | None = None

    def look(self) -> Settings | None:
        """New settings, or None while nothing changed that can be used."""
        # Before reading: what changes while we read is seen the next time.
        stamps = _look(self.settings.sources)
        if stamps == self._stamps:
            return None
        try:
            found = load_settings(self.settings.path)
        except BadFile as error:
            self._stamps = stamps
            log.error("settings.refused", problems=[str(each) for each in error.problems], fix="talentsync check")
            return None
        others = [path for path in found.sources if path not in stamps]
        self._stamps = {path: stamps.get(path) for path in found.sources} | dict.fromkeys(others)
        if found == self.settings:
            self._stamps = self._stamps | _look(others)
            return None
        if self._learn is not None:
            self._learn(found)
        log.warning("settings.renewed")
        self.settings = found
        return found


def _look(files: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: _stamp(path) for path in files}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

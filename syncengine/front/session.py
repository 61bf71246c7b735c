"""One invocation of a command: its configuration, its log, and the engine at work for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from syncengine.app import Engine, World, engine_for
from syncengine.front.display.progress import Bars, columns
from syncengine.front.interruption import stop_on_interrupt
from syncengine.settings import Settings, load_settings
from syncengine.store import Store, audit, open_store
from syncengine.telemetry import Redactor


@dataclass(frozen=True, slots=True)
class Session:
    """``words`` are what was typed after ``talentsync``, without options; ``who`` typed them."""

    words: str
    config: Path
    redactor: Redactor
    who: str = "somebody"

    def settings(self) -> Settings:
        """The configuration, whose secrets the log learns to leave out. Raises BadFile."""
        settings = load_settings(self.config)
        self.redactor.protect(settings)
        return settings

    @contextmanager
    def engine(self, screen: Console, *, settings: Settings | None = None) -> Iterator[tuple[Engine, Bars]]:
        """The engine, and bars on the screen if it is one. Ctrl-C ends the block at the next step. ``settings`` stand
        for those in the file."""
        with (
            stop_on_interrupt() as stop,
            engine_for(settings or self.settings(), world=World(sleep=stop.sleep, who=self.who)) as engine,
            Progress(*columns(), console=screen, disable=not screen.is_terminal, transient=True) as progress,
        ):
            yield engine, Bars(progress, stop)

    @contextmanager
    def engine_beside(self) -> Iterator[Engine]:
        """An engine that makes no passes of its own, and works beside others that do."""
        with (
            stop_on_interrupt() as stop,
            engine_for(self.settings(), world=World(sleep=stop.sleep, who=self.who), passes=False) as engine,
        ):
            yield engine

    @contextmanager
    def bars(self, screen: Console) -> Iterator[Bars]:
        """Bars on the screen, if it is one, for work without an engine. Ctrl-C ends the block at the next step."""
        with (
            stop_on_interrupt() as stop,
            Progress(*columns(), console=screen, disable=not screen.is_terminal, transient=True) as progress,
        ):
            yield Bars(progress, stop)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store alone, until the block ends. Passes and workers may go on meanwhile: whoever runs a person looks
        whether it is still theirs before each write."""
        store = open_store(self.settings().store_url)
        try:
            yield store
        finally:
            audit.seal_soon(store)
            store.close()

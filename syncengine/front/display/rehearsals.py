"""The demonstration on the screen: chapters while it plays, a table at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.text import Text

from syncengine.front.display.previews import proposal_shown
from syncengine.front.display.progress import Bars, columns
from syncengine.front.display.words import plain, table
from syncengine.front.interruption import Stop, stop_on_interrupt
from syncengine.passes import Proposal
from syncengine.rehearsal.demo import DemoResult

Say = Callable[[RenderableType], None]


class Narrator(Bars):
    """Tells the chapters through ``say``, with bars below them where the screen is one."""

    def __init__(self, progress: Progress, stop: Stop, say: Say) -> None:
        super().__init__(progress, stop)
        self._say = say

    def step(self, title: str) -> None:
        self.clear()
        self._say(Text(f"* {title}", style="bold"))

    def said(self, line: str) -> None:
        self._say(f"    {plain(line)}")

    def proposed(self, proposal: Proposal) -> None:
        self._say(proposal_shown(proposal))


@contextmanager
def narrator(screen: Console, say: Say) -> Iterator[Narrator]:
    with (
        stop_on_interrupt() as stop,
        Progress(*columns(), console=screen, disable=not screen.is_terminal, transient=True) as progress,
    ):
        yield Narrator(progress, stop, say)


def demo_shown(result: DemoResult) -> RenderableType:
    """The figures, what was checked, and what is not as it should be."""
    figures = [*result.figures.items(), *((f"requests to {name}", number) for name, number in result.calls.items())]
    rows = [*figures, ("seconds", round(result.seconds))]
    parts: list[RenderableType] = [table("How it ended", ("what", "number"), rows)]
    parts += [Text(f"UNTRUE: {plain(line)}") for line in result.untrue]
    if result.ok:
        parts.append(Text(f"All {len(result.checked)} checks hold. Next: {result.next_command}"))
    return Group(*parts)


def demo_json(result: DemoResult) -> dict[str, Any]:
    return {
        "ok": result.ok,
        "figures": dict(result.figures),
        "requests": dict(result.calls),
        "checked": list(result.checked),
        "untrue": list(result.untrue),
        "seconds": round(result.seconds, 1),
        "next_command": result.next_command,
    }

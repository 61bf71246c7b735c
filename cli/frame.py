# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""The frame of all commands: results on stdout, talk on stderr, and what every error leads to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.options import Guard, LogFormat

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from syncengine.front.session import Session
    from syncengine.passes import Outcome, Proposal


class Commands(TyperGroup):
    """Commands of two words, like ``match train``, stand beside the one of their first word alone."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        words = " ".join(args[:2])
        if words in self.commands:
            return words, self.commands[words], args[2:]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False
)
review = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(review, name="review")
queue = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(queue, name="queue")
webhooks = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(webhooks, name="webhooks")
policy = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(policy, name="policy")
audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(audit, name="audit")


def screen() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def put(console: Console, shown: tuple[RenderableType, ...]) -> None:
    from rich.text import Text

    for each in shown:
        console.print(Text(each) if isinstance(each, str) else each, soft_wrap=isinstance(each, str))


def say(*shown: RenderableType) -> None:
    """Talk: on stderr."""
    put(screen(), shown)


def show(*shown: RenderableType, data: Any = None, as_json: bool = False) -> None:
    """Results: on stdout."""
    from rich.console import Console

    from syncengine.front.display.words import json_text

    if as_json:
        typer.echo(json_text(data))
    else:
        put(Console(), shown)


@contextmanager
def opened(words: str, config: Path, verbose: int = 0, log_format: LogFormat = "human") -> Iterator[Session]:
    """One invocation of a command that works with systems or with the store."""
    from syncengine import telemetry
    from syncengine.front.session import Session

    redactor = telemetry.configure(verbosity=verbose, log_format=log_format)
    with ending(words, config, verbose, tidy=redactor.text):
        yield Session(words, config, redactor, somebody())


@contextmanager
def ending(words: str, config: Path, verbose: int = 0, *, tidy: Callable[[str], str] = str) -> Iterator[None]:
    """Every error that ends a command becomes a message and an exit code here."""
    try:
        yield
    except (typer.Exit, typer.TyperException, BrokenPipeError):
        raise
    except (Exception, KeyboardInterrupt) as caught:
        from syncengine import telemetry
        from syncengine.front.display.troubles import DEFECT, trouble_of

        # Ctrl-C at a question arrives as Abort.
        error = KeyboardInterrupt() if isinstance(caught, typer.Abort) else caught
        trouble = trouble_of(error, words=words, config=config)
        say(*(tidy(line) for line in trouble.lines))
        if trouble.code == DEFECT and verbose > 1:
            say(*telemetry.trace(error))
        raise typer.Exit(trouble.code) from caught


def somebody() -> str:
    """Who acts."""
    import os

    return os.environ.get("USER", "somebody")


def accepted(proposal: Proposal, guards: list[Guard] | None) -> bool:
    return {alarm.name for alarm in proposal.alarms} <= set(guards or ())


def finish(outcome: Outcome, session: Session, *, as_json: bool) -> None:
    """Show how a pass ended and leave with its exit code."""
    from syncengine.front.display.outcomes import exit_code, outcome_json, outcome_shown, talk

    words, config, asked = session.words, session.config, sys.stdin.isatty()
    code = exit_code(outcome, asked=asked)
    shown = outcome_shown(outcome, words=words, config=config)
    show(shown, data=outcome_json(outcome, words=words, code=code), as_json=as_json)
    say(*talk(outcome, words=words, asked=asked, config=config))
    raise typer.Exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"talentsync {version('talentsync')}")
        raise typer.Exit


@app.callback()
def talentsync(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Keep an applicant tracking system and a recruiting CRM in step.

    \b
    Example:
      talentsync demo
      talentsync init && talentsync check && talentsync plan

    \b
    Exit codes: 0 fine, 1 parked or waiting work is left, 2 wrong usage or configuration, 3 a safety guard stopped it.
    """

# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Forgetting somebody, and telling somebody what we hold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.frame import app, opened, say, show, somebody
from cli.options import CONFIG, Config, Force, Json, Logs, Verbose, Whom


@app.command()
def forget(
    who: Whom,
    why: Annotated[str, typer.Option("--why", help="For the receipt; no names, no addresses.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be erased, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Erase a person in every system and in our own store, for good.

    What cannot be done now is done by the next pass; run again, it shows the receipt.

    \b
    Example:
      talentsync forget greenhouse:17 --dry-run
      talentsync forget greenhouse:17 --why "request 2026-17"
    """
    with opened("forget", config, verbose, log_format) as session:
        from syncengine import passes
        from syncengine.front.display import erasures
        from syncengine.front.display.codes import FINE, MISTAKE
        from syncengine.front.forgetting import look

        prospect = look(session.settings(), who)
        done = prospect.erasure
        if done is None and (dry_run or not yes):
            shown = erasures.prospect_shown(prospect, config=config)
            if dry_run:
                show(*shown, data=erasures.prospect_json(prospect), as_json=json)
                return
            say(*shown)
            asked = sys.stdin.isatty()
            if not asked or not typer.confirm("Forget this person?", err=True):
                say("Nothing was erased." if asked else "Nothing was erased: to do it, add --yes.")
                raise typer.Exit(FINE if asked else MISTAKE)
        if not dry_run and (done is None or done.ended_at is None):
            with session.engine_beside() as engine:
                done = passes.forget(engine, prospect.person, by=somebody(), why=why, shown=prospect.refs)
        if done is not None:
            show(*erasures.erasure_shown(done, config=config), data=erasures.erasure_json(done), as_json=json)
            raise typer.Exit(erasures.exit_code(done))


@app.command()
def access(
    who: Whom,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the document goes; its owner alone can read it.")
    ] = None,
    force: Force = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Export everything that our own store holds on one person.

    \b
    Example:
      talentsync access greenhouse:17 --out person.json
    """
    with opened("access", config) as session:
        from syncengine.front.accessing import read_access, write_private
        from syncengine.front.display.erasures import access_shown
        from syncengine.front.display.words import json_text

        held = read_access(session.settings(), who, by=session.who)
        if out is not None:
            write_private(out, json_text(held) + "\n", overwrite=force)
            say(f"{out} is written.")
        show(*access_shown(held), data=held, as_json=json)

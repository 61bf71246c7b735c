# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Taking back what was written."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.frame import app, opened, say, show, somebody
from cli.options import CONFIG, Config, Json, Logs, Verbose


@app.command()
def undo(
    what: Annotated[
        str, typer.Argument(metavar="RUN|LINK|OPERATION", help="r_..., `last`, o_..., a link's number or SYSTEM:ID.")
    ],
    keep_links: Annotated[bool, typer.Option("--keep-links", help="Of a run: take nobody apart.")] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Make no new record for who loses one.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be undone, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Take back what a run wrote, a link led to, or one write changed.

    It is shown first. What somebody has changed since stays, and what cannot be taken back is listed.

    \b
    Example:
      talentsync undo last --dry-run
      talentsync undo gem:cand_4
    """
    with opened(f"undo {what}", config, verbose, log_format) as session:
        from syncengine.front.display import undoings
        from syncengine.front.display.codes import FINE, MISTAKE
        from syncengine.passes import undoing

        wish = undoing.Wish(keep_links=keep_links, hold=hold)
        with session.engine_beside() as engine:
            found = undoing.look(engine, what, wish, by=somebody())
            shown = undoings.prospect_shown(found, config=config)
            if dry_run or not found.is_something:
                show(*shown, data=undoings.prospect_json(found), as_json=json)
                return
            if not yes:
                say(*shown)
                asked = sys.stdin.isatty()
                if not asked or not typer.confirm("Undo this?", err=True):
                    say("Nothing was undone." if asked else "Nothing was undone: to do it, add --yes.")
                    raise typer.Exit(FINE if asked else MISTAKE)
            done = undoing.undo(engine, what, wish, by=somebody())
            show(*undoings.undone_shown(done, config=config), data=undoings.undone_json(done), as_json=json)
            raise typer.Exit(undoings.exit_code(done))

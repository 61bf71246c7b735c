# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Passes: made for the first time, made again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.frame import accepted, app, finish, opened, say, screen
from cli.options import CONFIG, Accept, Config, Json, Logs, Verbose

if TYPE_CHECKING:
    from syncengine.passes import Proposal


@app.command()
def backfill(
    config: Config = CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    accept: Accept = None,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Bring the systems into step for the first time, after a preview.

    It asks before it writes. When it was interrupted, it goes on where it stopped.

    \b
    Example:
      talentsync backfill
      talentsync backfill --yes --json > result.json
    """
    with opened("backfill", config, verbose, log_format) as session:
        from syncengine import passes
        from syncengine.front.display.budgets import forecast_lines
        from syncengine.front.display.matchings import doubt_lines
        from syncengine.front.display.previews import proposal_shown, question, writes_nothing
        from syncengine.front.matching import read_doubt
        from syncengine.front.status import was_interrupted

        with session.engine(screen()) as (engine, bars):

            def agree(proposal: Proposal) -> bool:
                if proposal.alarms:
                    return accepted(proposal, accept)
                with bars.aside():
                    doubt = read_doubt(engine.store, engine.matching)
                    forecast = forecast_lines(proposal.preview.requests, engine.pacers.standings())
                    say(proposal_shown(proposal), *forecast, *doubt_lines(doubt))
                    return (
                        yes
                        or writes_nothing(proposal)
                        or (sys.stdin.isatty() and typer.confirm(question(proposal), err=True))
                    )

            if was_interrupted(engine.store, command="backfill"):
                say("The last backfill did not get to its end; this one goes on where it stopped.")
            outcome = passes.backfill(engine, reporter=bars, agree=agree)
        finish(outcome, session, as_json=json)


@app.command()
def sync(
    config: Config = CONFIG,
    accept: Accept = None,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Carry over what changed since the last pass.

    \b
    Example:
      talentsync sync
    """
    with opened("sync", config, verbose, log_format) as session:
        from syncengine import passes

        with session.engine(screen()) as (engine, bars):
            outcome = passes.sync(engine, reporter=bars, agree=lambda proposal: accepted(proposal, accept))
        finish(outcome, session, as_json=json)

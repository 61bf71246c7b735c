# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Matching the people of files, and training it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.frame import app, ending, opened, say, screen, show
from cli.options import (
    CONFIG,
    BadRows,
    Columns,
    Compare,
    Config,
    DryRun,
    Encoding,
    Everything,
    Force,
    GhostCost,
    Json,
    Left,
    MergeCost,
    Out,
    Pad,
    Right,
    Verbose,
    Workers,
)


@app.command()
def match(
    left: Left,
    right: Right = None,
    out: Out = None,
    columns: Columns = None,
    compare: Compare = None,
    encoding: Encoding = None,
    bad_rows: BadRows = None,
    pad_short_rows: Pad = False,
    everything: Everything = False,
    force: Force = False,
    dry_run: DryRun = False,
    cost_of_ghost: GhostCost = None,
    cost_of_wrong_merge: MergeCost = None,
    model: Annotated[Path | None, typer.Option("--model", help="What `match train` learned. Default: shipped.")] = None,
    workers: Workers = 0,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Link the people of two files, or find ghosts in one; no account needed.

    \b
    Example:
      talentsync match ats.csv crm.csv --out links.csv
      talentsync match people.csv --out ghosts.csv --compare birth_date=date
    """
    with ending("match", CONFIG, verbose):
        from syncengine import bulk
        from syncengine.front.display import linkings

        costs = {"ghost": cost_of_ghost, "wrong_merge": cost_of_wrong_merge}
        request = bulk.Request(
            left=left,
            right=right,
            out=out,
            columns=columns or (),
            compare=compare or (),
            encoding=encoding,
            bad_rows=bad_rows,
            pads=pad_short_rows,
            with_different=everything,
            overwrite=force,
            costs={name: cost for name, cost in costs.items() if cost is not None},
            model=model,
            workers=workers,
        )
        looked = bulk.look(request)
        say(*looked.doubts)
        if dry_run:
            show(linkings.looked_shown(looked), data=linkings.looked_json(looked), as_json=json)
            return
        with linkings.bars(screen(), looked) as told:
            report = bulk.match(request, looked, told=told)
        show(linkings.report_shown(report), data=linkings.report_json(report), as_json=json)
        raise typer.Exit(linkings.exit_code(report))


@app.command("match train")
def match_train(
    left: Annotated[Path | None, typer.Argument(metavar="[LEFT.csv]", help="Default: decisions in the store.")] = None,
    right: Right = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="CSV of left_id, right_id, same (yes, no).")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the model goes, as JSON.")] = None,
    model: Annotated[Path | None, typer.Option("--model", help="Start from this. Default: the shipped one.")] = None,
    columns: Columns = None,
    encoding: Encoding = None,
    force: Force = False,
    workers: Workers = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and change nothing.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Forget what was trained in the store.")] = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Train matching on what humans decided, and measure what that is worth.

    \b
    Example:
      talentsync match train --dry-run
      talentsync match train ats.csv crm.csv --labels labels.csv --out model.json
    """
    with opened("match train", config) as session:
        import os
        import time

        from syncengine import bulk
        from syncengine.front import training
        from syncengine.front.display import linkings, trainings

        ordered = training.Ordered(
            left=left,
            right=right,
            labels=labels,
            out=out,
            model=model,
            columns=columns or (),
            encoding=encoding,
            overwrite=force,
            dry_run=dry_run,
            reset=reset,
            workers=workers,
        )
        request = ordered.check()
        if request is not None:
            looked = bulk.look(request)
            say(*looked.doubts)
            with linkings.bars(screen(), looked) as told:
                learnt = training.train_for_files(ordered, looked, told=told)
            show(
                *trainings.files_shown(learnt, out=request.out),
                data=trainings.files_json(learnt, out=request.out),
                as_json=json,
            )
            return
        with session.store() as store:
            if reset:
                gone = training.reset(store, by=session.who, now=time.time())
                show(*trainings.reset_shown(gone), data=trainings.reset_json(gone), as_json=json)
                return
            matching, by = session.settings().matching, os.environ.get("USER", "somebody")
            found = training.train_in_store(store, matching, by=by, now=time.time(), dry_run=dry_run)
        shown = trainings.decisions_shown(found, dry_run=dry_run, config=config)
        show(*shown, data=trainings.decisions_json(found, dry_run=dry_run), as_json=json)

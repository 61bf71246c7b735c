# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Plans: made and saved, looked at, compared, applied."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.frame import accepted, app, ending, opened, say, screen, show
from cli.options import (
    CONFIG,
    Accept,
    Config,
    Force,
    Json,
    Logs,
    NewPlan,
    OfFields,
    OfPeople,
    OfSystems,
    OldPlan,
    OnlyEffects,
    PlanFile,
    SavedAs,
    Verbose,
)

if TYPE_CHECKING:
    from syncengine.plans import Ready


@app.command()
def plan(
    out: SavedAs = None,
    only: OnlyEffects = None,
    system: OfSystems = None,
    person: OfPeople = None,
    field: OfFields = None,
    force: Force = False,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Show what would be written and why; write nothing to any system.

    \b
    Example:
      talentsync plan
      talentsync plan --out plan.json
      talentsync plan --only creates --only mails --json
    """
    with opened("plan", config, verbose, log_format) as session:
        from syncengine import plans
        from syncengine.front.display import made_plans
        from syncengine.front.display.plans import FEW
        from syncengine.front.matching import read_doubt
        from syncengine.front.planning import Wanted

        everybody = json or verbose > 0
        wanted = Wanted(only or (), system or (), person or (), field or ())
        with session.engine(screen()) as (engine, bars):
            meant = wanted.filter([each.name for each in engine.systems])
            most = None if everybody else FEW
            made = plans.make(engine, meant, reporter=bars, most_shown=most, out=out, overwrite=force)
            about = (engine.policy, read_doubt(engine.store, engine.matching), engine.pacers.standings())
        shown = made_plans.made_shown(made, *about, config=config)
        show(*shown, data=made_plans.made_json(made, *about) if json else None, as_json=json)
        say(*made_plans.alarm_lines(made.proposal.alarms, out=out, config=config))
        raise typer.Exit(made_plans.exit_code(made))


@app.command("plan show")
def plan_show(
    saved: PlanFile,
    only: OnlyEffects = None,
    system: OfSystems = None,
    person: OfPeople = None,
    field: OfFields = None,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Show a saved plan, or a part of it.

    \b
    Example:
      talentsync plan show plan.json
      talentsync plan show plan.json --only restrictions -v
    """
    with ending("plan show", CONFIG, verbose):
        from syncengine.front.display import made_plans
        from syncengine.front.display.plans import FEW
        from syncengine.front.planning import Wanted, see
        from syncengine.plans import SavedPlan

        wanted = Wanted(only or (), system or (), person or (), field or ())
        with SavedPlan(saved) as found:
            meant = wanted.filter(found.header.systems)
            seen = see(found, meant, most_shown=None if json or verbose else FEW)
        shown = made_plans.saved_shown(found.header, seen)
        show(*shown, data=made_plans.saved_json(found.header, seen) if json else None, as_json=json)


@app.command("plan diff")
def plan_diff(
    old: OldPlan,
    new: NewPlan,
    only: OnlyEffects = None,
    system: OfSystems = None,
    person: OfPeople = None,
    field: OfFields = None,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Show what is new, gone and changed from one saved plan to another.

    \b
    Example:
      talentsync plan diff yesterday.json today.json
    """
    with ending("plan diff", CONFIG, verbose):
        from syncengine.front.display import differences
        from syncengine.front.planning import Wanted
        from syncengine.plans import SavedPlan
        from syncengine.plans import differences as between

        wanted = Wanted(only or (), system or (), person or (), field or ())
        with SavedPlan(old) as before, SavedPlan(new) as after:
            known = {**before.header.systems, **after.header.systems}
            found = list(between(before, after, only=wanted.filter(known)))
        shown = differences.differences_shown(found, everybody=verbose > 0)
        show(*shown, data=differences.differences_json(found), as_json=json)


@app.command()
def apply(
    saved: PlanFile,
    skip_stale: Annotated[bool, typer.Option("--skip-stale", help="Apply the rest where things have moved.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compare with the world, and write nothing.")] = False,
    accept: Accept = None,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Write what a saved plan says, unless things have moved since.

    It asks before it writes. When it was interrupted, do it again: what is done is not done twice.

    \b
    Example:
      talentsync apply plan.json
      talentsync apply plan.json --skip-stale --yes
    """
    with opened(f"apply {shlex.quote(str(saved))}", config, verbose, log_format) as session:
        from syncengine import plans
        from syncengine.front.display import applied_plans

        with plans.SavedPlan(saved) as found, session.engine(screen()) as (engine, bars):

            def agree(ready: Ready) -> bool:
                with bars.aside():
                    say(*applied_plans.ready_shown(ready))
                    return (
                        yes
                        or applied_plans.writes_nothing(ready)
                        or (sys.stdin.isatty() and typer.confirm(applied_plans.question(ready), err=True))
                    )

            applied = plans.apply(
                engine,
                found,
                reporter=bars,
                agree=agree,
                go_on=lambda proposal: accepted(proposal, accept),
                skip_stale=skip_stale,
                dry_run=dry_run,
            )
        asked = sys.stdin.isatty()
        code = applied_plans.exit_code(applied, asked=asked)
        shown = applied_plans.applied_shown(applied, config=config)
        show(*shown, data=applied_plans.applied_json(applied, code=code), as_json=json)
        say(*applied_plans.talk(applied, plan=saved, asked=asked, everybody=verbose > 0, config=config))
        raise typer.Exit(code)

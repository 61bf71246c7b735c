# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""The command line: options in, one call inwards, results on stdout, talk on stderr. Nothing is decided here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from syncengine.front.session import Session
    from syncengine.passes import Outcome, Proposal

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
review = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(review, name="review")

LogFormat = Literal["human", "json"]
Config = Annotated[Path, typer.Option("--config", "-c", envvar="TALENTSYNC_CONFIG", help="The configuration file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines on stdout.")]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, help="Log decisions to stderr; -vv requests too.")]
Logs = Annotated[LogFormat, typer.Option("--log-format", help="How log lines look.")]


class Guard(StrEnum):
    """Guards that may be told to let a pass through. (Typer takes lists of enums, not of literals.)"""

    MASS_CHANGE = "mass-change"
    MASS_CREATE = "mass-create"
    EMPTIED_SIDE = "emptied-side"


Accept = Annotated[list[Guard] | None, typer.Option("--accept", help="Go on where this guard would stop; repeatable.")]
Id = Annotated[int, typer.Argument(metavar="ID", help="The number that `talentsync review list` shows.")]
Connectors = Annotated[list[str] | None, typer.Argument(metavar="[CONNECTOR]...", help="Default: greenhouse gem.")]
People = Annotated[int, typer.Option("--people", min=100, help="How many people live in the two systems.")]
Seed = Annotated[int, typer.Option("--seed", help="The same number makes the same people.")]
Port = Annotated[int, typer.Option("--port", help="The second system gets the next one. Default: any free ones.")]
Folder = Annotated[Path | None, typer.Option("--folder", help="Where the configuration goes. Default: a new one.")]
CONFIG = Path("talentsync.yaml")
VENDORS = ("greenhouse", "gem")


def _screen() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _print(console: Console, shown: tuple[RenderableType, ...]) -> None:
    from rich.text import Text

    for each in shown:
        console.print(Text(each) if isinstance(each, str) else each, soft_wrap=isinstance(each, str))


def _say(*shown: RenderableType) -> None:
    """Talk: on stderr."""
    _print(_screen(), shown)


def _show(*shown: RenderableType, data: Any = None, as_json: bool = False) -> None:
    """Results: on stdout."""
    import orjson
    from rich.console import Console

    if as_json:
        typer.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())
    else:
        _print(Console(), shown)


@contextmanager
def _session(words: str, config: Path, verbose: int = 0, log_format: LogFormat = "human") -> Iterator[Session]:
    """Every error that ends a command becomes a message and an exit code here."""
    from syncengine import telemetry
    from syncengine.front.display.troubles import DEFECT, trouble_of
    from syncengine.front.session import Session

    redactor = telemetry.configure(verbosity=verbose, log_format=log_format)
    try:
        yield Session(words, config, redactor)
    except (typer.Exit, typer.TyperException, BrokenPipeError):
        raise
    except (Exception, KeyboardInterrupt) as caught:
        # Ctrl-C at a question arrives as Abort.
        error = KeyboardInterrupt() if isinstance(caught, typer.Abort) else caught
        trouble = trouble_of(error, words=words, config=config)
        _say(*(redactor.text(line) for line in trouble.lines))
        if trouble.code == DEFECT and verbose > 1:
            _say(*telemetry.trace(error))
        raise typer.Exit(trouble.code) from caught


def _accepted(proposal: Proposal, guards: list[Guard] | None) -> bool:
    return {alarm.name for alarm in proposal.alarms} <= set(guards or ())


def _finish(outcome: Outcome, session: Session, *, as_json: bool) -> None:
    """Show how a pass ended and leave with its exit code."""
    from syncengine.front.display.outcomes import exit_code, outcome_json, outcome_shown, talk

    words, config, asked = session.words, session.config, sys.stdin.isatty()
    code = exit_code(outcome, asked=asked)
    shown = outcome_shown(outcome, words=words, config=config)
    _show(shown, data=outcome_json(outcome, words=words, code=code), as_json=as_json)
    _say(*talk(outcome, words=words, asked=asked, config=config))
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


@app.command()
def init(
    connectors: Connectors = None,
    config: Config = CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a first configuration, with a comment on every setting.

    \b
    Example:
      talentsync init greenhouse gem
    """
    with _session("init", config):
        from syncengine.front.display.words import command
        from syncengine.settings.starter import write_first

        write_first(config, connectors or VENDORS, overwrite=force)
        _say(f"{config} is written. Fill in its settings, then run: {command('check', config)}")


@app.command()
def check(config: Config = CONFIG, json: Json = False, verbose: Verbose = 0, log_format: Logs = "human") -> None:
    """Check credentials, permissions and mapping, and tell the fix for each problem.

    \b
    Example:
      talentsync check
    """
    with _session("check", config, verbose, log_format) as session:
        from syncengine.front.checks import check_installation
        from syncengine.front.display.findings import finding_lines, findings_json
        from syncengine.front.display.words import command

        report = check_installation(config, learn=session.redactor.protect)
        _show(*finding_lines(report, go_on=command("plan", config)), data=findings_json(report), as_json=json)
        raise typer.Exit(2 if report.of("problem") else 0)


@app.command()
def plan(config: Config = CONFIG, json: Json = False, verbose: Verbose = 0, log_format: Logs = "human") -> None:
    """Show what would be written and why; write nothing to any system.

    \b
    Example:
      talentsync plan
      talentsync plan --json > plan.json
    """
    with _session("plan", config, verbose, log_format) as session:
        from syncengine import passes
        from syncengine.front.display import plans, previews
        from syncengine.front.whois import names_of

        kept = plans.Collected()
        with session.engine(_screen()) as (engine, bars):
            proposal = passes.plan(engine, reporter=bars, each=kept.add)
            who = names_of(engine.store, kept.people)
        lines = plans.plan_lines(kept.shown(everybody=verbose > 0), who)
        data = {**previews.proposal_json(proposal), "plans": plans.plans_json(kept.plans, who)}
        _show(*lines, previews.proposal_shown(proposal), data=data, as_json=json)
        _say(*previews.alarm_lines(proposal.alarms, words="backfill", config=config))
        raise typer.Exit(3 if proposal.alarms else 0)


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
    with _session("backfill", config, verbose, log_format) as session:
        from syncengine import passes
        from syncengine.front.display.previews import proposal_shown, writes_nothing
        from syncengine.front.status import was_interrupted

        with session.engine(_screen()) as (engine, bars):

            def agree(proposal: Proposal) -> bool:
                if proposal.alarms:
                    return _accepted(proposal, accept)
                with bars.aside():
                    _say(proposal_shown(proposal))
                    return (
                        yes
                        or writes_nothing(proposal)
                        or (sys.stdin.isatty() and typer.confirm("Write this?", err=True))
                    )

            if was_interrupted(engine.store, command="backfill"):
                _say("The last backfill did not get to its end; this one goes on where it stopped.")
            outcome = passes.backfill(engine, reporter=bars, agree=agree)
        _finish(outcome, session, as_json=json)


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
    with _session("sync", config, verbose, log_format) as session:
        from syncengine import passes

        with session.engine(_screen()) as (engine, bars):
            outcome = passes.sync(engine, reporter=bars, agree=lambda proposal: _accepted(proposal, accept))
        _finish(outcome, session, as_json=json)


@app.command()
def status(config: Config = CONFIG, json: Json = False, verbose: Verbose = 0, log_format: Logs = "human") -> None:
    """Show what is known, linked, waiting and in review; ask no system.

    \b
    Example:
      talentsync status
    """
    with _session("status", config, verbose, log_format) as session:
        from syncengine.front.display.statuses import status_json, status_shown
        from syncengine.front.status import read_status

        found = read_status(session.settings())
        _show(status_shown(found, config=config), data=status_json(found), as_json=json)


@review.callback()
def reviews() -> None:
    """Answer the questions that only a human can decide.

    \b
    Example:
      talentsync review list
    """


@review.command("list")
def review_list(config: Config = CONFIG, json: Json = False) -> None:
    """List the open questions.

    \b
    Example:
      talentsync review list
    """
    with _session("review list", config) as session:
        from syncengine.front.display.questions import questions_json, questions_shown
        from syncengine.front.whois import read_questions

        found = read_questions(session.settings())
        _show(questions_shown(found, config=config), data=questions_json(found), as_json=json)


def _decide(answer: Literal["same", "different", "retry"], id_: int, config: Path) -> None:
    import os
    import time

    with _session(f"review {answer} {id_}", config) as session, session.store() as store:
        from syncengine.front.display.words import command
        from syncengine.work.decide import Desk

        getattr(Desk(store, now=time.time), answer)(id_, by=os.environ.get("USER", "somebody"))
        _say(f"Noted. It is carried out by: {command('sync', config)}")


@review.command("same")
def review_same(id_: Id, config: Config = CONFIG) -> None:
    """Say that the two are the same person.

    \b
    Example:
      talentsync review same 3
    """
    _decide("same", id_, config)


@review.command("different")
def review_different(id_: Id, config: Config = CONFIG) -> None:
    """Say that the two are different people, for ever.

    \b
    Example:
      talentsync review different 3
    """
    _decide("different", id_, config)


@review.command("retry")
def review_retry(id_: Id, config: Config = CONFIG) -> None:
    """Try again what was parked, once its cause is mended.

    \b
    Example:
      talentsync review retry 3
    """
    _decide("retry", id_, config)


@app.command()
def sandbox(people: People = 300, seed: Seed = 7, port: Port = 0, folder: Folder = None) -> None:
    """Start two stand-in systems with invented people, to rehearse on.

    \b
    Example:
      talentsync sandbox --people 300
    """
    import threading

    with _session("sandbox", CONFIG):
        from syncengine.front.display.words import command
        from syncengine.rehearsal.pair import serve_pair

        ports = (port, port + 1 if port else 0)
        with (
            suppress(KeyboardInterrupt),
            serve_pair(VENDORS, people=people, seed=seed, ports=ports, folder=folder) as pair,
        ):
            _show(f"TALENTSYNC_CONFIG={pair.settings_path}")
            for stand in pair.stands:
                _say(f"{stand.name} answers at {stand.base_url}")
            _say(f"In another terminal: {command('backfill', pair.settings_path)}", "Ctrl-C ends both.")
            threading.Event().wait()


@app.command()
def demo(people: People = 300, seed: Seed = 7, json: Json = False, verbose: Verbose = 0) -> None:
    """See two systems full of invented people come into step; no account needed.

    \b
    Example:
      talentsync demo
    """
    with _session("demo", CONFIG, verbose):
        from syncengine.front.display.rehearsals import demo_json, demo_shown, narrator
        from syncengine.rehearsal.demo import run_demo

        with narrator(_screen(), _say) as audience:
            result = run_demo(VENDORS, people=people, seed=seed, audience=audience)
        _show(demo_shown(result), data=demo_json(result), as_json=json)
        raise typer.Exit(0 if result.ok else 1)


def main() -> None:
    """The entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()

# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""The command line: options in, one call inwards, results on stdout, talk on stderr. Nothing is decided here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

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
Letter = Annotated[int, typer.Argument(metavar="ID", help="The number that `talentsync queue list --cause` shows.")]
Letters = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Numbers of single letters.")]
Cause = Annotated[str | None, typer.Option("--cause", metavar="CAUSE", help="Those of this cause.")]
Sender = Annotated[str | None, typer.Argument(metavar="[SYSTEM]", help="Default: all that send webhooks.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Count them and change nothing.")]
Connectors = Annotated[list[str] | None, typer.Argument(metavar="[CONNECTOR]...", help="Default: greenhouse gem.")]
People = Annotated[int, typer.Option("--people", min=100, help="How many people live in the two systems.")]
Crowd = Annotated[int, typer.Option("--people", min=120, help="How many people live in the two systems.")]
Seed = Annotated[int, typer.Option("--seed", help="The same number makes the same people.")]
Port = Annotated[int, typer.Option("--port", help="The next two: the other system, and webhooks. Default: free.")]
Folder = Annotated[Path | None, typer.Option("--folder", help="Where the configuration goes. Default: a new one.")]
Kept = Annotated[Path | None, typer.Option("--folder", help="Keep configuration and store here. Default: nowhere.")]
Left = Annotated[Path, typer.Argument(metavar="LEFT.csv", help="A file of people: CSV of any spreadsheet, or .csv.gz.")]
Right = Annotated[Path | None, typer.Argument(metavar="RIGHT.csv", help="The other. Without it: ghosts in the first.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where the links go, as CSV.")]
Columns = Annotated[list[str] | None, typer.Option("--columns", help="NAME=MEANING,left:NAME=MEANING,NAME=unused")]
Compare = Annotated[list[str] | None, typer.Option("--compare", help="NAME=KIND,LEFT_NAME~RIGHT_NAME=KIND")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Of files that are not Unicode. Default: a guess.")]
BadRows = Annotated[Path | None, typer.Option("--bad-rows", help="Put rows that cannot be read here, and go on.")]
Pad = Annotated[bool, typer.Option("--pad-short-rows", help="Cells missing at the end of a row are empty.")]
Everything = Annotated[bool, typer.Option("--all", help="Pairs that are probably different, too.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what the columns are taken for, and do nothing more.")]
GhostCost = Annotated[float | None, typer.Option("--cost-of-ghost", help="Of a missed link, in pairs looked at.")]
MergeCost = Annotated[float | None, typer.Option("--cost-of-wrong-merge", help="Of a wrong link, in pairs looked at.")]
Alive = Annotated[Path | None, typer.Option("--alive", help="Touch this file while all goes well.")]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Processes to work with. Default: as many as are of use.")
]
Whom = Annotated[str, typer.Argument(metavar="PERSON|SYSTEM:ID", help="A person, or a record of one.")]
Tested = Annotated[
    str | None, typer.Argument(metavar="[POLICY]", help="A file, or `default`. Default: the configured one.")
]
OnePolicy = Annotated[str, typer.Argument(metavar="OLD", help="A file, default, current, last or a fingerprint.")]
OtherPolicy = Annotated[str, typer.Argument(metavar="NEW", help="The same.")]
Cases = Annotated[list[Path] | None, typer.Option("--cases", help="Repeatable. Default: policy-tests.yaml beside it.")]
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
    from rich.console import Console

    from syncengine.front.display.words import json_text

    if as_json:
        typer.echo(json_text(data))
    else:
        _print(Console(), shown)


@contextmanager
def _session(words: str, config: Path, verbose: int = 0, log_format: LogFormat = "human") -> Iterator[Session]:
    """One invocation of a command that works with systems or with the store."""
    from syncengine import telemetry
    from syncengine.front.session import Session

    redactor = telemetry.configure(verbosity=verbose, log_format=log_format)
    with _ending(words, config, verbose, tidy=redactor.text):
        yield Session(words, config, redactor)


@contextmanager
def _ending(words: str, config: Path, verbose: int = 0, *, tidy: Callable[[str], str] = str) -> Iterator[None]:
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
        _say(*(tidy(line) for line in trouble.lines))
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
        from syncengine.front.display import budgets, matchings, plans, previews
        from syncengine.front.display.policy.names import policy_json, policy_name
        from syncengine.front.matching import read_doubt
        from syncengine.front.whois import names_of

        kept = plans.Collected()
        with session.engine(_screen()) as (engine, bars):
            proposal = passes.plan(engine, reporter=bars, each=kept.add)
            who = names_of(engine.store, kept.people)
            doubt = read_doubt(engine.store, engine.matching)
            pace = engine.pacers.standings()
        lines = plans.plan_lines(kept.shown(everybody=verbose > 0), who)
        under = f"Policy: {policy_name(engine.policy)}."
        forecast = budgets.forecast_lines(proposal.preview.requests, pace)
        shown = (*lines, under, previews.proposal_shown(proposal), *forecast, *matchings.doubt_lines(doubt))
        data = {
            **previews.proposal_json(proposal),
            "policy": policy_json(engine.policy),
            "forecast_seconds": budgets.forecasts(proposal.preview.requests, pace),
            "matching": matchings.doubt_json(doubt),
            "plans": plans.plans_json(kept.plans, who),
        }
        _show(*shown, data=data, as_json=json)
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
        from syncengine.front.display.budgets import forecast_lines
        from syncengine.front.display.matchings import doubt_lines
        from syncengine.front.display.previews import proposal_shown, question, writes_nothing
        from syncengine.front.matching import read_doubt
        from syncengine.front.status import was_interrupted

        with session.engine(_screen()) as (engine, bars):

            def agree(proposal: Proposal) -> bool:
                if proposal.alarms:
                    return _accepted(proposal, accept)
                with bars.aside():
                    doubt = read_doubt(engine.store, engine.matching)
                    forecast = forecast_lines(proposal.preview.requests, engine.pacers.standings())
                    _say(proposal_shown(proposal), *forecast, *doubt_lines(doubt))
                    return (
                        yes
                        or writes_nothing(proposal)
                        or (sys.stdin.isatty() and typer.confirm(question(proposal), err=True))
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
def run(
    receiver: Annotated[bool, typer.Option("--receiver/--no-receiver", help="Receive webhooks here, too.")] = True,
    alive: Alive = None,
    config: Config = CONFIG,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Keep the systems in step until stopped, and receive webhooks.

    \b
    Example:
      talentsync run -v
    """
    with _session("run", config, verbose, log_format) as session:
        from syncengine.front.webhooks.watching import look_after
        from syncengine.serve.service import run_daemon

        learn = session.redactor.protect
        run_daemon(session.settings(), alive=alive, receives=receiver, care=look_after, learn=learn)


@app.command()
def receive(alive: Alive = None, config: Config = CONFIG, verbose: Verbose = 0, log_format: Logs = "human") -> None:
    """Receive webhooks until stopped, and store them for a daemon elsewhere.

    \b
    Example:
      talentsync receive -v
    """
    with _session("receive", config, verbose, log_format) as session:
        from syncengine.serve.receiver.process import run_receiver

        run_receiver(session.settings(), alive=alive, learn=session.redactor.protect)


@app.command()
def worker(
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, max=64, help="Workers on this host. Default: `workers:`.")
    ] = None,
    alive: Alive = None,
    config: Config = CONFIG,
    verbose: Verbose = 0,
    log_format: Logs = "human",
) -> None:
    """Run the people who wait, on any number of hosts; needs PostgreSQL and Redis.

    \b
    Example:
      talentsync worker --processes 4
    """
    with _session("worker", config, verbose, log_format) as session:
        from syncengine.serve.service import run_workers

        logs, learn = (verbose, log_format), session.redactor.protect
        run_workers(session.settings(), processes=processes, logs=logs, alive=alive, learn=learn)


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


@app.command()
def resume(
    system: Annotated[str | None, typer.Argument(metavar="[SYSTEM]", help="Default: all that are paused.")] = None,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Go on with a system that was paused, once the cause is mended.

    A system that is only down opens by itself; named here, it is asked again at once.

    \b
    Example:
      talentsync resume
      talentsync resume gem
    """
    with _session("resume", config) as session:
        from syncengine.front.display.closings import resumed_json, resumed_lines
        from syncengine.front.resuming import resume as go_on

        done = go_on(session.settings(), system)
        _show(*resumed_lines(done, config=config), data=resumed_json(done), as_json=json)


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


def _decide(
    answer: Literal["same", "different", "retry", "leave", "anew", "erase", "consent"], id_: int, config: Path
) -> None:
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


@review.command("leave")
def review_leave(id_: Id, config: Config = CONFIG) -> None:
    """Leave it as it is: a record that is gone stays gone, a ghost stays.

    \b
    Example:
      talentsync review leave 3
    """
    _decide("leave", id_, config)


@review.command("anew")
def review_anew(id_: Id, config: Config = CONFIG) -> None:
    """Let a record that is gone be made anew.

    \b
    Example:
      talentsync review anew 3
    """
    _decide("anew", id_, config)


@review.command("erase")
def review_erase(id_: Id, config: Config = CONFIG) -> None:
    """Erase the record of somebody who was forgotten and is there again.

    \b
    Example:
      talentsync review erase 3
    """
    _decide("erase", id_, config)


@review.command("consent")
def review_consent(id_: Id, config: Config = CONFIG) -> None:
    """Say that somebody who was forgotten has consented anew.

    \b
    Example:
      talentsync review consent 3
    """
    _decide("consent", id_, config)


@queue.callback()
def queues() -> None:
    """See which writes failed for good and why; retry, edit or drop them. No system is asked.

    \b
    Example:
      talentsync queue list
    """


@queue.command("list")
def queue_list(
    cause: Cause = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show so many causes, or letters.")] = 50,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """List failed writes by cause, and who waits for another attempt.

    \b
    Example:
      talentsync queue list
      talentsync queue list --cause c-3f9a1c
    """
    with _session("queue list", config) as session:
        from syncengine.front import letters as front
        from syncengine.front.display import letters

        if cause is None:
            found = front.read_queue(session.settings())
            shown, data = letters.queue_shown(found, limit=limit, config=config), letters.queue_json(found, limit=limit)
        else:
            single = front.read_letters(session.settings(), cause=cause, limit=limit)
            shown = letters.letters_shown(single, cause=cause, limit=limit, config=config)
            data = letters.letters_json(single)
        _show(*shown, data=data, as_json=json)


@queue.command("show")
def queue_show(id_: Letter, config: Config = CONFIG, json: Json = False) -> None:
    """Show all about one failed write, and what would be written now.

    \b
    Example:
      talentsync queue show 7
    """
    with _session(f"queue show {id_}", config) as session:
        from syncengine.front.display.letters import letter_json, letter_lines
        from syncengine.front.letters import read_letter

        found = read_letter(session.settings(), id_)
        _show(*letter_lines(found, config=config), data=letter_json(found), as_json=json)


@queue.command("retry")
def queue_retry(
    ids: Letters = None,
    cause: Cause = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Who waits for a later attempt is due now.")] = False,
    dry_run: Dry = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Try failed writes again once their cause is mended.

    \b
    Example:
      talentsync queue retry 7 9
      talentsync queue retry --cause c-3f9a1c
    """
    with _session("queue retry", config) as session:
        from syncengine.front.display.letters import decided_json, decided_line
        from syncengine.front.display.words import command
        from syncengine.front.letters import deciding
        from syncengine.work.letters import choice_of

        with deciding(session.settings()) as letters:
            choice = choice_of(ids or (), cause=cause, everything=everything, needed=not waiting)
            if dry_run:
                decided = letters.preview_retry(choice, waiting=waiting)
            else:
                decided = letters.retry(choice, waiting=waiting, by=_somebody())
        done = "would be tried again" if dry_run else "to be tried again"
        _show(decided_line(decided, done=done), data=decided_json(decided, dry_run=dry_run), as_json=json)
        _say(f"It is carried out by running workers, or by: {command('sync', config)}")


@queue.command("edit")
def queue_edit(
    id_: Letter,
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="Repeat the field for a list.")],
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Say what a system shall get instead of the refused value, and try again.

    It holds until any system shows another value for that field.

    \b
    Example:
      talentsync queue edit 7 emails=ada@example.com
    """
    with _session(f"queue edit {id_}", config) as session:
        from syncengine.front.display.words import command
        from syncengine.front.letters import correcting

        with correcting(session.settings()) as corrector:
            edited = corrector.edit(id_, values, by=_somebody())
        fields = ", ".join(edited)
        _show(f"Noted: {fields}.", data={"letter": id_, "fields": list(edited)}, as_json=json)
        _say(f"It is carried out by running workers, or by: {command('sync', config)}")


@queue.command("drop")
def queue_drop(
    ids: Letters = None,
    cause: Cause = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Dry = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Give failed writes up until their facts change.

    \b
    Example:
      talentsync queue drop --cause c-3f9a1c
    """
    with _session("queue drop", config) as session:
        from syncengine.front.display.codes import FINE, MISTAKE
        from syncengine.front.display.letters import decided_json, decided_line
        from syncengine.front.letters import deciding
        from syncengine.work.letters import choice_of

        with deciding(session.settings()) as letters:
            choice = choice_of(ids or (), cause=cause)
            decided = letters.preview_drop(choice)
            if not (dry_run or yes):
                asked = sys.stdin.isatty()
                _say(decided_line(decided, done="would be given up"))
                if not asked or not typer.confirm("Give this up?", err=True):
                    _say("Nothing was given up." if asked else "Nothing was given up: to do it, add --yes.")
                    raise typer.Exit(FINE if asked else MISTAKE)
            if not dry_run:
                decided = letters.drop(choice, by=_somebody())
        done = "would be given up" if dry_run else "given up until the facts change, or `queue retry ID`"
        _show(decided_line(decided, done=done), data=decided_json(decided, dry_run=dry_run), as_json=json)


@webhooks.callback()
def webhook_doctor() -> None:
    """See whether changes are told to us at once; set that up, and try the way.

    \b
    Example:
      talentsync webhooks check
    """


@webhooks.command("check")
def webhooks_check(system: Sender = None, config: Config = CONFIG, json: Json = False, verbose: Verbose = 0) -> None:
    """Show what systems tell by webhook, what is missing, and since when silent.

    \b
    Example:
      talentsync webhooks check
      talentsync webhooks check greenhouse --json
    """
    with _session("webhooks check", config, verbose) as session:
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.display.webhooks import checkup_json, checkup_shown
        from syncengine.front.webhooks.checking import check_webhooks

        found = check_webhooks(session.settings(), system, config=config)
        _show(*checkup_shown(found), data=checkup_json(found), as_json=json)
        raise typer.Exit(UNFINISHED if found.needs_attention else FINE)


@webhooks.command("register")
def webhooks_register(
    system: Sender = None,
    new_secret: Annotated[
        Path | None, typer.Option("--new-secret", metavar="FILE", help="Only make a secret, in a new file.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Give those that are there the secret anew.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Subscribe to webhooks, or show the clicks where there is no API for that.

    \b
    Example:
      talentsync webhooks register greenhouse --new-secret greenhouse.secret
      talentsync webhooks register greenhouse
    """
    with _session("webhooks register", config, verbose) as session:
        from syncengine.front.display import webhooks as display
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.webhooks import signing, subscribing

        settings = session.settings()
        if new_secret is not None:
            made = signing.new_secret(settings, system, new_secret, dry_run=dry_run)
            lines = display.new_secret_lines(made, dry_run=dry_run, config=config)
            _show(*lines, data=display.new_secret_json(made, dry_run=dry_run), as_json=json)
            return
        done = subscribing.register(settings, system, config=config, dry_run=dry_run, again=again)
        shown = display.registered_shown(done, dry_run=dry_run, config=config)
        _show(*shown, data=display.registered_json(done, dry_run=dry_run), as_json=json)
        raise typer.Exit(UNFINISHED if any(each.failed for each in done) else FINE)


@webhooks.command("test")
def webhooks_test(
    system: Sender = None,
    local: Annotated[bool, typer.Option("--local", help="Past the proxy: where the receiver itself listens.")] = False,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Send a signed test delivery to the public address, and a forged one.

    \b
    Example:
      talentsync webhooks test
      talentsync webhooks test greenhouse --local
    """
    with _session("webhooks test", config, verbose) as session:
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.display.webhooks import tried_json, tried_shown
        from syncengine.front.webhooks.trying import try_webhooks

        tried = try_webhooks(session.settings(), system, config=config, local=local)
        _show(*tried_shown(tried), data=tried_json(tried), as_json=json)
        raise typer.Exit(FINE if all(each.ok for each in tried) else UNFINISHED)


def _somebody() -> str:
    """Who acts."""
    import os

    return os.environ.get("USER", "somebody")


@app.command()
def ghosts(config: Config = CONFIG, json: Json = False) -> None:
    """List people with several records in one system, to be merged there.

    \b
    Example:
      talentsync ghosts
    """
    with _session("ghosts", config) as session:
        from syncengine.front.display.ghosts import ghosts_json, ghosts_shown
        from syncengine.front.ghosts import read_ghosts

        found = read_ghosts(session.settings())
        _show(ghosts_shown(found), data=ghosts_json(found), as_json=json)


@app.command()
def explain(
    who: Whom,
    other: Annotated[str | None, typer.Argument(metavar="[SYSTEM:ID]", help="Another record: compare the two.")] = None,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show who somebody is and why, or why two records are not one person.

    \b
    Example:
      talentsync explain greenhouse:17
      talentsync explain greenhouse:17 gem:cand_4
    """
    with _session("explain", config) as session:
        from syncengine.front import explain as people
        from syncengine.front import explain_pair as pairs
        from syncengine.front.display import explanations

        if other is not None:
            pair = pairs.explain_pair(session.settings(), who, other)
            _show(*explanations.pair_shown(pair), data=explanations.pair_json(pair), as_json=json)
            return
        found = people.explain(session.settings(), who)
        shown = explanations.explained_shown(found, config=config)
        _show(*shown, data=explanations.explained_json(found), as_json=json)


@policy.callback()
def policies() -> None:
    """Try a policy, see what it decides about somebody, and who would move under another.

    \b
    Example:
      talentsync policy test
    """


@policy.command("test")
def policy_test(file: Tested = None, cases: Cases = None, config: Config = CONFIG, json: Json = False) -> None:
    """Run the test cases of a policy; no system and no store is needed.

    \b
    Example:
      talentsync policy test
      talentsync policy test policy.yaml --cases policy-tests.yaml
    """
    with _session("policy test", config):
        from syncengine.front.display.policy import cases as display
        from syncengine.front.policy.running import try_policy

        trial = try_policy(file, cases or (), config=config)
        _show(*display.trial_lines(trial), data=display.trial_json(trial), as_json=json)
        raise typer.Exit(display.exit_code(trial))


@policy.command("explain")
def policy_explain(who: Whom, config: Config = CONFIG, json: Json = False) -> None:
    """Show which rule decides about somebody, and why the others do not.

    \b
    Example:
      talentsync policy explain greenhouse:17
    """
    with _session("policy explain", config) as session:
        from syncengine.front.display.policy import verdicts
        from syncengine.front.policy.explaining import explain_policy

        told = explain_policy(session.settings(), who)
        _show(*verdicts.told_shown(told, config=config), data=verdicts.told_json(told), as_json=json)


@policy.command("diff")
def policy_diff(
    old: OnePolicy,
    new: OtherPolicy,
    everybody: Annotated[bool, typer.Option("--all", help="Name everybody who moves.")] = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show who would move where under another policy; ask no system, write nothing.

    \b
    Example:
      talentsync policy diff current new-policy.yaml
      talentsync policy diff last current --all
    """
    with _session("policy diff", config) as session:
        from syncengine.front.display.policy import diffs
        from syncengine.front.policy.differing import diff_policies

        with session.bars(_screen()) as bars:
            found = diff_policies(session.settings(), old, new, progress=bars.planned)
        shown = diffs.differing_shown(found, everybody=everybody)
        _show(*shown, data=diffs.differing_json(found, everybody=everybody), as_json=json)


@policy.command("schema")
def policy_schema(
    out: Annotated[Path | None, typer.Option("--out", help="Where the schema goes. Default: stdout.")] = None,
) -> None:
    """Print the JSON Schema of policy files, for editors.

    \b
    Example:
      talentsync policy schema --out policy.schema.json
    """
    with _session("policy schema", CONFIG):
        from syncengine.front.policy.editors import write_schema

        schema = write_schema(out)
        if out is None:
            _show(data=schema, as_json=True)
        else:
            _say(f"{out} is written.")


@policy.command("show")
def policy_show(file: Tested = None, config: Config = CONFIG, json: Json = False) -> None:
    """Print a policy whole: the file, and what it takes over from the shipped one.

    \b
    Example:
      talentsync policy show
      talentsync policy show policy.yaml > whole.yaml
    """
    with _session("policy show", config):
        from syncengine.front.display.policy.whole import policy_data, policy_yaml
        from syncengine.front.policy.naming import configured_policy, policy_file
        from syncengine.settings import read_policy

        found = read_policy(policy_file(file, configured=configured_policy(config)))
        _show(policy_yaml(found), data=policy_data(found), as_json=json)


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
    with _session("forget", config, verbose, log_format) as session:
        from syncengine import passes
        from syncengine.front.display import erasures
        from syncengine.front.display.codes import FINE, MISTAKE
        from syncengine.front.forgetting import look

        prospect = look(session.settings(), who)
        done = prospect.erasure
        if done is None and (dry_run or not yes):
            shown = erasures.prospect_shown(prospect, config=config)
            if dry_run:
                _show(*shown, data=erasures.prospect_json(prospect), as_json=json)
                return
            _say(*shown)
            asked = sys.stdin.isatty()
            if not asked or not typer.confirm("Forget this person?", err=True):
                _say("Nothing was erased." if asked else "Nothing was erased: to do it, add --yes.")
                raise typer.Exit(FINE if asked else MISTAKE)
        if not dry_run and (done is None or done.ended_at is None):
            with session.engine_beside() as engine:
                done = passes.forget(engine, prospect.person, by=_somebody(), why=why)
        if done is not None:
            _show(*erasures.erasure_shown(done, config=config), data=erasures.erasure_json(done), as_json=json)
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
    with _session("access", config) as session:
        from syncengine.front.accessing import read_access, write_private
        from syncengine.front.display.erasures import access_shown
        from syncengine.front.display.words import json_text

        held = read_access(session.settings(), who)
        if out is not None:
            write_private(out, json_text(held) + "\n", overwrite=force)
            _say(f"{out} is written.")
        _show(*access_shown(held), data=held, as_json=json)


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
    with _ending("match", CONFIG, verbose):
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
        _say(*looked.doubts)
        if dry_run:
            _show(linkings.looked_shown(looked), data=linkings.looked_json(looked), as_json=json)
            return
        with linkings.bars(_screen(), looked) as told:
            report = bulk.match(request, looked, told=told)
        _show(linkings.report_shown(report), data=linkings.report_json(report), as_json=json)
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
    with _session("match train", config) as session:
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
            _say(*looked.doubts)
            with linkings.bars(_screen(), looked) as told:
                learnt = training.train_for_files(ordered, looked, told=told)
            _show(
                *trainings.files_shown(learnt, out=request.out),
                data=trainings.files_json(learnt, out=request.out),
                as_json=json,
            )
            return
        with session.store() as store:
            if reset:
                gone = training.reset(store, now=time.time())
                _show(*trainings.reset_shown(gone), data=trainings.reset_json(gone), as_json=json)
                return
            matching, by = session.settings().matching, os.environ.get("USER", "somebody")
            found = training.train_in_store(store, matching, by=by, now=time.time(), dry_run=dry_run)
        shown = trainings.decisions_shown(found, dry_run=dry_run, config=config)
        _show(*shown, data=trainings.decisions_json(found, dry_run=dry_run), as_json=json)


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
        from syncengine.rehearsal.pair import free_receiver, serve_pair

        ports = (port, port + 1 if port else 0)
        receiver = f"127.0.0.1:{port + 2}" if port else free_receiver()
        with (
            suppress(KeyboardInterrupt),
            serve_pair(VENDORS, people=people, seed=seed, ports=ports, folder=folder, receiver=receiver) as pair,
        ):
            _show(f"TALENTSYNC_CONFIG={pair.settings_path}")
            for stand in pair.stands:
                _say(f"{stand.name} answers at {stand.base_url}")
            _say(f"Webhooks go to {receiver}: they are taken in by {command('run', pair.settings_path)}")
            _say(f"In another terminal: {command('backfill', pair.settings_path)}", "Ctrl-C ends both.")
            threading.Event().wait()


@app.command()
def demo(people: People = 120, seed: Seed = 7, json: Json = False, verbose: Verbose = 0) -> None:
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


@app.command()
def rehearse(
    people: Crowd = 5000, seed: Seed = 7, folder: Kept = None, json: Json = False, verbose: Verbose = 0
) -> None:
    """See who is recognised among thousands of invented people and look-alikes.

    \b
    Example:
      talentsync rehearse --people 1000
    """
    with _session("rehearse", CONFIG, verbose):
        from syncengine.front.display.crowds import crowd_json, crowd_shown
        from syncengine.front.display.rehearsals import narrator
        from syncengine.rehearsal.crowd import rehearse as play

        with narrator(_screen(), _say) as audience:
            result = play(VENDORS, people=people, seed=seed, folder=folder, audience=audience)
        _show(crowd_shown(result), data=crowd_json(result), as_json=json)
        raise typer.Exit(0 if result.ok else 1)


def main() -> None:
    """The entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()

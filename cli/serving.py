# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""What runs until stopped, and how it goes."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.frame import app, opened, show
from cli.options import CONFIG, Alive, Config, Json, Logs, Verbose


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
    with opened("run", config, verbose, log_format) as session:
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
    with opened("receive", config, verbose, log_format) as session:
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
    with opened("worker", config, verbose, log_format) as session:
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
    with opened("status", config, verbose, log_format) as session:
        from syncengine.front.display.statuses import status_json, status_shown
        from syncengine.front.status import read_status

        found = read_status(session.settings())
        show(status_shown(found, config=config), data=status_json(found), as_json=json)


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
    with opened("resume", config) as session:
        from syncengine.front.display.closings import resumed_json, resumed_lines
        from syncengine.front.resuming import resume as go_on

        done = go_on(session.settings(), system, by=session.who)
        show(*resumed_lines(done, config=config), data=resumed_json(done), as_json=json)

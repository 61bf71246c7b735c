# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Systems full of invented people."""

from __future__ import annotations

from contextlib import suppress

import typer

from cli.frame import app, opened, say, screen, show
from cli.options import CONFIG, VENDORS, Crowd, Folder, Json, Kept, People, Port, Seed, Verbose


@app.command()
def sandbox(people: People = 300, seed: Seed = 7, port: Port = 0, folder: Folder = None) -> None:
    """Start two stand-in systems with invented people, to rehearse on.

    \b
    Example:
      talentsync sandbox --people 300
    """
    import threading

    with opened("sandbox", CONFIG):
        from syncengine.front.display.words import command
        from syncengine.rehearsal.pair import free_receiver, serve_pair

        ports = (port, port + 1 if port else 0)
        receiver = f"127.0.0.1:{port + 2}" if port else free_receiver()
        with (
            suppress(KeyboardInterrupt),
            serve_pair(VENDORS, people=people, seed=seed, ports=ports, folder=folder, receiver=receiver) as pair,
        ):
            show(f"TALENTSYNC_CONFIG={pair.settings_path}")
            for stand in pair.stands:
                say(f"{stand.name} answers at {stand.base_url}")
            say(f"Webhooks go to {receiver}: they are taken in by {command('run', pair.settings_path)}")
            say(f"In another terminal: {command('backfill', pair.settings_path)}", "Ctrl-C ends both.")
            threading.Event().wait()


@app.command()
def demo(people: People = 120, seed: Seed = 7, json: Json = False, verbose: Verbose = 0) -> None:
    """See two systems full of invented people come into step; no account needed.

    \b
    Example:
      talentsync demo
    """
    with opened("demo", CONFIG, verbose):
        from syncengine.front.display.rehearsals import demo_json, demo_shown, narrator
        from syncengine.rehearsal.demo import run_demo

        with narrator(screen(), say) as audience:
            result = run_demo(VENDORS, people=people, seed=seed, audience=audience)
        show(demo_shown(result), data=demo_json(result), as_json=json)
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
    with opened("rehearse", CONFIG, verbose):
        from syncengine.front.display.crowds import crowd_json, crowd_shown
        from syncengine.front.display.rehearsals import narrator
        from syncengine.rehearsal.crowd import rehearse as play

        with narrator(screen(), say) as audience:
            result = play(VENDORS, people=people, seed=seed, folder=folder, audience=audience)
        show(crowd_shown(result), data=crowd_json(result), as_json=json)
        raise typer.Exit(0 if result.ok else 1)

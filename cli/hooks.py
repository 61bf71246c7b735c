# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Webhooks: whether they work, and setting them up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.frame import opened, show, webhooks
from cli.options import CONFIG, Config, Json, Sender, Verbose


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
    with opened("webhooks check", config, verbose) as session:
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.display.webhooks import checkup_json, checkup_shown
        from syncengine.front.webhooks.checking import check_webhooks

        found = check_webhooks(session.settings(), system, config=config)
        show(*checkup_shown(found), data=checkup_json(found), as_json=json)
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
    with opened("webhooks register", config, verbose) as session:
        from syncengine.front.display import webhooks as display
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.webhooks import signing, subscribing

        settings = session.settings()
        if new_secret is not None:
            made = signing.new_secret(settings, system, new_secret, dry_run=dry_run)
            lines = display.new_secret_lines(made, dry_run=dry_run, config=config)
            show(*lines, data=display.new_secret_json(made, dry_run=dry_run), as_json=json)
            return
        done = subscribing.register(settings, system, config=config, dry_run=dry_run, again=again, by=session.who)
        shown = display.registered_shown(done, dry_run=dry_run, config=config)
        show(*shown, data=display.registered_json(done, dry_run=dry_run), as_json=json)
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
    with opened("webhooks test", config, verbose) as session:
        from syncengine.front.display.codes import FINE, UNFINISHED
        from syncengine.front.display.webhooks import tried_json, tried_shown
        from syncengine.front.webhooks.trying import try_webhooks

        tried = try_webhooks(session.settings(), system, config=config, local=local)
        show(*tried_shown(tried), data=tried_json(tried), as_json=json)
        raise typer.Exit(FINE if all(each.ok for each in tried) else UNFINISHED)

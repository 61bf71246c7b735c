# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Writes that failed for good."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.frame import opened, queue, say, show, somebody
from cli.options import CONFIG, Cause, Config, Dry, Json, Letter, Letters


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
    with opened("queue list", config) as session:
        from syncengine.front import letters as front
        from syncengine.front.display import letters

        if cause is None:
            found = front.read_queue(session.settings())
            shown, data = letters.queue_shown(found, limit=limit, config=config), letters.queue_json(found, limit=limit)
        else:
            single = front.read_letters(session.settings(), cause=cause, limit=limit)
            shown = letters.letters_shown(single, cause=cause, limit=limit, config=config)
            data = letters.letters_json(single)
        show(*shown, data=data, as_json=json)


@queue.command("show")
def queue_show(id_: Letter, config: Config = CONFIG, json: Json = False) -> None:
    """Show all about one failed write, and what would be written now.

    \b
    Example:
      talentsync queue show 7
    """
    with opened(f"queue show {id_}", config) as session:
        from syncengine.front.display.letters import letter_json, letter_lines
        from syncengine.front.letters import read_letter

        found = read_letter(session.settings(), id_)
        show(*letter_lines(found, config=config), data=letter_json(found), as_json=json)


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
    with opened("queue retry", config) as session:
        from syncengine.front.display.letters import decided_json, decided_line
        from syncengine.front.display.words import command
        from syncengine.front.letters import deciding
        from syncengine.work.letters import choice_of

        with deciding(session.settings()) as letters:
            choice = choice_of(ids or (), cause=cause, everything=everything, needed=not waiting)
            if dry_run:
                decided = letters.preview_retry(choice, waiting=waiting)
            else:
                decided = letters.retry(choice, waiting=waiting, by=somebody())
        done = "would be tried again" if dry_run else "to be tried again"
        show(decided_line(decided, done=done), data=decided_json(decided, dry_run=dry_run), as_json=json)
        say(f"It is carried out by running workers, or by: {command('sync', config)}")


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
    with opened(f"queue edit {id_}", config) as session:
        from syncengine.front.display.words import command
        from syncengine.front.letters import correcting

        with correcting(session.settings()) as corrector:
            edited = corrector.edit(id_, values, by=somebody())
        fields = ", ".join(edited)
        show(f"Noted: {fields}.", data={"letter": id_, "fields": list(edited)}, as_json=json)
        say(f"It is carried out by running workers, or by: {command('sync', config)}")


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
    with opened("queue drop", config) as session:
        from syncengine.front.display.codes import FINE, MISTAKE
        from syncengine.front.display.letters import decided_json, decided_line
        from syncengine.front.letters import deciding
        from syncengine.work.letters import choice_of

        with deciding(session.settings()) as letters:
            choice = choice_of(ids or (), cause=cause)
            decided = letters.preview_drop(choice)
            if not (dry_run or yes):
                asked = sys.stdin.isatty()
                say(decided_line(decided, done="would be given up"))
                if not asked or not typer.confirm("Give this up?", err=True):
                    say("Nothing was given up." if asked else "Nothing was given up: to do it, add --yes.")
                    raise typer.Exit(FINE if asked else MISTAKE)
            if not dry_run:
                decided = letters.drop(choice, by=somebody())
        done = "would be given up" if dry_run else "given up until the facts change, or `queue retry ID`"
        show(decided_line(decided, done=done), data=decided_json(decided, dry_run=dry_run), as_json=json)

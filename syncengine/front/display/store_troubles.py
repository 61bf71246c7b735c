"""A store that cannot be used, in words: what is wrong with it, what to do about it, and how to go on."""

from __future__ import annotations

from pathlib import Path

from syncengine.front.display.codes import MISTAKE, UNFINISHED
from syncengine.front.display.words import command, plain
from syncengine.store.troubles import (
    StoreAway,
    StoreCrowded,
    StoreDamaged,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreTrouble,
)

_KEPT = (
    "  Nothing is lost and nothing is half-written. A write whose answer could not be stored is looked for first.",
)
_ADVICE: tuple[tuple[type[StoreTrouble], tuple[str, ...]], ...] = (
    (StoreFull, ("make room there (and where temporary files go), or raise the quota",)),
    (StoreLocked, ("end the program that holds it: a database browser, a backup, a long query",)),
    (StoreReadOnly, ("let this user write to the database, or to the file and to the folder that it is in",)),
    (StoreCrowded, ("end other programs that use the server, or let it have more connections (max_connections)",)),
    (
        StoreAway,
        (
            "is `store` in {config} right: folder or server, name, user?",
            "is the disk mounted or the server up, and may this user go there?",
        ),
    ),
    (
        StoreDamaged,
        (
            "does `store` in {config} name the right file?",
            "if so, move it away, with the -wal and -shm beside it, and put the last backup in its place",
            "without a backup, {backfill} makes a new one; what was answered in review is asked again",
        ),
    ),
)
"""Subclasses stand before their parents."""


def store_lines(error: StoreTrouble, *, words: str, config: Path) -> tuple[str, ...]:
    """What is wrong with the store, what to do, and the command to go on with."""
    said = plain(error)
    return (
        f"{said[:1].upper()}{said[1:]}.",
        *(f"  -> {line}" for line in _advice(error, config)),
        *(() if isinstance(error, StoreDamaged) else _KEPT),
        f"  Then go on with: {command(words, config)}",
    )


def store_code(error: StoreTrouble) -> int:
    """What passes by itself, or with room, leaves work that waits; the rest is for whoever set it up."""
    return MISTAKE if isinstance(error, StoreDamaged | StoreReadOnly) else UNFINISHED


def _advice(error: StoreTrouble, config: Path) -> list[str]:
    lines = next((lines for kind, lines in _ADVICE if isinstance(error, kind)), ())
    return [line.format(config=plain(config), backfill=command("backfill", config)) for line in lines]

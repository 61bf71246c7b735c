"""Who would move where, counted by kind of move, and then by name: people are ids here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from syncengine.front.display.plans import FEW
from syncengine.front.display.policy.names import policy_json, policy_name
from syncengine.front.display.words import count, plain, table
from syncengine.front.policy.differing import Differing, Kind, Move

_WORDS: dict[Kind, str] = {
    "comes into": "comes into list",
    "leaves": "leaves list",
    "shows another": "shows another",
    "is created": "is created",
    "is not created": "is not created any more",
    "mail": "may be mailed by the vendor:",
    "no mail": "is not mailed any more:",
    "notes": "gets another number of notes",
}
_ORDER = {kind: place for place, kind in enumerate(_WORDS)}


def differing_shown(found: Differing, *, everybody: bool) -> Iterator[RenderableType]:
    """What the policies say otherwise, how many would move where, and who."""
    yield f"{plain(found.old.word)}: {policy_name(found.old.policy)}"
    yield f"{plain(found.new.word)}: {policy_name(found.new.policy)}"
    if not found.changed:
        yield "The two policies decide the same."
    else:
        yield Text("\nWhat they say otherwise", style="bold")
        yield from (f"  {plain(line)}" for line in found.changed)
    moves = _sorted(found)
    yield f"\n{count(len(found.moved), 'person', 'people')} of {found.people} would be elsewhere or shown otherwise."
    if moves:
        rows = [(move.system, _text(move), len(found.moves[move])) for move in moves]
        yield table("Who would move where", ("system", "effect", "people"), rows)
        yield from _people_lines(found, moves, everybody=everybody)


def _people_lines(found: Differing, moves: list[Move], *, everybody: bool) -> Iterator[RenderableType]:
    yield Text("\nPeople", style="bold")
    hidden = False
    for move in moves:
        who = found.moves[move]
        shown = who if everybody else who[:FEW]
        more = f" and {len(who) - len(shown)} more" if len(shown) < len(who) else ""
        hidden = hidden or bool(more)
        yield f"  {move.system}: {_text(move)}: {' '.join(shown)}{more}"
    if hidden:
        yield "  all of them: add --all"


def _sorted(found: Differing) -> list[Move]:
    return sorted(found.moves, key=lambda move: (move.system, _ORDER[move.kind], move.what))


def _text(move: Move) -> str:
    return f"{_WORDS[move.kind]} {plain(move.what)}".rstrip()


def differing_json(found: Differing, *, everybody: bool) -> dict[str, Any]:
    return {
        "old": {"word": found.old.word, **policy_json(found.old.policy)},
        "new": {"word": found.new.word, **policy_json(found.new.policy)},
        "changed": list(found.changed),
        "people": found.people,
        "people_moved": len(found.moved),
        "moves": [
            {
                "system": move.system,
                "kind": move.kind,
                "what": move.what or None,
                "number": len(found.moves[move]),
                "people": found.moves[move] if everybody else found.moves[move][:FEW],
            }
            for move in _sorted(found)
        ],
    }

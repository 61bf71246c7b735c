"""Erasures, for people and machines: what one would do, its receipt, and what is open. A preview shows who somebody is;
a receipt has nothing personal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from syncengine.erasure.receipts import receipt_of
from syncengine.front.display.codes import FINE, UNFINISHED
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.forgetting import Prospect
from syncengine.front.whois import Who
from syncengine.store.erasures import Erasure, Target


def prospect_shown(prospect: Prospect, *, config: Path) -> Iterator[RenderableType]:
    """What would be erased where, before anybody agrees."""
    foreseen = prospect.foreseen
    if foreseen is None or prospect.who is None:
        return
    yield f"To be forgotten: {_named(prospect.who)}"
    rows = [(system, ref_id, prospect.ways.get(system, "by hand: not configured")) for system, ref_id in foreseen.refs]
    yield table("Erased at the vendors, for good", ("system", "record", "how"), rows)
    yield table("Erased in our own store", ("table", "rows"), list(foreseen.rows.items()))
    kept = count(foreseen.remembered, "keyed hash", "keyed hashes")
    yield f"Kept: ids, the receipt, and {kept} to know a return by."
    for other in prospect.others:
        yield f"Carries the same address, number or page: {_named(other)}"
    for system, ref_id in foreseen.unmatched:
        yield f"Carries the same, and is nobody's yet: {plain(system)}:{plain(ref_id)}; it will be in review."
    if prospect.others:
        yield f"If that is the same human being, forget it, too; look: {command('explain PERSON', config)}"
    yield "This cannot be undone."


def prospect_json(prospect: Prospect) -> dict[str, Any]:
    foreseen = prospect.foreseen
    if prospect.erasure is not None or foreseen is None:
        return erasure_json(prospect.erasure) if prospect.erasure else {}
    return {
        "person": prospect.person,
        "records": [
            {"record": f"{system}:candidate:{ref_id}", "how": prospect.ways.get(system)}
            for system, ref_id in foreseen.refs
        ],
        "store": dict(foreseen.rows),
        "remembered": foreseen.remembered,
        "others": [asdict(each) for each in prospect.others],
        "unmatched": [f"{system}:candidate:{ref_id}" for system, ref_id in foreseen.unmatched],
    }


def erasure_shown(erasure: Erasure, *, config: Path) -> Iterator[RenderableType]:
    """The receipt; before the end, how far it is."""
    yield f"{_headline(erasure)}: {erasure.person} ({erasure.id}), asked for {_when(erasure.asked_at)}."
    rows = [(each.system, each.ref_id, _outcome(each)) for each in erasure.targets]
    yield table("Records", ("system", "record", "outcome"), rows)
    for target in erasure.targets:
        yield from (f"{target.system} keeps: {plain(kept)}" for kept in target.left)
    receipt = receipt_of(erasure)
    if "store" in receipt:
        yield f"Our own store: {count(sum(receipt['store'].values()), 'row')} erased."
    if "remembered" in receipt:
        yield f"{count(sum(receipt['remembered'].values()), 'keyed hash', 'keyed hashes')} kept, to know a return by."
        yield "Not promised: " + "; ".join(map(plain, receipt["not_promised"])) + "."
    if erasure.ended_at is None:
        yield f"What is left is done by the next pass, or by: {command(f'forget {erasure.person}', config)}"
    elif any(each.by_hand for each in erasure.targets):
        yield f"Once it is done by hand, this closes by itself; to let us try again: {command('review list', config)}"


def erasure_json(erasure: Erasure) -> dict[str, Any]:
    return dict(receipt_of(erasure))


def exit_code(erasure: Erasure) -> int:
    done = erasure.ended_at is not None and not any(each.by_hand for each in erasure.targets)
    return FINE if done else UNFINISHED


def open_lines(erasures: Sequence[Erasure], *, config: Path) -> Iterator[str]:
    """Erasures that are not over, for the status."""
    for each in erasures:
        left = ", ".join(f"{target.system}:{target.ref_id}" for target in each.targets if not target.done)
        what = f"by hand: {left}" if each.ended_at else left or "our own store"
        yield f"To be forgotten since {_when(each.asked_at)}: {each.person} ({what})"
    if erasures:
        yield f"Look: {command('forget PERSON', config)}"


def access_shown(document: dict[str, Any]) -> Iterator[RenderableType]:
    """What is in the document, without any value."""
    rows = [(name, len(held["rows"]), held["what"] or "") for name, held in document["held"].items()]
    yield table(f"What the store holds on {document['person']}", ("table", "rows", "what"), rows)


def _headline(erasure: Erasure) -> str:
    if erasure.lifted_at is not None:
        return "Forgotten, and let in again"
    return "Forgotten" if erasure.ended_at is not None else "Being forgotten"


def _outcome(target: Target) -> str:
    if target.by_hand:
        return f"by hand: open; {target.by_hand}"
    if not target.done:
        return "not yet"
    return f"{target.how}{' (it was gone already)' if target.was_gone else ''}"


def _named(who: Who) -> str:
    return f"{plain(who.name) or '(no name)'} [{who.person}] ({', '.join(map(plain, who.refs)) or 'no records'})"


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")

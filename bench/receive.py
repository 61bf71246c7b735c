# ruff: noqa: T201  # a bench prints
"""How many webhook deliveries per second are proved, stored durably and answered, beside applications on the same
server that only say 200; and how long an answer takes at half of the maximal load.

    python -m bench.receive --rounds 5 --json

SQLite with synchronous=FULL. All take turns, so that a machine that is busy for a while is so for each. Compare the
ratios: this machine is not yours.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bench.receive_load import SECRET, Letter, Load, Senders, letters
from bench.receive_servers import running, serve_bare, serve_receiver, serve_starlette
from syncengine.settings import load_settings
from syncengine.store import open_store
from syncengine.store.tables import delivery, hint

CONNECTIONS = 48
RATIO_GOAL, P99_GOAL = 0.5, 50.0


@dataclass(frozen=True, slots=True)
class Round:
    """Requests per second, one server after the other."""

    receiver: float
    bare: float
    starlette: float


@dataclass(frozen=True, slots=True)
class Result:
    """The paced load was at ``pace`` per second."""

    rounds: list[Round]
    pace: float
    paced: list[Load]

    @property
    def to_bare(self) -> float:
        return median(each.receiver / each.bare for each in self.rounds)

    @property
    def to_starlette(self) -> float:
        return median(each.receiver / each.starlette for each in self.rounds)

    def wait(self, share: float) -> float:
        """Milliseconds, in the middle one of the paced rounds."""
        return median(each.wait(share) for each in self.paced)


class Desk:
    """Hands out requests; no delivery id is used twice."""

    def __init__(self, pile: Sequence[Letter]) -> None:
        self._pile = pile
        self._ids = count()

    def some(self, number: int) -> list[bytes]:
        return list(self._each(number))

    def _each(self, number: int) -> Iterator[bytes]:
        for _ in range(number):
            id_ = next(self._ids)
            yield self._pile[id_ % len(self._pile)].request(id_)

    @property
    def handed_out(self) -> int:
        return next(self._ids)


def measure(folder: Path, *, rounds: int, each: int, connections: int) -> Result:
    config = _config(folder)
    pile = letters(each)
    desk = Desk(pile)
    with ExitStack() as stack:
        receiver, bare, starlette = [
            stack.enter_context(closing(Senders(stack.enter_context(running(role, config)), connections)))
            for role in (serve_receiver, serve_bare, serve_starlette)
        ]
        greetings = Desk(pile).some(each)
        receiver.flood(desk.some(1000))
        turns = [
            Round(
                receiver=_sound(receiver.flood(desk.some(each))).rate,
                bare=_sound(bare.flood(greetings)).rate,
                starlette=_sound(starlette.flood(greetings)).rate,
            )
            for _ in range(rounds)
        ]
        pace = median(turn.receiver for turn in turns) / 2
        number = min(each, int(3 * pace))
        paced = [_sound(receiver.pace(desk.some(number), rate=pace)) for _ in range(rounds)]
    _require_stored(config, desk.handed_out)
    return Result(turns, pace, paced)


def _sound(load: Load) -> Load:
    if load.refused:
        raise SystemExit(f"{load.refused} requests were not answered with 200")
    return load


def _require_stored(config: Path, number: int) -> None:
    store = open_store(load_settings(config).store_url)
    with store.read() as connection:
        rows = connection.execute(delivery.select()).fetchall()
        hints = connection.execute(hint.select()).fetchall()
    store.close()
    if len(rows) != number or not hints:
        raise SystemExit(f"{number} deliveries were accepted and {len(rows)} are stored, with {len(hints)} hints")


def _config(folder: Path) -> Path:
    path = folder / "talentsync.yaml"
    ats = {"connector": "greenhouse", "client_id": "a", "client_secret": "b", "mark_field": "m"}
    crm = {"connector": "gem", "api_key": "c", "user": "bench@example.com"}
    systems = {"greenhouse": {**ats, "webhook_secrets": [SECRET]}, "gem": crm}
    given: dict[str, Any] = {"version": 1, "store": "sqlite:///store.db", "systems": systems}
    path.write_text(yaml.safe_dump({**given, "receiver": {"listen": "127.0.0.1:0"}}))
    return path


def report(result: Result) -> None:
    print(f"{'round':8}{'receiver/s':>12}{'bare ASGI/s':>14}{'Starlette/s':>14}{'to bare':>10}{'to Starlette':>14}")
    for number, each in enumerate(result.rounds, 1):
        rates = f"{each.receiver:12.0f}{each.bare:14.0f}{each.starlette:14.0f}"
        print(f"{number:<8}{rates}{each.receiver / each.bare:10.3f}{each.receiver / each.starlette:14.3f}")
    print(f"ratio, median of rounds: {result.to_bare:.3f} to bare ASGI, {result.to_starlette:.3f} to Starlette", end="")
    print(f" (goal: at least {RATIO_GOAL})")
    p50, p99 = result.wait(0.5), result.wait(0.99)
    print(f"at {result.pace:.0f}/s, half load: p50 {p50:.1f} ms, p99 {p99:.1f} ms (goal: below {P99_GOAL:.0f} ms)")


def as_json(result: Result) -> str:
    return json.dumps(
        {
            "rounds": [{name: round(rate) for name, rate in asdict(each).items()} for each in result.rounds],
            "ratio_to_bare": round(result.to_bare, 3),
            "ratio_to_starlette": round(result.to_starlette, 3),
            "half_load": {
                "per_second": round(result.pace),
                "p50_ms": round(result.wait(0.5), 2),
                "p99_ms": round(result.wait(0.99), 2),
            },
            "goals": {"ratio": RATIO_GOAL, "p99_ms": P99_GOAL},
        },
        indent=2,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=10_000, help="in each round")
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="talentsync-bench-") as folder:
        result = measure(Path(folder), rounds=given.rounds, each=given.requests, connections=given.connections)
    if given.json:
        print(as_json(result))
    else:
        report(result)


if __name__ == "__main__":
    main()

"""The steps of a budget as programs for Redis: the constants and first values of :mod:`connectors.pacing`, then Lua."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files

from connectors import pacing
from connectors.lanes import Lane
from connectors.pacing import Bucket, Budget, Terms, Window, bucket, window

_HELD_BACK = """
local function held_back(lane, backfill, live)
  if lane >= BACKFILL then return backfill end
  return lane > RESTRICTIONS and live or 0
end
"""

_CONSTANTS: Mapping[type[Budget], Mapping[str, float]] = {
    Window: {
        "HEAD_START": window.HEAD_START,
        "FULL_BY": window.FULL_BY,
        "BACKFILL_LEAVES": window.BACKFILL_LEAVES,
        "LIVE_LEAVES": window.LIVE_LEAVES,
        "ALWAYS_LEFT": window.ALWAYS_LEFT,
        "LEAST_SHARE": window.LEAST_SHARE,
        "RIVALS_GROW": window.RIVALS_GROW,
        "UNTOLD_STOP": window.UNTOLD_STOP,
    },
    Bucket: {
        "BACKFILL_LEAVES": bucket.BACKFILL_LEAVES,
        "LIVE_LEAVES": bucket.LIVE_LEAVES,
        "YIELD": bucket.YIELD,
        "LEAST_EASE": bucket.LEAST_EASE,
        "RECOVERY": bucket.RECOVERY,
        "ONE_LESSON": bucket.ONE_LESSON,
    },
}


def shape(terms: Terms) -> type[Budget]:
    """Window or Bucket."""
    return type(pacing.new_budget(terms))


@cache
def program(terms: Terms) -> str:
    """The whole program for the shape of a limit."""
    kept = shape(terms)
    constants = {
        **_CONSTANTS[kept],
        "RESTRICTIONS": Lane.RESTRICTIONS.value,
        "BACKFILL": Lane.BACKFILL.value,
        "COMES_BACK": pacing.COMES_BACK,
    }
    # repr of a float is read back as the same number, here as there.
    lines = [f"local {name} = {value!r}" for name, value in constants.items()]
    first = ", ".join(f'{{"{field.name}", {field.default!r}}}' for field in fields(kept))
    lines.append(f"local FIELDS = {{{first}}}")
    return "\n".join([*lines, _HELD_BACK, _lua(kept.__name__.lower()), _lua("steps")])


def _lua(name: str) -> str:
    return files("syncengine.budget").joinpath(f"{name}.lua").read_text(encoding="utf-8")

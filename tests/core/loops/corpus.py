"""The two corpora, read."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mappings.loader import load_policy
from mappings.policy import Policy

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    about: str
    overrides: dict[str, Any]

    def policy(self) -> Policy:
        return _policy(self.about)


def _read(name: str) -> list[Entry]:
    entries = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return [Entry(entry["about"], entry["policy"]) for entry in entries]


@functools.cache
def _policy(about: str) -> Policy:
    [overrides] = [entry.overrides for entry in (*LOOPING, *SAFE) if entry.about == about]
    return load_policy(None, overrides)


LOOPING = _read("looping.yaml")
SAFE = _read("safe.yaml")

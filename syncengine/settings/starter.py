"""The first ``talentsync.yaml``, written from what the connectors say about themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from connectors import registry
from connectors.pacing import DEFAULT_SHARE
from connectors.types import Manifest, Setting
from syncengine.core.matching.verdicts import Costs

_HEAD = """\
# talentsync: which systems to keep in step. Check it with `talentsync check`, preview with `talentsync plan`.
#
# Secrets do not belong in this file. Write ${NAME} to take one from the environment,
# or file:path to take it from a file (relative to this one).
version: 1

# Where talentsync remembers what it has seen. SQLite needs nothing else; relative to this file.
# Several machines share one on PostgreSQL: postgresql://talentsync:${DB_PASSWORD}@db.example.com/talentsync
store: sqlite:///talentsync.db

systems:
"""

_TAIL = """\

# Who owns which field, what your hiring stages mean, which lists people go to. Without it the shipped policy is used.
# policy: policy.yaml

# People that are worked on at the same time.
workers: 4

# Workers on other machines (`talentsync worker`) hear from here whom to work on. Needs a store on PostgreSQL.
# redis:
#   url: ${{REDIS_URL}}
#   when_down: embedded     # the process that reads the systems does the work itself; or: wait
#   namespace: talentsync   # another name for every installation that shares this Redis

# Where the vendors' webhooks arrive (`talentsync receive`, and inside `talentsync run`). Changes then show at once.
# Set up a system's webhooks with `talentsync webhooks register`, and try the way with `talentsync webhooks test`.
# receiver:
#   listen: 127.0.0.1:8720              # put a proxy with TLS in front of it
#   public_url: https://hooks.example.com
#   token: ${{TALENTSYNC_TOKEN}}          # opens /readyz and /metrics; 16 characters or more

# How often `talentsync run` looks at the systems.
daemon:
  poll_seconds: 60
  # poll: {{membership: 300}}             # other intervals for single kinds
  # restrictions_seconds: 2             # how often opt-outs are looked for while people are listed and written
  # compare_at: "03:00"                 # once a day everything is compared with what the systems have; or: never
  # repair_share: 0.02                  # so much of a kind is repaired without asking when it differs
  # keep_deliveries_days: 30            # how long webhooks that were received are remembered
  # keep_history_days: 730              # how long it is remembered what records showed before they changed

# When to stop and ask you first. Shares are of the people known so far, from 0 to 1.
safety:
  max_create_share: 0.2     # people to be created in one run
  max_change_share: 0.3     # people to be changed in one run
  always_allowed: 25        # up to so many people may be touched in any case
  emptied_share: 0.5        # people that vanished from one side
  clock_seconds: 300        # by which clocks, of the systems and of this machine, may be apart

# Who is who: what mistakes cost, counted in questions to you. Both are more than one question.
matching:
  cost_of_ghost: {ghost:g}         # one person left with two profiles; more asks you about less likely pairs
  cost_of_wrong_merge: {wrong_merge:g}   # two people taken for one; more links fewer pairs without asking you
  # A model that you trained on files of your own (`talentsync match train`). Without it the shipped one is used.
  # model: model.json
"""


def init_text(systems: Sequence[str]) -> str:
    """A commented configuration for connectors named ``systems``. Raises connectors.registry.UnknownConnector."""
    blocks = ["\n".join(_system(name, registry.load(name).manifest)) for name in systems]
    usual = Costs()
    return _HEAD + "\n\n".join(blocks) + "\n" + _TAIL.format(ghost=usual.ghost, wrong_merge=usual.wrong_merge)


class AlreadyThere(FileExistsError):
    """There is a configuration, and nobody said that it may be overwritten."""


def write_first(path: Path, systems: Sequence[str], *, overwrite: bool) -> None:
    """Write the first configuration. Raises AlreadyThere, UnknownConnector and OSError."""
    text = init_text(systems)
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise AlreadyThere(f"{path} is there already; to overwrite it, add --force") from error


def _system(name: str, manifest: Manifest) -> Iterator[str]:
    role = manifest.role if manifest.role in {"ats", "crm"} else "crm"
    yield f"  # {manifest.title}: {manifest.docs}"
    yield f"  {name}:                    # the name is yours to choose, and stays"
    yield f"    connector: {manifest.vendor}"
    yield f"    role: {role}"
    yield f"    # budget: {DEFAULT_SHARE:g}             # our share of the vendor's limit; the rest is for other tools"
    for setting in manifest.settings:
        if setting.name != "role":
            yield from _setting(name, setting)
    if manifest.webhooks is not None:
        variable = f"{name}_webhook_secret".upper().replace("-", "_")
        yield "    # What the vendor signs its webhooks with; a list while it is changed: [new, old]."
        yield f"    # webhook_secrets: ${{{variable}}}"


def _setting(system: str, setting: Setting) -> Iterator[str]:
    optional = not setting.required or setting.default is not None
    yield from textwrap.wrap(setting.help, width=110, initial_indent="    # ", subsequent_indent="    # ")
    yield f"    {'# ' if optional else ''}{setting.name}: {_value(system, setting)}"


def _value(system: str, setting: Setting) -> str:
    if setting.secret:
        return f"${{{system}_{setting.name}}}".upper().replace("-", "_")
    if setting.default is not None:
        return setting.default
    return setting.example or f"${{{system}_{setting.name}}}".upper().replace("-", "_")

"""Two populated sandboxes over real HTTP, and a configuration that leads to them."""

from __future__ import annotations

import errno
import secrets as chance
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import yaml

from connectors import registry
from connectors.sandbox import Entry, Sandbox
from connectors.sandbox.cast import AtsCast, CrmCast, Populates
from connectors.sandbox.personas import Persona
from connectors.sandbox.population import population
from connectors.sandbox.server import serve
from syncengine.app import World
from syncengine.settings import read_policy


@dataclass(frozen=True, slots=True)
class Stand:
    """One system of the pair. ``name`` is both the connector's and the system's."""

    name: str
    sandbox: Sandbox
    base_url: str

    def writes(self, *, since: int = 0) -> tuple[Entry, ...]:
        """What the sandbox itself counts as requests that could have changed something."""
        return self.sandbox.writes(since=since)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both systems, who lives in them, and where ``talentsync.yaml`` lies. ``receiver`` is the host and port at which
    their webhooks will be expected; without it they send none."""

    ats: Stand
    crm: Stand
    ats_cast: AtsCast
    crm_cast: CrmCast
    personas: tuple[Persona, ...]
    settings_path: Path
    receiver: str | None = None

    @property
    def stands(self) -> tuple[Stand, Stand]:
        return self.ats, self.crm


def rehearsal_world(*, limits: bool) -> World:
    """Where nobody limits us, our own pacing would only wait for nothing."""
    return World() if limits else World(sleep=lambda seconds: time.sleep(min(seconds, 0.001)))


class NotAPair(ValueError):
    """The systems named are not one ATS and one CRM."""


class Gather(Protocol):
    """Makes people, the same for the same seed. Raises ValueError when there are too few to tell every story."""

    def __call__(self, people: int, *, seed: int) -> tuple[Persona, ...]: ...


@contextmanager
def serve_pair(
    vendors: Sequence[str],
    *,
    people: int,
    seed: int,
    ports: tuple[int, int] = (0, 0),
    limits: bool = True,
    folder: Path | None = None,
    gather: Gather = population,
    receiver: str | None = None,
) -> Iterator[Pair]:
    """Serve an ATS and a CRM full of made-up people until the block ends. ``ports`` are in the order of ``vendors``;
    ``gather`` makes the people. With ``receiver`` (HOST:PORT) the configuration has a receiver there, and the systems
    that have webhooks send them to it: they fail, and are sent again by the vendor's schedule, while nobody listens.

    Configuration and secrets are written to ``folder``, or to a new one that is gone afterwards. Raises NotAPair,
    UnknownConnector, FileExistsError when ``folder`` has a configuration, and ValueError when there are too few people
    to tell every story.
    """
    port_of = dict(zip(vendors, ports, strict=True))
    ats, crm = _in_roles(vendors)
    personas = gather(people, seed=seed)
    with ExitStack() as stack:
        at = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="talentsync-")))
        sandboxes = {name: registry.load_sandbox(name)(limits=limits) for name in (ats, crm)}
        stands = {
            name: Stand(name, sandbox, stack.enter_context(serve(sandbox, port=port_of[name])))
            for name, sandbox in sandboxes.items()
        }
        policy = read_policy()
        push_pool = policy.pools["push"].name
        ats_cast = cast(AtsCast, _fillable(sandboxes[ats]).populate(personas))
        filled = _fillable(sandboxes[crm]).populate(personas, counterparts=ats_cast.ids, push_pool=push_pool)
        crm_cast = cast(CrmCast, filled)
        path = _write_settings(at, stands, receiver)
        yield Pair(stands[ats], stands[crm], ats_cast, crm_cast, personas, path, receiver)


def free_receiver() -> str:
    """A host and port at which nobody listens now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def _fillable(sandbox: Sandbox) -> Populates:
    if not isinstance(sandbox, Populates):
        raise NotAPair(f"the sandbox of {sandbox.vendor} cannot be filled with made-up people")
    return sandbox


def _in_roles(vendors: Sequence[str]) -> tuple[str, str]:
    """The names of the ATS and of the CRM."""
    by_role: dict[str, str] = {registry.load(name).manifest.role: name for name in vendors}
    if len(vendors) != 2 or by_role.keys() != {"ats", "crm"}:
        raise NotAPair("a rehearsal needs one ATS and one CRM")
    return by_role["ats"], by_role["crm"]


def _write_settings(folder: Path, stands: Mapping[str, Stand], receiver: str | None = None) -> Path:
    """A configuration as a user would write one: secrets in files of their own."""
    path = folder / "talentsync.yaml"
    if path.exists():
        raise FileExistsError(errno.EEXIST, "there is a configuration already", str(path))
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    systems = {name: _system(stand, secrets) for name, stand in stands.items()}
    document: dict[str, object] = {"version": 1, "systems": systems}
    if receiver is not None:
        document["receiver"] = {"listen": receiver}
        for name, stand in stands.items():
            systems[name] |= _subscribed(stand, secrets, receiver)
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path


def _system(stand: Stand, secrets: Path) -> dict[str, str | float]:
    manifest = registry.load(stand.name).manifest
    hidden = {setting.name for setting in manifest.settings if setting.secret}
    # No other tool works with a stand-in.
    lines: dict[str, str | float] = {"connector": stand.name, "role": manifest.role, "budget": 1.0}
    for name, value in stand.sandbox.settings(stand.base_url).items():
        lines[name] = _hide(secrets / f"{stand.name}_{name}", value) if name in hidden else value
    return lines


def _subscribed(stand: Stand, secrets: Path, receiver: str) -> dict[str, str | float]:
    """Have the sandbox send webhooks, and say in the configuration what they are signed with."""
    wanted, hooks = registry.load(stand.name).manifest.webhooks, stand.sandbox.hooks
    if wanted is None or hooks is None:
        return {}
    secret = chance.token_urlsafe(32)
    # Not pinged: nobody listens yet, and the vendor would leave it disabled.
    hooks.subscribe(f"http://{receiver}/webhooks/{stand.name}", secret=secret, events=wanted.events, ping=False)
    return {"webhook_secrets": _hide(secrets / f"{stand.name}_webhook_secret", secret)}


def _hide(file: Path, secret: str) -> str:
    """Put a secret into a file that only its owner can read. Returns how the configuration refers to it."""
    file.touch(mode=0o600)
    file.write_text(secret, encoding="utf-8")
    return f"file:{file.parent.name}/{file.name}"

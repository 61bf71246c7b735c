"""The secret that webhooks are signed with: where it is named, and a new one. It is never shown."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.yamlfile import read_document
from syncengine.front.webhooks.places import NotReady, senders
from syncengine.settings import Settings

_NAMES_A_PLACE = re.compile(r"file:.+|\$\{[A-Za-z_][A-Za-z0-9_]*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret was written to ``path``, or would be; ``line`` of the configuration makes it known."""

    system: str
    path: Path
    line: str


def new_secret(settings: Settings, name: str | None, path: Path, *, dry_run: bool) -> NewSecret:
    """Write a fresh secret for a system, which may be left out when only one has webhooks. Raises NotKnown, NotReady,
    FileExistsError, OSError."""
    wanted = senders(settings, name)
    if len(wanted) > 1:
        raise NotReady(f"for which system is it? Name one of: {', '.join(each.name for each in wanted)}")
    line = secret_line(settings, wanted[0].name, path)
    if not dry_run:
        write_secret(path)
    return NewSecret(wanted[0].name, path, line)


def secret_place(settings: Settings, system: str) -> str:
    """Where the secret stands that the vendor has to sign with: the first of those that are configured."""
    key = f"systems.{system}.webhook_secrets"
    raw = _first(_written(settings.path, system))
    if raw.startswith("file:"):
        return f"the text in the file {raw.removeprefix('file:')} ({key} in {settings.path.name})"
    if raw.startswith("${"):
        return f"the value of the environment variable {raw[2:-1]} ({key} in {settings.path.name})"
    return f"the first of {key} in {settings.path.name}"


def _first(written: Sequence[str]) -> str:
    return written[0] if written and _NAMES_A_PLACE.fullmatch(written[0]) else ""


def _written(path: Path, system: str) -> list[str]:
    """Values of ``webhook_secrets`` as they stand in the file."""
    texts = read_document(path).texts
    here = ("systems", system, "webhook_secrets")
    return [text for loc, text in texts.items() if here in (loc, loc[:-1])]


def write_secret(path: Path) -> None:
    """A new secret in a new file that only its owner can read. Raises FileExistsError, OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(32) + "\n")


def secret_line(settings: Settings, system: str, path: Path) -> str:
    """The line of the configuration that names a secret in ``path`` first. Those that are there stay valid until the
    vendor signs with the new one."""
    folder, file = settings.path.parent, path.resolve()
    new = f"file:{file.relative_to(folder) if file.is_relative_to(folder) else file}"
    before = _written(settings.path, system)
    if not before:
        return f"webhook_secrets: {new}"
    kept = [each if _NAMES_A_PLACE.fullmatch(each) else "<the one that is there>" for each in before]
    return f'webhook_secrets: ["{new}", {", ".join(_quoted(each) for each in kept)}]'


def _quoted(text: str) -> str:
    return f'"{text}"'

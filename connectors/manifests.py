"""Reading a connector's ``manifest.toml``: checked completely, with the file named in every complaint."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.types import KINDS, Limit, MailEffect, Manifest, Setting, Webhooks


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Setting(_Strict):
    name: str
    help: str
    secret: bool = False
    required: bool = True
    default: str | None = None
    example: str | None = None


class _Limit(_Strict):
    requests: int
    seconds: float
    burst: int | None = None


class _Webhooks(_Strict):
    accepts: int
    content_types: list[str]
    events: list[str]
    gives_up_hours: float
    steps: list[str]
    untold: list[str] = []


class _Mail(_Strict):
    name: str
    verb: Literal["create", "update", "add_to_pool", "remove_from_pool", "note"]
    why: str
    fields: list[str] = []
    push: list[Literal["applicant", "prospect", "prospect_for_job"]] = []


class _File(_Strict):
    vendor: str
    title: str
    role: str
    docs: str
    kinds: list[str]
    settings: list[_Setting]
    limit: _Limit
    capabilities: dict[str, str]
    cannot: dict[str, str] = {}
    marks: dict[str, str] = {}
    replaced_whole: list[str] = []
    quirks: list[str] = []
    webhooks: _Webhooks | None = None
    mails: list[_Mail] = []


class BadManifest(ValueError):
    """A manifest does not say what it must. This is the connector author's mistake, not the user's."""


def load_manifest(package: str) -> Manifest:
    """The manifest that lies beside a connector's code. Raises BadManifest with every problem."""
    text = files(package).joinpath("manifest.toml").read_text(encoding="utf-8")
    return parse_manifest(tomllib.loads(text), where=f"{package}/manifest.toml")


def parse_manifest(data: dict[str, Any], *, where: str) -> Manifest:
    """A manifest from decoded TOML."""
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadManifest(f"{where}: {problems}") from error
    unknown = set(file.kinds) - set(KINDS)
    if unknown:
        raise BadManifest(f"{where}: kinds: unknown {', '.join(sorted(unknown))}")
    return Manifest(
        vendor=file.vendor,
        title=file.title,
        role=file.role,
        docs=file.docs,
        kinds=tuple(file.kinds),
        settings=tuple(Setting(**setting.model_dump()) for setting in file.settings),
        limit=Limit(**file.limit.model_dump()),
        capabilities=file.capabilities,
        cannot=file.cannot,
        marks=file.marks,
        replaced_whole=tuple(file.replaced_whole),
        quirks=tuple(file.quirks),
        webhooks=None if file.webhooks is None else _webhooks(file.webhooks),
        mails=tuple(MailEffect(m.name, m.verb, m.why, tuple(m.fields), tuple(m.push)) for m in file.mails),
    )


def _webhooks(part: _Webhooks) -> Webhooks:
    return Webhooks(
        accepts=part.accepts,
        content_types=tuple(part.content_types),
        events=tuple(part.events),
        gives_up_hours=part.gives_up_hours,
        steps=tuple(part.steps),
        untold=tuple(part.untold),
    )

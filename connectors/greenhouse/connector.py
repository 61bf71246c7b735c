"""Greenhouse as a connector: candidates, applications and what surrounds them, through Harvest v3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from connectors.base import Ambient, Connector
from connectors.greenhouse import account, fields, webhooks
from connectors.greenhouse.api import Api
from connectors.greenhouse.auth import ClientCredentials
from connectors.greenhouse.erasing import Eraser
from connectors.greenhouse.explain import Explainer
from connectors.greenhouse.reading import Reader
from connectors.greenhouse.writing import Writer
from connectors.http import HttpClient
from connectors.manifests import load_manifest
from connectors.pacers import Meter
from connectors.types import (
    Account,
    Cursor,
    Delivery,
    Erased,
    FieldInfo,
    Json,
    Kind,
    Manifest,
    Note,
    Page,
    Record,
    Ref,
    Told,
)


class Greenhouse(Connector):
    """One Greenhouse account."""

    manifest: ClassVar[Manifest] = load_manifest("connectors.greenhouse")

    def __init__(self, system: str, settings: Mapping[str, str], *, ambient: Ambient | None = None) -> None:
        super().__init__(system, settings, ambient=ambient)
        self._acts_as = self._setting("acts_as") or None
        self._auth = ClientCredentials(
            system=system,
            auth_url=self._setting("auth_url"),
            client_id=self._setting("client_id"),
            client_secret=self._setting("client_secret"),
            acts_as=self._acts_as,
            now=self.ambient.now,
        )
        self._http = HttpClient(
            system=system,
            base_url=self._setting("base_url"),
            auth=self._auth,
            pacer=self.ambient.pacer_for(self._meter()),
            explain=Explainer(system),
            dice=self.ambient.dice,
            now=self.ambient.now,
        )
        self._api = Api(self._http)
        mark_field = self._setting("mark_field")
        self._reader = Reader(self._api, now=self.ambient.now, mark_field=mark_field)
        self._writer = Writer(self._api, self._reader, mark_field=mark_field)
        self._eraser = Eraser(self._api, way=self._setting("erasure"))

    def _setting(self, name: str) -> str:
        default = next(setting.default for setting in self.manifest.settings if setting.name == name)
        return self.settings.get(name) or default or ""

    def _meter(self) -> Meter:
        # The limit is the integration's, which the client id names [doc].
        manifest = self.manifest
        return Meter(
            self.system, manifest.vendor, self._setting("base_url"), self._setting("client_id"), manifest.limit
        )

    @property
    def calls(self) -> int:
        return self._http.calls + self._auth.calls

    @property
    def ahead_seconds(self) -> float | None:
        return self._http.ahead_seconds

    def close(self) -> None:
        self._http.close()

    def check(self) -> Account:
        wanted = account.Wanted(
            client_id=self._setting("client_id"),
            acts_as=self._acts_as,
            mark_field=self._setting("mark_field"),
            erasure=self._setting("erasure"),
        )
        return account.look(self._api, self._auth, wanted)

    def account_id(self) -> str:
        """Told by the token that is in use; where there is none yet, one row is read for it."""
        return account.id_of(self._api, self._auth, self._setting("client_id"))

    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        return self._reader.pages(kind, since)

    def get(self, ref: Ref) -> Record:
        """Raises Unsettled for a candidate that is still being made."""
        return self._reader.get(ref)

    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        """50 a request. Raises Unsettled, after the others of its batch, for one that is still being made."""
        return self._reader.get_many(refs)

    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        return self._reader.search(kind, query)

    @property
    def mark_field(self) -> str | None:
        return self._setting("mark_field")

    def mark_of(self, record: Record) -> str | None:
        return self._reader.mark_of(record)

    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        return self._reader.find_by_mark(kind, mark, since=since)

    def fields(self, kind: Kind) -> Sequence[FieldInfo]:
        return fields.describe(self._api, kind)

    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        """Candidates, perhaps with one nested ``application``, and applications of both arms."""
        return self._writer.create(kind, data, mark=mark)

    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        return self._writer.update(ref, changes, expect=expect)

    def move(self, application: Ref, *, from_stage: int, to_stage: int) -> Record:
        return self._writer.move(application, from_stage=from_stage, to_stage=to_stage)

    def reject(self, application: Ref, *, reason: int) -> Record:
        return self._writer.reject(application, reason=reason)

    def unreject(self, application: Ref) -> Record:
        return self._writer.unreject(application)

    def notes(self, candidate: Ref) -> Iterator[Note]:
        """Raises UnexpectedReply, after the others, when one cannot be read."""
        return self._writer.notes(candidate)

    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        return self._writer.add_note(candidate, body, private=private, mark=mark)

    def erase(self, candidate: Ref) -> Erased:
        """Deletes or anonymises, as the setting ``erasure`` says."""
        return self._eraser.erase(candidate)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        webhooks.verify(delivery, secrets)

    def delivery_id(self, delivery: Delivery) -> str | None:
        return webhooks.delivery_id(delivery)

    def told(self, delivery: Delivery) -> Told:
        return webhooks.told(delivery, system=self.system)

    def trial(self, secret: str, *, id_: str) -> Delivery:
        return webhooks.trial(secret, id_=id_)

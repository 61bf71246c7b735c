"""A store, its receiver on a real port, and the eyes beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from connectors.memory import hooks
from connectors.pacing import Standing
from connectors.types import Ref
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.core.safety import Limits
from syncengine.serve.eyes import open_eyes
from syncengine.serve.receiver.receiving import receiving
from syncengine.settings import Matching, Settings, SystemSettings
from syncengine.settings.doors import Receiver
from syncengine.store import Store, open_store

TOKEN = "token-of-the-operators"
SECRET = "secret-of-the-webhooks"
NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z


def settings(folder: Path, store_url: str, **changes: Any) -> Settings:
    """Two memory systems, of which the ATS tells by webhook."""
    ats = SystemSettings("ats", "memory", "ats", {"role": "ats"}, 1, webhook_secrets=(SECRET,))
    crm = SystemSettings("crm", "memory", "crm", {"role": "crm"}, 1)
    made = Settings(
        path=folder / "talentsync.yaml",
        store_url=store_url,
        systems=(ats, crm),
        policy_path=None,
        workers=1,
        safety=Limits(),
        matching=Matching(Costs(), shipped()),
        receiver=Receiver(port=0, token=TOKEN),
    )
    return replace(made, **changes)


@dataclass
class Place:
    """``settings`` may be changed while it runs; time stands still unless a test moves ``now``, for everybody."""

    store: Store
    settings: Settings
    address: str = ""
    now: float = NOON
    standings: dict[str, Standing] = field(default_factory=dict)

    def get(self, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        with httpx.Client(base_url=self.address, timeout=30.0) as client:
            return client.request(more.pop("method", "GET"), path, headers={**headers, **more})

    def ready(self) -> Any:
        """All details, as they are a moment later than when anybody looked last."""
        self.later(2)
        return self.get("/readyz", TOKEN).json()

    def metrics(self) -> dict[str, float]:
        """What Prometheus reads: name and labels, as it writes them, -> value; not younger than what it read last."""
        self.later(20)
        return parsed(self.get("/metrics", TOKEN).text)

    def later(self, seconds: float) -> None:
        self.now += seconds

    def lose_store(self) -> None:
        """The file of the store is not there any more. A moment later."""
        self.store.close()
        folder = Path(self.settings.store_url.removeprefix("sqlite:///")).parent
        folder.rename(folder.with_name(f"{folder.name}-elsewhere"))
        self.later(20)

    def put(self, table: sa.Table, *rows: dict[str, Any]) -> None:
        with self.store.write() as connection:
            connection.execute(table.insert(), list(rows))

    def tell(self, event: str, ref: Ref, *, id_: str, **more: Any) -> int:
        """The ATS sends a webhook. Returns the status of the answer."""
        sent = hooks.news(event, ref, secret=SECRET, id_=id_, **more)
        url = f"{self.address}/webhooks/{ref.system}"
        return httpx.post(url, content=sent.body, headers=dict(sent.headers)).status_code


def parsed(text: str) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@contextmanager
def open_place(
    made: Settings, *, store: Store | None = None, now: Callable[[], float] | None = None
) -> Iterator[Place]:
    """Open until the block ends. Without ``now`` time stands still; ``store`` is one that is open already."""
    opened = store or open_store(made.store_url)
    place = Place(opened, made)
    clock = now or (lambda: place.now)
    seen = open_eyes(
        opened, lambda: place.settings, standings=lambda: place.standings, now=clock, monotonic=lambda: place.now
    )
    try:
        with (
            seen as eyes,
            receiving(made, opened, heard=lambda: None, registry=eyes.registry, others=eyes.app, now=clock) as at,
        ):
            place.address = at.address
            yield place
    finally:
        if store is None:
            opened.close()


def begun(seconds_ago: float) -> float:
    return NOON - seconds_ago


def names(text: str) -> Sequence[str]:
    """Names of the metrics in a scrape, in its order."""
    return [line.split()[2] for line in text.splitlines() if line.startswith("# HELP ")]

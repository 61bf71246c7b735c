"""A pair can come with webhooks: configured on both ends, and signed with what the configuration says."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import yaml

from connectors import registry
from connectors.types import Delivery, Hint, Ref
from syncengine.rehearsal import serve_pair
from syncengine.rehearsal.pair import free_receiver
from syncengine.settings import load_settings
from tests.connectors.ear import listening
from tests.rehearsal.conftest import FEW, VENDORS


def test_an_edit_arrives_at_the_receiver_that_is_configured(tmp_path: Path) -> None:
    with (
        listening() as ear,
        serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path, receiver=urlsplit(ear.url).netloc) as pair,
    ):
        settings = load_settings(pair.settings_path, environ={})
        ats = next(system for system in settings.systems if system.role == "ats")
        persona = next(each for each in pair.personas if each.ats)
        pair.ats_cast.retitle(persona.ats[0].key, "Lighthouse Keeper")
        assert pair.ats.sandbox.hooks is not None
        pair.ats.sandbox.hooks.flush()
        (heard,) = ear.heard  # and nothing of those who were there before
        connector = registry.load(ats.connector)(ats.name, ats.settings)
        delivery = Delivery(heard.headers, heard.body)
        connector.verify(delivery, ats.webhook_secrets)  # type: ignore[attr-defined]  # it receives hooks
        said = connector.told(delivery)  # type: ignore[attr-defined]
        candidate = Ref(ats.name, "candidate", pair.ats_cast.ids[persona.ats[0].key])
        connector.close()
    assert said.hints == (Hint(candidate),)
    assert f"{ear.url}{heard.path}" == settings.receiver.address_of(ats.name)


def test_the_secret_lies_in_a_file_of_its_own(tmp_path: Path) -> None:
    receiver = free_receiver()
    with serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path, receiver=receiver) as pair:
        document = yaml.safe_load(pair.settings_path.read_text(encoding="utf-8"))
    secret = tmp_path / "secrets" / "greenhouse_webhook_secret"
    assert document["systems"]["greenhouse"]["webhook_secrets"] == "file:secrets/greenhouse_webhook_secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text(encoding="utf-8")) >= 32
    assert document["receiver"] == {"listen": receiver}
    assert "webhook_secrets" not in document["systems"]["gem"]


def test_without_a_receiver_there_are_no_webhooks(tmp_path: Path) -> None:
    with serve_pair(VENDORS, people=FEW, seed=1, folder=tmp_path) as pair:
        document = yaml.safe_load(pair.settings_path.read_text(encoding="utf-8"))
        assert pair.ats.sandbox.hooks is not None
        assert pair.ats.sandbox.hooks.hooks == ()
    assert document.keys() == {"version", "systems"}
    assert "webhook_secrets" not in document["systems"]["greenhouse"]

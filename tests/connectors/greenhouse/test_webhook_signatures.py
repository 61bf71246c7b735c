"""Which of Greenhouse's webhooks are genuine, and by which id they are known."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

import pytest

from connectors.greenhouse import webhooks
from connectors.signatures import NotGenuine
from connectors.types import Delivery, Told

SECRET = "a-secret-for-web-hooks"


def signed(body: bytes, secret: str = SECRET) -> str:
    """Computed here, without our own code."""
    return "sha256 " + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def cause(signature: str | None, body: bytes = b'{"action":"ping"}', secrets: tuple[str, ...] = (SECRET,)) -> str:
    """Why a delivery is not genuine."""
    headers = {} if signature is None else {"signature": signature}
    with pytest.raises(NotGenuine) as caught:
        webhooks.verify(Delivery(headers, body), secrets)
    return caught.value.cause


def test_a_signature_is_believed_with_any_of_the_secrets() -> None:
    body = b'{"action":"job_post_updated","payload":{"content":"\\u003cp\\u003e"}}'
    for secrets in ([SECRET], ["another-one", SECRET], [SECRET, "another-one"]):
        webhooks.verify(Delivery({"signature": signed(body)}, body), secrets)


def test_a_signature_that_was_computed_elsewhere_is_believed() -> None:
    """``printf '{"action":"ping"}' | openssl dgst -sha256 -hmac a-secret-for-web-hooks``"""
    digest = "4b2a376c59053530ba437a3c5099c00357a7732883b6e2af6c045439c691a42a"
    webhooks.verify(Delivery({"signature": f"sha256 {digest}"}, b'{"action":"ping"}'), [SECRET])


def test_without_a_signature_it_is_unsigned() -> None:
    assert cause(None) == "unsigned"
    assert cause("") == "unsigned"


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given.removeprefix("sha256 "),
        lambda given: given.replace("sha256 ", "sha256="),
        lambda given: given.replace("sha256 ", "sha256  "),
        lambda given: given.replace("sha256 ", "sha256\t"),
        lambda given: given.replace("sha256", "SHA256"),
        lambda given: given.replace("sha256", "sha1"),
        lambda given: given.replace("sha256", "sha512"),
        lambda given: given.replace("sha256", "none"),
        lambda given: "sha256 " + given.removeprefix("sha256 ").upper(),
        lambda given: given[:-1],
        lambda given: given + "0",
        lambda given: given + "\n",
        lambda given: " " + given,
        lambda given: f"{given}, {given}",
        lambda given: "sha256 " + "g" * 64,
        lambda given: "sha256 " + "\u0661" * 64,
        lambda given: "sha256 ",
    ],
)
def test_any_other_form_is_malformed(change: Callable[[str], str]) -> None:
    body = b'{"action":"ping"}'
    assert cause(change(signed(body)), body) == "malformed"


def test_another_secret_or_another_body_is_a_mismatch() -> None:
    body = b'{"action":"ping"}'
    assert cause(signed(body, "another-one"), body) == "mismatch"
    assert cause(signed(body), body + b" ") == "mismatch"
    assert cause(signed(body), b'{"action": "ping"}') == "mismatch"
    assert cause(signed(body), body, ()) == "mismatch"


@pytest.mark.parametrize("id_", ["3ce5180d-9119-4ddc-9ef6-21edb6e76f8a", "1", "x" * 128])
def test_a_delivery_has_an_id(id_: str) -> None:
    assert webhooks.delivery_id(Delivery({"greenhouse-event-id": id_}, b"")) == id_


@pytest.mark.parametrize("id_", ["", " ", "a b", "a\n", "a\x00", "caf\u00e9", "x" * 129, "a/b", "<script>"])
def test_any_other_id_is_none(id_: str) -> None:
    assert webhooks.delivery_id(Delivery({"greenhouse-event-id": id_}, b"")) is None
    assert webhooks.delivery_id(Delivery({}, b"")) is None


def test_a_trial_is_a_ping_with_a_signature() -> None:
    trial = webhooks.trial(SECRET, id_="trial-1")
    assert trial.headers == {
        "content-type": "application/json",
        "greenhouse-event-id": "trial-1",
        "signature": signed(trial.body),
    }
    assert webhooks.told(trial, system="gh") == Told("ping", known=False)

"""One request to an address that is meant to be ours, and what became of it. Bounded in time and size; redirects are
not followed, as vendors do not follow them; certificates are verified as vendors verify them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import httpx

from connectors.types import Delivery
from syncengine.front.webhooks.places import is_here

WHOLE_SECONDS = 10.0
"""An address that takes longer than this is given up by vendors, too."""

Trouble = Literal["refused", "unknown_host", "certificate", "tls", "unreachable", "proxy", "slow", "cut"]


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` and, of a redirect, where it points (``location``, without its query); or the ``trouble`` that there
    was instead, with the ``detail`` that the TLS library gives."""

    status: int | None = None
    location: str | None = None
    trouble: Trouble | None = None
    detail: str = ""


def send(url: str, delivery: Delivery, *, seconds: float = WHOLE_SECONDS) -> Answer:
    """Deliver. Raises nothing that the other side could cause."""
    answers: list[Answer] = []
    # httpx bounds each read, not the call: whoever drips a byte now and then would hold us for ever.
    call = threading.Thread(target=lambda: answers.append(_send(url, delivery, seconds=seconds)), daemon=True)
    call.start()
    call.join(seconds)
    return answers[0] if answers else Answer(trouble="slow")


def _send(url: str, delivery: Delivery, *, seconds: float) -> Answer:
    # A proxy for the way out, if the environment names one, is no way to this machine itself.
    outside = not is_here(url)
    try:
        with (
            httpx.Client(
                timeout=seconds, follow_redirects=False, trust_env=outside, verify=httpx.create_ssl_context()
            ) as client,
            client.stream(
                "POST", url, content=delivery.body, headers={"user-agent": "talentsync", **delivery.headers}
            ) as response,
        ):
            return Answer(response.status_code, _location(response))
    except httpx.HTTPError as error:
        return _trouble(error)


def _location(response: httpx.Response) -> str | None:
    target = response.headers.get("location")
    if not (response.is_redirect and target):
        return None
    try:
        parts = urlsplit(str(response.url.join(target)))
    except (ValueError, httpx.InvalidURL):
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _trouble(error: httpx.HTTPError) -> Answer:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Answer(trouble="certificate", detail=cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return Answer(trouble="tls", detail=cause.reason or "")
        if isinstance(cause, ConnectionRefusedError):
            return Answer(trouble="refused")
        if isinstance(cause, socket.gaierror):
            return Answer(trouble="unknown_host")
    if isinstance(error, httpx.TimeoutException):
        return Answer(trouble="slow")
    if isinstance(error, httpx.ProxyError):
        return Answer(trouble="proxy")
    return Answer(trouble="unreachable" if isinstance(error, httpx.ConnectError) else "cut")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__

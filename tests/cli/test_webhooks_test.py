"""`talentsync webhooks test`, through the real receiver and through what may stand in its place."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from connectors.types import Delivery
from syncengine.front.webhooks.sending import Answer, send
from syncengine.store.tables import delivery
from tests.cli.clinic import Behaviour, Clinic, Request, always, door, free_port, texts

Change = Callable[[Request], bytes]


def tried(clinic: Clinic, *words: str) -> dict[str, Any]:
    ran = clinic.run("test", "ats", "--json", *words)
    [found] = ran.data["systems"]
    assert (ran.code == 0) == found["ok"] == ran.data["ok"]
    return dict(found)


def problem(clinic: Clinic, *words: str) -> str:
    [found] = texts(tried(clinic, *words), "problem")
    return found


def stored(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.store() as store, store.read() as connection:
        return [(row.system, row.correlation) for row in connection.execute(sa.select(delivery))]


@pytest.fixture
def behind(clinic: Clinic) -> Callable[[Change], Any]:
    """A proxy before the real receiver; it may change bodies."""

    @contextmanager
    def proxied(change: Change) -> Iterator[None]:
        def forward(request: Request) -> tuple[int, Mapping[str, str]]:
            headers = {name: value for name, value in request.headers.items() if name not in {"host", "content-length"}}
            with httpx.Client(trust_env=False) as client:
                answer = client.post(f"http://{clinic.listen}{request.path}", content=change(request), headers=headers)
            return answer.status_code, {}

        with clinic.receiver(), door(forward) as address:
            clinic.public = address
            yield

    return proxied


def test_it_arrives_and_the_forged_one_is_refused(clinic: Clinic) -> None:
    with clinic.receiver() as address:
        ran = clinic.run("test", "--local", "--json")
    assert ran.code == 0
    systems = ran.data["systems"]
    assert [each["url"] for each in systems] == [f"{address}/webhooks/ats", f"{address}/webhooks/crm"]
    assert [(each["answer"]["status"], each["forged"]["status"]) for each in systems] == [(200, 401), (204, 401)]
    assert stored(clinic) == [(each["system"], each["correlation"]) for each in systems]


def test_it_goes_to_the_public_address(clinic: Clinic, behind: Callable[[Change], Any]) -> None:
    with behind(lambda request: request.body):
        found = clinic.run("test", "ats")
    assert found.code == 0
    assert f"ats: {clinic.public}/webhooks/ats" in found.out
    assert "The signed delivery arrived: d_" in found.out
    assert "The forged delivery was refused (HTTP 401)." in found.out


def test_a_proxy_that_changes_bodies_is_told_from_another_secret(
    clinic: Clinic, behind: Callable[[Change], Any]
) -> None:
    with behind(lambda request: request.body + b" "):
        found = problem(clinic)
        past = clinic.run("test", "ats", "--local")
    assert found.startswith("HTTP 401: the signature was refused")
    assert f"talentsync webhooks test ats --local --config {clinic.config}" in found
    assert "what stands before the receiver changes the body or drops headers" in found
    assert past.code == 0


def test_a_receiver_with_another_secret(clinic: Clinic) -> None:
    with clinic.receiver():
        clinic.ats["webhook_secrets"] = "file:crm.secret"
        found = problem(clinic, "--local")
    assert found.startswith("HTTP 401: the signature was refused -> the receiver that runs has read other")
    assert stored(clinic) == []


def test_a_system_that_the_receiver_does_not_know(clinic: Clinic) -> None:
    clinic.ats.clear()
    with clinic.receiver():
        clinic.ats["webhook_secrets"] = "file:ats.secret"
        found = problem(clinic, "--local")
    assert found.startswith("HTTP 404: no such address -> the receiver that runs must know ats")


def test_nobody_listens(clinic: Clinic) -> None:
    found = problem(clinic, "--local")
    assert found.startswith("nobody listens there -> start it: talentsync run")
    assert tried(clinic, "--local")["forged"] is None
    clinic.public = f"http://127.0.0.1:{free_port()}"
    assert problem(clinic).startswith("nothing listens on that port of that host -> start the proxy")


def test_an_address_that_takes_everything(clinic: Clinic) -> None:
    with door(always(200)) as clinic.public:
        found = texts(tried(clinic), "problem")
    assert found[0].startswith("HTTP 200, and the delivery is not in the store -> something else answers there")
    assert found[1].startswith("this address accepts forged deliveries: it is not our receiver that answers there")


def test_a_receiver_with_another_store(clinic: Clinic, tmp_path: Path) -> None:
    clinic.write()
    other = Clinic(tmp_path / "other")
    other.folder.mkdir()
    with other.receiver():
        clinic.listen = other.listen
        found = problem(clinic, "--local")
    assert found.startswith("HTTP 200, and the delivery is not in the store")
    assert "or a receiver with another `store`" in found


def test_redirects_are_not_followed(clinic: Clinic) -> None:
    asked: list[str] = []

    def aside(request: Request) -> tuple[int, Mapping[str, str]]:
        asked.append(request.path)
        return 301, {"location": "https://user:pw@www.example.com/hooks?token=planted"}

    with door(aside) as clinic.public:
        found = problem(clinic)
    assert found.startswith("HTTP 301, a redirect to https://www.example.com/hooks -> vendors do not follow")
    assert asked == ["/webhooks/ats"] * 2


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (201, "HTTP 201, and only HTTP 200 counts as delivered"),
        (403, "HTTP 403: something before the receiver forbids it"),
        (404, "HTTP 404: no such address"),
        (405, "HTTP 405: POST is not allowed there"),
        (408, "HTTP 408: the body did not arrive in time"),
        (413, "HTTP 413: the body is too large"),
        (415, "HTTP 415: the content type was changed"),
        (418, "HTTP 418, which our receiver does not answer with"),
        (502, "HTTP 502: the proxy does not reach the receiver"),
        (503, "HTTP 503: the receiver cannot store it now"),
    ],
)
def test_what_other_answers_mean(clinic: Clinic, status: int, said: str) -> None:
    with door(always(status)) as clinic.public:
        found = problem(clinic)
    assert found.startswith(said)
    assert not found.endswith(" -> None")


def test_a_forgery_that_is_refused_in_an_unusual_way(clinic: Clinic) -> None:
    """The delivery is in the store, and still something odd stands there."""

    def picky(forward: Behaviour) -> Behaviour:
        return lambda request: (200, {}) if forward(request)[0] == 200 else (500, {})

    def forward(request: Request) -> tuple[int, Mapping[str, str]]:
        headers = {name: value for name, value in request.headers.items() if name not in {"host", "content-length"}}
        with httpx.Client(trust_env=False) as client:
            answer = client.post(f"http://{clinic.listen}{request.path}", content=request.body, headers=headers)
        return answer.status_code, {}

    with clinic.receiver(), door(picky(forward)) as clinic.public:
        [found] = texts(tried(clinic), "warning")
    assert found.startswith("a forged delivery was answered with HTTP 500")


HELLO = Delivery({"content-type": "application/json"}, b"{}")


@contextmanager
def socket_that(act: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server below HTTP: what it does with its one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                act(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_an_address_that_drips_is_given_up() -> None:
    given_up = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not given_up.wait(0.05):
            connection.sendall(b"x-drip: 1\r\n")

    with socket_that(drip) as url:
        assert send(url, HELLO, seconds=0.3) == Answer(trouble="slow")
        given_up.set()


def test_an_address_that_hangs_up() -> None:
    with socket_that(lambda connection: connection.close()) as url:
        assert send(url, HELLO) == Answer(trouble="cut")


def test_a_name_that_nobody_has() -> None:
    assert send("https://nobody.invalid/webhooks/ats", HELLO).trouble == "unknown_host"


def test_https_where_there_is_none() -> None:
    with door(always(200)) as address:
        assert send(address.replace("http:", "https:"), HELLO).trouble == "tls"


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("a certificate is made with openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout {key} -out {certificate}"
    subprocess.run(made.split(), check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with door(always(200), wrap=lambda plain: context.wrap_socket(plain, server_side=True)) as address:
        answer = send(address, HELLO)
    assert (answer.trouble, answer.detail) == ("certificate", "self-signed certificate")


def test_a_proxy_for_the_way_out_is_not_asked_about_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with door(always(204)) as address:
        assert send(address, HELLO) == Answer(204)
